import Foundation

extension Studio {
    /// Begins a selection in a clip, and keeps the clip where it was brought for it: its bytes are in the store of assets already.
    public func beginSelection(
        in clip: AssetID, with facts: ClipFacts, of account: AccountID, keeping asset: Asset?
    ) async throws -> ClipSelection {
        let time = now()
        while true {
            let selection = ClipSelection(
                id: .new(at: time), account: account, clip: clip, ownsClip: asset != nil, facts: facts, createdAt: time)
            do {
                try await store.transaction { transaction in
                    try transaction.insert(selection)
                    if let asset { try transaction.save(asset) }
                }
                return selection
            } catch DuplicateError.selection {
                // Two identifiers drawn in one millisecond were alike.
                continue
            }
        }
    }

    /// By its identifier as clients write it.
    /// - Throws: `SelectionRefusal.notFound`, also for another account's and for one whose day is over.
    public func selection(_ name: String, of account: AccountID) async throws -> ClipSelection {
        let time = now()
        return try await store.read { view in
            guard let id = SelectionID(name), let selection = try view.selection(id), selection.account == account,
                time < selection.endsAt
            else { throw SelectionRefusal.notFound(name) }
            return selection
        }
    }

    /// Puts a changed selection in the place of the one that it was made from, with the assets that belong to it now. What only
    /// the former one needed is forgotten.
    /// - Returns: assets whose bytes are to be removed; nothing where the selection was changed meanwhile and nothing is kept.
    public func replace(
        _ old: ClipSelection, with new: ClipSelection, keeping assets: [Asset] = []
    ) async throws -> [AssetID]? {
        try await store.transaction { transaction in
            guard try transaction.selection(old.id) == old else { return nil }
            try transaction.save(new)
            for asset in assets { try transaction.save(asset) }
            // Jobs that were ordered with it may still need what it had.
            guard !old.isOrdered else { return [] }
            return try Self.forget(Set(old.assets).subtracting(new.assets).sorted(), in: transaction)
        }
    }

    /// - Returns: those that were there.
    static func forget(_ assets: [AssetID], in transaction: any StudioTransaction) throws -> [AssetID] {
        try assets.filter { id in
            guard let asset = try transaction.asset(id) else { return false }
            try transaction.remove(asset)
            return true
        }
    }
}

import Foundation

extension Studio {
    /// Begins a selection in a clip, and keeps the clip where it was brought for it: its bytes are in the store of assets already.
    /// - Throws: `SelectionRefusal.tooManySessions`.
    public func beginSelection(
        in clip: AssetID, with facts: ClipFacts, of account: AccountID, keeping asset: Asset?
    ) async throws -> ClipSelection {
        let time = now()
        while true {
            let selection = ClipSelection(
                id: .new(at: time), account: account, clip: clip, ownsClip: asset != nil, facts: facts, createdAt: time)
            do {
                try await store.transaction { transaction in
                    guard try transaction.selectionCount(of: account) < ClipSelection.mostOfAccount else {
                        throw SelectionRefusal.tooManySessions
                    }
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
        return try await store.read { try Self.selection(name, of: account, at: time, in: $0) }
    }

    private static func selection(
        _ name: String, of account: AccountID, at time: Date, in view: any StudioView
    ) throws -> ClipSelection {
        guard let id = SelectionID(name), let selection = try view.selection(id), selection.account == account,
            time < selection.endsAt
        else { throw SelectionRefusal.notFound(name) }
        return selection
    }

    /// Changes a selection as it is now, and keeps assets that belong to it from now on. What only the former one needed is
    /// forgotten.
    /// - Parameter change: says whether it took place; otherwise nothing is kept.
    /// - Returns: assets whose bytes are to be removed; nothing where the change did not take place.
    /// - Throws: `SelectionRefusal`.
    public func changeSelection(
        _ name: String, of account: AccountID, keeping assets: [Asset] = [],
        _ change: @escaping @Sendable (inout ClipSelection) throws -> Bool
    ) async throws -> [AssetID]? {
        let time = now()
        return try await store.transaction { transaction in
            let old = try Self.selection(name, of: account, at: time, in: transaction)
            var new = old
            guard try change(&new) else { return nil }
            if new != old { try transaction.save(new) }
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

import Foundation

extension Studio {
    /// Keeps a subject for later prompts, and the pictures that were given for it, whose bytes are in the store of assets already.
    /// - Throws: `DuplicateError.element` for an identifier that is there already.
    public func keep(_ element: StudioElement, assets: [Asset]) async throws {
        try await store.transaction { transaction in
            try transaction.insert(element)
            for asset in assets { try transaction.save(asset) }
        }
    }

    /// Nothing for another account's.
    public func element(_ id: ElementID, of account: AccountID) async throws -> StudioElement? {
        try await store.read { view in
            guard let element = try view.element(id), element.account == account else { return nil }
            return element
        }
    }

    /// Newest first, without deleted ones.
    public func elements(of account: AccountID, skipping: Int, limit: Int) async throws -> [StudioElement] {
        try await store.read { try $0.elements(of: account, skipping: skipping, limit: limit) }
    }

    /// Takes an element away; jobs that were submitted with it keep its pictures.
    /// - Returns: the element as it is now; nothing where there is none that is not deleted.
    public func deleteElement(_ id: ElementID, of account: AccountID) async throws -> StudioElement? {
        let time = now()
        return try await store.transaction { transaction in
            guard var element = try transaction.element(id), element.account == account, element.deletedAt == nil else {
                return nil
            }
            element.deletedAt = time
            try transaction.save(element)
            return element
        }
    }
}

import ArgumentParser
import Foundation
import SecretKeeping
import StudioDomain

struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "Make, list and revoke the keys of the service's accounts.",
        discussion: """
            kinora keys create
            kinora keys create --account ann --name phone --kind access
            kinora keys list --account ann
            kinora keys revoke AK3f... --account ann

            An API key goes into the header `Authorization: Bearer KEY`. With an AccessKey and SecretKey, Kling's own clients sign \
            tokens. Secrets are shown once; the service keeps a hash, or seals them.
            """,
        subcommands: [Create.self, List.self, Revoke.self])

    struct AccountOption: ParsableArguments {
        @Option(help: "Whose keys, by name.")
        var account = FirstStart.accountName
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make a key and show it once.")

        enum Kind: String, CaseIterable, ExpressibleByArgument {
            case api, access
        }

        @OptionGroup var whose: AccountOption

        @Option(help: "What to call it.")
        var name = "unnamed"

        @Option(help: "api: one opaque key; access: an AccessKey and a SecretKey.")
        var kind = Kind.api

        @OptionGroup var service: ServiceOptions

        func run() async throws {
            let stores = try await ServiceStores(service.settings())
            let account = try await stores.account(whose.account)
            let time = stores.studio.now()
            switch kind {
            case .api:
                let (text, key) = NewCredentials.apiKey(named: name, for: account.id, at: time)
                try await stores.studio.add(key, by: commandLineActor)
                print("API key: \(text)")
            case .access:
                let (secretKey, pair) = try NewCredentials.accessKeyPair(
                    named: name, for: account.id, sealedBy: stores.vault, at: time)
                try await stores.studio.add(pair, by: commandLineActor)
                print("AccessKey: \(pair.accessKey)\nSecretKey: \(secretKey)")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Say which keys an account has.")

        @OptionGroup var whose: AccountOption

        @Flag(help: "Print one JSON object for each key.")
        var json = false

        @OptionGroup var service: ServiceOptions

        func run() async throws {
            let stores = try await ServiceStores(service.settings())
            let account = try await stores.account(whose.account)
            let (keys, pairs) = try await stores.studio.store.read {
                (try $0.apiKeys(of: account.id), try $0.accessKeyPairs(of: account.id))
            }
            let lines =
                keys.map { Line(kind: "api", key: "\($0.id)", name: $0.name, hint: $0.hint, revoked: $0.revokedAt) }
                + pairs.map {
                    Line(kind: "access", key: $0.accessKey, name: $0.name, hint: $0.accessKey, revoked: $0.revokedAt)
                }
            for line in lines { print(json ? try line.jsonLine() : line.sentence) }
        }

        private struct Line: Encodable {
            let kind: String
            /// What it is revoked by.
            let key: String
            let name: String
            let hint: String
            let revoked: Date?

            var sentence: String {
                "\(key)  \(kind)  \(name)\(kind == "api" ? "  \(hint)..." : "")\(revoked == nil ? "" : "  revoked")"
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "End a key's use within seconds.")

        @Argument(help: "The AccessKey, or an API key's number as `kinora keys list` has it.")
        var key: String

        @OptionGroup var whose: AccountOption
        @OptionGroup var service: ServiceOptions

        func run() async throws {
            let stores = try await ServiceStores(service.settings())
            let account = try await stores.account(whose.account)
            guard try await stores.studio.revokeKey(key, of: account.id, by: commandLineActor) else {
                throw InputError("The account has no such key in use.")
            }
        }
    }
}

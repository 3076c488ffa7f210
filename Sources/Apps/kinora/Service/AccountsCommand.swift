import ArgumentParser
import Foundation
import SecretKeeping
import StudioAPI
import StudioDomain

struct AccountsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accounts", abstract: "Open accounts of the service, give them credits, suspend them.",
        discussion: """
            kinora accounts open ann --lane fast
            kinora accounts credit ann 1000 --days 30 --concurrency 3
            kinora accounts show ann
            kinora accounts password ann
            kinora accounts sign ann

            Credits are taken from what ends first; an account may have as many jobs at once as the largest concurrency of its \
            credits says.
            """,
        subcommands: [
            List.self, Open.self, Show.self, Credit.self, Suspend.self, Resume.self, SetPassword.self, Sign.self,
            Audit.self,
            Verify.self,
        ])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Say which accounts there are.")

        @Flag(help: "Print one JSON object for each account.")
        var json = false

        @OptionGroup var service: ServiceOptions

        func run() async throws {
            let stores = try await ServiceStores(service.settings())
            var skipping = 0
            while true {
                let accounts = try await stores.studio.store.read { [skipping] in
                    try $0.accounts(skipping: skipping, limit: 500)
                }
                for account in accounts { print(json ? try account.jsonLine() : account.sentence) }
                guard accounts.count == 500 else { return }
                skipping += 500
            }
        }
    }

    struct Open: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Open an account, with the credits of a plan or none.")

        @Argument(help: "Its name, 1 to 64 characters.")
        var name: String

        @Option(help: "Which queue its jobs wait in: fast, standard or relaxed.")
        var lane = Lane.standard

        @Option(
            help:
                "Which plan gives it credits each day or month: \(Plans.standard.plans.map(\.name).joined(separator: ", "))."
        )
        var plan: String?

        @Flag(help: "May see and change everything.")
        var administrator = false

        @OptionGroup var service: ServiceOptions

        func validate() throws {
            guard FieldLimits.isName(name) else {
                throw ValidationError("A name has 1 to 64 characters, none of them a control character.")
            }
            if let plan, Plans.standard.plan(named: plan) == nil { throw ValidationError("There is no plan \(plan).") }
        }

        func run() async throws {
            let stores = try await ServiceStores(service.settings())
            do {
                let account = try await stores.studio.open(
                    name, lane: lane, isAdministrator: administrator, plan: plan, by: commandLineActor)
                print(account.sentence)
            } catch DuplicateError.account {
                throw InputError("There is an account \(name) already.")
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Say what an account has.")

        @Argument(help: "The account's name.")
        var name: String

        @OptionGroup var service: ServiceOptions

        func run() async throws {
            let stores = try await ServiceStores(service.settings())
            let account = try await stores.account(name)
            let grants = try await stores.studio.store.read { try $0.grants(of: account.id) }
            print(account.sentence)
            for grant in grants {
                print(
                    "  \(grant.name): \(grant.remaining) of \(grant.amount) \(grant.product?.rawValue ?? "credits"), until "
                        + "\(grant.validUntil.formatted(.iso8601)), \(grant.concurrency) at once")
            }
        }
    }

    struct Credit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Give an account credits.")

        @Argument(help: "The account's name.")
        var name: String

        @Argument(help: "How many, with up to two decimals.")
        var credits: String

        @Option(help: "How many days they can be used.")
        var days = 30

        @Option(help: "How many jobs they allow at once.")
        var concurrency = 3

        @Option(help: "What they pay for: video or image (default: both).")
        var product: Product?

        @Option(help: "What they are called.")
        var title = "Pack"

        @OptionGroup var service: ServiceOptions

        func validate() throws {
            guard let amount = Credits(credits), amount > .zero else {
                throw ValidationError("Credits are a number of more than 0, such as 100 or 2.5.")
            }
            guard (1...36_525).contains(days) else { throw ValidationError("--days may be 1 to 36525.") }
            guard (1...1_000_000).contains(concurrency) else {
                throw ValidationError("--concurrency may be 1 to 1000000.")
            }
        }

        func run() async throws {
            let stores = try await ServiceStores(service.settings())
            let account = try await stores.account(name)
            let time = stores.studio.now()
            try await stores.studio.issue(
                Grant(
                    id: .new(at: time), account: account.id, kind: .pack, name: title, product: product,
                    amount: Credits(credits)!, validFrom: time,
                    validUntil: time.addingTimeInterval(Double(days) * 24 * 3600), concurrency: concurrency),
                by: commandLineActor)
        }
    }

    struct Suspend: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let an account make nothing new.")

        @Argument(help: "The account's name.")
        var name: String

        @OptionGroup var service: ServiceOptions

        func run() async throws {
            let stores = try await ServiceStores(service.settings())
            _ = try await stores.studio.change(
                stores.account(name).id, by: commandLineActor, action: "account suspended"
            ) { $0.state = .suspended }
        }
    }

    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let a suspended account go on.")

        @Argument(help: "The account's name.")
        var name: String

        @OptionGroup var service: ServiceOptions

        func run() async throws {
            let stores = try await ServiceStores(service.settings())
            _ = try await stores.studio.change(
                stores.account(name).id, by: commandLineActor, action: "account resumed"
            ) { $0.state = .active }
        }
    }

    struct Sign: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Sign an account's callbacks with a new secret, and show it once.")

        @Argument(help: "The account's name.")
        var name: String

        @Flag(help: "End the secrets before it at once, instead of after seven days.")
        var emergency = false

        @Flag(help: "Sign no more.")
        var never = false

        @OptionGroup var service: ServiceOptions

        func run() async throws {
            let stores = try await ServiceStores(service.settings())
            let account = try await stores.account(name)
            guard !never else {
                return try await stores.studio.deleteWebhookSecrets(of: account.id, by: commandLineActor)
            }
            let (text, secret) = try NewCredentials.webhookSecret(
                for: account.id, sealedBy: stores.vault, at: stores.studio.now())
            try await stores.studio.rotateWebhookSecret(
                to: secret, oldOnesStay: emergency ? 0 : 7 * 24 * 3600, by: commandLineActor)
            print("Webhook secret: \(text)")
        }
    }

    struct Audit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what was done with keys, accounts and credits, newest first.")

        @Argument(help: "The account's name (default: all accounts).")
        var name: String?

        @Option(help: "How many entries at most.")
        var limit = 100

        @OptionGroup var service: ServiceOptions

        func run() async throws {
            let stores = try await ServiceStores(service.settings())
            var account: AccountID?
            if let name { account = try await stores.account(name).id }
            let entries = try await stores.studio.store.read { [account] in
                try $0.auditEntries(of: account, limit: limit)
            }
            for entry in entries {
                print(
                    "\(entry.time.formatted(.iso8601))  account \(entry.account)  \(entry.actor)  \(entry.action)  "
                        + entry.subject)
            }
        }
    }
}

extension AccountsCommand {
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check that all books agree with all jobs and all results are there.")

        @OptionGroup var service: ServiceOptions

        func run() async throws {
            let settings = try await service.settings()
            let (stores, assets) = (try await ServiceStores(settings), try settings.assets.store())
            let accounts = try await stores.studio.store.read { try $0.accounts(skipping: 0, limit: .max) }
            var faults: [String] = []
            for account in accounts {
                faults += try await stores.studio.faults(of: account.id).map { "\(account.name): \($0)" }
            }
            let known = try await stores.studio.store.read { try $0.assets(before: .distantFuture, limit: .max) }
            let (named, kept) = (Set(known.map(\.id)), Set(try await assets.all()))
            faults += named.subtracting(kept).sorted().map { "The bytes of asset \($0) are not there." }
            for fault in faults { print(fault) }
            let orphans = kept.subtracting(named).count
            print(
                "\(accounts.count) accounts, \(named.count) results, \(orphans) without an owner, \(faults.count) faults"
            )
            if !faults.isEmpty { throw ExitCode(1) }
        }
    }
}

extension Account {
    fileprivate var sentence: String {
        "\(id)  \(name)  \(lane)\(isAdministrator ? "  administrator" : "")\(state == .suspended ? "  suspended" : "")"
    }
}

extension Lane: ExpressibleByArgument, CustomStringConvertible {
    private static let names: [(Lane, String)] = [(.fast, "fast"), (.standard, "standard"), (.relaxed, "relaxed")]

    public init?(argument: String) {
        guard let lane = Self.names.first(where: { $0.1 == argument })?.0 else { return nil }
        self = lane
    }

    public var description: String { Self.names.first { $0.0 == self }!.1 }

    public static var allValueStrings: [String] { names.map(\.1) }
}

extension Product: ExpressibleByArgument {}

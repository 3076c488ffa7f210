import ArgumentParser
import Foundation
import SecretKeeping
import StudioAPI
import StudioDomain

extension AccountsCommand {
    struct SetPassword: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "password", abstract: "Give an account a new password for the studio, and show it once.",
            discussion: "Every browser in which the account is signed in is signed out.")

        @Argument(help: "The account's name.")
        var name: String

        @Flag(name: .customLong("stdin"), help: "Read the password from the first line of standard input.")
        var isGiven = false

        @OptionGroup var service: ServiceOptions

        func run() async throws {
            let stores = try await ServiceStores(service.settings())
            let account = try await stores.account(name)
            let password = try isGiven ? given() : NewCredentials.password()
            try await stores.studio.set(
                Password(
                    account: account.id, hash: await PasswordHash.make(of: password), setAt: stores.studio.now()),
                by: commandLineActor)
            if !isGiven { print("Password: \(password)") }
        }

        private func given() throws -> String {
            let password = readLine() ?? ""
            guard FieldLimits.password.contains(password.utf8.count) else {
                throw InputError(
                    "A password has \(FieldLimits.password.lowerBound) to \(FieldLimits.password.upperBound) bytes.")
            }
            return password
        }
    }
}

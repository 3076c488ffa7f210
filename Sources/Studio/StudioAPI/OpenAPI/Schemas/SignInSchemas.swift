extension SignInBody {
    static let schema = Schema.object([
        .needed("name", .text().said("The account's name.")), .needed("password", .text()),
    ])
}

extension PasswordBody {
    static let schema = Schema.object([.needed("old", .text()), .needed("new", .newPassword)])
}

extension InvitationBody {
    static let schema = Schema.object([
        .optional("role", .choice(UserRole.allCases.map(\.rawValue)), default: "creator"),
        .optional("plan", .text().said("The plan that gives the account credits; without it, the first one there is.")),
    ])
}

extension JoinBody {
    static let schema = Schema.object([
        .needed("invitation", .text().said("Its token.")),
        .needed("name", .text(longest: FieldLimits.name.upperBound)), .needed("password", .newPassword),
    ])
}

extension KeyBody {
    static let schema = Schema.object([
        .needed("name", .text(longest: FieldLimits.name.upperBound)),
        .optional("kind", .choice(Kind.allCases.map(\.rawValue)), default: "api"),
    ])
}

extension Schema {
    fileprivate static let newPassword = text().said(
        "\(FieldLimits.password.lowerBound) to \(FieldLimits.password.upperBound) bytes of UTF-8.")
}

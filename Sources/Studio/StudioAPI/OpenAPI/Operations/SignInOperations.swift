extension Operation {
    private static let tag = "Sign-in"

    static let signIn: [Operation] = [
        Operation(
            method: .post, path: "/v1/session", tag: tag, id: "signIn", summary: "Sign a browser in",
            words: "The answer sets a cookie that only this server gets and no script can read.",
            bodies: [.json(SignInBody.schema, example: ["name": "admin", "password": "correct horse battery"])],
            answers: [signedIn], access: .open, moreRefusals: [401]),
        Operation(
            method: .get, path: "/v1/session", tag: tag, id: "getSession", summary: "See who is signed in",
            answers: [signedIn], access: .session),
        Operation(
            method: .delete, path: "/v1/session", tag: tag, id: "signOut", summary: "Sign the browser out",
            answers: [done], access: .session),
        Operation(
            method: .put, path: "/v1/session/password", tag: tag, id: "setPassword", summary: "Set another password",
            words: "All other browsers of the account are signed out.",
            bodies: [.json(PasswordBody.schema, example: ["old": "correct horse battery", "new": "staple 4 cells"])],
            answers: [done], access: .session),
        Operation(
            method: .post, path: "/v1/invitations", tag: tag, id: "invite",
            summary: "Invite somebody to open an account",
            words: "For administrators. The invitation can be used once, within seven days.",
            bodies: [.json(InvitationBody.schema, example: ["role": "creator"])],
            answers: [.success(.named("Invitation"))]),
        Operation(
            method: .post, path: "/v1/users", tag: tag, id: "join", summary: "Open the account of an invitation",
            words: "The browser is signed in.",
            bodies: [
                .json(
                    JoinBody.schema,
                    example: ["invitation": "ki-3q2", "name": "ann", "password": "correct horse battery"])
            ], answers: [signedIn], access: .open),
        Operation(
            method: .get, path: "/v1/keys", tag: tag, id: "listKeys", summary: "List your keys",
            answers: [.success(.list(of: .named("Key")))]),
        Operation(
            method: .post, path: "/v1/keys", tag: tag, id: "makeKey", summary: "Make a key",
            words: "What it is used with is told this once.",
            bodies: [.json(KeyBody.schema, example: ["name": "laptop", "kind": "api"])],
            answers: [.success(.named("NewKey"))], access: .session),
        Operation(
            method: .delete, path: "/v1/keys/{id}", tag: tag, id: "revokeKey", summary: "End the use of a key",
            words: "Other servers may believe it for three seconds more.",
            parameters: [.path("id", .text().said("Of an AccessKey, the AccessKey itself."))], answers: [done],
            access: .session),
    ]

    private static let signedIn = Answer.success(.named("SignedIn"))
    private static let done = Answer(status: 204, words: "Done.", contents: [])
}

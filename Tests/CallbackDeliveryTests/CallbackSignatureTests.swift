import Foundation
import Testing

@testable import CallbackDelivery

@Suite("Callback signatures") struct CallbackSignatureTests {
    private static let secret = "whsec_b3duLXZlY3Rvci1zZWNyZXQtMDEyMzQ1Njc4OWFiY2Q="
    private static let body = Data(#"{"task_id":"900000000000000001","task_status":"succeed"}"#.utf8)

    private func headers(_ secrets: [String]) throws -> [String: String] {
        Dictionary(
            uniqueKeysWithValues: try CallbackSignature.headers(
                id: "700000000000000001", time: Date(timeIntervalSince1970: 1_795_000_000.9), body: Self.body,
                secrets: secrets
            ).map { ($0.name, $0.value) })
    }

    @Test("agrees with the vector of the wire contract") func vector() throws {
        #expect(
            try headers([Self.secret]) == [
                "webhook-id": "700000000000000001", "webhook-timestamp": "1795000000",
                "webhook-signature": "v1,wJsdYSAPz/JukcajTXsd1FrloRfWBd9WfTo3SWr7XO8=",
            ])
    }

    @Test("signs with each secret while there are several, and with none without one") func several() throws {
        let signature = try headers(["whsec_AAAA", Self.secret])["webhook-signature"]
        #expect(signature?.split(separator: " ").count == 2)
        #expect(signature?.hasSuffix(" v1,wJsdYSAPz/JukcajTXsd1FrloRfWBd9WfTo3SWr7XO8=") == true)
        #expect(try headers([]) == [:])
    }

    @Test("a secret of another form is an error and never an unsigned message", arguments: ["", "secret", "whsec_!"])
    func unusable(secret: String) {
        #expect(throws: CallbackProblem.unusable) { try headers([secret]) }
    }
}

import Testing

@testable import AssetStorage

/// The examples of "Signature Calculations for the Authorization Header" in the Amazon S3 API reference.
@Suite("S3 signature") struct S3SignatureTests {
    struct Example: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let method: String
        let path: String
        var query: [(name: String, value: String)] = []
        var headers: [(name: String, value: String)] = []
        var payload = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        let signature: String
    }

    static let examples = [
        Example(
            testDescription: "part of an object", method: "GET", path: "/test.txt", headers: [("range", "bytes=0-9")],
            signature: "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
        Example(
            testDescription: "a new object", method: "PUT", path: "/test$file.text",
            headers: [("date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY")],
            payload: "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
            signature: "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"),
        Example(
            testDescription: "a query without a value", method: "GET", path: "/", query: [("lifecycle", "")],
            signature: "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
        Example(
            testDescription: "a list", method: "GET", path: "/", query: [("prefix", "J"), ("max-keys", "2")],
            signature: "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
    ]

    @Test("is that of Amazon's examples", arguments: examples) func matches(example: Example) {
        let signature = S3Signature(
            accessKey: "AKIAIOSFODNN7EXAMPLE", secretKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            region: "us-east-1")
        let authorization = signature.authorization(
            method: example.method, path: example.path, query: example.query,
            headers: example.headers + [
                ("host", "examplebucket.s3.amazonaws.com"), ("x-amz-content-sha256", example.payload),
                ("x-amz-date", "20130524T000000Z"),
            ], payload: example.payload, timestamp: "20130524T000000Z")
        #expect(authorization.hasSuffix("Signature=" + example.signature))
        #expect(
            authorization.hasPrefix(
                "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"))
    }

    @Test("a time is written as it is signed")
    func time() { #expect(S3Signature.timestamp(.init(timeIntervalSince1970: 1_369_353_600)) == "20130524T000000Z") }

    @Test("everything but letters, digits and four signs is encoded")
    func encoding() { #expect(S3Signature.encoded("a/b c~é+") == "a%2Fb%20c~%C3%A9%2B") }
}

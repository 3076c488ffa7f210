import Foundation
import Testing

@testable import GuardedFetch

@Suite("Web addresses") struct WebAddressTests {
    @Test(
        "plain URLs are taken apart and put together again",
        arguments: [
            ("http://example.com", "http://example.com/"),
            ("HTTPS://Example.COM:443/a%20b?c=d&e#f", "https://example.com/a%20b?c=d&e"),
            ("https://example.com:8443/x", "https://example.com:8443/x"),
            ("http://[2606:2800::1]:8080/", "http://[2606:2800::1]:8080/"),
            ("http://2130706433/", "http://2130706433/"),
            ("http://example.com/a?url=http://user@host/", "http://example.com/a?url=http://user@host/"),
        ])
    func plain(text: String, expected: String) throws {
        #expect(try WebAddress(#require(URL(string: text))).text == expected)
    }

    @Test(
        "odd ones are refused",
        arguments: [
            "ftp://example.com/", "file:///etc/passwd", "gopher://example.com/", "http:///x", "/x",
            "http://user@example.com/",
            "http://user:word@example.com/", "http://@example.com/", "http://example.com:22/", "http://example.com:0/",
            "http://example.com:99999/", "http://example.com:6379/", "http://[fe80::1%25eth0]/", "http://[::1]x/",
            "http://exa%6dple.com/", "http://1.1.1.1%40127.0.0.1/", "http://a%2eb/", "http://a%00b/",
            "unix:///run/docker.sock", "http+unix://%2Frun%2Fdocker.sock/x",
            "data:image/png;base64,AA==", "http://" + String(repeating: "a", count: 300) + ".com/",
            "http://example.com/" + String(repeating: "a", count: 9000),
        ])
    func odd(text: String) throws {
        guard let url = URL(string: text) else { return }
        #expect(throws: FetchRefusal.unusable) { try WebAddress(url) }
    }

    @Test(
        "a redirect is read from where it is",
        arguments: [
            ("/b", "http://example.com/b"), ("c?d", "http://example.com/a/c?d"),
            ("//other.com/x", "http://other.com/x"),
            ("https://other.com:444/", "https://other.com:444/"),
        ])
    func redirects(location: String, expected: String) throws {
        let start = try WebAddress(#require(URL(string: "http://example.com/a/b")))
        #expect(try start.following(location).text == expected)
    }

    @Test(
        "a redirect to another scheme is refused",
        arguments: ["file:///etc/passwd", "ftp://example.com/", "javascript:0"])
    func schemes(location: String) throws {
        let start = try WebAddress(#require(URL(string: "http://example.com/a/b")))
        #expect(throws: FetchRefusal.unusable) { try start.following(location) }
    }
}

import Foundation
import SecretKeeping
import StudioDomain
import Testing

@Suite("Asset links") struct AssetLinksTests {
    private let time = Date(timeIntervalSince1970: 1_795_000_000)
    private let vault = SecretVault(key: Data(repeating: 1, count: 32))
    private let asset = AssetID(number: 179_500_000_000_000_001)

    private func parts(_ link: String) throws -> (expires: String, tag: String) {
        let items = try #require(URLComponents(string: link)?.queryItems)
        return (try #require(items.first?.value), try #require(items.last?.value))
    }

    @Test("a link opens its asset until its end, a full hour after its lifetime at most") func opens() throws {
        let links = AssetLinks(publicURL: "https://studio.test", vault: vault, lifetime: 3600)
        let link = links.link(to: asset, of: .video, at: time)
        #expect(link.hasPrefix("https://studio.test/assets/179500000000000001.mp4?expires="))
        let (expires, tag) = try parts(link)
        let end = try #require(links.end(ofLinkTo: asset, expires: expires, tag: tag))
        #expect((3600...7200).contains(end.timeIntervalSince(time)))
        #expect(end.timeIntervalSince1970.truncatingRemainder(dividingBy: 3600) == 0)
    }

    @Test("nothing of it can be changed") func forged() throws {
        let links = AssetLinks(publicURL: "", vault: vault)
        let (expires, tag) = try parts(links.link(to: asset, of: .image, at: time))
        #expect(links.end(ofLinkTo: AssetID(number: 1), expires: expires, tag: tag) == nil)
        #expect(links.end(ofLinkTo: asset, expires: expires + "0", tag: tag) == nil)
        #expect(links.end(ofLinkTo: asset, expires: "+" + expires, tag: tag) == nil)
        #expect(links.end(ofLinkTo: asset, expires: expires, tag: String(tag.dropLast())) == nil)
        #expect(links.end(ofLinkTo: asset, expires: expires, tag: "") == nil)
        let other = AssetLinks(publicURL: "", vault: SecretVault(key: Data(repeating: 2, count: 32)))
        #expect(other.end(ofLinkTo: asset, expires: expires, tag: tag) == nil)
    }
}

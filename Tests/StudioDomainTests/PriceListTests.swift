import Foundation
import StudioDomain
import Testing

@Suite("Prices") struct PriceListTests {
    struct Row: Sendable {
        let model: String
        let use: Tariff.Use
        /// Of std, pro and 4k.
        let prices: [String?]

        init(_ model: String, _ use: Tariff.Use, _ prices: String?...) {
            (self.model, self.use, self.prices) = (model, use, prices + [nil])
        }
    }

    private func price(_ row: Row, seconds: Int64, in list: PriceList = .units) -> [String?] {
        zip(Tariff.Tier.allCases, row.prices).map { tier, _ in
            list.price(ofVideo: Tariff(model: row.model, tier: tier, use: row.use), milliseconds: seconds * 1000)?
                .description
        }
    }

    @Test(
        "a second costs what the vendor's list says",
        arguments: [
            Row("kling-3.0-turbo", .silent, "0.8", "1"), Row("kling-v3", .silent, "0.6", "0.8", "3"),
            Row("kling-v3", .sound, "0.9", "1.2", "3"), Row("kling-v3", .motion, "0.9", "1.2"),
            Row("kling-v3-omni", .silent, "0.6", "0.8", "3"), Row("kling-v3-omni", .sound, "0.8", "1", "3"),
            Row("kling-v3-omni", .clip, "0.9", "1.2", "3"), Row("kling-video-o1", .silent, "0.6", "0.8"),
            Row("kling-video-o1", .clip, "0.9", "1.2"), Row("kling-v2-6", .silent, "0.3", "0.5"),
            Row("kling-v2-6", .sound, nil, "1"), Row("kling-v2-6", .voice, nil, "1.2"),
            Row("kling-v2-6", .motion, "0.5", "0.8"), Row("kling-v2-5-turbo", .silent, "0.3", "0.5"),
            Row("avatar", .sound, "0.4", "0.8"),
        ])
    func bySecond(row: Row) {
        #expect(price(row, seconds: 1) == Array(row.prices.prefix(3)))
    }

    @Test(
        "five and ten seconds of older models cost what the list says",
        arguments: [
            (Row("kling-v1", .silent, "1", "3.5"), ["2", "7"]), (Row("kling-v1-5", .silent, "2", "3.5"), ["4", "7"]),
            (Row("kling-v1-6", .silent, "2", "3.5"), ["4", "7"]), (Row("kling-v2-1", .silent, "2", "3.5"), ["4", "7"]),
            (Row("kling-v2-master", .silent, "10"), ["20"]), (Row("kling-v2-1-master", .silent, "10"), ["20"]),
            (Row("multi-elements", .clip, "3", "5"), ["6", "10"]), (Row("lip-sync", .sound, "0.5"), ["1"]),
        ])
    func byFive(row: Row, ten: [String]) {
        #expect(price(row, seconds: 5).prefix(ten.count) == row.prices.prefix(ten.count))
        #expect(price(row, seconds: 10).prefix(ten.count).map { $0 } == ten)
    }

    @Test(
        "other calls cost what the list says",
        arguments: [
            ("tts", "0.05"), ("face-recognition", "0.05"), ("custom-voice", "0.05"), ("text-to-audio", "0.25"),
            ("video-to-audio", "0.25"), ("image-recognition", "0.1"), ("ai-multi-shot", "0.5"),
        ])
    func calls(name: String, price: String) {
        #expect(PriceList.units.price(ofCall: name) == Credits(price))
    }

    @Test("pictures cost by size and number")
    func images() {
        let list = PriceList.units
        #expect(list.price(ofImages: "kling-v3", size: "1k", count: 1) == Credits(8))
        #expect(list.price(ofImages: "kling-v3", size: "2k", count: 9) == Credits(72))
        #expect(list.price(ofImages: "kling-v3-omni", size: "4k", count: 1) == Credits(16))
        #expect(list.price(ofImages: "multi-image2image", size: "1k", count: 2) == Credits(32))
        #expect(list.price(ofImages: "kling-v3", size: "8k", count: 1) == nil)
    }

    @Test("the studio's own list has 20, 35 and 100 for five seconds")
    func studio() {
        let list = PriceList.credits
        #expect(price(Row("kling-v3", .silent, nil, nil), seconds: 5, in: list) == ["20", "35", "100"])
        #expect(price(Row("kling-v2-master", .silent), seconds: 5, in: list) == ["100"])
        #expect(price(Row("anything", .silent), seconds: 7, in: list) == ["28"])
    }

    @Test("a part of a hundredth counts as one")
    func roundsUp() {
        let tariff = Tariff(model: "kling-v1")
        #expect(PriceList.units.price(ofVideo: tariff, milliseconds: 5_041) == Credits("1.01"))
        #expect(PriceList.units.price(ofVideo: tariff, milliseconds: 0) == .zero)
    }

    @Test("a list that makes no sense is refused", arguments: ["1.234", "-1", "x"])
    func refuses(price: String) {
        let json = """
            {"videos": [], "calls": {}, "images": [{"models": ["*"], "prices": {"1k": "\(price)"}}]}
            """
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(PriceList.self, from: Data(json.utf8)) }
    }
}

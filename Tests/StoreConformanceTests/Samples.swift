import Foundation
import StudioDomain

/// Values with every field filled, and times with all the digits that a `Date` has.
enum Samples {
    /// Later ones compare greater, though they differ in the last bit alone.
    static func time(_ seconds: Double = 0) -> Date {
        Date(timeIntervalSinceReferenceDate: (821_692_800.123456789 + seconds).nextUp)
    }

    static func account(_ number: Int64, name: String? = nil) -> Account {
        Account(
            id: AccountID(number: number), name: name ?? "account \(number) 可灵", state: .suspended, lane: .fast,
            isAdministrator: true, plan: "free", createdAt: time())
    }

    static func job(
        _ number: Int64, of account: Int64 = 1, externalID: String? = nil, surface: String = "videos/text2video",
        lane: Lane = .standard, model: String = "toybox", product: Product = .video, slots: Int = 1,
        at time: Date = time()
    ) -> Job {
        Job(
            id: JobID(number: number), account: AccountID(number: account), externalID: externalID, surface: surface,
            lane: lane, model: model, product: product, slots: slots, price: Credits(hundredths: 3_505),
            tariff: Tariff(model: "kling-v3", tier: .pro, use: .clip), order: order,
            callback: URL(string: "https://example.com/a?b=c&d=%20"), createdAt: time)
    }

    static let order = Order(
        task: .expandImage(up: 0.1, down: 1 / 3, left: 0, right: 2), prompt: "a \"dog\"\u{0} and 猫\n🎈",
        negativePrompt: "rain",
        inputs: [
            OrderInput(
                role: .movingRegion, source: .asset(AssetID(number: 7)), path: [.init(x: 0.1, y: 99.9)], words: "Élan"),
            OrderInput(role: .clip, source: .remote(URL(string: "https://example.com/clip.mp4")!)),
        ],
        aspectRatio: AspectRatio("16:9"), resolution: .square2k, seconds: 5.5, count: 9, seed: .max, guidance: 0.7,
        camera: .simple(axis: .zoom, amount: -3.3))

    static func grant(
        _ number: Int64, of account: Int64 = 1, credits: Int = 100, until: Date = time(86400)
    ) -> Grant {
        Grant(
            id: GrantID(number: number), account: AccountID(number: account), kind: .monthly, name: "plan, 五月",
            product: .image, amount: Credits(credits), validFrom: time(-86400), validUntil: until, concurrency: 3)
    }

    static func asset(_ number: Int64, at time: Date = time()) -> Asset {
        Asset(
            id: AssetID(number: number), account: AccountID(number: 1), job: JobID(number: 2), mediaType: "video/mp4",
            bytes: 5_000_000_000, createdAt: time)
    }

    static func selection(_ number: Int64, of account: Int64 = 1, at time: Date = time()) -> ClipSelection {
        var selection = ClipSelection(
            id: SelectionID(number: number), account: AccountID(number: account), clip: AssetID(number: 5),
            ownsClip: true,
            facts: ClipFacts(width: 1280, height: 720, frames: 120, framesPerSecond: 24000 / 1001), createdAt: time)
        // What is not refused cannot throw.
        try? selection.add([MarkedPoint(x: 0.1, y: 1 / 3), MarkedPoint(x: 1, y: 0)], to: 119)
        selection.show(
            ClipSelection.View(
                masks: AssetID(number: 6), clip: AssetID(number: 7), cover: AssetID(number: 8),
                tracking: AssetID(number: 9)))
        return selection
    }

    static func element(_ number: Int64) -> StudioElement {
        StudioElement(
            id: ElementID(number: number), account: AccountID(number: 1), name: "小猫", words: "a cat",
            frontal: .asset(AssetID(number: 3)), views: [.remote(URL(string: "https://example.com/cat.png")!)],
            tags: ["o_102"], createdAt: time())
    }
}

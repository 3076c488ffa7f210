import Foundation
import MaskMaking
import MediaIO
import StudioDomain
import Testing

@testable import StudioServer

/// Editing with selections: real masks of a small real clip.
@Suite("Selections") struct SelectionTests {
    private let path = "/v1/videos/multi-elements"
    private let middle = #"{"x": 0.17, "y": 0.45}"#

    @Test("points are added, taken away, cleared and followed through a clip of a task")
    func selecting() async throws {
        let studio = try await SelectionTrial()
        try await studio.trial.serve { client async throws in
            let video = try await studio.clip(with: client)
            let begun = try await client.post("\(path)/init-selection", #"{"video_id": "\#(video)"}"#)
            let session = try #require(begun.data["session_id"].string, "\(begun.message)")
            #expect(begun.data["status"].int == 0 && begun.data["fps"].int == 12)
            #expect(begun.data["total_frame"].int == 36 && begun.data["original_duration"].int == 3000)
            #expect(begun.data["width"].int == 96 && begun.data["height"].int == 64)
            // The clip is good as it is, and not kept twice.
            #expect(begun.data["normalized_video"].string?.contains("/assets/\(video).mp4?") == true)

            let body = #"{"session_id": "\#(session)", "frame_index": 0, "points": [\#(middle)]}"#
            let added = try await client.post("\(path)/add-selection", body)
            let mask = added.data["res"]["rle_mask_list"][0]
            #expect(added.data["res"]["frame_index"].int == 0 && mask["object_id"].int == 0)
            #expect(mask["rle_mask"]["size"][0].int == 64 && mask["rle_mask"]["size"][1].int == 96)
            let png = try #require(mask["png_mask"]["base64"].string.flatMap { Data(base64Encoded: $0) })
            #expect(try studio.whitePixels(of: png).count == studio.pixels(ofRuns: mask["rle_mask"]["counts"].string))
            #expect((200...330).contains(try studio.whitePixels(of: png).count))
            // The same point again changes nothing.
            #expect(try await client.post("\(path)/add-selection", body).data == added.data)

            let seen = try await client.post("\(path)/preview-selection", #"{"session_id": "\#(session)"}"#)
            let links = ["video", "video_cover", "tracking_output"].map { seen.data["res"][$0].string ?? "" }
            for (link, type) in zip(links, ["video/mp4", "image/png", "application/json"]) {
                let file = try await client.get(String(try #require(URL(string: link)).absoluteString.dropFirst(21)))
                #expect(file.status == 200 && file.headers[.contentType] == type)
            }
            #expect(links[2].contains(".json?"))
            // It is made once.
            let again = try await client.post("\(path)/preview-selection", #"{"session_id": "\#(session)"}"#)
            #expect(again.data == seen.data)

            let deleted = try await client.post("\(path)/delete-selection", body)
            #expect(deleted.code == 0 && deleted.data["res"]["rle_mask_list"].array.isEmpty)
            // With the points the preview is gone, and its bytes.
            #expect(await studio.trial.assets.kept.count == 1)
            #expect(try await client.post("\(path)/preview-selection", #"{"session_id": "\#(session)"}"#).code == 1201)
            _ = try await client.post("\(path)/add-selection", body)
            #expect(
                try await client.post("\(path)/clear-selection", #"{"session_id": "\#(session)"}"#).data["status"].int
                    == 0)
            #expect(try await client.post("\(path)/delete-selection", body).code == 1201)
        }
    }

    @Test("a clip is removed where it was pointed at, at its price, and its task says by which session")
    func removes() async throws {
        let studio = try await SelectionTrial()
        try await studio.trial.serve { client async throws in
            let (session, video) = try await studio.session(with: client)
            let order =
                #"{"session_id": "\#(session)", "edit_mode": "removal", "prompt": "Delete the box from <<<video_1>>>""#
            let unmarked = try await client.post(path, order + "}")
            #expect(
                unmarked.code == 1201 && unmarked.message == "Nothing is selected in this session; add points first")
            _ = try await client.post(
                "\(path)/add-selection", #"{"session_id": "\#(session)", "frame_index": 2, "points": [\#(middle)]}"#)
            let wrong = try await client.post(path, order + #", "duration": "10"}"#)
            #expect(wrong.message.hasSuffix("the clip of this session lasts 3 seconds, so it must be 5"))

            let made = try await client.post(
                path, order + #", "mode": "pro", "duration": 5, "negative_prompt": "fog", "external_task_id": "mine"}"#)
            #expect(made.code == 0 && made.data["session_id"].string == session, "\(made.message)")
            let job = try #require(try await studio.trial.studio.job("mine", of: studio.trial.account.id))
            #expect(
                job.order.task == .editVideo(.removal) && job.price == Credits(5) && job.order.negativePrompt == "fog")
            #expect(job.tariff.model == "kling-v1-6" && job.tariff.tier == .pro && job.tariff.use == .clip)
            let marked = [MarkedFrame(frame: 2, points: [MarkedPoint(x: 0.17, y: 0.45)])]
            let clip = try #require(AssetID(video))
            #expect(
                job.order.inputs == [
                    OrderInput(role: .clip, source: .asset(clip)),
                    OrderInput(role: .mask, source: .selected(in: clip, frames: marked)),
                ])
            try await studio.trial.render()
            let done = try await client.get("\(path)/mine").data
            #expect(done["session_id"].string == session && done["final_unit_deduction"].string == "5")
            #expect(done["task_result"]["videos"][0]["session_id"].string == session)
            #expect(try await client.get(path).data[0]["task_id"].string == job.id.description)
        }
    }

    @Test("what was looked at before is the mask, and pictures come with it") func swaps() async throws {
        let studio = try await SelectionTrial()
        try await studio.trial.serve { client async throws in
            let (session, video) = try await studio.session(with: client)
            _ = try await client.post(
                "\(path)/add-selection", #"{"session_id": "\#(session)", "frame_index": 0, "points": [\#(middle)]}"#)
            _ = try await client.post("\(path)/preview-selection", #"{"session_id": "\#(session)"}"#)
            let picture = TestPicture.png(400, 400)
            let made = try await client.post(
                path,
                """
                {"session_id": "\(session)", "edit_mode": "swap", "image_list": [{"image": "\(picture)"}],
                 "prompt": "swap [a dog] from <<<image_1>>> for [the box] from <<<video_1>>>"}
                """)
            #expect(made.code == 0, "\(made.message)")
            let job = try #require(
                try await studio.trial.studio.job(made.data["task_id"].string ?? "", of: studio.trial.account.id))
            #expect(job.price == Credits(3) && job.order.inputs.map(\.role) == [.clip, .mask, .reference])
            let kept = try await studio.trial.studio.selection(session, of: studio.trial.account.id)
            #expect(job.order.inputs[1].source == kept.view.map { .asset($0.masks) } && kept.isOrdered)
            #expect(job.order.inputs[0].source == .asset(try #require(AssetID(video))))
            // The mask stays for the job when the points are changed.
            _ = try await client.post("\(path)/clear-selection", #"{"session_id": "\#(session)"}"#)
            guard case .asset(let mask) = job.order.inputs[1].source else { return }
            #expect(try await studio.trial.studio.asset(mask) != nil)

            // Something may be added without pointing at a place.
            let added = try await client.post(
                path,
                """
                {"session_id": "\(session)", "edit_mode": "addition", "image_list": [{"image": "\(picture)"}],
                 "prompt": "a dog beside the box"}
                """)
            let other = try await studio.trial.studio.job(
                added.data["task_id"].string ?? "", of: studio.trial.account.id)
            #expect(other?.order.inputs.map(\.role) == [.clip, .reference])
        }
    }

    @Test("a clip at an address is brought, made even and kept for the session") func brings() async throws {
        let studio = try await SelectionTrial(clip: "clip.gif")
        try await studio.trial.serve { client async throws in
            let begun = try await client.post(
                "\(path)/init-selection", #"{"video_url": "https://example.com/clip.gif"}"#)
            let session = try #require(begun.data["session_id"].string, "\(begun.message)")
            let link = try #require(begun.data["normalized_video"].string)
            let file = try await client.get(String(link.dropFirst(21)))
            #expect(file.headers[.contentType] == "video/mp4" && file.status == 200)
            let kept = try await studio.trial.studio.selection(session, of: studio.trial.account.id)
            #expect(kept.ownsClip && kept.facts.frames == 36)

            studio.trial.wait(86401)
            let late = try await client.post(
                "\(path)/add-selection", #"{"session_id": "\#(session)", "frame_index": 0, "points": [\#(middle)]}"#)
            #expect(late.code == 1201 && late.message.hasPrefix("Session not found by id: \(session)"))
            let forgotten = try await studio.trial.studio.forgetOld()
            #expect(forgotten.assets == [kept.clip])
        }
    }

    @Test("with the API's limits, small clips from outside are refused in a sentence") func limits() async throws {
        let studio = try await SelectionTrial(settings: { _ in })
        try await studio.trial.serve { client async throws in
            let answer = try await client.post("\(path)/init-selection", #"{"video_url": "https://example.com/a.mp4"}"#)
            #expect(answer.status == 400 && answer.code == 1201)
            #expect(answer.message == "The clip is 96x64 pixels: its sides must be from 720 to 2160.")
            #expect(await studio.trial.assets.kept.isEmpty)
        }
    }

    @Test("nobody else's session, no frame and no point that there is not")
    func refuses() async throws {
        let studio = try await SelectionTrial()
        let (trial, other) = (studio.trial, try await studio.trial.studio.open("bob", plan: nil, by: "test"))
        let foreign = try await trial.studio.beginSelection(
            in: AssetID(number: 7), with: ClipFacts(width: 96, height: 64, frames: 36, framesPerSecond: 12),
            of: other.id,
            keeping: nil)
        try await trial.serve { client async throws in
            let (session, _) = try await studio.session(with: client)
            func refusal(_ call: String, _ body: String) async throws -> String {
                let answer = try await client.post("\(path)/\(call)", body)
                #expect(answer.status == 400 && answer.code == 1201, "\(body): \(answer.text)")
                return answer.message
            }
            for id in [foreign.id.description, "1", "x", "999999999999999999"] {
                let sentence = "Session not found by id: \(id); a session lasts 24 hours"
                for call in ["add-selection", "delete-selection"] {
                    #expect(
                        try await refusal(call, #"{"session_id": "\#(id)", "frame_index": 0, "points": [\#(middle)]}"#)
                            == sentence)
                }
                for call in ["clear-selection", "preview-selection"] {
                    #expect(try await refusal(call, #"{"session_id": "\#(id)"}"#) == sentence)
                }
                #expect(
                    try await refusal("", #"{"session_id": "\#(id)", "edit_mode": "removal", "prompt": "a"}"#)
                        == sentence)
            }
            func add(_ frame: Int, _ points: [String]) -> String {
                #"{"session_id": "\#(session)", "frame_index": \#(frame), "points": [\#(points.joined(separator: ","))]}"#
            }
            #expect(
                try await refusal("add-selection", add(36, [middle]))
                    == "frame_index 36 is invalid: the clip has 36 frames, counted from 0")
            #expect(try await refusal("add-selection", add(-1, [middle])).hasPrefix("frame_index must be"))
            for point in [#"{"x": 1.01, "y": 0}"#, #"{"x": 0, "y": -0.01}"#] {
                #expect(try await refusal("add-selection", add(0, [point])).contains("must be between"))
            }
            let many = (0..<11).map { #"{"x": 0.\#(10 + $0), "y": 0.5}"# }
            _ = try await refusal("add-selection", add(0, many))
            _ = try await client.post("\(path)/add-selection", add(0, Array(many.prefix(6))))
            #expect(try await refusal("add-selection", add(0, Array(many.suffix(5)))).contains("10 points altogether"))
            #expect(try await refusal("delete-selection", add(0, [many[8]])).contains("no such point"))
            #expect(try await refusal("init-selection", #"{"video_id": "7"}"#) == "Video not found by id: 7")
        }
    }

    @Test("points that are added at once are all there") func together() async throws {
        let studio = try await SelectionTrial()
        try await studio.trial.serve { client async throws in
            let (session, _) = try await studio.session(with: client)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<4 {
                    let point = #"{"x": 0.1\#(number), "y": 0.45}"#
                    group.addTask {
                        let answer = try await client.post(
                            "\(path)/add-selection",
                            #"{"session_id": "\#(session)", "frame_index": \#(number / 2), "points": [\#(point)]}"#)
                        #expect(answer.code == 0, "\(answer.message)")
                    }
                }
                try await group.waitForAll()
            }
            let kept = try await studio.trial.studio.selection(session, of: studio.trial.account.id)
            #expect(kept.frames.map(\.points.count) == [2, 2])
            // Of previews at once one is kept, and all show it.
            let views = try await withThrowingTaskGroup(of: String?.self) { group in
                for _ in 0..<3 {
                    group.addTask {
                        let answer = try await client.post(
                            "\(path)/preview-selection", #"{"session_id": "\#(session)"}"#)
                        #expect(answer.code == 0, "\(answer.message)")
                        return answer.data["res"]["video"].string
                    }
                }
                return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
            }
            #expect(views.count == 1 && !views.contains(nil))
            #expect(await studio.trial.assets.kept.count == 5)
        }
    }

    @Test("a clip that was deleted meanwhile cannot be pointed at") func gone() async throws {
        let studio = try await SelectionTrial()
        try await studio.trial.serve { client async throws in
            let (session, video) = try await studio.session(with: client)
            await studio.trial.assets.remove(try #require(AssetID(video)))
            let answer = try await client.post(
                "\(path)/add-selection", #"{"session_id": "\#(session)", "frame_index": 0, "points": [\#(middle)]}"#)
            #expect(answer.code == 1201 && answer.message.hasPrefix("The clip of this session is not there any more"))
        }
    }
}

/// A server that selects for real, and clips of a small square that moves.
private final class SelectionTrial: Sendable {
    let trial: ServerTrial
    let folder: URL
    private let file: URL

    /// - Parameter clip: what the clip is called at its address.
    init(
        clip name: String = "clip.mp4",
        settings: (inout ServerSettings) -> Void = { $0.clipsKeepLimits = false }
    ) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "kinora-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        file = folder.appending(path: name)
        try Self.write(file)
        trial = try await ServerTrial(
            settings: settings,
            selecting: SelectionParts(
                selector: MaskMaker(threads: 1), fetcher: FileFetcher(file: file),
                workplace: folder.appending(path: "work")))
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// A square of 16 pixels that moves over 96x64, 36 frames at 12 a second.
    private static func write(_ file: URL) throws {
        let writer = try ClipWriter(
            to: file, format: ClipFormat(outputPath: file.path), width: 96, height: 64, framesPerSecond: 12,
            metadata: nil, threads: 1)
        for frame in 0..<36 {
            var bytes: [UInt8] = []
            for index in 0..<96 * 64 {
                let (x, y) = (index % 96, index / 96)
                let isSquare = (8 + frame..<24 + frame).contains(x) && (21..<37).contains(y)
                bytes += isSquare ? [220, 40, 30] : [40, UInt8(120 + (x * 7 + y * 13) % 23), 60]
            }
            try writer.append(Picture(width: 96, height: 64, bytes: bytes))
        }
        try writer.finish()
    }

    /// A task's clip: the identifier of its result.
    func clip(with client: Client) async throws -> String {
        _ = try await client.post("/v1/videos/text2video", #"{"prompt": "a box"}"#)
        let id = try await trial.render(seconds: 3).id
        let job = try #require(try await trial.studio.job(id.description, of: trial.account.id))
        try await trial.assets.put(job.outputs[0].asset, file: file, mediaType: "video/mp4")
        return job.outputs[0].asset.description
    }

    func session(with client: Client) async throws -> (id: String, video: String) {
        let video = try await clip(with: client)
        let begun = try await client.post(
            "/v1/videos/multi-elements/init-selection", #"{"video_id": "\#(video)"}"#)
        return (try #require(begun.data["session_id"].string, "\(begun.message)"), video)
    }

    func whitePixels(of png: Data) throws -> [Int] {
        let file = folder.appending(path: "\(UUID().uuidString).png")
        try png.write(to: file)
        let bytes = try ClipReader.firstPicture(of: file).bytes
        return stride(from: 0, to: bytes.count, by: 3).filter { bytes[$0] == 255 }
    }

    /// Pixels inside, of run lengths in the text of COCO's tools.
    func pixels(ofRuns text: String?) -> Int {
        var (runs, value, shift) = ([Int](), 0, 0)
        for byte in (text ?? "").utf8 {
            let digit = Int(byte) - 48
            value |= (digit & 0x1F) << shift
            shift += 5
            guard digit & 0x20 == 0 else { continue }
            if digit & 0x10 != 0 { value |= -1 << shift }
            runs.append(runs.count > 2 ? value + runs[runs.count - 2] : value)
            (value, shift) = (0, 0)
        }
        return runs.enumerated().filter { $0.offset % 2 == 1 }.reduce(0) { $0 + $1.element }
    }
}

/// A file, whatever is asked for.
private struct FileFetcher: InputFetcher {
    let file: URL

    func fetch(_ url: URL, to file: URL, mostBytes: Int) async throws {
        try FileManager.default.copyItem(at: self.file, to: file)
    }
}

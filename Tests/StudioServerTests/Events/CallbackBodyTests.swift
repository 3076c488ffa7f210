import Foundation
import StudioDomain
import Testing

@testable import StudioServer

@Suite("Callback bodies") struct CallbackBodyTests {
    private let studio = StudioUnderTest()

    private func fields(of job: Job) async throws -> [String: Any] {
        let body = try await studio.parts.callbackBody(of: job)
        return try #require(JSONSerialization.jsonObject(with: body) as? [String: Any])
    }

    @Test("a legacy task is told as its query shows it, with a link that opens its result") func legacy() async throws {
        var job = studio.job(5, externalID: "mine")
        _ = job.claim(by: WorkerID("ann"), until: .distantFuture, at: studio.time)
        _ = job.succeed(
            by: WorkerID("ann"), outputs: [Output(asset: AssetID(number: 9), seconds: 5.041)], at: studio.time)
        let fields = try await fields(of: job)
        #expect(fields["task_id"] as? String == "5" && fields["task_status"] as? String == "succeed")
        #expect(fields["final_unit_deduction"] as? String == "35" && fields["code"] == nil)
        let video = ((fields["task_result"] as? [String: Any])?["videos"] as? [[String: Any]])?.first
        #expect(video?["duration"] as? String == "5.041")
        #expect((video?["url"] as? String)?.hasPrefix("http://127.0.0.1:8080/assets/9.mp4?expires=") == true)
        let earlier = try await self.fields(of: job.past(.submitted, since: studio.time))
        #expect(earlier["task_status"] as? String == "submitted" && earlier["task_result"] == nil)
        #expect(earlier["final_unit_deduction"] == nil)
    }

    @Test("a new-standard task is told in its own words") func standard() async throws {
        var job = studio.job(5, surface: "text-to-video/kling-3.0")
        _ = job.cancel(at: studio.time)
        let fields = try await fields(of: job)
        #expect(fields["id"] as? String == "5" && fields["status"] as? String == "failed")
        #expect(fields["message"] as? String == "Cancelled." && fields["task_id"] == nil)
    }
}

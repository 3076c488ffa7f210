import Foundation
import StudioDomain
import Testing

@Suite("Accounts over HTTP") struct AccountTests {
    @Test("packs are shown with what is left")
    func costs() async throws {
        let trial = try await ServerTrial(credits: 100)
        try await trial.serve { client async throws in
            _ = try await client.post("/v1/videos/text2video", #"{"prompt": "a dog", "duration": 10}"#)
            let path = "/account/costs?start_time=0&end_time=1900000000000"
            let data = try await client.get(path).data
            #expect(data["code"].int == 0)
            let pack = data["resource_pack_subscribe_infos"][0]
            #expect(pack["resource_pack_name"].string == "pack" && pack["status"].string == "online")
            #expect(pack["total_quantity"].int == 100 && pack["remaining_quantity"].int == 98)
            let other = try await client.get(path + "&resource_pack_name=other").data
            #expect(other["resource_pack_subscribe_infos"].array.isEmpty)
            #expect(try await client.get("/account/costs").code == 1201)
        }
    }

    @Test("a bill has what was paid, by whom and what for")
    func bill() async throws {
        let trial = try await ServerTrial(credits: 100)
        try await trial.serve { client async throws in
            for _ in 0..<3 {
                _ = try await client.post("/v1/videos/text2video", #"{"prompt": "a dog"}"#)
                trial.wait(1)
                try await trial.render()
            }
            let body = #"{"start_time": 0, "end_time": 1900000000000, "limit": 2"#
            let first = try await client.post("/account/billing/package", body + "}").data
            #expect(first["result"]["count"].int == 2 && first["has_more"].bool == true)
            let detail = first["result"]["detail"][1]
            #expect(detail["unit_before_deduction"].string == "99" && detail["deduction_amount"].string == "1")
            #expect(detail["unit_after_deduction"].string == "98" && detail["api_key_name"].string == "laptop")
            #expect(detail["product_function"].string == "text2video" && detail["model_name"].string == "kling-v1")
            let cursor = try #require(first["next_cursor"].string)
            let second = try await client.post("/account/billing/package", #"{"cursor": "\#(cursor)"}"#).data
            #expect(second["result"]["count"].int == 1 && second["has_more"].bool == false)
            let none = #", "filters": [{"key": "api_key_name", "values": ["other"]}]}"#
            #expect(try await client.post("/account/billing/package", body + none).data["result"]["count"].int == 0)
            #expect(try await client.post("/account/billing/balance", body + "}").data["result"]["count"].int == 0)
        }
    }
}

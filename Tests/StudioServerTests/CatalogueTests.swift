import Testing

@Suite("Catalogue") struct CatalogueTests {
    @Test("what it says that a clip costs is what is held for one")
    func prices() async throws {
        let trial = try await ServerTrial()
        try await trial.serve { client async throws in
            let model = try await client.get("/v1/catalogue").data["videos"][0]
            #expect(model["name"].string == "kling-v1" && model["paths"].array.count == 2)
            let mode = model["modes"][1]
            #expect(mode["mode"].string == "pro" && mode["prices"]["10"].string == "7")
            _ = try await client.post("/v1/videos/text2video", #"{"prompt": "a dog", "mode": "pro", "duration": 10}"#)
            let task = try await client.post("/tasks").data["result"][0]
            #expect(task["billing"][0]["amount"] == mode["prices"]["10"])
        }
    }

    @Test("pictures are as the settings want them")
    func pictures() async throws {
        let trial = try await ServerTrial { $0.pictures = .lenient }
        try await trial.serve { client async throws in
            #expect(try await client.get("/v1/catalogue").data["pictures"]["least_side"].int == 1)
        }
    }
}

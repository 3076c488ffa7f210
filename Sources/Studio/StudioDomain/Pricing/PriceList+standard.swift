import Foundation

extension PriceList {
    /// The vendor's units.
    ///
    /// - Source: section 13 of the wire contract. The contract has no prices of effects, nor of pictures of older models: theirs
    ///   are ours.
    public static let units = standard(
        """
        {
            "videos": [
                {"models": ["kling-3.0-turbo"], "seconds": 1, "prices": {"silent": {"std": "0.8", "pro": "1"}}},
                {"models": ["kling-v3"], "seconds": 1, "prices": {
                    "silent": {"std": "0.6", "pro": "0.8", "4k": "3"},
                    "sound": {"std": "0.9", "pro": "1.2", "4k": "3"},
                    "motion": {"std": "0.9", "pro": "1.2"}}},
                {"models": ["kling-v3-omni"], "seconds": 1, "prices": {
                    "silent": {"std": "0.6", "pro": "0.8", "4k": "3"},
                    "sound": {"std": "0.8", "pro": "1", "4k": "3"},
                    "clip": {"std": "0.9", "pro": "1.2", "4k": "3"}}},
                {"models": ["kling-video-o1"], "seconds": 1, "prices": {
                    "silent": {"std": "0.6", "pro": "0.8"},
                    "clip": {"std": "0.9", "pro": "1.2"}}},
                {"models": ["kling-v2-6"], "seconds": 1, "prices": {
                    "silent": {"std": "0.3", "pro": "0.5"},
                    "sound": {"pro": "1"},
                    "voice": {"pro": "1.2"},
                    "motion": {"std": "0.5", "pro": "0.8"}}},
                {"models": ["kling-v2-5-turbo"], "seconds": 1, "prices": {"silent": {"std": "0.3", "pro": "0.5"}}},
                {"models": ["kling-v1"], "seconds": 5, "prices": {"silent": {"std": "1", "pro": "3.5"}}},
                {"models": ["kling-v1-5", "kling-v1-6", "kling-v2-1"], "seconds": 5, "prices": {
                    "silent": {"std": "2", "pro": "3.5"}}},
                {"models": ["kling-v2-master", "kling-v2-1-master"], "seconds": 5, "prices": {
                    "silent": {"std": "10", "pro": "10"}}},
                {"models": ["multi-elements"], "seconds": 5, "prices": {"clip": {"std": "3", "pro": "5"}}},
                {"models": ["effects"], "seconds": 5, "prices": {"silent": {"std": "2", "pro": "3.5"}}},
                {"models": ["avatar"], "seconds": 1, "prices": {"sound": {"std": "0.4", "pro": "0.8"}}},
                {"models": ["lip-sync"], "seconds": 5, "prices": {"sound": {"std": "0.5"}}}
            ],
            "images": [
                {"models": ["multi-image2image"], "prices": {"1k": "16", "2k": "16"}},
                {"models": ["*"], "prices": {"1k": "8", "2k": "8", "4k": "16"}}
            ],
            "calls": {
                "tts": "0.05", "face-recognition": "0.05", "custom-voice": "0.05", "text-to-audio": "0.25",
                "video-to-audio": "0.25", "image-recognition": "0.1", "ai-multi-shot": "0.5"
            }
        }
        """)

    /// The credits of the vendor's own studio: 20, 35 and 100 for five seconds of standard, high and master quality. The prices
    /// of pictures are ours.
    public static let credits = standard(
        """
        {
            "videos": [
                {"models": ["kling-v2-master", "kling-v2-1-master"], "seconds": 5, "prices": {
                    "silent": {"std": "100", "pro": "100"}}},
                {"models": ["*"], "seconds": 5, "prices": {
                    "silent": {"std": "20", "pro": "35", "4k": "100"},
                    "sound": {"std": "20", "pro": "35", "4k": "100"},
                    "voice": {"std": "20", "pro": "35", "4k": "100"},
                    "clip": {"std": "20", "pro": "35", "4k": "100"},
                    "motion": {"std": "20", "pro": "35", "4k": "100"}}}
            ],
            "images": [{"models": ["*"], "prices": {"1k": "1", "2k": "2", "4k": "4"}}],
            "calls": {}
        }
        """)

    private static func standard(_ json: String) -> PriceList {
        do {
            return try JSONDecoder().decode(PriceList.self, from: Data(json.utf8))
        } catch {
            preconditionFailure("a price list of this file is wrong: \(error)")
        }
    }
}

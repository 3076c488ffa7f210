// swift-tools-version: 6.1
import PackageDescription

/// Targets stand in layer order: each one may import those above it that it names, and nothing else.
let package = Package(
    name: "kinora",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "kinora", targets: ["kinora"]),
        .library(name: "VideoEngine", targets: ["VideoEngine"]),
        .library(name: "Tensors", targets: ["Tensors"]),
        .library(name: "CPUBackend", targets: ["CPUBackend"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: ["YAML"]),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // Compute: arrays and where they run.
        .target(name: "Tensors", path: "Sources/Compute/Tensors"),
        .target(name: "CPUKernels", path: "Sources/Compute/CPUKernels"),
        .target(
            name: "CPUBackend", dependencies: ["Tensors", "CPUKernels"], path: "Sources/Compute/CPUBackend"),

        // Networks made of tensors.
        .target(name: "Checkpoints", dependencies: ["Tensors"], path: "Sources/Networks/Checkpoints"),
        .target(
            name: "NeuralLayers", dependencies: ["Tensors", "Checkpoints"], path: "Sources/Networks/NeuralLayers"),
        .target(
            name: "DiffusionModels", dependencies: ["Tensors", "Checkpoints", "NeuralLayers"],
            path: "Sources/Networks/DiffusionModels"),

        // How a request becomes frames.
        .target(
            name: "SentencePieceBridge", path: "Sources/Generation/SentencePieceBridge",
            linkerSettings: [.linkedLibrary("sentencepiece")]),
        .target(
            name: "TextTokenization", dependencies: ["SentencePieceBridge"], path: "Sources/Generation/TextTokenization"
        ),
        .target(name: "DiffusionSampling", dependencies: ["Tensors"], path: "Sources/Generation/DiffusionSampling"),
        .target(
            name: "VideoPipelines",
            dependencies: ["Tensors", "Checkpoints", "DiffusionModels", "TextTokenization", "DiffusionSampling"],
            path: "Sources/Generation/VideoPipelines",
            resources: [.embedInCode("Resources/styles.json"), .embedInCode("Resources/effects.json")]),
        .target(
            name: "VideoEngine",
            dependencies: [
                "Tensors", "CPUBackend", "Checkpoints", "DiffusionModels", "TextTokenization", "DiffusionSampling",
                "VideoPipelines",
            ],
            path: "Sources/Generation/VideoEngine"),

        // Pictures and clips to and from plain buffers.
        .systemLibrary(
            name: "CFFmpeg", path: "Sources/Media/CFFmpeg", pkgConfig: "libavformat",
            providers: [.apt(["libavcodec-dev", "libavformat-dev", "libavutil-dev", "libswscale-dev"])]),
        .target(name: "MediaIO", dependencies: ["CFFmpeg"], path: "Sources/Media/MediaIO"),
        // Debian keeps OpenCV's headers in a folder of their own and, without all of its modules, no pkg-config file. Of the
        // module `video` the static library is taken: the shared one brings a second protobuf along, which does not go
        // together with SentencePiece's and would crash the program before it begins.
        .target(
            name: "OpenCVBridge", path: "Sources/Media/OpenCVBridge",
            cxxSettings: [.unsafeFlags(["-isystem", "/usr/include/opencv4"])],
            linkerSettings: [
                .linkedLibrary(":libopencv_video.a"), .linkedLibrary("opencv_imgproc"), .linkedLibrary("opencv_core"),
            ]),
        .target(name: "ElementLibrary", dependencies: ["MediaIO"], path: "Sources/Media/ElementLibrary"),
        .target(name: "ObjectSelection", dependencies: ["OpenCVBridge"], path: "Sources/Media/ObjectSelection"),

        // Where engine and media meet.
        .target(
            name: "ClipProduction", dependencies: ["VideoPipelines", "VideoEngine", "MediaIO"],
            path: "Sources/Production/ClipProduction"),

        // The product: jobs, credits, accounts.
        .target(name: "JSONWriting", path: "Sources/Studio/JSONWriting"),
        .target(name: "StudioDomain", dependencies: ["JSONWriting"], path: "Sources/Studio/StudioDomain"),
        .target(name: "StudioAPI", path: "Sources/Studio/StudioAPI"),
        .target(
            name: "SecretKeeping",
            dependencies: [
                "StudioDomain", .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ],
            path: "Sources/Studio/SecretKeeping"),
        .target(
            name: "PrometheusMetrics", dependencies: [.product(name: "CoreMetrics", package: "swift-metrics")],
            path: "Sources/Studio/PrometheusMetrics"),
        .target(
            name: "StudioServer",
            dependencies: [
                "JSONWriting", "StudioDomain", "SecretKeeping", "StudioAPI", "PrometheusMetrics",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            path: "Sources/Studio/StudioServer"),
        .systemLibrary(
            name: "CZlib", path: "Sources/Studio/CZlib", providers: [.apt(["zlib1g-dev"])]),
        // Its resources are `Web`, by a link: they stand in the program, which can be moved alone.
        .target(
            name: "StudioWeb",
            dependencies: [
                "CZlib", "StudioAPI", "StudioServer",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            path: "Sources/Studio/StudioWeb", resources: [.embedInCode("Web")]),
        .target(name: "MemoryStore", dependencies: ["StudioDomain"], path: "Sources/Studio/MemoryStore"),
        .target(
            name: "SQLiteStore",
            dependencies: [
                "StudioDomain", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            path: "Sources/Studio/SQLiteStore"),
        .systemLibrary(
            name: "CPostgres", path: "Sources/Studio/CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .target(
            name: "PostgresStore", dependencies: ["StudioDomain", "CPostgres"], path: "Sources/Studio/PostgresStore"),
        .target(
            name: "AssetStorage",
            dependencies: [
                "StudioDomain", .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Crypto", package: "swift-crypto"), .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            path: "Sources/Studio/AssetStorage"),
        .target(
            name: "StudioWorker",
            dependencies: [
                "StudioDomain", .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            path: "Sources/Studio/StudioWorker"),
        .target(
            name: "GuardedFetch",
            dependencies: [
                "StudioDomain", .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            path: "Sources/Studio/GuardedFetch"),
        .target(
            name: "CallbackDelivery",
            dependencies: [
                "StudioDomain", "SecretKeeping", "GuardedFetch",
                .product(name: "Crypto", package: "swift-crypto"), .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            path: "Sources/Studio/CallbackDelivery"),
        .target(
            name: "JSONLogging", dependencies: [.product(name: "Logging", package: "swift-log")],
            path: "Sources/Studio/JSONLogging"),
        .target(
            name: "EngineRenderer",
            dependencies: ["VideoPipelines", "VideoEngine", "MediaIO", "ClipProduction", "StudioDomain"],
            path: "Sources/Studio/EngineRenderer"),

        // What people point at in clips, as masks in files.
        .target(
            name: "MaskMaking", dependencies: ["MediaIO", "ObjectSelection", "StudioDomain"],
            path: "Sources/Studio/MaskMaking"),
        .target(
            name: "RemoteRenderer",
            dependencies: [
                "StudioDomain", .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            path: "Sources/Studio/RemoteRenderer"),

        // The one executable.
        .executableTarget(
            name: "kinora",
            dependencies: [
                "VideoPipelines", "VideoEngine", "MediaIO", "ElementLibrary", "ObjectSelection", "ClipProduction",
                "StudioDomain", "SecretKeeping", "SQLiteStore", "PostgresStore", "AssetStorage", "StudioAPI",
                "StudioServer",
                "StudioWeb", "StudioWorker", "GuardedFetch", "CallbackDelivery", "EngineRenderer", "MaskMaking",
                "RemoteRenderer", "PrometheusMetrics", "JSONLogging",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "Yams", package: "Yams"),
            ],
            path: "Sources/Apps/kinora"),

        // Tests mirror targets.
        .target(name: "TensorExpectations", dependencies: ["Tensors"], path: "Tests/Support/TensorExpectations"),
        .testTarget(name: "TensorsTests", dependencies: ["Tensors"]),
        .testTarget(name: "CPUBackendTests", dependencies: ["Tensors", "CPUKernels", "CPUBackend"]),
        .testTarget(
            name: "CheckpointsTests", dependencies: ["Tensors", "Checkpoints"], resources: [.copy("Golden")]),
        .testTarget(
            name: "TextTokenizationTests", dependencies: ["TextTokenization"], resources: [.copy("Golden")]),
        .testTarget(
            name: "DiffusionSamplingTests", dependencies: ["Tensors", "DiffusionSampling"],
            resources: [.copy("Golden")]),
        .testTarget(
            name: "VideoPipelinesTests",
            dependencies: [
                "Tensors", "CPUBackend", "Checkpoints", "DiffusionModels", "TextTokenization", "DiffusionSampling",
                "VideoPipelines", "TensorExpectations",
            ],
            resources: [.copy("Fixtures")]),
        .testTarget(name: "JSONWritingTests", dependencies: ["JSONWriting"]),
        .testTarget(name: "StudioAPITests", dependencies: ["StudioAPI"]),
        .testTarget(name: "RemoteRendererTests", dependencies: ["StudioDomain", "RemoteRenderer"]),
        .testTarget(name: "SecretKeepingTests", dependencies: ["StudioDomain", "SecretKeeping"]),
        .target(name: "StudioTrial", dependencies: ["StudioDomain", "MemoryStore"], path: "Tests/Support/StudioTrial"),
        .testTarget(name: "StudioDomainTests", dependencies: ["StudioDomain", "StudioTrial"]),
        .executableTarget(
            name: "store-load", dependencies: ["StudioDomain", "SQLiteStore", "PostgresStore"],
            path: "Tests/Support/StoreLoad"),
        .testTarget(
            name: "StoreConformanceTests",
            dependencies: [
                "StudioDomain", "MemoryStore", "SQLiteStore", "PostgresStore", "StudioTrial", "store-load",
            ]),
        .testTarget(
            name: "SQLiteStoreTests",
            dependencies: ["StudioDomain", "SQLiteStore", "StudioTrial", .product(name: "GRDB", package: "GRDB.swift")]),
        .testTarget(name: "PostgresStoreTests", dependencies: ["StudioDomain", "PostgresStore", "StudioTrial"]),
        .testTarget(
            name: "AssetStorageTests",
            dependencies: [
                "StudioDomain", "AssetStorage", .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        .testTarget(
            name: "StudioWorkerTests",
            dependencies: [
                "StudioDomain", "MemoryStore", "AssetStorage", "StudioWorker",
                .product(name: "Logging", package: "swift-log"),
            ]),
        .target(
            name: "ScriptedServers",
            dependencies: [
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
            ],
            path: "Tests/Support/ScriptedServers"),
        .testTarget(
            name: "GuardedFetchTests",
            dependencies: [
                "StudioDomain", "GuardedFetch", "ScriptedServers", .product(name: "NIOCore", package: "swift-nio"),
            ]),
        .testTarget(
            name: "CallbackDeliveryTests",
            dependencies: [
                "StudioDomain", "SecretKeeping", "MemoryStore", "GuardedFetch", "CallbackDelivery", "ScriptedServers",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
        .testTarget(
            name: "PrometheusMetricsTests",
            dependencies: ["PrometheusMetrics", .product(name: "CoreMetrics", package: "swift-metrics")]),
        .testTarget(
            name: "JSONLoggingTests", dependencies: ["JSONLogging", .product(name: "Logging", package: "swift-log")]),
        .testTarget(
            name: "StudioServerTests",
            dependencies: [
                "MediaIO", "StudioDomain", "SecretKeeping", "MemoryStore", "StudioAPI", "PrometheusMetrics",
                "JSONLogging",
                "MaskMaking", "StudioServer", .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"), .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
        .testTarget(
            name: "StudioWebTests", dependencies: ["StudioWeb", .product(name: "NIOCore", package: "swift-nio")]),
        .testTarget(name: "ClipProductionTests", dependencies: ["ClipProduction"]),
        .testTarget(
            name: "EngineRendererTests",
            dependencies: ["VideoEngine", "MediaIO", "ClipProduction", "StudioDomain", "EngineRenderer"]),
        .testTarget(name: "MaskMakingTests", dependencies: ["MediaIO", "StudioDomain", "MaskMaking"]),
        .testTarget(name: "MediaIOTests", dependencies: ["CFFmpeg", "MediaIO"]),
        .testTarget(name: "ElementLibraryTests", dependencies: ["MediaIO", "ElementLibrary"]),
        .testTarget(name: "ObjectSelectionTests", dependencies: ["ObjectSelection"]),
        .testTarget(name: "VideoEngineTests", dependencies: ["Checkpoints", "VideoPipelines", "VideoEngine"]),
        .testTarget(name: "kinoraTests", dependencies: ["kinora", "MediaIO", "StudioDomain"]),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)

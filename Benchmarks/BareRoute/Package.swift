// swift-tools-version: 6.1
import PackageDescription

/// What Hummingbird does alone: the measure for the service's own routes. A package of its own, so that the other benchmarks
/// build without a server.
let package = Package(
    name: "BareRoute",
    platforms: [.macOS(.v15)],
    dependencies: [.package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1")],
    targets: [
        .executableTarget(name: "bare-route", dependencies: [.product(name: "Hummingbird", package: "hummingbird")])
    ],
    swiftLanguageModes: [.v6]
)

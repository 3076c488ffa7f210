// swift-tools-version: 6.1
import PackageDescription

// A package of its own, so that nobody who uses Kinora builds it.
let package = Package(
    name: "benchmarks",
    dependencies: [.package(name: "kinora", path: "..")],
    targets: [
        .target(name: "MachinePeak"),
        .executableTarget(
            name: "operations",
            dependencies: [
                "MachinePeak",
                .product(name: "Tensors", package: "kinora"), .product(name: "CPUBackend", package: "kinora"),
            ]),
        .executableTarget(name: "scaling"),
    ],
    swiftLanguageModes: [.v6]
)

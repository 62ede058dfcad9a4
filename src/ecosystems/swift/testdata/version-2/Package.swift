// swift-tools-version:5.9
import PackageDescription

let package = Package(
    name: "Server",
    dependencies: [
        // .package(url: "https://github.com/apple/swift-atomics", from: "1.0.0"),
        .package(
            url: "https://github.com/apple/swift-nio.git",
            .upToNextMinor(from: "2.62.0")
        ),
        .package(path: "../Local"),
    ]
)

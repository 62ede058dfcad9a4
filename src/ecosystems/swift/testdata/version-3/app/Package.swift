let package = Package(name: "app", dependencies: [.package(id: "mona.LinkedList", exact: "1.2.0")])

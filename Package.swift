// swift-tools-version: 6.2
import PackageDescription

/// What every target of ours is built with; no unsafe flags, so that the package can be depended upon.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "gctrace",
  products: [
    .executable(name: "gctrace", targets: ["gctrace"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
  ],
  targets: [
    .systemLibrary(
      name: "CSQLite",
      path: "CSQLite",
      pkgConfig: "sqlite3",
      providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]
    ),
    .systemLibrary(
      name: "CZlib",
      path: "Sources/CZlib",
      pkgConfig: "zlib",
      providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]
    ),
    .systemLibrary(
      name: "CXXHash",
      path: "Sources/CXXHash",
      providers: [.apt(["libxxhash-dev"]), .brew(["xxhash"])]
    ),

    .target(name: "HeapTrace", dependencies: ["CZlib", "CXXHash"], swiftSettings: settings),
    .target(name: "CyclicGC", dependencies: ["HeapTrace"], swiftSettings: settings),
    .target(name: "HeapGraph", swiftSettings: settings),
    .target(name: "SQLite", dependencies: ["CSQLite"], swiftSettings: settings),
    .target(name: "CTraceSchema"),
    .target(name: "TraceSchema", dependencies: ["CTraceSchema"], swiftSettings: settings),
    .target(
      name: "TraceStore",
      dependencies: ["SQLite", "TraceSchema", "HeapTrace", "CyclicGC"],
      swiftSettings: settings
    ),
    .target(
      name: "GCTraceKit",
      dependencies: ["TraceStore", "CyclicGC", "HeapGraph", "HeapTrace", "SQLite"],
      swiftSettings: settings
    ),
    .target(name: "CReportPage", exclude: ["page"]),
    .target(
      name: "HeapReport",
      dependencies: ["CReportPage", "CyclicGC", "CZlib", "GCTraceKit"],
      swiftSettings: settings
    ),
    .executableTarget(
      name: "gctrace",
      dependencies: [
        "CyclicGC", "GCTraceKit", "HeapReport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings
    ),

    .target(
      name: "TraceTesting",
      dependencies: ["CyclicGC", "HeapGraph", "HeapTrace"],
      swiftSettings: settings
    ),
    .target(
      name: "Conformance",
      dependencies: ["CyclicGC", "HeapTrace", "TraceTesting"],
      path: "Conformance/Library",
      swiftSettings: settings
    ),
    .executableTarget(
      name: "conformance-table",
      dependencies: ["Conformance"],
      path: "Conformance/Tool",
      swiftSettings: settings
    ),
    .target(
      name: "Benchmarks",
      dependencies: [
        "Conformance", "CyclicGC", "GCTraceKit", "HeapGraph", "HeapTrace", "TraceTesting",
        "TraceStore",
      ],
      path: "Benchmarks/Library",
      swiftSettings: settings
    ),
    .executableTarget(
      name: "benchmark",
      dependencies: [
        "Benchmarks", "TraceTesting",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Benchmarks/Tool",
      swiftSettings: settings
    ),
    .target(
      name: "Guards",
      dependencies: [
        "CyclicGC", "GCTraceKit", "HeapTrace", "SQLite", "TraceStore", "TraceTesting",
      ],
      path: "Guards/Library",
      swiftSettings: settings
    ),
    .executableTarget(
      name: "guard",
      dependencies: [
        "Guards", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Guards/Tool",
      swiftSettings: settings
    ),
    .testTarget(
      name: "BenchmarksTests",
      dependencies: ["Benchmarks", "HeapTrace", "CyclicGC", "TraceTesting"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "GuardsTests",
      dependencies: [
        "GCTraceKit", "Guards", "SQLite", "TraceSchema", "TraceTesting", "gctrace",
      ],
      swiftSettings: settings
    ),
    .testTarget(
      name: "ConformanceTests",
      dependencies: ["Conformance", "CyclicGC", "TraceTesting"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "HeapTraceTests",
      dependencies: ["HeapTrace", "TraceTesting", "CZlib"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "CyclicGCTests",
      dependencies: ["CyclicGC", "HeapTrace", "TraceTesting"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "HeapGraphTests",
      dependencies: ["HeapGraph", "TraceTesting"],
      swiftSettings: settings
    ),
    .testTarget(name: "SQLiteTests", dependencies: ["SQLite"], swiftSettings: settings),
    .testTarget(
      name: "TraceStoreTests",
      dependencies: [
        "TraceStore", "TraceSchema", "SQLite", "CyclicGC", "HeapTrace", "TraceTesting",
      ],
      swiftSettings: settings
    ),
    .testTarget(
      name: "GCTraceKitTests",
      dependencies: [
        "GCTraceKit", "TraceStore", "CyclicGC", "HeapGraph", "SQLite", "HeapTrace", "TraceTesting",
      ],
      swiftSettings: settings
    ),
    .testTarget(
      name: "HeapReportTests",
      dependencies: ["HeapReport", "GCTraceKit", "TraceTesting"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "GoldenTests",
      dependencies: ["CyclicGC", "GCTraceKit", "SQLite", "TraceTesting"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "CommandTests",
      dependencies: ["gctrace", "GCTraceKit", "HeapReport", "SQLite", "TraceTesting"],
      swiftSettings: settings
    ),
  ],
  // For #embed.
  cLanguageStandard: .gnu2x
)

// The fuzzer has no main of its own: only a build with --sanitize=fuzzer can link it. See the Makefile.
if Context.environment["GCTRACE_FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "fuzz",
      dependencies: ["Guards"],
      path: "Guards/Fuzz",
      swiftSettings: settings
    )
  )
}

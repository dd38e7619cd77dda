// swift-tools-version: 6.3
import PackageDescription

let swift: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

// On Linux GDAL, OpenBLAS and Pango are loaded when they are first called, so nothing is linked with them.
#if os(Linux)
  let linked: [Target] = []
#else
  let linked: [Target] = [
    .systemLibrary(name: "GDAL", pkgConfig: "gdal", providers: [.brew(["gdal"])]),
    .systemLibrary(name: "OpenBLAS", pkgConfig: "openblas", providers: [.brew(["openblas"])]),
    .systemLibrary(name: "Pango", pkgConfig: "pangocairo", providers: [.brew(["pango"])]),
  ]
#endif
let libraries = linked.map { Target.Dependency.byName(name: $0.name) }

let package = Package(
  name: "gridcast",
  products: [
    .library(name: "Gridcast", targets: ["Gridcast"]),
    .library(name: "Neural", targets: ["Neural"]),
    .executable(name: "gridcast", targets: ["GridcastCLI"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.0"),
    .package(url: "https://github.com/jpsim/Yams.git", from: "6.0.0"),
  ],
  targets: linked + [
    .target(name: "CBLAS", dependencies: libraries),
    .systemLibrary(
      name: "CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev"]), .brew(["cairo"])]),
    .systemLibrary(
      name: "CCrypto", pkgConfig: "libcrypto",
      providers: [.apt(["libssl-dev"]), .brew(["openssl"])]),
    .target(name: "CGDAL", dependencies: libraries),
    .systemLibrary(
      name: "CDeflate", pkgConfig: "libdeflate",
      providers: [.apt(["libdeflate-dev"]), .brew(["libdeflate"])]),
    .systemLibrary(
      name: "CGEOS", pkgConfig: "geos", providers: [.apt(["libgeos-dev"]), .brew(["geos"])]),
    .systemLibrary(
      name: "CSQLite", pkgConfig: "sqlite3",
      providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]),
    .systemLibrary(name: "CSystem"),
    .systemLibrary(
      name: "CPROJ", pkgConfig: "proj", providers: [.apt(["libproj-dev"]), .brew(["proj"])]),
    .target(name: "CFastFloat"),
    .target(name: "CPango", dependencies: libraries + ["CCairo"]),

    .target(name: "Neural", dependencies: ["CBLAS"], swiftSettings: swift),
    .target(
      name: "Gridcast",
      dependencies: [
        "Neural", "CCairo", "CCrypto", "CDeflate", "CFastFloat", "CGDAL", "CGEOS", "CPango",
        "CPROJ",
        "CSQLite",
        "CSystem", "Yams",
      ],
      swiftSettings: swift),
    .executableTarget(
      name: "GridcastCLI",
      dependencies: [
        "Gridcast", "Neural", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: swift),

    .testTarget(name: "NeuralTests", dependencies: ["Neural"], swiftSettings: swift),
    .testTarget(name: "GridcastTests", dependencies: ["Gridcast", "Neural"], swiftSettings: swift),
    .testTarget(
      name: "GridcastCLITests", dependencies: ["GridcastCLI", "Gridcast"],
      exclude: ["forward.py", "shim.c"],
      swiftSettings: swift),
  ]
)

// Warnings are errors where GRIDCAST_STRICT is set, as .ci/run does; a user's build with a later
// compiler and its new warnings goes on.
if Context.environment["GRIDCAST_STRICT"] == "1" {
  for target in package.targets where target.type != .system {
    target.swiftSettings?.append(.treatAllWarnings(as: .error))
  }
}

// swift-tools-version: 6.3
import Foundation
import PackageDescription

let swift: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

// On Linux Cairo, curl, GDAL, GEOS, OpenBLAS, OpenSSL, Pango and PROJ are loaded when they are first called, so nothing is
// linked with them.
#if os(Linux)
  let linked: [Target] = []
#else
  let linked: [Target] = [
    .systemLibrary(name: "Cairo", pkgConfig: "cairo", providers: [.brew(["cairo"])]),
    .systemLibrary(name: "CURL", pkgConfig: "libcurl", providers: [.brew(["curl"])]),
    .systemLibrary(name: "GDAL", pkgConfig: "gdal", providers: [.brew(["gdal"])]),
    .systemLibrary(name: "GEOS", pkgConfig: "geos", providers: [.brew(["geos"])]),
    .systemLibrary(name: "OpenBLAS", pkgConfig: "openblas", providers: [.brew(["openblas"])]),
    .systemLibrary(name: "OpenSSL", pkgConfig: "libcrypto", providers: [.brew(["openssl"])]),
    .systemLibrary(name: "Pango", pkgConfig: "pangocairo", providers: [.brew(["pango"])]),
    .systemLibrary(name: "PROJ", pkgConfig: "proj", providers: [.brew(["proj"])]),
  ]
#endif
let libraries = linked.map { Target.Dependency.byName(name: $0.name) } + ["CLoader"]

/// What links the command with Swift's own libraries, whose loading takes 10 ms, where the toolchain has them for that.
///
/// GRIDCAST_DYNAMIC=1 leaves them outside.
let linking: [LinkerSetting] = {
  #if os(Linux)
    // The toolchain is where this manifest has its library from.
    let mark = "/swift/pm/ManifestAPI/libPackageDescription.so\n"
    guard let maps = fopen("/proc/self/maps", "r"),
      !["GRIDCAST_DYNAMIC", "GRIDCAST_FUZZER"].contains(where: { Context.environment[$0] == "1" })
    else { return [] }
    defer { fclose(maps) }
    var line = ""
    var buffer = [CChar](repeating: 0, count: 8192)
    // Foundation would take the first page for all of the file.
    while !line.hasSuffix(mark) {
      guard fgets(&buffer, CInt(buffer.count), maps) != nil else { return [] }
      line = buffer.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    }
    let folder = line[(line.firstIndex(of: "/") ?? line.endIndex)...].dropLast(mark.count)
    let libraries = "\(folder)/swift_static/linux"
    func exists(_ name: String) -> Bool {
      FileManager.default.fileExists(atPath: "\(libraries)/\(name)")
    }
    guard exists("static-stdlib-args.lnk"), exists("libFoundation.a") else { return [] }
    // Foundation's parts, which the compiler names only to code that is compiled for such a program.
    let parts = ["_FoundationCShims", "_FoundationCollections", "CoreFoundation", "_FoundationICU"]
    return [.unsafeFlags(["-static-stdlib"])]
      + parts.filter { exists("lib\($0).a") }.map { .linkedLibrary($0) }
  #else
    return []
  #endif
}()

/// All that jobs and the command line join.
let stages: [Target.Dependency] = [
  "GridcastBase", "GridcastFiles", "GridcastGeo", "GridcastFormats", "Neural",
  "GridcastReproject", "GridcastBin", "GridcastAnalyse", "GridcastForecast", "GridcastWrite",
  "GridcastDraw", "GridcastFetch",
]

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
    .target(name: "CCairo", dependencies: libraries),
    .target(name: "CCrypto", dependencies: libraries),
    .target(name: "CCurl", dependencies: libraries),
    .target(name: "CGDAL", dependencies: libraries),
    .target(name: "CGEOS", dependencies: libraries),
    .target(name: "CPROJ", dependencies: libraries),
    .systemLibrary(
      name: "CDeflate", pkgConfig: "libdeflate",
      providers: [.apt(["libdeflate-dev"]), .brew(["libdeflate"])]),
    .systemLibrary(
      name: "CSQLite", pkgConfig: "sqlite3",
      providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]),
    .systemLibrary(name: "CSystem"),
    // bzip2 has no pkg-config file.
    .systemLibrary(name: "CBZip2", providers: [.apt(["libbz2-dev"]), .brew(["bzip2"])]),
    .systemLibrary(
      name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"]), .brew(["expat"])]),
    .systemLibrary(
      name: "CLZ4", pkgConfig: "liblz4", providers: [.apt(["liblz4-dev"]), .brew(["lz4"])]),
    .systemLibrary(
      name: "CLZMA", pkgConfig: "liblzma", providers: [.apt(["liblzma-dev"]), .brew(["xz"])]),
    .systemLibrary(
      name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"]), .brew(["zstd"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(name: "CFastFloat"),
    .target(name: "CLoader"),
    // Loaded on macOS too, as few have it.
    .target(name: "CMongo", dependencies: ["CLoader"]),
    .target(name: "CWords", exclude: ["zh_CN.po"]),
    .target(name: "CPango", dependencies: libraries + ["CCairo"]),

    // The house, from the ground up: a target knows only those it names.
    .target(name: "GridcastBase", dependencies: ["CWords"], swiftSettings: swift),
    .target(
      name: "GridcastFiles", dependencies: ["GridcastBase", "CCrypto", "CSystem"],
      swiftSettings: swift),
    .target(
      name: "GridcastGeo",
      dependencies: ["GridcastBase", "GridcastFiles", "CGDAL", "CGEOS", "CPROJ"],
      swiftSettings: swift),
    .target(
      name: "GridcastFormats",
      dependencies: [
        "GridcastBase", "GridcastFiles", "GridcastGeo", "CBZip2", "CDeflate", "CExpat",
        "CFastFloat", "CLZ4", "CLZMA", "CMongo", "CSQLite", "CZlib", "CZstd",
      ],
      // Not in its module map: a library named there comes before Swift's own, and the loader looks for
      // each of 30,000 names in one library after another.
      swiftSettings: swift, linkerSettings: [.linkedLibrary("bz2")]),
    .target(name: "Neural", dependencies: ["GridcastBase", "CBLAS"], swiftSettings: swift),

    .target(
      name: "GridcastReproject", dependencies: ["GridcastBase", "GridcastGeo"],
      swiftSettings: swift),
    .target(
      name: "GridcastBin",
      dependencies: ["GridcastBase", "GridcastFiles", "GridcastGeo", "Yams"],
      swiftSettings: swift),
    .target(
      name: "GridcastAnalyse", dependencies: ["GridcastBase", "GridcastFiles"],
      swiftSettings: swift),
    .target(
      name: "GridcastForecast", dependencies: ["GridcastBase", "GridcastFiles", "Neural"],
      swiftSettings: swift),
    .target(
      name: "GridcastWrite",
      dependencies: ["GridcastBase", "GridcastFiles", "GridcastGeo", "GridcastFormats"],
      swiftSettings: swift),
    .target(
      name: "GridcastDraw", dependencies: ["GridcastBase", "CCairo", "CPango"],
      swiftSettings: swift),
    .target(
      name: "GridcastFetch", dependencies: ["GridcastBase", "GridcastFiles", "CCurl"],
      swiftSettings: swift),

    .target(name: "GridcastJobs", dependencies: stages + ["Yams"], swiftSettings: swift),
    .target(name: "Gridcast", dependencies: stages + ["GridcastJobs"], swiftSettings: swift),
    .executableTarget(
      name: "GridcastCLI",
      dependencies: stages + [
        "GridcastJobs", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: swift, linkerSettings: linking),

    .testTarget(
      name: "NeuralTests", dependencies: ["GridcastBase", "Neural"], swiftSettings: swift),
    .testTarget(name: "LibraryTests", dependencies: ["Gridcast"], swiftSettings: swift),
    .testTarget(
      name: "GridcastTests",
      dependencies: stages + ["GridcastJobs", "CBLAS", "CCairo", "CCrypto", "CGDAL", "CPango"],
      swiftSettings: swift),
    .testTarget(
      // They start the command and do not link it, since it may bring a Swift library of its own.
      name: "GridcastCLITests", dependencies: stages + ["GridcastJobs"],
      exclude: [
        "explorer.py", "forward.py", "gdalwarp.py", "Golden", "hostile.py", "layouts.py",
        "mongo.py", "onnx_forward.py",
        "Peers", "places.py", "shim.c",
      ],
      swiftSettings: swift),
  ]
)

// The pages of documentation are made by a plug-in that nobody else needs.
if Context.environment["GRIDCAST_DOCS"] == "1" {
  package.dependencies.append(
    .package(url: "https://github.com/swiftlang/swift-docc-plugin.git", from: "1.4.0"))
}

// The fuzzer of the lanes (`make lanes`) and the command for `make fuzz SANITIZE=1`, built so that libFuzzer sees which
// ways the code takes, and AddressSanitizer what is read beside memory. GDAL and its like are not built so.
if Context.environment["GRIDCAST_FUZZER"] == "1" {
  let watched: [SwiftSetting] = [
    .define("GRIDCAST_FUZZER"), .unsafeFlags(["-sanitize=fuzzer,address", "-enable-testing"]),
  ]
  for target in package.targets where target.type == .regular || target.type == .executable {
    if target.swiftSettings == nil {
      target.cSettings = [.unsafeFlags(["-fsanitize=address"])]
      target.cxxSettings = [.unsafeFlags(["-fsanitize=address"])]
    } else {
      target.swiftSettings?.append(contentsOf: watched)
    }
    if target.type == .executable {
      target.linkerSettings = [.unsafeFlags(["-sanitize=address"])]
    }
  }
  package.targets.append(
    .executableTarget(
      name: "LaneFuzzer",
      dependencies: [
        "GridcastBase", "GridcastFiles", "GridcastGeo", "GridcastFormats", "GridcastWrite",
      ],
      path: "Fuzzing", exclude: ["run"],
      swiftSettings: swift + watched + [.unsafeFlags(["-parse-as-library"])],
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address"])]))
  package.products.append(.executable(name: "LaneFuzzer", targets: ["LaneFuzzer"]))
}

// Warnings are errors where GRIDCAST_STRICT is set, as .ci/run does; a user's build with a later
// compiler and its new warnings goes on.
if Context.environment["GRIDCAST_STRICT"] == "1" {
  for target in package.targets where target.type != .system {
    target.swiftSettings?.append(.treatAllWarnings(as: .error))
  }
}

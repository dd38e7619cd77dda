import Foundation
import Testing

/// The rules of the layout that the compiler does not keep: it refuses imports that Package.swift does
/// not allow, and here is held what Package.swift may allow.
@Suite struct ArchitectureTests {
  /// The house from the ground up; stages stand side by side.
  private static let storeys: [Set<String>] = [
    ["GridcastBase"], ["GridcastFiles"], ["GridcastGeo", "Neural"], ["GridcastFormats"],
    [
      "GridcastReproject", "GridcastBin", "GridcastAnalyse", "GridcastForecast", "GridcastWrite",
      "GridcastDraw", "GridcastFetch",
    ],
    ["GridcastJobs"], ["Gridcast"], ["GridcastCLI"],
  ]

  /// The C libraries that a target may call.
  private static let libraries: [String: Set<String>] = [
    "GridcastFiles": ["CCrypto", "CSystem"], "GridcastGeo": ["CGDAL", "CGEOS", "CPROJ"],
    "GridcastBase": ["CWords"],
    "GridcastFormats": [
      "CBZip2", "CDeflate", "CExpat", "CFastFloat", "CLZ4", "CLZMA", "CMongo", "CSQLite",
      "CZlib", "CZstd",
    ],
    "Neural": ["CBLAS"],
    "GridcastDraw": ["CCairo", "CPango"],
    "GridcastFetch": ["CCurl"],
  ]

  private struct Manifest: Decodable {
    struct Target: Decodable {
      struct Dependency: Decodable {
        let byName: [String?]?
      }
      let name: String
      let type: String
      let dependencies: [Dependency]
      /// The names of targets in this package that it depends on.
      var names: [String] { dependencies.compactMap { $0.byName?.first ?? nil } }
    }
    let targets: [Target]
  }

  /// What Package.swift comes down to, read from a copy: the package itself may be in use.
  private func manifest() throws -> Manifest {
    let folder = try TemporaryFolder()
    try FileManager.default.copyItem(
      at: root.appending(path: "Package.swift"),
      to: URL(filePath: "\(folder.path)/Package.swift"))
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["swift", "package", "--package-path", folder.path, "dump-package"]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return try JSONDecoder().decode(Manifest.self, from: data)
  }

  @Test("A target depends only on those of lower storeys, and on its own C libraries")
  func noArrowLeadsUp() throws {
    let all = Self.storeys.reduce(into: Set<String>()) { $0.formUnion($1) }
    let manifest = try manifest()
    var seen = Set<String>()
    for target in manifest.targets where all.contains(target.name) {
      seen.insert(target.name)
      let storey = try #require(Self.storeys.firstIndex { $0.contains(target.name) })
      let below = Self.storeys[..<storey].reduce(into: Set<String>()) { $0.formUnion($1) }
      for name in target.names {
        let isLibrary = Self.libraries[target.name]?.contains(name) ?? false
        let isForeign = ["Yams", "ArgumentParser"].contains(name)
        #expect(
          below.contains(name) || isLibrary || isForeign, "\(target.name) may not use \(name)")
      }
    }
    #expect(seen == all, "every target of the house is declared")
  }

  private func swiftFiles(under folder: String) throws -> [(path: String, text: String)] {
    let folder = root.appending(path: "Sources/\(folder)")
    return try FileManager.default.subpathsOfDirectory(atPath: folder.path())
      .filter { $0.hasSuffix(".swift") }.map { path in
        (path, try String(contentsOf: folder.appending(path: path), encoding: .utf8))
      }
  }

  @Test("What is unsafe stays with the C libraries that need it")
  func unsafeStaysInside() throws {
    for name in Self.storeys.joined() {
      let mayBeUnsafe: (String) -> Bool =
        switch name {
        case "GridcastFiles", "GridcastGeo", "GridcastFormats": { _ in true }
        case "GridcastDraw": { $0.hasPrefix("Canvas/") }
        case "GridcastFetch": { $0 == "Connection.swift" }
        case "GridcastBase":
          { ["Work/OrderedMap.swift", "Words/Catalogue.swift"].contains($0) }
        case "Neural": { $0 == "BLAS.swift" }
        default: { _ in false }
        }
      for (path, text) in try swiftFiles(under: name) where !mayBeUnsafe(path) {
        #expect(!text.contains("unsafe "), "\(name)/\(path)")
      }
    }
  }

  /// What stands between Gridcast and a system that is not POSIX (docs/platforms.md).
  @Test("What only POSIX has is called in Files, but for GDAL's files and how the command ends")
  func systemCallsStayInFiles() throws {
    let call =
      /(?:^|[^.\w])(openat|mkdirat|unlinkat|unlink|renameat2?|linkat|symlink|flock|fcntl|mmap|munmap|madvise|fsync|ftruncate|pread|pwrite|opendir|fdopendir|fstatat?|lstat|geteuid|getpid|sigaction|sigwait|pthread_\w+|getcwd|usleep|isatty|ioctl|sysconf|getrlimit|statvfs|statfs|fork|_exit)\(/
    let elsewhere = ["GridcastGeo/GDAL/WatchedFiles.swift", "GridcastCLI/GridcastCommand.swift"]
    for name in Self.storeys.joined() where name != "GridcastFiles" {
      for (path, text) in try swiftFiles(under: name) where !elsewhere.contains("\(name)/\(path)") {
        for line in text.split(separator: "\n") where !line.contains(/^ *\/\//) {
          #expect(line.firstMatch(of: call) == nil, "\(name)/\(path): \(line)")
        }
      }
    }
  }

  @Test("What to do next is a case: no text of the library names an option or a command")
  func textsNameNoOptions() throws {
    let named =
      /"[^"]*(--[a-z]|\bgridcast (info|convert|reproject|bin|correlate|run|report)\b)[^"]*"/
    var count = 0
    for name in Self.storeys.joined() where name != "GridcastCLI" {
      for (path, text) in try swiftFiles(under: name) {
        // The one table of steps.
        if name == "GridcastBase" && path.hasPrefix("Words/") { continue }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() where !line.contains(/^ *\/\//) {
          count += 1
          #expect(line.firstMatch(of: named) == nil, "\(name)/\(path):\(index + 1): \(line)")
        }
      }
    }
    #expect(count > 10_000)
  }

  @Test("No file is much longer than 300 lines")
  func filesAreShort() throws {
    for name in Self.storeys.joined() {
      for (path, text) in try swiftFiles(under: name) {
        #expect(
          text.split(separator: "\n", omittingEmptySubsequences: false).count <= 320,
          "\(name)/\(path)")
      }
    }
  }

  /// The files of the values that the library hands on.
  private static let handedOn = [
    "Places/Box.swift", "Places/CoordinateSystem.swift", "Places/Point.swift", "Grids/Grid.swift",
    "Grids/Raster.swift", "Words/GridcastError.swift",
  ]

  @Test("A program sees no more than 150 symbols, and each is documented")
  func theFaceIsSmall() throws {
    let handed = try swiftFiles(under: "GridcastBase").filter { Self.handedOn.contains($0.path) }
    #expect(handed.count == Self.handedOn.count)
    var count = 0
    for (path, text) in try swiftFiles(under: "Gridcast") + handed {
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      for (index, line) in lines.enumerated() {
        let isPublic = line.contains(/^ *public (?!import)/)
        guard isPublic || line.contains(/^    case \w+$/) else { continue }
        count += 1
        let above = lines[..<index].last { !$0.contains(/^ *@\w+$/) } ?? ""
        #expect(above.contains("///"), "\(path):\(index + 1) is not documented")
      }
    }
    #expect(60...150 ~= count, "\(count) symbols")
  }
}

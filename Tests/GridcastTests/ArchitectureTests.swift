import Foundation
import Testing

/// The rules of the layout, checked on the source files themselves.
@Suite struct ArchitectureTests {
  private let sources = root.appending(path: "Sources")
  private static let stages = [
    "Read", "Reproject", "Bin", "Analyse", "Forecast", "Write", "Convert", "Draw",
  ]

  private func swiftFiles(under folder: String) throws -> [(path: String, text: String)] {
    let folder = sources.appending(path: folder)
    return try FileManager.default.subpathsOfDirectory(atPath: folder.path())
      .filter { $0.hasSuffix(".swift") }.map { path in
        (path, try String(contentsOf: folder.appending(path: path), encoding: .utf8))
      }
  }

  @Test("Only Interop touches C, and only it and BLAS are unsafe")
  func onlyInteropTouchesC() throws {
    for (path, text) in try swiftFiles(under: "Gridcast") where !path.hasPrefix("Interop/") {
      #expect(!text.contains(/import C(Cairo|GDAL|PROJ|GEOS|BLAS)/), "\(path)")
      #expect(!text.contains("unsafe "), "\(path)")
    }
    for (path, text) in try swiftFiles(under: "Neural") where path != "BLAS.swift" {
      #expect(
        !text.contains(/import C(Cairo|GDAL|PROJ|GEOS|BLAS)/) && !text.contains("unsafe "),
        "\(path)")
    }
    for (path, text) in try swiftFiles(under: "GridcastCLI") {
      #expect(
        !text.contains(/import C(Cairo|GDAL|PROJ|GEOS|BLAS)/) && !text.contains("unsafe "),
        "\(path)")
    }
  }

  /// The types that a folder declares at the outermost level.
  private func declared(in files: [(path: String, text: String)]) -> Set<String> {
    var names = Set<String>()
    for (_, text) in files {
      for match in text.matches(
        of: /(?m)^(?:public |final |internal |@safe )*(?:struct|class|enum|protocol) (\w+)/)
      {
        names.insert(String(match.1))
      }
    }
    return names
  }

  @Test("Stages do not name one another")
  func stagesMeetInValues() throws {
    let all = try swiftFiles(under: "Gridcast")
    func files(_ stage: String) -> [(path: String, text: String)] {
      all.filter { $0.path.hasPrefix(stage + "/") }
    }
    for stage in Self.stages {
      let foreign = Self.stages.filter { $0 != stage }.reduce(into: Set<String>()) {
        $0.formUnion(declared(in: files($1)))
      }
      for (path, text) in files(stage) {
        let code = text.replacing(/\/\/.*/, with: "").replacing(/"(?:\\.|[^"\\])*"/, with: "")
        let words = Set(code.matches(of: /\w+/).map { String($0.0) })
        #expect(words.isDisjoint(with: foreign), "\(path): \(words.intersection(foreign))")
      }
    }
  }

  @Test("Values and Interop know no stage, and Values no Interop")
  func lowerFoldersKnowNoStage() throws {
    let all = try swiftFiles(under: "Gridcast")
    let stages = declared(
      in: all.filter { file in
        Self.stages.contains { file.path.hasPrefix($0 + "/") }
      })
    let interop = declared(in: all.filter { $0.path.hasPrefix("Interop/") })
    for (path, text) in all where path.hasPrefix("Values/") || path.hasPrefix("Interop/") {
      let words = Set(text.replacing(/\/\/.*/, with: "").matches(of: /\w+/).map { String($0.0) })
      let forbidden = path.hasPrefix("Values/") ? stages.union(interop) : stages
      #expect(words.isDisjoint(with: forbidden), "\(path): \(words.intersection(forbidden))")
    }
  }

  @Test("No file is much longer than 300 lines")
  func filesAreShort() throws {
    for folder in ["Gridcast", "Neural", "GridcastCLI"] {
      for (path, text) in try swiftFiles(under: folder) {
        #expect(
          text.split(separator: "\n", omittingEmptySubsequences: false).count <= 320, "\(path)")
      }
    }
  }
}

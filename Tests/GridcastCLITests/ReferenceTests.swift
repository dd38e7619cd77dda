import Foundation
import Testing

/// `reproject` beside GDAL's and PROJ's own commands, on every real file that has a coordinate
/// system.
@Suite struct ReferenceTests {
  private static let endings: Set = ["shp", "geojson", "csv", "json"]

  static var files: [String] {
    let all = FileManager.default.enumerator(atPath: "\(shared)/data")?.compactMap { $0 as? String }
    return (all ?? []).filter { endings.contains(URL(filePath: $0).pathExtension) }.sorted()
  }

  private struct Feature {
    let properties: [String: String]
    let numbers: [Double]
  }

  /// The features of a GeoJSON text sequence as GDAL writes it.
  private func features(_ path: String) throws -> [Feature] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").compactMap { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      guard let object else { return nil }
      // A missing value and null are the same.
      let properties = (object["properties"] as? [String: Any] ?? [:]).mapValues { "\($0)" }
        .filter { $0.value != "<null>" }
      var numbers: [Double] = []
      func collect(_ value: Any?) {
        if let list = value as? [Any] { for item in list { collect(item) } }
        if let number = value as? NSNumber { numbers.append(number.doubleValue) }
      }
      let geometry = object["geometry"] as? [String: Any]
      collect(geometry?["coordinates"])
      for part in geometry?["geometries"] as? [[String: Any]] ?? [] { collect(part["coordinates"]) }
      return Feature(properties: properties, numbers: numbers)
    }
  }

  /// A file as a text sequence in its own coordinates, by ogr2ogr.
  private func dump(_ input: String, _ name: String, in folder: String, _ options: [String] = [])
    throws -> [Feature]?
  {
    // A sequence would be moved to WGS 84; a .csv with the geometry as JSON is not.
    let result = try run(
      "ogr2ogr",
      ["-f", "GeoJSON", "\(name).geojson", input, "-lco", "COORDINATE_PRECISION=15"] + options,
      in: folder)
    guard result.code == 0 else { return nil }
    let text = try String(contentsOfFile: "\(folder)/\(name).geojson", encoding: .utf8)
    let lines = text.split(separator: "\n").filter { $0.hasPrefix("{ \"type\": \"Feature\"") }
    let path = "\(folder)/\(name).lines"
    try lines.map { $0.hasSuffix(",") ? $0.dropLast() : $0 }.joined(separator: "\n")
      .write(toFile: path, atomically: false, encoding: .utf8)
    return try features(path)
  }

  @Test(
    "Coordinates are those of ogr2ogr to a micrometre, and attributes equal",
    .enabled(if: hasShared, "\(sharedIsMissing)"))
  func agreesWithOGR() throws {
    var compared = 0
    for file in Self.files {
      let path = "\(shared)/data/\(file)"
      let folder = try TemporaryFolder()
      // Without --from, so that files which name no system are passed over.
      let ours = try run(
        gridcast, ["reproject", path, "--to", "EPSG:3857", "-o", "ours.gpkg"], in: folder.path)
      // ogr2ogr leaves shapes whole where the map ends.
      guard ours.code == 0, !file.hasSuffix(".csv"), !ours.errors.contains("cut at the edge")
      else { continue }
      let source = try run("ogrinfo", ["-so", "-al", path], in: folder.path).output
      guard source.contains("ID["), !source.contains("unknown") || source.contains("PROJCRS") else {
        continue
      }
      let theirs = try dump(path, "theirs", in: folder.path, ["-t_srs", "EPSG:3857"])
      let mine = try dump("ours.gpkg", "mine", in: folder.path)
      guard let theirs, let mine else { continue }
      #expect(mine.count == theirs.count, "\(file)")
      guard mine.count == theirs.count else { continue }
      compared += 1
      for (a, b) in zip(mine, theirs) {
        #expect(a.numbers.count == b.numbers.count, "\(file)")
        // Rings may be wound the other way, so their coordinates are compared in order of size.
        let worst = zip(a.numbers.sorted(), b.numbers.sorted()).map { abs($0 - $1) }.max() ?? 0
        #expect(worst < 1e-6, "\(file): \(worst)")
        // Where GDAL takes GBK for Latin-1, the texts must differ.
        let isASCII = b.properties.values.allSatisfy { $0.utf8.allSatisfy { $0 < 128 } }
        if isASCII { #expect(a.properties == b.properties, "\(file)") }
      }
    }
    #expect(compared >= 10, "\(compared) files were compared")
  }

  static let systems: [(String, String, String)] = [
    ("EPSG:4326", "EPSG:32649", "109.5 34.5"), ("EPSG:4490", "EPSG:4547", "114.3 30.5"),
    ("EPSG:4326", "EPSG:4547", "114.3 30.5"), ("EPSG:4547", "EPSG:32649", "500000 3400000"),
    ("EPSG:32650", "EPSG:3857", "500000 4000000"), ("EPSG:4326", "EPSG:2326", "114.17 22.3"),
    ("EPSG:4326", "EPSG:32718", "-75.4 -6.1"), ("EPSG:4490", "EPSG:4499", "120.5 31"),
  ]

  @Test("A point moves as cs2cs moves it", arguments: systems)
  func agreesWithCS2CS(from: String, to: String, point: String) throws {
    let folder = try TemporaryFolder()
    let xy = point.split(separator: " ")
    _ = try folder.file("p.csv", "x,y\n\(xy[0]),\(xy[1])\n")
    let result = try gridcast(
      "reproject", "p.csv", "--from", from, "--to", to, "-o", "q.csv", in: folder.path)
    #expect(result.code == 0, "\(result.errors)")
    let text = try String(contentsOfFile: folder.path + "/q.csv", encoding: .utf8)
    let ours = text.split(separator: "\n")[1].split(separator: ",").prefix(2).compactMap {
      Double($0)
    }
    // cs2cs takes and gives axes in the registry's order; the point is tried in both.
    let isNorthFirst = { (code: String) in
      ["EPSG:4326", "EPSG:4490", "EPSG:4547", "EPSG:4499", "EPSG:2326"].contains(code)
    }
    let input = isNorthFirst(from) ? "\(xy[1]) \(xy[0])" : point
    _ = try folder.file("in.txt", input + "\n")
    let theirs = try run("cs2cs", ["-f", "%.9f", from, to, "in.txt"], in: folder.path)
    var numbers = theirs.output.split { " \t\n".contains($0) }.compactMap { Double($0) }
    if isNorthFirst(to) { numbers.swapAt(0, 1) }
    #expect(
      abs(ours[0] - numbers[0]) < 1e-6 && abs(ours[1] - numbers[1]) < 1e-6,
      "\(ours) and \(numbers)")
  }
}

import Foundation
import Gridcast
import Testing

/// What a program sees that says `import Gridcast` and nothing else.
@Suite struct ReadmeTests {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Points of three functions around Weinan, as GeoJSON.
  private func city(in folder: String) throws -> String {
    let path = "\(folder)/pois.geojson"
    let features = (0..<400).map { index in
      let (x, y) = (109.40 + Double(index % 20) * 0.004, 34.45 + Double(index / 20) * 0.004)
      let function = ["business", "office", "medical"][(index * 7 + index / 20) % 3]
      return """
        {"type":"Feature","properties":{"function":"\(function)","rank":\(index)},\
        "geometry":{"type":"Point","coordinates":[\(x),\(y)]}}
        """
    }
    try #"{"type":"FeatureCollection","features":[\#(features.joined(separator: ","))]}"#
      .write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "gridcast-\(UUID())").path()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  @Test("The README's example does what it says")
  func example() throws {
    try inFolder { folder in
      _ = try city(in: folder)
      try fromPointsToForecast(in: folder)
      let names = Set(try FileManager.default.contentsOfDirectory(atPath: folder))
      #expect(names.isSuperset(of: ["pois.gpkg", "counts.tif", "counts.qml", "forecast.tif"]))
      let counts = try Raster(contentsOf: "\(folder)/counts.tif")
      #expect(Set(counts.bands.map(\.name)) == ["business", "medical", "office"])
      #expect(counts.bands.reduce(0) { $0 + $1.total } == 400)
    }
  }

  @Test("The README shows the example that is tested here")
  func readme() throws {
    let readme = try String(contentsOf: Self.root.appending(path: "README.md"), encoding: .utf8)
    let source = try String(contentsOfFile: #filePath, encoding: .utf8)
    let lines =
      source.components(separatedBy: "// README begins\n").last?
      .components(separatedBy: "// README ends").first ?? ""
    #expect(lines.split(separator: "\n").count > 10)
    #expect(readme.contains(lines), "the example in README.md is another")
  }

  @Test("Features come batch by batch, with positions, numbers and texts")
  func batches() throws {
    try inFolder { folder in
      let layer = try Layer(try city(in: folder))
      #expect(layer.format == "GeoJSON" && layer.fields == ["function", "rank"])
      #expect(layer.coordinateSystem?.code == "EPSG:4326")
      var ranks: [Double?] = []
      var last: Point?
      try layer.read(["rank", "function"]) { batch in
        ranks += batch.numbers("rank") ?? []
        last = batch.points.last ?? nil
        #expect(batch.texts("function")?.first == "business")
        #expect(batch.numbers("absent") == nil)
      }
      #expect(ranks == (0..<400).map { Double($0) })
      #expect(last == Point(x: 109.40 + 19 * 0.004, y: 34.45 + 19 * 0.004))
    }
  }

  @Test("Points move between systems as PROJ moves them")
  func moves() throws {
    // echo 109.5 34.5 | cs2cs EPSG:4326 +axis=enu … : PROJ 9.1.1, projinfo's EPSG:32649
    let wgs84 = try CoordinateSystem(named: "EPSG:4326")
    let utm = try CoordinateSystem(named: "32649")
    let moved = try wgs84.move([Point(x: 111, y: 0)], to: utm)
    #expect(abs(moved[0].x - 500_000) < 1e-6 && abs(moved[0].y) < 1e-6)
    let back = try utm.move(moved, to: wgs84)
    #expect(abs(back[0].x - 111) < 1e-9 && abs(back[0].y) < 1e-9)
  }

  @Test("Errors tell their kind, and outputs that are there are left alone")
  func errors() throws {
    try inFolder { folder in
      #expect(throws: GridcastError.self) { try Layer("\(folder)/absent.shp") }
      let path = try city(in: folder)
      let layer = try Layer(path)
      do {
        try layer.write(to: path)
        Issue.record("an input was replaced")
      } catch { #expect((error as? GridcastError)?.kind == .usage) }
      try layer.write(to: "\(folder)/out.csv")
      do {
        try layer.write(to: "\(folder)/out.csv")
        Issue.record("an output was replaced")
      } catch { #expect((error as? GridcastError)?.kind == .unwritable) }
    }
  }
}

// README begins

/// From points to a forecast map, in a folder.
func fromPointsToForecast(in folder: String) throws {
  let pois = try Layer("\(folder)/pois.geojson")
  print(pois.format, pois.fields, pois.coordinateSystem?.name ?? "no coordinate system")

  // Any format to any other, moved to the UTM zone in which the data lie.
  try pois.write(to: "\(folder)/pois.gpkg", system: "utm")

  // A fishnet of 1 km, and the points of each function per cell.
  let counts = try CellCounts(of: [pois.path], by: "function", cell: "1km")
  try counts.write(to: "\(folder)/counts.tif")
  print(counts.counted, "counted;", counts.leftOut)

  // What each cell ought to have of one function, by what it has of the others.
  let model = try Model(predicting: "business", in: counts.raster)
  let forecast = try model.forecast(over: counts.raster)
  try forecast.write(to: "\(folder)/forecast.tif")
}
// README ends

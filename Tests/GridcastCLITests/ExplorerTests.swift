import Foundation
import Testing

/// The map to explore of a report, handled in a browser by `explorer.py`.
@Suite(.enabled(if: chromium != nil, "skipped: chromium is not there"))
struct ExplorerTests {
  /// Handles the map of a report; GRIDCAST_PICTURES is a folder that receives what was seen.
  private func handle(_ report: String, in folder: TemporaryFolder, _ options: String...) throws
    -> CommandResult
  {
    let script = root.appending(path: "Tests/GridcastCLITests/explorer.py").path()
    let pictures = ProcessInfo.processInfo.environment["GRIDCAST_PICTURES"].map {
      [
        "--pictures",
        "\($0)/\(URL(filePath: report).deletingLastPathComponent().lastPathComponent)",
      ]
    }
    return try run(
      "python3", [script, try #require(chromium), report] + options + (pictures ?? []),
      in: folder.path, seconds: 300)
  }

  @Test(
    "It is moved, zoomed, asked and read by mouse, keys and fingers, and the numbers are those of the cells"
  )
  func isHandled() throws {
    let folder = try TemporaryFolder()
    try gridcast("sample", "市", "--points", "4000", in: folder.path)
    // A road, a lake and a district around the city, in degrees.
    _ = try folder.file(
      "市/base.geojson",
      """
      {"type": "FeatureCollection", "features": [
      {"type": "Feature", "properties": {"highway": "primary"}, "geometry":
       {"type": "LineString", "coordinates": [[109.2, 34.4], [109.5, 34.5], [109.8, 34.6]]}},
      {"type": "Feature", "properties": {"natural": "water"}, "geometry":
       {"type": "Polygon", "coordinates": [[[109.3, 34.4], [109.35, 34.4], [109.35, 34.45], [109.3, 34.4]]]}},
      {"type": "Feature", "properties": {}, "geometry":
       {"type": "Polygon", "coordinates": [[[109, 34], [109.5, 34], [109.5, 35], [109, 35], [109, 34]]]}}]}
      """)
    _ = try folder.file(
      "市/small.yaml",
      """
      inputs: pois.shp
      cell: 2km
      study-area: study-area.shp
      category: function
      places: stations.shp
      base: base.geojson
      model: {kind: bp, target: business, hidden: [4], activations: [tanh, tanh], epochs: 3}
      outputs: {folder: cells, counts: counts.tif, forecast: forecast.tif, forecast-cells: table.csv}
      """)
    let run = try gridcast("run", "市/small.yaml", in: folder.path)
    #expect(run.code == 0, "\(run.errors)")
    let page = try String(contentsOfFile: "\(folder.path)/市/cells/report.html", encoding: .utf8)
    for name in ["main roads", "water", "districts", "study area"] {
      #expect(page.contains("</svg>\(name)</label>"), "\(name)")
    }
    let handled = try handle("市/cells/report.html", in: folder, "--cells", "市/cells/table.csv")
    #expect(handled.code == 0, "\(handled.output)\(handled.errors)")
    #expect(handled.output.contains("the number is that of the table of cells"))
    let again = try gridcast("report", "市/cells", "-o", "again.html", in: folder.path)
    #expect(again.code == 0, "\(again.errors)")
    #expect(try String(contentsOfFile: "\(folder.path)/again.html", encoding: .utf8) == page)
  }

  @Test("Years, their forecast and its bounds are steps of a slider")
  func showsYears() throws {
    let folder = try TemporaryFolder()
    try gridcast("sample", "city", "--points", "8000", in: folder.path)
    let run = try gridcast(
      "run", "city/plan-years.yaml", "--set", "model.epochs=2", "--set", "model.members=2",
      in: folder.path)
    #expect(run.code == 0, "\(run.errors)")
    let handled = try handle("city/years/report.html", in: folder)
    #expect(handled.code == 0, "\(handled.output)\(handled.errors)")
    #expect(handled.output.contains("a forecast and its bounds are three maps"))
    #expect(handled.output.contains(#"["2013", "2016", "2019, forecast", "2019, as it came"]"#))
  }

  @Test("A hundred thousand cells are there at once")
  func isFast() throws {
    let folder = try TemporaryFolder()
    try gridcast("sample", "city", "--points", "40000", in: folder.path)
    _ = try folder.file(
      "city/fine.yaml",
      """
      inputs: pois.shp
      cell: 100m
      study-area: study-area.shp
      category: function
      outputs: {folder: fine, counts: counts.tif}
      """)
    let run = try gridcast("run", "city/fine.yaml", in: folder.path)
    #expect(run.code == 0, "\(run.errors)")
    // Two seconds on a machine that does nothing else.
    let handled = try handle("city/fine/report.html", in: folder, "--within", "8000")
    #expect(handled.code == 0, "\(handled.output)\(handled.errors)")
    #expect(handled.output.contains("the map is there in time"))
  }
}

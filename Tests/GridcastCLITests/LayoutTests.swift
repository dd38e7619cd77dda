import Foundation
import Testing

private let hasQGIS =
  (try? run("/usr/bin/python3", ["-c", "import qgis.core"], in: "/tmp").code) == 0

/// The page to print of a run's project, opened and printed by QGIS itself.
@Suite(.enabled(if: hasQGIS, "skipped: there is no QGIS for /usr/bin/python3"))
struct LayoutTests {
  private struct Told: Decodable {
    struct Page: Decodable {
      let name: String
      let printed: Bool
      let size: [Double]
      let scale: Double
      let labels: [String]
      let legends: Int, bars: Int, arrows: Int
    }
    let read: Bool
    let pages: [Page]
  }

  @Test("QGIS opens the project with one page of A4 in a round scale, and prints it")
  func isPrinted() throws {
    let folder = try TemporaryFolder()
    try gridcast("sample", "市", "--points", "4000", in: folder.path)
    _ = try folder.file(
      "市/small.yaml",
      """
      about: {title: "Shops & 商铺", author: 规划局, licence: CC0}
      inputs: pois.shp
      cell: 2km
      study-area: study-area.shp
      category: function
      model: {kind: bp, target: business, hidden: [4], activations: [tanh, tanh], epochs: 3}
      outputs: {folder: map, counts: counts.tif, forecast: forecast.tif, report: none}
      """)
    let run = try gridcast("run", "市/small.yaml", in: folder.path)
    #expect(run.code == 0, "\(run.errors)")
    let script = root.appending(path: "Tests/GridcastCLITests/layouts.py").path()
    let printed = try GridcastCLITests.run(
      "/usr/bin/python3", [script, "市/map/small.qgz", "page.png"], in: folder.path)
    let told = try JSONDecoder().decode(Told.self, from: Data(printed.output.utf8))
    let page = try #require(told.pages.first, "\(printed.errors)")
    #expect(told.read && told.pages.count == 1 && page.printed)
    #expect(page.size == [210, 297] && page.name == "A4")
    // 38 by 40 km on 186 mm: the next round scales.
    #expect([250_000, 300_000].contains(page.scale), "\(page.scale)")
    let scale = page.scale == 250_000 ? "1:250,000" : "1:300,000"
    #expect(page.legends == 1 && page.bars == 1 && page.arrows == 1)
    #expect(page.labels.contains("Shops & 商铺") && page.labels.contains(scale))
    #expect(page.labels.contains { $0.hasPrefix("规划局 · CC0 · Gridcast ") }, "\(page.labels)")
    if let pictures = ProcessInfo.processInfo.environment["GRIDCAST_PICTURES"] {
      try? FileManager.default.copyItem(
        atPath: "\(folder.path)/page.png", toPath: "\(pictures)/page.png")
    }
  }
}

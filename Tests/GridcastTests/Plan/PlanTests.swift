import Foundation
import GridcastBase
import GridcastJobs
import Testing

@Suite struct PlanTests {
  static let faults: [(String, String)] = [
    ("inputs: a.shp\ncell: 1km\n", "'outputs' is missing"),
    ("inputs: a.shp\ncell: 1km\noutputs: {counts: c.tif}\nfrom: 4326\n", "'from' means nothing"),
    ("inputs: a.shp\ncell: big\noutputs: {counts: c.tif}\n", "1km, 500m"),
    ("inputs: []\ncell: 1km\noutputs: {counts: c.tif}\n", "empty"),
    ("inputs: a.shp\ncell: 1km\noutputs: {forecast: f.tif}\n", "no 'model'"),
    (
      "inputs: a.shp\ncell: 1km\ncategory: a\ncategories: osm\noutputs: {counts: c.tif}\n",
      "one is enough"
    ),
    (
      "inputs: a.shp\ncell: 1km\nmodel: {target: b, epochs: many}\noutputs: {counts: c.tif}\n",
      "'epochs': it must be a whole number"
    ),
    (
      "inputs: a.shp\ncell: 1km\nmodel: {target: b, output: loud}\noutputs: {counts: c.tif}\n",
      "none of identity, sigmoid, relu, tanh"
    ),
    ("just words", "no plan"), ("a: [", "not YAML"),
  ]

  @Test("A slip in a plan is named with its line", arguments: faults)
  func namesSlips(yaml: String, words: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("plan.yaml", yaml)
    let error = thrown { _ = try Plan(reading: path) }
    #expect(error?.kind == .usage)
    #expect(error?.description.contains(words) ?? false, "\(String(describing: error))")
    #expect(error?.description.contains("plan.yaml") ?? false)
  }

  static let sizes: [(String, Double?)] = [
    ("1km", 1000), ("500m", 500), ("1000", 1000), ("0.5 km", 500), ("1e3", 1000), ("0", nil),
    ("-5m", nil), ("km", nil), ("nan", nil), ("inf", nil), ("1 mile", nil),
  ]

  @Test("A cell size is a number with its unit", arguments: sizes)
  func cellSizes(text: String, metres: Double?) {
    let size = try? CellSize(text)
    #expect(size?.value == metres)
  }
}

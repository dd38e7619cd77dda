import Foundation
import GridcastBase
import GridcastForecast
import GridcastJobs
import Neural
import Testing

@Suite struct PlanTests {
  static let faults: [(String, String)] = [
    ("inputs: a.shp\ncell: 1km\n", "'outputs' is missing"),
    ("inputs: a.shp\ncell: 1km\noutputs: {counts: c.tif}\nfrom: 4326\n", "'from' means nothing"),
    ("inputs: a.shp\ncell: big\noutputs: {counts: c.tif}\n", "1km, 500m"),
    ("inputs: []\ncell: 1km\noutputs: {counts: c.tif}\n", "empty"),
    ("inputs: a.shp\ncell: 1km\noutputs: {forecast: f.tif}\n", "no 'model'"),
    (
      "inputs: a.shp\ncell: 1km\nmodel: {target: b, epochs: many}\noutputs: {counts: c.tif}\n",
      "'epochs': it must be a whole number"
    ),
    (
      "inputs: a.shp\ncell: 1km\nmodel: {target: b, output: loud}\noutputs: {counts: c.tif}\n",
      "none of identity, sigmoid, relu, tanh"
    ),
    (
      "inputs: a.shp\nmodel: {kind: linear, target: b, epochs: 3}\noutputs: {counts: c.tif}\n",
      "'epochs' goes with kind: bp"
    ),
    (
      "inputs: a.shp\nmodel: {target: [b, b]}\noutputs: {counts: c.tif}\n", "names a band twice"
    ),
    (
      "inputs: a.shp\nmodel: {target: b, rings: [1], neighbourhood: false}\noutputs: {counts: c.tif}\n",
      "do not go with neighbourhood: false"
    ),
    (
      "inputs: a.shp\nmodel: {target: b, linear-share: 1}\noutputs: {counts: c.tif}\n",
      "from 0 to below 1"
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

  @Test("A model of cells has the usual settings, those of the study, or what it names")
  func modelsOfCells() throws {
    let folder = try TemporaryFolder()
    func settings(_ model: String) throws -> CellsPlan? {
      let path = try folder.file(
        "plan.yaml", "inputs: a.shp\nmodel: {\(model)}\noutputs: {counts: c.tif}\n")
      guard case .cells(let cells)? = try Plan(reading: path).model else { return nil }
      return cells
    }
    let usual = CellSettings(target: "b", features: [])
    #expect(try settings("target: b")?.settings == usual)
    #expect(try settings("kind: bp, target: b, study: true")?.settings == usual.asInStudy)
    #expect(
      try settings("kind: linear, target: b")?.settings == usual.asBaseline(.linear, .sqrt))
    #expect(try settings("kind: mean, target: b")?.settings == usual.asBaseline(.mean, .none))
    #expect(try settings("target: [b, a]")?.targets == ["b", "a"])
    var own = usual
    own.neighbourhood = Neighbourhood(rings: [2], gaussians: [])
    own.transform = .none
    own.wayBack = .plain
    own.training.decay = .none
    own.members = 5
    own.linearShare = 0.25
    #expect(
      try settings(
        "target: b, rings: [2], transform: none, way-back: plain, rate-decay: none, members: 5, "
          + "linear-share: 0.25")?.settings == own)
    #expect(
      try settings("target: b, neighbourhood: false")?.settings.neighbourhood == Neighbourhood.none)
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

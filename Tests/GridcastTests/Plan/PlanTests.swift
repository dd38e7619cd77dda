import Foundation
import GridcastBase
import GridcastForecast
import GridcastJobs
import Neural
import Testing

@Suite struct PlanTests {
  @Test(
    "A plan is read as editors save it: in UTF-8, in GBK and in UTF-16, with a mark or without",
    arguments: [
      // printf '…' | iconv -f UTF-8 -t GBK (or UTF-16LE, UTF-16BE) | xxd -p, of 城市 and 商业.csv
      ("", "e59f8ee5b882", "e59586e4b89a2e637376"),
      ("efbbbf", "e59f8ee5b882", "e59586e4b89a2e637376"),
      ("gbk", "b3c7cad0", "c9ccd2b52e637376"), ("fffe", "ce57025e", "46551a4e2e00630073007600"),
      ("feff", "57ce5e02", "55464e1a002e006300730076"),
    ])
  func encodings(mark: String, city: String, file: String) throws {
    let folder = try TemporaryFolder()
    func bytes(_ hexadecimal: String) -> Data {
      let digits = Array(hexadecimal)
      return Data(
        stride(from: 0, to: digits.count, by: 2).compactMap {
          UInt8(String(digits[$0...($0 + 1)]), radix: 16)
        })
    }
    func plain(_ text: String) -> Data {
      switch mark {
      case "fffe": Data(text.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })
      case "feff": Data(text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] })
      default: Data(text.utf8)
      }
    }
    var content = mark == "gbk" ? Data() : bytes(mark)
    content += plain("inputs: ") + bytes(file) + plain("\nabout:\n  title: ") + bytes(city)
    content += plain("\noutputs: {counts: c.tif}\n")
    let path = folder.path + "/plan.yaml"
    try content.write(to: URL(filePath: path))
    let plan = try Plan(reading: path)
    #expect(plan.about.title == "城市")
    #expect(plan.paths.first?.hasSuffix("/商业.csv") == true)
  }

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

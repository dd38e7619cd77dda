import Foundation
import GridcastBase
import GridcastFormats
import Testing

/// `train bp` and `train linear` for one function or several, their forecasts, and plans.
@Suite struct CellsCommandTests {
  private static let quick = ["--hidden", "4", "--epochs", "5", "--folds", "4"]

  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try gridcast("sample", ".", "--points", "3000", in: folder.path)
    try gridcast(
      "bin", "pois.shp", "--category", "function", "--within", "study-area.shp", "--cell", "2km",
      "-o", "c.tif", in: folder.path)
    return folder
  }

  private func train(_ folder: TemporaryFolder, _ arguments: [String]) throws -> CommandResult {
    try run(
      gridcast, ["train"] + arguments + ["-o", "m.safetensors", "--overwrite"], in: folder.path)
  }

  static let kinds: [[String]] = [
    ["bp", "c.tif", "--target", "business,office"] + quick,
    ["bp", "c.tif", "--target", "business", "--target", "office", "--linear-share", "0"] + quick,
    ["linear", "c.tif", "--target", "business,office", "--folds", "4"],
  ]

  @Test("One command and one file serve several functions, or one of them", arguments: kinds)
  func severalTargets(arguments: [String]) throws {
    let folder = try folder()
    let trained = try train(folder, arguments)
    #expect(trained.code == 0, "\(trained.errors)")
    #expect(trained.output.hasPrefix("The forecast of 'business' is "), "\(trained.output)")
    #expect(trained.output.contains("The forecast of 'office' is "))
    let both = try gridcast(
      "forecast", "m.safetensors", "c.tif", "-o", "f.tif", "--cells", "cells.shp", in: folder.path)
    #expect(both.code == 0 && both.output.hasPrefix("business, office per cell"), "\(both.errors)")
    let raster = try Raster(reading: "\(folder.path)/f.tif")
    #expect(
      raster.bands.map(\.name)
        == ["business", "office"].flatMap { target in
          ["observed", "pred_oof", "predicted", "change"].map { "\(target)_\($0)" }
        })
    let counts = try Raster(reading: "\(folder.path)/c.tif")
    for target in ["business", "office"] {
      let predicted = try #require(raster.band("\(target)_predicted"))
      #expect(predicted.values.allSatisfy { $0.isNaN || $0 >= 0 })
      let total = try #require(counts.band(target)).total
      #expect(abs(predicted.total / total - 1) < 0.001, "\(target)")
    }
    let one = try gridcast(
      "forecast", "m.safetensors", "c.tif", "--band", "office", "-o", "o.tif", in: folder.path)
    #expect(one.code == 0 && one.output.hasPrefix("office per cell"), "\(one.errors)")
    let office = try Raster(reading: "\(folder.path)/o.tif")
    // Cells without a value are NaN, which is not equal to itself.
    #expect(
      office.band("predicted")?.values.map(\.bitPattern)
        == raster.band("office_predicted")?.values.map(\.bitPattern))
    let none = try gridcast(
      "forecast", "m.safetensors", "c.tif", "--band", "traffic", "-o", "t.tif", in: folder.path)
    #expect(none.code == 64 && none.errors.contains("business, office"), "\(none.errors)")
  }

  @Test("The same seed gives the same bytes for any number of threads")
  func isDeterministic() throws {
    let folder = try folder()
    var contents: [Data] = []
    for cores in ["0", "0,1"] {
      let result = try run(
        "taskset",
        ["-c", cores, gridcast, "train", "bp", "c.tif", "--target", "business,office"] + Self.quick
          + ["-o", "m.safetensors", "--overwrite"], in: folder.path)
      #expect(result.code == 0, "\(result.errors)")
      contents.append(try Data(contentsOf: URL(filePath: "\(folder.path)/m.safetensors")))
    }
    #expect(contents[0] == contents[1])
  }

  static let faults: [(name: String, arguments: [String], code: Int32, words: String)] = [
    (
      "one function twice", ["linear", "c.tif", "--target", "business,business"], 64, "named twice"
    ),
    ("a function that is not there", ["linear", "c.tif", "--target", "business,x"], 65, "'x'"),
    (
      "a feature that is all there is, itself",
      ["linear", "c.tif", "--target", "business,office", "--features", "office"], 64, "--features"
    ),
    (
      "a share of 1", ["bp", "c.tif", "--target", "business", "--linear-share", "1"], 64, "below 1"
    ),
    ("no member", ["bp", "c.tif", "--target", "business", "--members", "0"], 64, "1 to 100"),
    (
      "neighbours and none",
      ["bp", "c.tif", "--target", "business", "--no-neighbourhood", "--rings", "1"], 64, "--rings"
    ),
  ]

  @Test("What cannot be is told, and nothing is written", arguments: faults)
  func refuses(name: String, arguments: [String], code: Int32, words: String) throws {
    let folder = try folder()
    let result = try train(folder, arguments)
    #expect(result.code == code && result.errors.contains(words), "\(result.errors)")
    #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/m.safetensors"))
  }

  @Test("A sweep is of one function")
  func sweepsOne() throws {
    let folder = try folder()
    let result = try gridcast(
      "sweep", "bp", "c.tif", "--target", "business,office", "-o", "s", in: folder.path)
    #expect(result.code == 64 && result.errors.contains("--target"), "\(result.errors)")
  }

  static let planned: [(model: String, arguments: [String])] = [
    (
      "kind: bp, target: [business, office], hidden: [4], epochs: 5, folds: 4",
      ["bp", "--target", "business,office"] + quick
    ),
    (
      "target: business, study: true, hidden: [4], epochs: 5, folds: 4",
      ["bp", "--target", "business", "--study"] + quick
    ),
    (
      "kind: linear, target: business, folds: 4",
      ["linear", "--target", "business", "--folds", "4"]
    ),
    (
      "kind: mean, target: business, folds: 4",
      ["linear", "--target", "business", "--mean", "--folds", "4"]
    ),
  ]

  @Test(
    "A plan trains what the command does, and its report tells first how good that is",
    arguments: planned)
  func plans(model: String, arguments: [String]) throws {
    let folder = try folder()
    _ = try folder.file(
      "p.yaml",
      """
      inputs: pois.shp
      coordinate-system: utm
      cell: 2km
      study-area: study-area.shp
      category: function
      model: {\(model)}
      outputs: {folder: out, counts: counts.tif, model: m.safetensors, forecast: f.tif, forecast-cells: cells.shp}
      """)
    let result = try gridcast("run", "p.yaml", in: folder.path)
    #expect(result.code == 0, "\(result.errors)")
    let trained = try train(folder, [arguments[0], "out/counts.tif"] + arguments.dropFirst())
    #expect(trained.code == 0, "\(trained.errors)")
    #expect(
      try Data(contentsOf: URL(filePath: "\(folder.path)/m.safetensors"))
        == Data(contentsOf: URL(filePath: "\(folder.path)/out/m.safetensors")))
    let page = try String(contentsOfFile: "\(folder.path)/out/report.html", encoding: .utf8)
    let findings = try #require(page.firstRange(of: "<h2>For specialists</h2>")).upperBound
    let first = String(page[findings...].prefix(120))
    #expect(first.contains("The forecast of 'business' is "), "\(first)")
    // Who has a plan is told of its keys.
    #expect(!page.contains("with --") && !page.contains("gridcast train"))
    let again = try gridcast("report", "out", "-o", "again.html", in: folder.path)
    #expect(again.code == 0, "\(again.errors)")
    #expect(try String(contentsOfFile: "\(folder.path)/again.html", encoding: .utf8) == page)
  }
}

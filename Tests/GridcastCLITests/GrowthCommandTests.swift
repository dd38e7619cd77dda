import Foundation
import GridcastBase
import GridcastFiles
import GridcastForecast
import GridcastFormats
import GridcastGeo
import GridcastWrite
import Testing

/// `train growth`, the default form of `train convdeconv`, their forecasts, and `export`.
@Suite struct GrowthCommandTests {
  /// Two functions per cell, of which shops grow and homes do not.
  @discardableResult
  private func write(
    _ name: String, in folder: TemporaryFolder, columns: Int = 32, rows: Int = 32,
    system: String = "EPSG:32649", later: Bool = false, bands: [String] = ["shop", "home"]
  ) throws -> Raster {
    let grid = Grid(
      coordinateSystem: try CoordinateSystem(system), cellSize: 1000, west: 500, south: 3800,
      columns: columns, rows: rows)
    let values = (0..<bands.count).map { band in
      (0..<grid.count).map { cell -> Float in
        let amount = Float(cell * (band == 0 ? 7 : 5) % 11) * (cell % 3 == 0 ? 0 : 1)
        return later && band == 0 ? (1.5 * amount + Float(cell % 2)).rounded() : amount
      }
    }
    let raster = Raster(
      grid: grid, bands: zip(bands, values).map { .init(name: $0, values: $1) })
    let staging = Staging(overwrite: true)
    try raster.write(
      to: "\(folder.path)/\(name)", style: MapStyle(bands[0], Classes(limits: [0, 1])),
      staging: staging)
    try staging.commit()
    return raster
  }

  private func years(_ folder: TemporaryFolder) throws {
    try write("a.tif", in: folder)
    try write("b.tif", in: folder, later: true)
  }

  private static let quick = ["--epochs", "2", "--width", "2", "--folds", "3", "--members", "3"]

  @Test(
    "Both train, tell how good they are first, and forecast with bounds",
    arguments: [["growth"], ["convdeconv"] + quick])
  func trainsAndForecasts(kind: [String]) throws {
    let folder = try TemporaryFolder()
    try years(folder)
    let files = ["--before", "a.tif", "--after", "b.tif", "--years", "3", "-o", "m.safetensors"]
    let trained = try run(gridcast, ["train"] + kind + files, in: folder.path)
    #expect(trained.code == 0, "\(trained.errors)")
    for words in [
      "On cells not trained on, the forecast errs by", "less than uniform growth",
      "known in both years, 0 in one only", "strongest hold", "share of the model",
      "Poisson-linear growth", "the 90 % bounds cover", "model for other years and cities",
    ] { #expect(trained.output.contains(words), "\(words): \(trained.output)") }
    let forecast = try gridcast(
      "forecast", "m.safetensors", "a.tif", "--compare", "b.tif", "-o", "f.tif", in: folder.path)
    #expect(forecast.code == 0, "\(forecast.errors)")
    #expect(forecast.output.contains("3 years on"))
    #expect(forecast.errors.contains("scores flatter"))
    #expect(forecast.output.contains("the 90 % bounds cover"))
    let two = try gridcast(
      "forecast", "m.safetensors", "b.tif", "--steps", "2", "-o", "two.tif", in: folder.path)
    #expect(two.code == 0 && two.errors.contains("errors add up"), "\(two.errors)")
    #expect(two.output.contains("step1_predicted"))
    #expect(two.output.contains("6 years on") && !two.output.contains("3 years on"))
    #expect(two.output.contains("no bounds of the total"))
  }

  @Test("The same seed gives the same bytes for any number of threads")
  func isDeterministic() throws {
    let folder = try TemporaryFolder()
    try years(folder)
    var contents: [Data] = []
    for cores in ["0", "0,1"] {
      let result = try run(
        "taskset",
        ["-c", cores, gridcast, "train", "convdeconv", "--before", "a.tif", "--after", "b.tif"]
          + Self.quick + ["-o", "m.safetensors", "--overwrite"], in: folder.path)
      #expect(result.code == 0, "\(result.errors)")
      contents.append(try Data(contentsOf: URL(filePath: "\(folder.path)/m.safetensors")))
    }
    #expect(contents[0] == contents[1])
  }

  @Test(
    "Cities in two zones train together, and a forecast over a third says what the training says")
  func joinsZones() throws {
    let folder = try TemporaryFolder()
    try years(folder)
    try write("c.tif", in: folder, system: "EPSG:32650")
    try write("d.tif", in: folder, system: "EPSG:32650", later: true)
    try write("e.tif", in: folder, system: "EPSG:32651")
    let words = "no window reaches from one to another"
    for kind in [["growth"], ["convdeconv"] + Self.quick] {
      let trained = try run(
        gridcast,
        ["train"] + kind + [
          "--before", "a.tif", "--after", "b.tif", "--before", "c.tif", "--after", "d.tif",
          "-o", "m.safetensors", "--overwrite",
        ], in: folder.path)
      #expect(trained.code == 0 && trained.errors.contains(words), "\(trained.errors)")
      let forecast = try gridcast(
        "forecast", "m.safetensors", "e.tif", "-o", "f.tif", "--overwrite", in: folder.path)
      #expect(forecast.code == 0 && forecast.errors.contains(words), "\(forecast.errors)")
    }
  }

  static let faults: [(name: String, arguments: [String], code: Int32, words: String)] = [
    ("a share above 1", ["growth", "--alpha", "2"], 64, "from 0 to 1"),
    ("a band that is not there", ["growth", "--band", "bank"], 65, "'bank'"),
    (
      "a year as its own later one", ["growth", "--after", "a.tif"], 64, "before and after at once"
    ),
    (
      "bands of the study's form",
      ["convdeconv", "--study", "--windows", "tiles", "--bands", "shop"], 64, "--band"
    ),
    ("scaling without the study's form", ["convdeconv", "--scaling", "none"], 64, "--study"),
    ("a share of the study's form", ["convdeconv", "--study", "--alpha", "0"], 64, "--alpha"),
    ("resuming", ["convdeconv", "--resume"], 64, "--study"),
    ("another cell size", ["growth", "--after", "fine.tif"], 65, "wide"),
  ]

  @Test("What does not go together is told, and nothing is written", arguments: faults)
  func refuses(name: String, arguments: [String], code: Int32, words: String) throws {
    let folder = try TemporaryFolder()
    try years(folder)
    let grid = Grid(
      coordinateSystem: try CoordinateSystem("EPSG:32649"), cellSize: 500, west: 1000, south: 7600,
      columns: 20, rows: 20)
    let staging = Staging(overwrite: true)
    try Raster(
      grid: grid,
      bands: ["shop", "home"].map {
        .init(name: $0, values: [Float](repeating: 1, count: 400))
      }
    ).write(
      to: "\(folder.path)/fine.tif", style: MapStyle("shop", Classes(limits: [0, 1])),
      staging: staging)
    try staging.commit()
    let before = try folder.content
    var all = ["train"] + arguments + ["--before", "a.tif", "-o", "m.safetensors"]
    if !arguments.contains("--after") { all += ["--after", "b.tif"] }
    let result = try run(gridcast, all, in: folder.path)
    #expect(result.code == code && result.errors.contains(words), "\(result.errors)")
    #expect(try folder.content == before)
  }

  static let exports: [(name: String, arguments: [String])] = [
    ("Poisson-linear growth", ["growth"]),
    ("one function of two", ["growth", "--band", "shop", "--alpha", "1"]),
    ("uniform growth", ["growth", "--alpha", "0"]),
    ("the ratio", ["convdeconv", "--alpha", "0.4"] + quick + ["--window", "16km"]),
    (
      "the ratio of one band",
      ["convdeconv", "--bands", "shop", "--band", "shop"] + quick + ["--window", "16km"]
    ),
    (
      "the change",
      ["convdeconv", "--study", "--band", "shop", "--windows", "tiles"] + quick
        + ["--window", "16km", "--rate", "1e-3"]
    ),
    (
      "the level, by logarithms",
      [
        "convdeconv", "--predict", "level", "--scaling", "log1p", "--band", "shop", "--windows",
        "tiles",
      ] + quick + ["--window", "16km", "--rate", "1e-3"]
    ),
    ("the network of the study", ["bp", "--study", "--target", "shop", "--epochs", "20"]),
    (
      "networks and a linear regression for two functions",
      ["bp", "--target", "shop,home", "--epochs", "20", "--hidden", "6"]
    ),
    ("the linear regression", ["linear", "--target", "shop", "--rings", "1", "2"]),
    (
      "the linear regression on counts",
      ["linear", "--target", "shop,home", "--transform", "none", "--no-neighbourhood"]
    ),
    ("the mean", ["linear", "--target", "home", "--mean"]),
  ]

  @Test("onnxruntime forecasts what Gridcast does", arguments: exports)
  func exportsONNX(name: String, arguments: [String]) throws {
    let python = ProcessInfo.processInfo.environment["GRIDCAST_PEERS"] ?? "python3"
    let folder = try TemporaryFolder()
    try years(folder)
    let isOfYears = !["bp", "linear"].contains(arguments[0])
    let small = try write("small.tif", in: folder, columns: 11, rows: 14)
    let trained = try run(
      gridcast,
      ["train", arguments[0]] + (isOfYears ? ["--before", "a.tif", "--after", "b.tif"] : ["a.tif"])
        + arguments.dropFirst() + ["-o", "m.safetensors"], in: folder.path)
    #expect(trained.code == 0, "\(trained.errors)")
    let exported = try gridcast("export", "m.safetensors", "-o", "m.onnx", in: folder.path)
    #expect(exported.code == 0, "\(exported.errors)")
    let forecast = try gridcast(
      "forecast", "m.safetensors", "small.tif", "-o", "f.tif", in: folder.path)
    #expect(forecast.code == 0, "\(forecast.errors)")
    guard try run(python, ["-c", "import numpy, onnx, onnxruntime"], in: "/tmp").code == 0 else {
      print("skipped: there is no \(python) with numpy, onnx and onnxruntime")
      return
    }
    let predicted = try Raster(reading: "\(folder.path)/f.tif").bands
      .filter { $0.name.hasSuffix("predicted") }
    // What the model sees of the cells around comes of its own neighbourhood, which SciPy has judged.
    let around =
      arguments.contains("--study") || arguments.contains("--no-neighbourhood")
      ? Neighbourhood.none
      : Neighbourhood(
        rings: arguments.contains("--rings") ? [1, 2] : [1],
        gaussians: arguments.contains("--rings") ? [] : [1, 2, 4])
    let seen = isOfYears ? small.bands.map(\.values) : []
    let parts = small.bands.map { around.features([$0.values], columns: 11) }
    let names = ["shop", "home"]
    let columns =
      isOfYears
      ? zip(names, seen).map { ($0, $1) }
      : parts[0].indices.flatMap { part in
        names.indices.map { ("\(names[$0])\(part == 0 ? "" : "-\(part)")", parts[$0][part]) }
      }
    let all = columns + predicted.map { ($0.name, $0.values) }
    var table = "row,column,\(all.map(\.0).joined(separator: ","))\n"
    for cell in 0..<small.grid.count {
      table +=
        "\(cell / 11),\(cell % 11),\(all.map { "\($0.1[cell])" }.joined(separator: ","))\n"
    }
    _ = try folder.file("cells.csv", table)
    let script = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "onnx_forward.py")
    let result = try run(python, [script.path(), "m.onnx", "cells.csv"], in: folder.path)
    let difference = Double(result.output.trimmingCharacters(in: .whitespacesAndNewlines))
    #expect(try #require(difference, "\(result.errors)") < 1e-5)
  }

  @Test("A plan forecasts by growth, with all functions", arguments: ["growth", "convdeconv"])
  func runsPlans(kind: String) throws {
    let folder = try TemporaryFolder()
    for (index, year) in [2013, 2016, 2019].enumerated() {
      let rows = (0..<1600).filter { $0 % 10 <= index + 3 }.flatMap { place in
        ["shop", "home"].prefix(place % 3 == 0 ? 1 : 2).map {
          "\(500_500 + 1000 * (place % 40)),\(3_800_500 + 1000 * (place / 40)),\($0)"
        }
      }
      _ = try folder.file("\(year).csv", "x,y,kind\n" + rows.joined(separator: "\n") + "\n")
    }
    _ = try folder.file(
      "plan.yaml",
      """
      years:
        2013: {path: 2013.csv, from: EPSG:32649}
        2016: {path: 2016.csv, from: EPSG:32649}
        2019: {path: 2019.csv, from: EPSG:32649}
      coordinate-system: EPSG:32649
      category: kind
      model: {kind: \(kind), folds: 3\(kind == "growth" ? "" : ", epochs: 2, members: 3")}
      outputs: {folder: out, counts: counts.tif, model: m.safetensors, forecast: forecast.tif}
      """)
    let result = try gridcast("run", "plan.yaml", in: folder.path)
    #expect(result.code == 0, "\(result.errors)")
    #expect(
      result.output.contains("Poisson-linear growth") && result.output.contains("Against 2019"))
    let counts = try Raster(reading: "\(folder.path)/out/counts.tif")
    let forecast = try Raster(reading: "\(folder.path)/out/forecast.tif")
    #expect(counts.bands.map(\.name) == ["y2013", "y2016", "y2019"])
    #expect(forecast.band("before")?.values == counts.band("y2016")?.values)
    #expect(forecast.band("p95") != nil)
  }
}

import Foundation
import GridcastBase
import GridcastFiles
import GridcastForecast
import GridcastGeo
import GridcastWrite
import Testing

/// `train convdeconv` and `forecast` as a user runs them.
@Suite struct ConvDeconvCommandTests {
  private static let quick = [
    "--study", "--epochs", "3", "--width", "4", "--window", "16km", "--folds", "2",
  ]

  /// A raster of 1 km cells in UTM zone 49N.
  @discardableResult
  private func write(
    _ name: String, in folder: TemporaryFolder, side: Int = 32, system: String = "EPSG:32649",
    cellSize: Double = 1000, _ value: (Int) -> Float = { Float($0 * 7 % 11) }
  ) throws -> String {
    let grid = Grid(
      coordinateSystem: try CoordinateSystem(system), cellSize: cellSize, west: 500, south: 3800,
      columns: side, rows: side)
    let raster = Raster(
      grid: grid, bands: [.init(name: "count", values: (0..<grid.count).map(value))])
    let staging = Staging(overwrite: true)
    try raster.write(
      to: "\(folder.path)/\(name)", style: MapStyle("count", Classes(limits: [0, 1])),
      staging: staging)
    try staging.commit()
    return "\(folder.path)/\(name)"
  }

  private func train(
    _ folder: TemporaryFolder, _ arguments: [String], seconds: Double = 120
  ) throws -> CommandResult {
    try run(
      gridcast,
      ["train", "convdeconv"] + arguments.withLast(of: Self.quick) + ["-o", "m.safetensors"],
      in: folder.path, seconds: seconds)
  }

  private func years(_ folder: TemporaryFolder) throws {
    try write("a.tif", in: folder)
    try write("b.tif", in: folder) { Float($0 * 7 % 11 + $0 % 3) }
  }

  static let faults: [(name: String, arguments: [String], code: Int32, words: String)] = [
    ("windows that leave the raster", ["--stations", "stations.csv"], 65, "leaves the raster"),
    (
      "no station inside", ["--stations", "stations.csv", "--stations-where", "name = 'far'"], 65,
      "lies inside"
    ),
    ("a window wider than the raster", ["--windows", "tiles", "--window", "40km"], 65, "wider"),
    ("a window of half a cell", ["--windows", "tiles", "--window", "16500m"], 64, "whole"),
    ("more folds than squares", ["--windows", "tiles", "--folds", "90"], 65, "folds"),
    (
      "another coordinate system", ["--windows", "tiles", "--after", "utm50.tif"], 65, "EPSG:32650"
    ),
    ("another cell size", ["--windows", "tiles", "--after", "fine.tif"], 65, "500"),
    ("an after that is 0 everywhere", ["--windows", "tiles", "--after", "zero.tif"], 65, "is 0"),
    (
      "an after that is unknown everywhere", ["--windows", "tiles", "--after", "none.tif"], 65,
      "no cell"
    ),
    ("a density below 0", ["--windows", "tiles", "--after", "negative.tif"], 65, "below 0"),
    ("a band that is not there", ["--windows", "tiles", "--band", "shops"], 65, "'shops'"),
    ("neither stations nor tiles", [], 64, "--windows tiles"),
    ("stations and tiles", ["--stations", "stations.csv", "--windows", "tiles"], 64, "either"),
    ("a before without after", ["--windows", "tiles", "--before", "a.tif"], 64, "2 and 1"),
    ("a rate that makes it diverge", ["--windows", "tiles", "--rate", "1e30"], 65, "diverged"),
    ("no checkpoint to go on from", ["--windows", "tiles", "--resume"], 66, "checkpoint"),
    ("a missing raster", ["--windows", "tiles", "--after", "nothing.tif"], 66, "nothing.tif"),
    ("loss weights of two", ["--windows", "tiles", "--loss-weights", "1", "2"], 64, "three"),
  ]

  @Test("Bad input is named, and nothing is written", arguments: faults)
  func refuses(name: String, arguments: [String], code: Int32, words: String) throws {
    let folder = try TemporaryFolder()
    try years(folder)
    try write("utm50.tif", in: folder, system: "EPSG:32650")
    try write("fine.tif", in: folder, cellSize: 500)
    try write("zero.tif", in: folder) { _ in 0 }
    try write("none.tif", in: folder) { _ in .nan }
    try write("negative.tif", in: folder) { $0 == 9 ? -1 : 2 }
    // The last two lie in the raster, the first near its edge, the other far away.
    _ = try folder.file(
      "stations.csv",
      "name,lon,lat\nedge,111.01,34.35\nmiddle,111.18,34.48\nother,111.2,34.5\nfar,112,36\n")
    let before = try folder.content
    var all = Self.quick + arguments
    if !arguments.contains("--before") {
      all += ["--before", "a.tif"]
    } else {
      all += ["--before", "a.tif", "--after", "b.tif"]
    }
    if !all.contains("--after") { all += ["--after", "b.tif"] }
    let result = try train(folder, all)
    #expect(result.code == code, "\(result.errors)")
    #expect(result.errors.contains(words), "\(result.errors)")
    #expect(try folder.content == before)
  }

  @Test("Stations that cannot be placed, lie outside or share a cell are told")
  func tellsStations() throws {
    let folder = try TemporaryFolder()
    try years(folder)
    _ = try folder.file(
      "stations.csv",
      "name,x,y\na,508500,3808500\nb,508600,3808600\nc,522500,3822500\nd,,\ne,900500,3815500\n")
    let result = try train(
      folder,
      ["--stations", "stations.csv", "--stations-from", "EPSG:32649"] + Self.quick
        + ["--before", "a.tif", "--after", "b.tif", "--json"])
    #expect(result.code == 0, "\(result.errors)")
    #expect(result.errors.contains("1 station in the cell of another"))
    #expect(result.errors.contains("1 station outside the rasters: e"))
    #expect(result.errors.contains("no coordinates"), "\(result.errors)")
  }

  @Test("Squares without a value are no fold; the scores of all folds together are those of all")
  func dealsKnownCells() throws {
    let folder = try TemporaryFolder()
    // Known in the eastern half only.
    try write("a.tif", in: folder) { $0 % 32 < 16 ? .nan : Float($0 * 7 % 11) }
    try write("b.tif", in: folder) { $0 % 32 < 16 ? .nan : Float($0 * 5 % 13) }
    let arguments =
      ["--windows", "tiles", "--before", "a.tif", "--after", "b.tif"] + Self.quick
      + ["--window", "8km"]
    #expect(try train(folder, arguments + ["--folds", "20"]).code == 65)
    let result = try train(folder, arguments + ["--folds", "4", "--members", "4", "--json"])
    #expect(result.code == 0, "\(result.errors)")
    struct Report: Decodable {
      let comparisons: [Comparison]
    }
    let report = try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
    let (folds, all) = (report.comparisons.dropLast(), try #require(report.comparisons.last))
    #expect(folds.count == 4 && folds.reduce(0) { $0 + $1.model.count } == 512)
    for scores in [\Comparison.model, \.persistence, \.growth] {
      let squares = folds.reduce(0.0) {
        $0 + $1[keyPath: scores].rmse * $1[keyPath: scores].rmse * Double($1.model.count)
      }
      #expect(abs((squares / 512).squareRoot() - all[keyPath: scores].rmse) < 1e-9)
    }
  }

  @Test("A forecast of what was trained on says so; of itself, or without end, it is refused")
  func cautions() throws {
    let folder = try TemporaryFolder()
    try years(folder)
    let arguments = ["--windows", "tiles", "--before", "a.tif", "--after", "b.tif"] + Self.quick
    #expect(try train(folder, arguments).code == 0)
    func forecast(_ from: String, _ to: String) throws -> CommandResult {
      try gridcast(
        "forecast", "m.safetensors", from, "--compare", to, "-o", "f.tif", "--overwrite",
        in: folder.path)
    }
    #expect(try forecast("a.tif", "b.tif").errors.contains("flatter"))
    #expect(try !forecast("b.tif", "a.tif").errors.contains("flatter"))
    #expect(try forecast("a.tif", "a.tif").code == 64)
    try FileManager.default.removeItem(atPath: "\(folder.path)/f.tif")
    let log = arguments + ["--overwrite", "--scaling", "log1p", "--predict", "level"]
    let endless = try train(folder, log + ["--rate", "3", "--epochs", "1"])
    #expect(endless.code == 65 && endless.errors.contains("diverged"), "\(endless.errors)")
    let bytes = try Data(contentsOf: URL(filePath: "\(folder.path)/m.safetensors"))
    for (key, value) in [("growth", "inf"), ("scaling_divisor", "0"), ("window", "0")] {
      // The header keeps its length: blanks before the closing brace make up for it.
      let size = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
      var header = String(decoding: bytes[8..<8 + size], as: UTF8.self)
      let old = try #require(
        header.firstMatch(of: try Regex("\"\(key)\":\"[^\"]*\"")).map { String($0.0) })
      header = header.replacing(old, with: "\"\(key)\":\"\(value)\"")
      header += String(repeating: " ", count: size - header.utf8.count)
      try (bytes.prefix(8) + Data(header.utf8) + bytes[(8 + size)...])
        .write(to: URL(filePath: "\(folder.path)/m.safetensors"))
      #expect(try forecast("a.tif", "b.tif").code == 65, "\(key)")
    }
    #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/f.tif"))
  }

  @Test("A training that is killed goes on with --resume and gives the same bytes")
  func resumesAfterKill() throws {
    let folder = try TemporaryFolder()
    try years(folder)
    let usual = ["--windows", "tiles", "--before", "a.tif", "--after", "b.tif"] + Self.quick
    let arguments = (usual + ["--epochs", "45", "--patience", "0"]).withLast(of: Self.quick)
    #expect(try train(folder, arguments + ["--history", "h.csv"]).code == 0)
    let whole = try Data(contentsOf: URL(filePath: "\(folder.path)/m.safetensors"))
    let history = try String(contentsOfFile: "\(folder.path)/h.csv", encoding: .utf8)
    #expect(history.split(separator: "\n").count == 46)
    try FileManager.default.removeItem(atPath: "\(folder.path)/m.safetensors")

    let process = Process()
    process.executableURL = URL(filePath: gridcast)
    process.arguments = ["train", "convdeconv"] + arguments + ["-o", "m.safetensors"]
    process.currentDirectoryURL = URL(filePath: folder.path)
    process.standardError = FileHandle.nullDevice
    try process.run()
    let checkpoint = "\(folder.path)/m.checkpoint.safetensors"
    while process.isRunning && !FileManager.default.fileExists(atPath: checkpoint) { usleep(500) }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    try #require(FileManager.default.fileExists(atPath: checkpoint))
    // A checkpoint that says what cannot be is refused.
    let bytes = try Data(contentsOf: URL(filePath: checkpoint))
    let sound = Data("\"epoch\":\"".utf8)
    let place = try #require(bytes.range(of: sound)).upperBound
    var damaged = bytes
    damaged[place] = UInt8(ascii: "-")
    try damaged.write(to: URL(filePath: checkpoint))
    #expect(try train(folder, arguments + ["--resume"]).code == 65)
    try bytes.write(to: URL(filePath: checkpoint))
    // Begun anew it would be lost, so that needs a word.
    #expect(try train(folder, arguments).code == 73)
    #expect(try train(folder, arguments + ["--seed", "5", "--resume"]).code == 64)
    #expect(try train(folder, arguments + ["--resume", "--history", "h2.csv"]).code == 0)
    #expect(try Data(contentsOf: URL(filePath: "\(folder.path)/m.safetensors")) == whole)
    #expect(try String(contentsOfFile: "\(folder.path)/h2.csv", encoding: .utf8) == history)
    #expect(!FileManager.default.fileExists(atPath: checkpoint))
  }

  @Test(
    "A short NumPy forward pass gives the forecast",
    arguments: ["change", "level", "study", "bp", "linear"])
  func numpyForward(kind: String) throws {
    guard try run("python3", ["-c", "import numpy"], in: "/tmp").code == 0 else {
      print("skipped: there is no python3 with numpy")
      return
    }
    let folder = try TemporaryFolder()
    try years(folder)
    let small = Grid(
      coordinateSystem: try CoordinateSystem("EPSG:32649"), cellSize: 1000, west: 500, south: 3800,
      columns: 11, rows: 14)
    let isOfYears = ["change", "level"].contains(kind)
    let names = isOfYears ? ["count"] : ["count", "b"]
    let staging = Staging(overwrite: true)
    try Raster(
      grid: small,
      bands: names.enumerated().map { index, name in
        .init(name: name, values: (0..<154).map { Float($0 * (5 + index) % 9) })
      }
    ).write(
      to: "\(folder.path)/small.tif", style: MapStyle("count", Classes(limits: [0, 1])),
      staging: staging)
    try staging.commit()
    if !isOfYears {
      let options =
        kind == "linear"
        ? ["linear"] : ["bp", "--epochs", "20"] + (kind == "study" ? ["--study"] : [])
      let trained = try run(
        gridcast,
        ["train"] + options + [
          "small.tif", "--target", "b", "--no-neighbourhood", "-o", "m.safetensors",
        ], in: folder.path)
      #expect(trained.code == 0, "\(trained.errors)")
    } else {
      let trained = try train(
        folder,
        [
          "--windows", "tiles", "--before", "a.tif", "--after", "b.tif", "--predict", kind,
          "--scaling", kind == "level" ? "log1p" : "rms", "--members", "2",
        ] + Self.quick + ["--rate", "1e-3", "--epochs", "20"])
      #expect(trained.code == 0, "\(trained.errors)")
    }
    let forecast = try gridcast(
      "forecast", "m.safetensors", "small.tif", "-o", "f.tif", "--cells", "f.csv", in: folder.path)
    #expect(forecast.code == 0, "\(forecast.errors)")
    var cells = "f.csv"
    if !isOfYears {
      // The features stand in the counts, the prediction in the forecast.
      let lines = try String(contentsOfFile: "\(folder.path)/f.csv", encoding: .utf8)
        .split(separator: "\n")
      let values = lines.enumerated().map { line, text in
        text
          + (line == 0 ? ",count,b" : ",\(Float((line - 1) * 5 % 9)),\(Float((line - 1) * 6 % 9))")
      }
      cells = "both.csv"
      _ = try folder.file(cells, values.joined(separator: "\n") + "\n")
    }
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "forward.py")
    let result = try run(
      "python3", [script.path(), "m.safetensors", cells, "predicted"], in: folder.path)
    let difference = Double(result.output.trimmingCharacters(in: .whitespacesAndNewlines))
    #expect(try #require(difference, "\(result.errors)") < 1e-5)
  }

  @Test("A model that is cut short or of another kind of file is refused by the forecast")
  func refusesModels() throws {
    let folder = try TemporaryFolder()
    try years(folder)
    let arguments = ["--windows", "tiles", "--before", "a.tif", "--after", "b.tif"] + Self.quick
    #expect(try train(folder, arguments).code == 0)
    let bytes = try Data(contentsOf: URL(filePath: "\(folder.path)/m.safetensors"))
    for length in [100, bytes.count / 3, bytes.count - 4] {
      try bytes.prefix(length).write(to: URL(filePath: "\(folder.path)/cut.safetensors"))
      let result = try gridcast(
        "forecast", "cut.safetensors", "a.tif", "-o", "f.tif", in: folder.path)
      #expect(result.code == 65, "\(result.errors)")
    }
    for (options, code) in [
      (["--members", "2"], Int32(64)), (["--compare", "b.tif", "--band", "x"], 65),
      (["--compare", "b.tif"], 0),
    ] {
      let result = try run(
        gridcast, ["forecast", "m.safetensors", "a.tif", "-o", "f.tif"] + options,
        in: folder.path)
      #expect(result.code == code, "\(result.errors)")
      #expect(FileManager.default.fileExists(atPath: "\(folder.path)/f.tif") == (code == 0))
    }
  }
}

import Foundation
import GridcastBase
import GridcastForecast
import GridcastFormats
import Testing

/// Plans that forecast years.
@Suite struct YearsPlanTests {
  /// Points of a lattice, a tenth more each year, one of them far to the east in the last year only.
  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for (index, year) in [2013, 2016, 2019].enumerated() {
      var rows = (0..<1600).filter { $0 % 10 <= index + 3 }.map {
        "\(500_500 + 1000 * ($0 % 40)),\(3_800_500 + 1000 * ($0 / 40)),shop"
      }
      if year == 2019 { rows.append("545500,3820500,shop") }
      rows.append("505500,3805500,school")
      _ = try folder.file("\(year).csv", "x,y,kind\n" + rows.joined(separator: "\n") + "\n")
    }
    return folder
  }

  private func plan(
    _ folder: TemporaryFolder, model: String = "", top: String = "", years: String? = nil
  ) throws -> CommandResult {
    let listed =
      years
      ?? [2013, 2016, 2019].map { "  \($0): {path: \($0).csv, from: EPSG:32649}" }
      .joined(separator: "\n")
    _ = try folder.file(
      "plan.yaml",
      """
      years:
      \(listed)
      coordinate-system: EPSG:32649
      category: kind
      \(top)
      model:
        kind: convdeconv
        study: true
        windows: tiles
        window: 16km
        width: 2
        epochs: 2
      \(model.isEmpty ? "  band: shop" : "  " + model.replacing("\n", with: "\n  "))
      outputs:
        folder: out
        counts: counts.tif
        cells: cells.csv
        model: model.safetensors
        history: history.csv
        forecast: forecast.tif
      """)
    return try gridcast("run", "plan.yaml", "--json", in: folder.path)
  }

  @Test("Years lie on the same cells, and what a year has no points in is 0")
  func countsYears() throws {
    let folder = try folder()
    let result = try plan(folder)
    #expect(result.code == 0, "\(result.errors)")
    let counts = try Raster(reading: "\(folder.path)/out/counts.tif")
    #expect(counts.bands.map(\.name) == ["y2013", "y2016", "y2019"])
    #expect(counts.bands.map(\.total) == [640, 800, 961])
    #expect(counts.grid.columns == 46 && counts.grid.rows == 40)
    #expect(counts.bands.allSatisfy { $0.values.allSatisfy { !$0.isNaN } })
    let forecast = try Raster(reading: "\(folder.path)/out/forecast.tif")
    #expect(
      forecast.bands.map(\.name) == ["before", "predicted", "change", "observed", "error"])
    #expect(forecast.band("before")?.values == counts.band("y2016")?.values)
    #expect(forecast.band("observed")?.values == counts.band("y2019")?.values)
    // The same from the bands of the counts, step by step.
    let trained = try gridcast(
      "train", "convdeconv", "--study", "--before", "out/counts.tif", "--band", "y2013", "--after",
      "out/counts.tif", "--after-band", "y2016", "--windows", "tiles", "--window", "16km",
      "--width", "2", "--epochs", "2", "--years", "3", "-o", "m.safetensors", in: folder.path)
    #expect(trained.code == 0, "\(trained.errors)")
    let forecastToo = try gridcast(
      "forecast", "m.safetensors", "out/counts.tif", "--band", "y2016", "--compare",
      "out/counts.tif", "--compare-band", "y2019", "-o", "f.tif", in: folder.path)
    #expect(forecastToo.code == 0, "\(forecastToo.errors)")
    #expect(
      try Raster(reading: "\(folder.path)/f.tif").band("predicted")
        == forecast.band("predicted"))
    let history = try String(contentsOfFile: "\(folder.path)/out/history.csv", encoding: .utf8)
    #expect(history.hasPrefix("member,epoch,training_loss,validation_loss\n1,1,"))
    struct Record: Decodable {
      struct Step: Decodable {
        let name: String
        let comparisons: [Comparison]?
      }
      struct Input: Decodable {
        let features: Int
      }
      let steps: [Step]
      let inputs: [Input]
    }
    let record = try JSONDecoder().decode(Record.self, from: Data(result.output.utf8))
    #expect(
      record.steps.map(\.name) == [
        "bin 2013", "bin 2016", "bin 2019", "write counts", "train", "forecast 2019", "places",
        "report",
      ])
    #expect(record.inputs.map(\.features) == [641, 801, 962])
    let last = try #require(record.steps.dropLast(2).last?.comparisons?.first)
    #expect(last.name == "2019" && last.persistence.predictedTotal == 800)
  }

  @Test("Report and project tell years of one file apart, and what came beside what was forecast")
  func tellsYears() throws {
    let folder = try folder()
    var rows = "x,y,kind,year\n"
    for year in [2013, 2016, 2019] {
      let text = try String(contentsOfFile: "\(folder.path)/\(year).csv", encoding: .utf8)
      for line in text.split(separator: "\n").dropFirst() { rows += "\(line),\(year)\n" }
    }
    _ = try folder.file("all.csv", rows)
    let years = [2013, 2016, 2019].map {
      "  \($0): {path: all.csv, from: EPSG:32649, where: \"year = '\($0)'\"}"
    }.joined(separator: "\n")
    let result = try plan(folder, years: years)
    #expect(result.code == 0, "\(result.errors)")
    let zip = "import zipfile;print(zipfile.ZipFile('out/plan.qgz').read('project.qgs').decode())"
    let project = try run("python3", ["-c", zip], in: folder.path).output
    for year in [2013, 2016, 2019] {
      #expect(project.contains("<layername>all \(year)</layername>"))
    }
    let report = try String(contentsOfFile: "\(folder.path)/out/report.html", encoding: .utf8)
    for words in [
      "per cell of 1 km in 2019 from that in 2016.",
      "Against 2019 the root mean squared error is", "In all it predicts",
      "what came (in the same classes)", "of 'shop' where 2016 has",
    ] { #expect(report.contains(words), "\(words)") }
  }

  @Test("Without a year to compare with the forecast stands alone")
  func forecastsAhead() throws {
    let folder = try folder()
    let result = try plan(folder, model: "band: shop\nforecast: 2019")
    #expect(result.code == 0, "\(result.errors)")
    let forecast = try Raster(reading: "\(folder.path)/out/forecast.tif")
    #expect(forecast.bands.map(\.name) == ["before", "predicted", "change"])
    #expect(result.output.contains("\"name\" : \"forecast 2022\""))
  }

  @Test("Growth without networks says so before it starts, and has no table of epochs")
  func growsWithoutNetworks() throws {
    let folder = try folder()
    let plan = """
      years:
        2013: {path: 2013.csv, from: EPSG:32649}
        2016: {path: 2016.csv, from: EPSG:32649}
      coordinate-system: EPSG:32649
      category: kind
      model: {kind: growth, band: shop}
      outputs: {folder: out, forecast: forecast.tif
      """
    _ = try folder.file("plan.yaml", plan + "}\n")
    let dry = try gridcast("run", "plan.yaml", "--dry-run", in: folder.path)
    #expect(dry.code == 0 && dry.output.contains("2013 → 2016 in all cells"), "\(dry.output)")
    let done = try gridcast("run", "plan.yaml", in: folder.path)
    #expect(done.code == 0, "\(done.errors)")
    // Uniform growth is not told to be worse than itself.
    let uniform = try gridcast(
      "run", "plan.yaml", "--set", "model.alpha=0", "--set", "outputs.folder=uniform",
      in: folder.path)
    #expect(
      uniform.code == 0 && !uniform.errors.contains("uniform growth, RMSE"), "\(uniform.errors)")
    _ = try folder.file("more.yaml", plan + ", history: history.csv}\n")
    let refused = try gridcast("run", "more.yaml", in: folder.path)
    #expect(
      refused.code == 64
        && refused.errors.contains("'history' has no meaning with this kind of model; leave it out"),
      "\(refused.errors)")
  }

  @Test("The report says that a total is far too high, and has the scores of linear growth")
  func tellsWrongTotal() throws {
    let folder = try folder()
    // After growth by a quarter a fifth goes again: the forecast has half as much more.
    _ = try folder.file(
      "plan.yaml",
      """
      years:
        2013: {path: 2013.csv, from: EPSG:32649}
        2016: {path: 2016.csv, from: EPSG:32649}
        2019: {path: 2013.csv, from: EPSG:32649}
      coordinate-system: EPSG:32649
      category: kind
      model: {kind: growth, band: shop, train: [2013, 2016], forecast: 2016}
      outputs: {folder: out, forecast: forecast.tif}
      """)
    let done = try gridcast("run", "plan.yaml", "--json", in: folder.path)
    try #require(done.code == 0, "\(done.errors)")
    let report = try String(contentsOfFile: "\(folder.path)/out/report.html", encoding: .utf8)
    let told = try #require(
      report.firstMatch(of: /against what came in 2019 its total was (\d+) % too high/))
    let forecast = try Raster(reading: "\(folder.path)/out/forecast.tif")
    let (predicted, observed) = (
      forecast.band("predicted")?.total, forecast.band("observed")?.total
    )
    let share = try #require(predicted) / (try #require(observed)) - 1
    #expect(share > 0.4 && told.1 == "\(Int((100 * share).rounded()))", "\(share) \(told.0)")
    #expect(report.contains("<td>Poisson-linear growth</td>"))
    #expect(report.contains("<td>model for other years and cities</td>"))
  }

  static let faults: [(name: String, model: String, top: String, words: String)] = [
    ("no band of several", "seed: 1", "", "'school', 'shop'"),
    ("a band that is none", "band: bank", "", "'bank'"),
    ("a year that is none", "band: shop\nforecast: 2017", "", "2017"),
    ("a pair that goes back", "band: shop\ntrain: [2016, 2013]", "", "after those before"),
    (
      "pairs of different lengths", "band: shop\ntrain: [[2013, 2016], [2013, 2019]]", "",
      "same number"
    ),
    ("stations and tiles", "band: shop\nstations: stations.csv", "", "windows: tiles"),
    ("an unknown key", "band: shop\nstation: a", "", "'station' means nothing"),
    ("inputs beside years", "band: shop", "inputs: 2013.csv", "one is enough"),
    ("weights of two", "band: shop\nloss-weights: [1, 2]", "", "three numbers"),
  ]

  @Test("A faulty plan is named, and nothing is written", arguments: faults)
  func refuses(name: String, model: String, top: String, words: String) throws {
    let folder = try folder()
    let result = try plan(folder, model: model, top: top)
    #expect([64, 65].contains(result.code))
    #expect(result.errors.contains(words), "\(result.errors)")
    #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/out"))
  }

  @Test("Years that lie far apart are refused, and stations are an input that stays")
  func guardsInputs() throws {
    let folder = try folder()
    let far = try plan(
      folder, years: "  2013: {path: 2013.csv, from: EPSG:32649}\n  2016: far.csv")
    #expect(far.code == 66)
    _ = try folder.file("far.csv", "x,y,kind\n-4000000500,3800500,shop\n-4000000400,3800500,shop\n")
    _ = try folder.file("stations.csv", "name,x,y\na,520500,3820500\nb,521500,3821500\n")
    _ = try folder.file(
      "p.yaml",
      """
      years:
        2013: {path: 2013.csv, from: EPSG:32649}
        2016: {path: 2016.csv, from: EPSG:32649}
      coordinate-system: EPSG:32649
      model: {kind: convdeconv, stations: {path: stations.csv, from: EPSG:32649}, window: 16km, folds: 2, width: 2, epochs: 1}
      outputs: {folder: ., cells: stations.csv}
      """)
    let result = try gridcast("run", "p.yaml", "--overwrite", in: folder.path)
    #expect(result.code == 64, "\(result.errors)")
    let kept = try String(contentsOfFile: "\(folder.path)/stations.csv", encoding: .utf8)
    #expect(kept.hasPrefix("name,x,y\na,"))
  }

  @Test("The plan for Chicago counts what the oracle counts, and compares with 2019")
  func chicago() throws {
    guard hasShared else {
      print(sharedIsMissing)
      return
    }
    let folder = try TemporaryFolder()
    for year in [2013, 2016, 2019] {
      try FileManager.default.copyItem(
        atPath: "\(shared)/data/poi-osm-chicago/derived-csv/POI_Chicago-\(year).csv",
        toPath: "\(folder.path)/POI_Chicago-\(year).csv")
    }
    try FileManager.default.copyItem(
      atPath: root.appending(path: "fixtures/chicago-years.yaml").path(),
      toPath: "\(folder.path)/plan.yaml")
    let result = try gridcast("run", "plan.yaml", in: folder.path)
    #expect(result.code == 0, "\(result.errors)")
    #expect(result.output.contains("uniform growth") && result.output.contains("Against 2019"))
    // The oracle counts 1, 27 and 99 points less: those without a category.
    let counts = try Raster(reading: "\(folder.path)/chicago/counts.tif")
    let totals: [Double] = [5_047, 5_629, 7_626]
    #expect(counts.bands.map(\.total) == totals)
    let forecast = try Raster(reading: "\(folder.path)/chicago/forecast.tif")
    #expect(forecast.bands.map(\.name).contains("p95"))
  }
}

import Foundation
import GridcastBase
import GridcastForecast
import GridcastFormats
import Neural
import Testing

/// The default forecaster of what a cell ought to have, its way back to counts, its baselines and its file;
/// fixtures/cells/cells.py made the numbers of scikit-learn.
@Suite struct CellModelTests {
  /// Cells in which b follows the roots of a and c, but scatters widely about that: by a half up or down.
  private func planted(_ seed: UInt64 = 1) throws -> Raster {
    var random = RandomNumbers(seed: seed)
    let a = (0..<900).map { _ in Float(random.below(40)) }
    let c = (0..<900).map { _ in Float(random.below(9)) }
    let b = zip(a, c).map { a, c -> Float in
      let root = 1 + 0.8 * a.squareRoot() + 0.3 * c.squareRoot()
      return (root * root * (random.below(2) == 0 ? 0.1 : 1.9)).rounded()
    }
    return try raster(columns: 30, [("a", a), ("b", b), ("c", c)])
  }

  private var settings: CellSettings {
    var settings = CellSettings(target: "b", features: ["a", "c"])
    settings.neighbourhood = .none
    settings.hidden = [12]
    settings.training.epochs = 40
    settings.members = 2
    return settings
  }

  static let predictors: [(name: String, change: @Sendable (inout CellSettings) -> Void)] = [
    ("networks and a linear regression", { _ in }),
    ("networks alone", { $0.linearShare = 0 }),
    ("a linear regression alone", { $0 = $0.asBaseline(.linear, .sqrt) }),
    ("a linear regression on counts", { $0 = $0.asBaseline(.linear, .none) }),
    ("the mean", { $0 = $0.asBaseline(.mean, .none) }),
  ]

  @Test(
    "The total is met on cells not seen, and to the count on those of the training",
    arguments: predictors.indices)
  func totalsAreMet(index: Int) throws {
    var settings = settings
    Self.predictors[index].change(&settings)
    for seed in UInt64(0)...3 {
      let counts = try planted(seed)
      settings.training.seed = seed
      let (model, validations) = try CellTraining.train(counts, settings, subject: "test")
      for validation in validations {
        #expect(abs(try #require(validation.all.bias)) < 0.03, "seed \(seed), \(validation.kind)")
      }
      let forecast = try model.forecast(counts, subject: "test").raster
      let predicted = try #require(forecast.band(ForecastBand.predicted)).values
      let ratio = predicted.reduce(0.0) { $0 + Double($1) } / counts.bands[1].total
      #expect(abs(ratio - 1) < 1e-4, "seed \(seed): \(ratio)")
      #expect(predicted.allSatisfy { $0 >= 0 })
    }
  }

  @Test("Squared roots without the correction fall short of the total by a fifth and more")
  func plainSquaresFallShort() throws {
    var settings = settings
    settings.wayBack = .plain
    let validations = try CellTraining.train(try planted(), settings, subject: "test").validations
    #expect(validations.allSatisfy { ($0.all.bias ?? 0) < -0.2 })
  }

  static let regressions: [(column: Int, transform: CountTransform, wayBack: WayBack.Kind)] = [
    (0, .sqrt, .unbiased), (1, .sqrt, .plain), (2, .none, .unbiased),
  ]

  @Test("The linear regressions are scikit-learn's", arguments: regressions)
  func regressionsAreScikitLearns(column: Int, transform: CountTransform, wayBack: WayBack.Kind)
    throws
  {
    let cells = try fixtureRows("cells/cells.csv").map { row in
      try row.map { try #require(Float($0)) }
    }
    let names = ["shops", "homes", "offices"]
    let counts = try raster(
      columns: 20, names.enumerated().map { index, name in (name, cells.map { $0[index] }) })
    var settings = CellSettings(target: "offices", features: ["shops", "homes"])
      .asBaseline(.linear, transform)
    settings.neighbourhood = .none
    settings.wayBack = wayBack
    let model = try CellTraining.train(counts, settings, subject: "test").model
    let predicted = try model.forecast(counts, subject: "test").raster
      .band(ForecastBand.predicted)?.values
    let expected = try fixtureRows("cells/regression.csv")
    for (own, row) in zip(try #require(predicted), expected) {
      let value = try #require(Float(row[column]))
      #expect(abs(own - value) < 1e-4 * (1 + value), "\(own) for \(value)")
    }
  }

  @Test("Several functions make one file, and each is forecast as it would be alone")
  func severalTargets() throws {
    let counts = try planted()
    var other = settings
    (other.target, other.features) = ("c", ["a", "b"])
    let (model, validations) = try CellTraining.train(
      counts, [settings, other], subject: "test")
    #expect(model.targets == ["b", "c"] && validations.map(\.count) == [2, 2])
    let folder = try TemporaryFolder()
    let path = try folder.file("m.safetensors", try Forecaster.cells(model).fileContent())
    let read = try Forecaster(reading: path)
    #expect(read == .cells(model) && read.targets == ["b", "c"])
    let both = try model.forecast(counts, subject: "test").raster
    #expect(both.bands.map(\.name) == model.bandNames)
    #expect(model.bandNames.contains("c_predicted"))
    for (target, settings) in [("b", settings), ("c", other)] {
      let alone = try CellTraining.train(counts, settings, subject: "test").model
      #expect(model.models.contains(alone))
      let one = try model.only(target).forecast(counts, subject: "test").raster
      #expect(one.bands.map(\.name) == CellModel.bandNames)
      #expect(one.band("predicted")?.values == both.band("\(target)_predicted")?.values)
    }
    #expect(thrown { _ = try model.only("a") }?.kind == .usage)
  }

  @Test("A file that is damaged is refused")
  func refusesDamage() throws {
    let folder = try TemporaryFolder()
    let model = try CellTraining.train(try planted(), settings, subject: "test").model
    let bytes = try Forecaster(model).fileContent()
    for (old, new) in [
      (#"\"target\":\"b\""#, #"\"target\":\"a\""#),
      (#"\"b\",\"transform\":\"sqrt\""#, #"\"b\",\"transform\":\"root\""#),
      ("0.shares", "0.sharez"), ("members.1.way_back", "members.1.way_bazk"),
    ] {
      let text = Array(old.utf8)
      let place = bytes.indices.first { bytes[$0...].starts(with: text) }
      var changed = bytes
      let start = try #require(place, "\(old)")
      changed.replaceSubrange(start..<start + text.count, with: Array(new.utf8))
      let read = Result { try Forecaster(reading: try folder.file("m", changed)) }
      // Without its way back a network is a sound one that goes back plainly.
      if old.contains("way_back") {
        #expect(try read.get() != Forecaster(model))
      } else {
        #expect(throws: GridcastError.self, "\(old)") { try read.get() }
      }
    }
  }

  /// Gridcast of November 2026, before several targets went into one file: `gridcast sample . --points 2000`,
  /// `bin pois.shp --category function --within study-area.shp --cell 2km`, `train bp counts.tif --target
  /// business --hidden 4 3 --epochs 5`, once with `--neighbourhood --transform sqrt --output-activation
  /// identity`, and `forecast`.
  @Test("Model files in the earlier layout forecast what they did", arguments: ["plain", "roots"])
  func readsEarlierFiles(name: String) throws {
    let counts = try Raster(reading: fixture("cells/earlier-counts.tif"))
    let expected = try Raster(reading: fixture("cells/earlier-\(name).tif"))
    let read = try Forecaster(reading: fixture("cells/earlier-\(name).safetensors"))
    guard case .cells(let model) = read else {
      Issue.record("it is no model of cells")
      return
    }
    #expect(read.targets == ["business"])
    let (forecast, notes) = try model.forecast(counts, subject: "test")
    for band in expected.bands {
      let own = try #require(forecast.band(band.name)).values
      for (own, old) in zip(own, band.values) where !(own.isNaN && old.isNaN) {
        #expect(abs(own - old) <= 1e-4 * (1 + abs(old)), "\(band.name): \(own), \(old)")
      }
    }
    #expect(notes.contains { $0.tells(.trainLinear) })
  }

  @Test("The network of the study is trained as it was before there were other defaults")
  func trainsAsBefore() throws {
    let counts = try Raster(reading: fixture("cells/earlier-counts.tif"))
    let expected = try Raster(reading: fixture("cells/earlier-plain.tif"))
    var settings = CellSettings(
      target: "business", features: counts.bands.map(\.name).filter { $0 != "business" }
    ).asInStudy
    settings.hidden = [4, 3]
    settings.training.epochs = 5
    let model = try CellTraining.train(counts, settings, subject: "test").model
    let forecast = try model.forecast(counts, subject: "test").raster
    for name in [ForecastBand.heldOut, ForecastBand.predicted] {
      let (own, old) = (try #require(forecast.band(name)), try #require(expected.band(name)))
      for (own, old) in zip(own.values, old.values) where !(own.isNaN && old.isNaN) {
        #expect(abs(own - old) <= 1e-3 * (1 + abs(old)), "\(name): \(own), \(old)")
      }
    }
  }

  @Test("A baseline that is nearer is told with the command that trains it")
  func namesWhatIsNearer() throws {
    // What is linear in the counts is not so in their roots.
    let a = (0..<400).map { Float($0 * 7 % 31) }
    let b = zip(a, a.indices).map { 3 * $0 + Float($1 * 13 % 5) }
    let counts = try raster(columns: 20, [("a", a), ("b", b)])
    var settings = CellSettings(target: "b", features: ["a"])
    settings.neighbourhood = .none
    settings.hidden = [2]
    settings.training.epochs = 2
    let model = try CellTraining.train(counts, settings, subject: "test").model
    #expect(model.warnings.contains { $0.tells(.trainLinear) })
    let words = model.warnings.worded(for: .commandLine).joined()
    #expect(words.contains("gridcast train linear --transform none"), "\(words)")
    let linear = try CellTraining.train(
      counts, settings.asBaseline(.linear, .none), subject: "test"
    ).model
    #expect(linear.warnings.isEmpty, "\(linear.warnings)")
  }

  @Test("What is below 0 is learned without roots of totals, and that is told")
  func belowZero() throws {
    var counts = try planted()
    counts.bands[1].values = counts.bands[1].values.map { $0 - 20 }
    let (model, validations) = try CellTraining.train(counts, settings, subject: "test")
    #expect(model.warnings.contains { $0.description.contains("below 0 in some cells") })
    #expect(validations.allSatisfy { $0.predictions.contains { $0 < 0 } })
  }

  static let verdicts: [(r2: Float, words: String)] = [
    (0.9, "'b' is good"), (0.6, "fairly good"), (0.4, "rough"), (0.1, "poor"), (0, "of no use"),
  ]

  @Test("How good a forecast is, is said in words", arguments: verdicts)
  func saysHowGood(r2: Float, words: String) {
    let observed: [Float] = [0, 1, 2, 3, 4, 5, 6, 7]
    let mean = Scores(observed: observed, predicted: observed.map { _ in 3.5 })
    // Drawn towards the mean by s, predictions leave s² of the variance.
    let drawn = observed.map { 3.5 + ($0 - 3.5) * (1 - (1 - r2).squareRoot()) }
    let own = Scores(observed: observed, predicted: drawn)
    let sentence = CellModel.verdict(on: "b", own, mean: mean)
    #expect(sentence.contains(words), "\(sentence)")
    if r2 > 0 { #expect(sentence.contains("\(Int(100 * r2)) % of the differences"), "\(sentence)") }
  }
}

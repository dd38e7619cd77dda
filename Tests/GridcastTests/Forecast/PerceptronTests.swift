import Foundation
import GridcastBase
import GridcastForecast
import GridcastJobs
import Neural
import Testing

/// The network of the study, which `asInStudy` is.
@Suite struct PerceptronTests {
  /// 16 × 16 cells in which b follows a, and c is noise.
  private func counts() throws -> Raster {
    var random = RandomNumbers(seed: 4)
    let a = (0..<256).map { _ in Float(random.below(30)) }
    let b = a.map { 2 * $0 + Float(random.below(5)) }
    let c = a.map { _ in Float(random.below(9)) }
    return try raster(columns: 16, [("a", a), ("b", b), ("c", c)])
  }

  private func settings(_ features: [String] = ["a", "c"]) -> CellSettings {
    var settings = CellSettings(target: "b", features: features).asInStudy
    settings.hidden = [8]
    settings.outputActivation = .identity
    settings.training.epochs = 60
    return settings
  }

  private func saved(_ model: CellModel, _ folder: TemporaryFolder) throws -> String {
    try folder.file("m.safetensors", try Forecaster(model).fileContent())
  }

  @Test("What can be learned is learned, and the same seed gives the same bytes")
  func learnsAndRepeats() throws {
    let counts = try counts()
    let (first, validations) = try CellTraining.train(counts, settings(), subject: "test")
    let (second, _) = try CellTraining.train(counts, settings(), subject: "test")
    #expect(validations.allSatisfy { ($0.all.r2 ?? 0) > 0.95 })
    #expect(first.predictor.members.count == 1)
    #expect(validations.map(\.folds.count) == [10, 10])
    #expect(try Forecaster(first).fileContent() == Forecaster(second).fileContent())
    var other = settings()
    other.training.seed = 1
    let (third, _) = try CellTraining.train(counts, other, subject: "test")
    #expect(try Forecaster(first).fileContent() != Forecaster(third).fileContent())
  }

  @Test("A model file gives back the model")
  func survivesItsFile() throws {
    let folder = try TemporaryFolder()
    let (model, _) = try CellTraining.train(try counts(), settings(), subject: "test")
    #expect(try Forecaster(reading: try saved(model, folder)) == Forecaster(model))
  }

  @Test("Held-out predictions are known for the counts of the training only")
  func knowsHeldOutPredictions() throws {
    let counts = try counts()
    let (model, validations) = try CellTraining.train(counts, settings(), subject: "test")
    let (own, _) = try model.forecast(counts, subject: "test")
    #expect(own.band(ForecastBand.heldOut)?.values == validations[0].predictions)
    #expect(own.bands.map(\.name) == ["observed", "pred_oof", "predicted", "change"])
    var others = counts
    others.bands[0].values[5] += 1
    let (foreign, notes) = try model.forecast(others, subject: "test")
    #expect(foreign.band(ForecastBand.heldOut)?.values.allSatisfy(\.isNaN) ?? false)
    #expect(notes.contains { $0.contains("pred_oof") })
    let predicted = try #require(own.band(ForecastBand.predicted)).values
    let change = try #require(own.band(ForecastBand.change)).values
    #expect(zip(predicted, counts.bands[1].values).map { $0 - $1 } == change)
  }

  @Test("A missing band is an error that names it, a band too many a remark")
  func namesMissingBands() throws {
    let counts = try counts()
    let (model, _) = try CellTraining.train(counts, settings(), subject: "test")
    var fewer = counts
    fewer.bands.removeAll { $0.name == "c" }
    let error = thrown { _ = try model.forecast(fewer, subject: "x.tif") }
    #expect(error?.kind == .badData)
    #expect(error?.description.contains("'c'") ?? false)
    var more = counts
    more.bands.append(.init(name: "d", values: counts.bands[0].values))
    #expect(try model.forecast(more, subject: "x.tif").notes.contains { $0.contains("d") })
  }

  @Test("A forecast that is worse than the mean, or the same everywhere, is said in plain words")
  func saysWhatIsUseless() throws {
    var random = RandomNumbers(seed: 8)
    let noise = try raster(
      columns: 16,
      [
        ("a", (0..<256).map { _ in Float(random.below(30)) }),
        ("b", (0..<256).map { _ in Float(random.below(30)) }),
      ])
    var useless = settings(["a"])
    useless.hidden = [40]
    useless.training = TrainingPlan(learningRate: 0.5, momentum: 0.5, batchSize: 8, epochs: 80)
    let (model, _) = try CellTraining.train(noise, useless, subject: "test")
    #expect(model.warnings.contains { $0.contains("worse than the plain mean") })

    var same = noise
    same.bands[0].values = Array(repeating: 3, count: 256)
    let notes = try model.forecast(same, subject: "test").notes
    #expect(notes.contains { $0.contains("same in every cell") })
  }

  static let unusable: [(String, [Float], String)] = [
    ("constant target", Array(repeating: 5, count: 64), "nothing to learn"),
    ("unknown target", Array(repeating: .nan, count: 64), "too few"),
  ]

  @Test("Counts that cannot teach are refused", arguments: unusable)
  func refusesUnusable(name: String, target: [Float], words: String) throws {
    let counts = try raster(columns: 8, [("a", (0..<64).map { Float($0) }), ("b", target)])
    let error = thrown { _ = try CellTraining.train(counts, settings(["a"]), subject: "x.tif") }
    #expect(error?.kind == .badData)
    #expect(error?.description.contains(words) ?? false)
  }

  @Test("Cells of a block share a fold, and folds are even")
  func dealsBlocks() throws {
    let grid = try counts().grid
    let folds = Folds(
      .blocks, cells: Array(0..<256), of: grid, count: 4, blockSize: 4, seed: 3)
    for cell in 0..<256 {
      let corner = cell / 16 / 4 * 4 * 16 + cell % 16 / 4 * 4
      #expect(folds.folds[cell] == folds.folds[corner])
    }
    #expect((0..<4).map { fold in folds.folds.count { $0 == fold } } == [64, 64, 64, 64])
  }

  @Test(
    "A model file that is cut short, foreign or of another version is refused, and never read beyond its end"
  )
  func refusesBrokenFiles() throws {
    let folder = try TemporaryFolder()
    let (model, _) = try CellTraining.train(try counts(), settings(), subject: "test")
    let bytes = try Forecaster(model).fileContent()
    for length in [0, 7, 8, 200, bytes.count / 2, bytes.count - 1] {
      let path = try folder.file("cut-\(length)", Array(bytes[0..<length]))
      #expect(thrown { _ = try Forecaster(reading: path) }?.kind == .badData)
    }
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains("\"format_version\":\"1\""))
    let marker = Array("\"format_version\":\"1\"".utf8)
    let start = try #require(
      bytes.indices.first { bytes[$0...].starts(with: marker) })
    var newer = bytes
    newer[start + marker.count - 2] = UInt8(ascii: "2")
    let error = thrown { _ = try Forecaster(reading: try folder.file("newer", newer)) }
    #expect(error?.description.contains("version 2") ?? false)
    var huge = bytes
    huge[7] = 0x7F
    #expect(thrown { _ = try Forecaster(reading: try folder.file("huge", huge)) }?.kind == .badData)
    #expect(thrown { _ = try Forecaster(reading: "/nowhere/m") }?.kind == .unreadable)
  }
}

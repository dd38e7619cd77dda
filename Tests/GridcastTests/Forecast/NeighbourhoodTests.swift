import Foundation
import GridcastBase
import GridcastForecast
import Neural
import Testing

/// Features of the neighbourhood, and the baselines; fixtures/neighbourhood/neighbourhood.py made the
/// numbers.
@Suite struct NeighbourhoodTests {
  @Test("Rings and Gaussian densities are SciPy's, also beside unknown cells and edges")
  func featuresAreSciPys() throws {
    let lines = try String(contentsOfFile: fixture("neighbourhood/bands.csv"), encoding: .utf8)
      .split(separator: "\n").dropFirst()
    let rows = lines.map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let bands = (0..<2).map { band in rows.map { Float($0[band]) ?? .nan } }
    let expected = try fixtureRows("neighbourhood/features.csv")
    let features = Neighbourhood(rings: [1, 2], gaussians: [1, 2.5]).features(bands, columns: 11)
    #expect(features.count == 10)
    for (cell, row) in expected.enumerated() {
      for (index, text) in row.enumerated() {
        let value = try #require(Double(text))
        let own = Double(features[2 + index][cell])
        #expect(abs(own - value) < 1e-5 * (1 + value), "cell \(cell), feature \(index): \(own)")
      }
    }
  }

  @Test(
    "The regression is NumPy's; columns that others determine, or that are constant, do no harm")
  func regressionIsNumPys() throws {
    let rows = try fixtureRows("neighbourhood/regression.csv").map { row in
      try row.map { try #require(Float($0)) }
    }
    let x = (0..<2).map { index in rows.map { $0[index] } }
    let columns = x + [zip(x[0], x[1]).map { $0 + $1 }, rows.map { _ in 7 }]
    let inputs = Tensor(
      shape: [rows.count, 4], values: rows.indices.flatMap { row in columns.map { $0[row] } })
    let targets = Tensor(shape: [rows.count, 1], values: rows.map { $0[2] })
    let predicted = LinearRegression(inputs, targets).network(inputs).values
    for (own, row) in zip(predicted, rows) { #expect(abs(own - row[3]) < 1e-4) }
    let mean = LinearRegression(inputs, targets, usesColumns: false).network(inputs).values
    let sum = targets.values.reduce(0, +)
    #expect(mean.allSatisfy { abs($0 - sum / Float(rows.count)) < 1e-5 })
  }

  /// Cells in which b follows the neighbours of a.
  private func counts(_ change: (Int, Float) -> Float = { $1 }) throws -> Raster {
    var random = RandomNumbers(seed: 9)
    let a = (0..<400).map { _ in Float(random.below(9)) }
    let around = Neighbourhood(rings: [1], gaussians: []).features([a], columns: 20)[1]
    return try raster(
      columns: 20, [("a", a), ("b", around.enumerated().map { change($0.offset, $0.element) })])
  }

  private var settings: CellSettings {
    var settings = CellSettings(target: "b", features: ["a"]).asInStudy
    settings.hidden = [8]
    settings.outputActivation = .identity
    settings.training.epochs = 40
    settings.neighbourhood = Neighbourhood(rings: [1], gaussians: [1])
    return settings
  }

  @Test("What only the neighbours tell is learned with them, and not without")
  func neighboursHelp() throws {
    let (model, with) = try CellTraining.train(try counts(), settings, subject: "test")
    #expect((with[1].all.r2 ?? 0) > 0.9)
    #expect((with[1].baselines[.linearRegression]?.all.r2 ?? 0) > 0.99)
    // The linear truth is said to be the better model.
    #expect(model.warnings.contains { $0.contains("does not beat a linear regression") })
    var own = settings
    own.neighbourhood = .none
    #expect(
      (try CellTraining.train(try counts(), own, subject: "test").validations[1].all.r2 ?? 0) < 0.3)
    // A model goes through its file with its neighbourhood, and finds its own held-out values again.
    let folder = try TemporaryFolder()
    let path = try folder.file("m.safetensors", try Forecaster(model).fileContent())
    guard case .cells(let all) = try Forecaster(reading: path), let read = all.models.first else {
      Issue.record("it is no model of cells")
      return
    }
    #expect(all.models == [model])
    let forecast = try read.forecast(try counts(), subject: "test").raster
    #expect(forecast.band(ForecastBand.heldOut)?.values == with[0].predictions)
  }

  @Test(
    "The target of held-out cells has no part in their prediction, nor in their neighbours'",
    arguments: [true, false])
  func targetDoesNotLeak(isStudy: Bool) throws {
    let plain = try counts()
    var settings = settings
    if !isStudy {
      settings = CellSettings(target: "b", features: ["a"])
      settings.hidden = [8]
      settings.training.epochs = 10
    }
    let folds = Folds(
      .blocks, cells: Array(0..<400), of: plain.grid, count: settings.foldCount,
      blockSize: settings.blockSize, seed: 0)
    let validation = try CellTraining.train(plain, settings, subject: "test").validations[1]
    let changed = try counts { folds.folds[$0] == 3 ? $1 * 5 + 100 : $1 }
    let other = try CellTraining.train(changed, settings, subject: "test").validations[1]
    for cell in 0..<400 where folds.folds[cell] == 3 {
      #expect(validation.predictions[cell] == other.predictions[cell])
    }
    #expect(validation.predictions != other.predictions)
    #expect(
      validation.baselines[.rootRegression]?.perFold[3].predictedTotal
        == other.baselines[.rootRegression]?.perFold[3].predictedTotal)
  }

  @Test("Square roots and back: counts, 0 and what is below", arguments: [0, 1, 9, 2.5, -4])
  func transform(value: Float) {
    let scaling = Scaling(transform: .sqrt, columns: [[-4, 0, 25]], rows: [0, 1, 2])
    let scaled = scaling.scaled([[value]], rows: [0]).values[0]
    #expect(abs(scaling.restored(scaled, column: 0) - value) < 1e-5)
    #expect(scaling.minimum == [-2] && scaling.maximum == [5])
  }
}

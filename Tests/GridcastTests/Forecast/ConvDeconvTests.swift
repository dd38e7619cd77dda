import Foundation
import GridcastBase
import GridcastForecast
import GridcastGeo
import Testing

@Suite struct ConvDeconvTests {
  /// Towns of random size; each grows by half, and its four neighbours fill up.
  private func years(side: Int = 32, seed: UInt64 = 6) throws -> DensityPair {
    var random = RandomNumbers(seed: seed)
    var before = [Float](repeating: 0, count: side * side)
    for _ in 0..<side {
      let place = random.below(side * side)
      before[place] += Float(2 + random.below(8))
    }
    let after = before.indices.map { cell in
      let (row, column) = (cell / side, cell % side)
      let neighbours = [(-1, 0), (1, 0), (0, -1), (0, 1)].reduce(Float(0)) { sum, step in
        let (y, x) = (row + step.0, column + step.1)
        return 0..<side ~= y && 0..<side ~= x ? sum + before[y * side + x] : sum
      }
      return 1.5 * before[cell] + 0.25 * neighbours
    }
    return try DensityPair(
      .init("before", try raster(columns: side, [("count", before)])),
      .init("after", try raster(columns: side, [("count", after)])))
  }

  private func settings() -> ConvDeconvSettings {
    var settings = ConvDeconvSettings()
    settings.window = 8
    settings.width = 4
    settings.learningRate = 2e-3
    settings.epochs = 12
    return settings
  }

  private func train(
    _ pair: DensityPair, _ settings: ConvDeconvSettings, _ units: WindowLayout.Units = .tiles,
    checkpoint: [UInt8]? = nil, save: ([UInt8]) -> Void = { _ in }
  ) throws -> ConvDeconv.Result {
    try ConvDeconv.train(
      [pair], names: ["test"], band: nil, units: units, settings: settings,
      checkpoint: checkpoint.map { ("checkpoint", $0) },
      save: { bytes throws(GridcastError) in save(bytes) })
  }

  @Test("Growth that can be learned is forecast better than by persistence or uniform growth")
  func learns() throws {
    var settings = settings()
    settings.epochs = 150
    settings.members = 2
    let result = try train(try years(side: 48), settings)
    let all = try #require(result.model.comparisons.last)
    #expect(all.name == "all")
    #expect(all.model.rmse < 0.7 * min(all.persistence.rmse, all.growth.rmse))
    #expect(result.notes.isEmpty)
    #expect(abs(result.model.growth - 2.5) < 0.1)
  }

  @Test("The same seed gives the same bytes; an interrupted training goes on to the same bits")
  func resumes() throws {
    let pair = try years()
    var settings = settings()
    settings.members = 2
    var saved: [[UInt8]] = []
    let whole = try train(pair, settings) { saved.append($0) }
    let content = try whole.model.fileContent()
    // Within the first member, between the two, within the second.
    #expect(saved.count == 3)
    for checkpoint in saved {
      let resumed = try train(pair, settings, checkpoint: checkpoint)
      #expect(try resumed.model.fileContent() == content)
      #expect(resumed.history == whole.history)
    }
    settings.seed = 1
    #expect(try train(pair, settings).model.fileContent() != content)
    #expect(thrown { _ = try train(pair, settings, checkpoint: saved[0]) }?.kind == .usage)
    let cut = Array(saved[0].dropLast(100))
    settings.seed = 0
    #expect(thrown { _ = try train(pair, settings, checkpoint: cut) }?.kind == .badData)
  }

  /// What is scored, or lies in the strip around it, has no part in the weights: of one epoch, so that
  /// nothing is chosen by the score.
  @Test(
    "No held-out cell is trained on, nor any in the strip around it", arguments: [false, true])
  func holdsOut(byStation: Bool) throws {
    let pair = try years()
    var settings = settings()
    settings.epochs = 1
    settings.foldCount = 3
    settings.isAugmented = false
    let units: WindowLayout.Units =
      byStation
      ? .stations(
        [(6, 6), (9, 26), (16, 15), (26, 8), (24, 26)].map { x, y in
          ("\(x)/\(y)", Point(x: 500_000 + 1000 * x + 500, y: 3_800_000 + 1000 * y + 500))
        }) : .tiles
    let plain = try train(pair, settings, units)
    var isScored: [Bool] = []
    var isTrained: [Bool] = []
    for cell in 0..<pair.grid.count {
      var after = pair.after
      after[cell] += 3
      let changed = try DensityPair(
        .init(
          "before", Raster(grid: pair.grid, bands: [.init(name: "count", values: pair.before)])),
        .init("after", Raster(grid: pair.grid, bands: [.init(name: "count", values: after)])))
      let result = try train(changed, settings, units)
      isTrained.append(result.model.networks != plain.model.networks)
      isScored.append(
        result.model.comparisons.last?.persistence != plain.model.comparisons.last?.persistence)
    }
    #expect(isScored.contains(true) && isTrained.contains(true))
    for cell in 0..<pair.grid.count where isScored[cell] {
      for dy in -2...2 {
        for dx in -2...2 {
          let (column, row) = (cell % 32 + dx, cell / 32 + dy)
          guard 0..<32 ~= column, 0..<32 ~= row else { continue }
          #expect(!isTrained[row * 32 + column], "\(column), \(row) is next to a scored cell")
        }
      }
    }
    // Tiles leave no cell out that is neither held out nor next to one that is.
    if !byStation {
      for cell in 0..<pair.grid.count where !isTrained[cell] {
        let isNear = (-2...2).contains { dy in
          (-2...2).contains { dx in
            let (column, row) = (cell % 32 + dx, cell / 32 + dy)
            return 0..<32 ~= column && 0..<32 ~= row && isScored[row * 32 + column]
          }
        }
        #expect(isNear, "cell \(cell) is neither trained on nor near a scored one")
      }
    }
  }

  @Test("A network that says no change gives back what it was given, whatever the raster's size")
  func blends() throws {
    var settings = settings()
    settings.epochs = 1
    settings.learningRate = 1e-30
    let model = try train(try years(), settings).model
    for (columns, rows) in [(32, 32), (5, 3), (8, 8), (45, 9), (13, 61)] {
      var values = (0..<columns * rows).map { Float($0 % 23) }
      values[columns + 2] = .nan
      let forecast = try model.forecast(
        .init("test", try raster(columns: columns, [("count", values)])))
      let predicted = try #require(forecast.raster.band(ForecastBand.predicted)).values
      for (cell, value) in values.enumerated() {
        #expect(value.isNaN ? predicted[cell].isNaN : abs(predicted[cell] - value) < 1e-4)
      }
      #expect(forecast.raster.bands.map(\.name) == ["before", "predicted", "change"])
    }
  }

  @Test("Bounds are those of the members; fewer may be used, more not")
  func members() throws {
    var settings = settings()
    settings.members = 3
    let pair = try years()
    let model = try train(pair, settings).model
    let input = DensityPair.Input(
      "before", Raster(grid: pair.grid, bands: [.init(name: "count", values: pair.before)]))
    let all = try model.forecast(input).raster
    #expect(all.bands.map(\.name) == ["before", "predicted", "change", "p05", "p95"])
    var single: [[Float]] = []
    for used in 1...3 {
      let mean = try #require(model.forecast(input, members: used).raster.band("predicted")).values
      let sums = single.reduce([Float](repeating: 0, count: mean.count)) { zip($0, $1).map(+) }
      single.append(zip(mean, sums).map { $0 * Float(used) - $1 })
    }
    for cell in 0..<pair.grid.count {
      // Of three numbers the bounds lie a tenth of the way from the outer ones to the middle one.
      let sorted = single.map { $0[cell] }.sorted()
      let lower = try #require(all.band("p05")).values[cell]
      let upper = try #require(all.band("p95")).values[cell]
      #expect(abs(lower - (sorted[0] + 0.1 * (sorted[1] - sorted[0]))) < 1e-3)
      #expect(abs(upper - (sorted[2] - 0.1 * (sorted[2] - sorted[1]))) < 1e-3)
    }
    #expect(thrown { _ = try model.forecast(input, members: 4) }?.kind == .usage)
  }

  @Test("The eight symmetries are eight, and each keeps every number")
  func symmetries() {
    let square: [Float] = (0..<9).map(Float.init)
    let all = (0..<8).map { Symmetry.turned(square, side: 3, by: $0) }
    #expect(Set(all).count == 8)
    #expect(all.allSatisfy { $0.sorted() == square && $0[4] == 4 })
    #expect(all[4] == [0, 3, 6, 1, 4, 7, 2, 5, 8])
    // A quarter turn, four times.
    var turned = square
    for _ in 0..<4 { turned = Symmetry.turned(turned, side: 3, by: 6) }
    #expect(turned == square)
  }

  @Test("Scores of maps are those of scikit-image and NumPy")
  func mapScores() throws {
    let rows = try fixtureRows("neural/maps.csv")
    let expected = try Dictionary(
      uniqueKeysWithValues: fixtureRows("neural/map-scores.csv").map {
        ($0[0], try #require(Double($0[1])))
      })
    let observed = try rows.map { try #require(Float($0[2])) }
    let predicted = try rows.map { try #require(Float($0[3])) }
    let scores = try #require(MapScores.scores(observed, predicted, columns: 18))
    let found = [
      "ssim": scores.structuralSimilarity, "cosine": scores.cosine, "r2": scores.r2,
      "rmse": scores.rmse, "mae": scores.mae, "bias": scores.bias,
    ]
    for (name, value) in expected {
      let own = try #require(found[name] ?? nil)
      #expect(abs(own - value) < 1e-6, "\(name): \(own), not \(value)")
    }
  }

  @Test("A grid that would hold two far ones is none")
  func unionHasALimit() throws {
    let system = try CoordinateSystem("EPSG:32649")
    func grid(_ west: Int) -> Grid {
      Grid(
        coordinateSystem: system, cellSize: 1, west: west, south: 0, columns: 1000, rows: 1000)
    }
    #expect(grid(0).union(grid(5000))?.columns == 6000)
    #expect(grid(0).union(grid(900_000_000_000)) == nil)
  }

  @Test("Years on shifted windows of one tiling meet on the cells that both have")
  func aligns() throws {
    func grid(_ anchor: Point, _ west: Int, _ south: Int) throws -> Raster {
      let grid = Grid(
        coordinateSystem: try CoordinateSystem("EPSG:32649"), cellSize: 100, anchor: anchor,
        west: west, south: south, columns: 3, rows: 2)
      return Raster(grid: grid, bands: [.init(name: "a", values: [1, 2, 3, 4, 5, 6])])
    }
    let first = DensityPair.Input("first", try grid(Point(x: 33, y: 7), 0, 0))
    // One column east, one row north, with an anchor of its own, as rasters off the tiling have.
    let second = DensityPair.Input("second", try grid(Point(x: 133, y: 107), 0, 0))
    let pair = try DensityPair(first, second)
    #expect((pair.grid.columns, pair.grid.rows) == (2, 1))
    #expect(pair.before == [2, 3])
    #expect(pair.after == [4, 5])
    #expect(pair.notes.count == 2)
    let shifted = DensityPair.Input("shifted", try grid(Point(x: 83, y: 7), 0, 0))
    let error = thrown { _ = try DensityPair(first, shifted) }
    #expect(error?.description.contains("part of a cell") ?? false)
    let far = DensityPair.Input("far", try grid(Point(x: 33, y: 7), 90, 0))
    #expect(thrown { _ = try DensityPair(first, far) }?.kind == .badData)
  }
}

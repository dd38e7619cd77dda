import Foundation
import GridcastBase
import GridcastForecast
import GridcastGeo
import Testing

/// Forecasters of growth.
@Suite struct GrowthTests {
  /// A city of two functions: of each shop there are 1.6 later, of each home 0.9, and one in three empty
  /// cells has one.
  private func city(
    side: Int = 24, seed: UInt64, system: String = "EPSG:32649", factor: Float = 1,
    cellSize: Double = 1000
  ) throws -> (before: DensityPair.Input, after: DensityPair.Input) {
    var random = RandomNumbers(seed: seed)
    var (shops, homes, later): ([Float], [Float], [Float]) = ([], [], [])
    for _ in 0..<side * side {
      let isTown = random.below(3) > 0
      let shop = isTown ? Float(random.below(9)) : 0
      let home = isTown ? Float(random.below(20)) : 0
      let mean = 1.6 * shop + 0.9 * home + 0.3
      var noise: Float = -6
      for _ in 0..<12 { noise += random.uniform() }
      shops.append(shop)
      homes.append(home)
      later.append(max(0, factor * (mean + mean.squareRoot() * noise)))
    }
    let grid = Grid(
      coordinateSystem: try CoordinateSystem(system), cellSize: cellSize, west: 500, south: 3800,
      columns: side, rows: side)
    // Of the later year only the sum matters, so it lies in one of the bands.
    let before = Raster(
      grid: grid,
      bands: [.init(name: "shop", values: shops), .init(name: "home", values: homes)])
    let after = Raster(
      grid: grid,
      bands: [
        .init(name: "shop", values: later),
        .init(name: "home", values: later.map { _ in 0 }),
      ])
    return (.init("before \(seed)", before), .init("after \(seed)", after))
  }

  private func train(
    _ cities: [(before: DensityPair.Input, after: DensityPair.Input)],
    _ change: (inout GrowthSettings) -> Void = { _ in }
  ) throws -> Growth.Result {
    let choice = try GrowthPair.Choice(
      of: cities.map(\.before), named: [], target: nil, laterTarget: nil)
    var settings = GrowthSettings()
    settings.hasNetworks = false
    change(&settings)
    return try Growth.train(
      try cities.map { try GrowthPair($0.before, $0.after, choice) },
      names: cities.map(\.before.name), choice: choice, settings: settings)
  }

  /// fixtures/growth/growth.py made the numbers.
  @Test("The weights of Poisson-linear growth are SciPy's", arguments: ["sum", "a"])
  func fitsAsSciPy(target: String) throws {
    let cells = try growthFixture("cells.csv").map { $0.compactMap(Float.init) }
    let wanted = try #require(try growthFixture("weights.csv").first { $0[0] == target })
      .dropFirst().compactMap(Double.init)
    let grid = Grid(
      coordinateSystem: try CoordinateSystem("EPSG:32649"), cellSize: 1000, west: 0, south: 0,
      columns: 20, rows: 15)
    func bands(_ names: [String], _ values: (Int) -> [Float]) -> Raster {
      Raster(
        grid: grid,
        bands: names.enumerated().map { .init(name: $1, values: values($0)) })
    }
    let before = bands(["a", "b", "c"]) { place in cells.map { $0[place] } }
    let later = bands(["a", "b", "c"]) { place in
      cells.map { place > 0 ? 0 : target == "a" ? $0[4] : $0[3] }
    }
    let choice = GrowthPair.Choice(
      bands: ["a", "b", "c"], target: target == "a" ? "a" : nil)
    var settings = GrowthSettings()
    settings.hasNetworks = false
    settings.foldCount = 1
    let model = try Growth.train(
      [try GrowthPair(.init("x", before), .init("y", later), choice)], names: ["x"],
      choice: choice, settings: settings
    ).model
    for (own, other) in zip(model.linearWeights, wanted) {
      #expect(abs(Double(own) - other) < 2e-4, "\(model.linearWeights), not \(wanted)")
    }
  }

  @Test("Weights that were planted are found, and better than uniform growth and persistence")
  func findsWeights() throws {
    let result = try train([try city(seed: 1)])
    let weights = result.model.linearWeights
    #expect(abs(weights[0] - 1.6) < 0.15 && abs(weights[1] - 0.9) < 0.1, "\(weights)")
    let all = try #require(result.model.comparisons.last)
    #expect(
      result.model.bestAlpha > 0.9 && abs(result.model.alpha - result.model.bestAlpha / 2) < 1e-9)
    #expect(all.model.rmse < 0.95 * all.growth.rmse)
    let drawn = try #require(all.delivered)
    #expect(drawn.rmse < all.growth.rmse && drawn.rmse > all.model.rmse)
    let coverage = try #require(all.coverage)
    #expect((0.86...0.95).contains(coverage.all), "\(coverage)")
  }

  @Test("Where growth is the same everywhere, forecasts are uniform growth")
  func drawsBack() throws {
    let (before, _) = try city(seed: 3)
    let later = Raster(
      grid: before.raster.grid,
      bands: before.raster.bands.map { .init(name: $0.name, values: $0.values.map { 1.25 * $0 }) })
    let result = try train([(before, .init("later", later))])
    let forecast = try result.model.forecast(before)
    let predicted = try #require(forecast.raster.band("predicted")).values
    let sum = try #require(forecast.raster.band("before")).values
    for (p, x) in zip(predicted, sum) { #expect(abs(p - 1.25 * x) < 0.02 * (1 + x)) }
  }

  @Test(
    "Cities in other zones train together, each by its own growth; cells of another size do not")
  func joinsZones() throws {
    let west = try city(seed: 4)
    let east = try city(seed: 5, system: "EPSG:32650", factor: 2)
    let result = try train([west, east])
    #expect(result.notes.contains { $0.worded(for: .library).contains("no window reaches") })
    #expect(result.model.coordinateSystems == ["EPSG:32649", "EPSG:32650"])
    // The common growth lies between, and the weights have the ratio that was planted in both.
    let weights = result.model.linearWeights
    #expect(abs(weights[0] / weights[1] - 1.6 / 0.9) < 0.2, "\(weights)")
    let third = try city(seed: 6, system: "EPSG:32651")
    let forecast = try result.model.forecast(third.before)
    #expect(forecast.notes.contains { $0.worded(for: .library).contains("no window reaches") })
    #expect(
      thrown { _ = try train([west, try city(seed: 7, cellSize: 500)]) }?.kind == .badData)
  }

  @Test("A model is read as it was written, and damaged ones are refused")
  func readsBack() throws {
    let folder = try TemporaryFolder()
    for hasNetworks in [false, true] {
      let pair = try city(seed: 8)
      let model = try train([pair]) {
        $0.hasNetworks = hasNetworks
        $0.epochs = 2
        $0.members = 2
        $0.foldCount = 2
      }.model
      let content = try model.fileContent()
      let path = "\(folder.path)/m\(hasNetworks).safetensors"
      try Data(content).write(to: URL(filePath: path))
      let read = try Forecaster(reading: path)
      #expect(read == .growth(model))
      #expect(try read.fileContent() == content)
      for count in [60, content.count - 4] {
        try Data(content.prefix(count)).write(to: URL(filePath: path))
        #expect(thrown { _ = try Forecaster(reading: path) }?.kind == .badData)
      }
      let forecast = try model.forecast(pair.before, observed: pair.after)
      let names = ["before", "predicted", "change", "p05", "p95"]
      #expect(
        forecast.raster.bands.map(\.name)
          == names + (hasNetworks ? ["spread"] : []) + ["observed", "error"])
      #expect(forecast.notes.contains { $0.worded(for: .library).contains("scores flatter") })
    }
  }

  @Test("What is held out has no part in its own forecast")
  func holdsOut() throws {
    let (before, after) = try city(seed: 9)
    func comparisons(_ after: DensityPair.Input) throws -> [Comparison] {
      try train([(before, after)]) {
        $0.hasNetworks = true
        $0.epochs = 2
        $0.foldCount = 2
        $0.members = 2
        $0.alpha = 0.5
      }.model.comparisons
    }
    let whole = try comparisons(after)
    #expect(whole.map(\.name) == ["fold 1", "fold 2", "all"])
    #expect(whole[0].model.count + whole[1].model.count == 24 * 24)
    #expect(whole[2].coverage != nil && whole[2].linear != nil)
  }

  @Test("Further steps begin from the forecast before, and their bounds widen")
  func goesOn() throws {
    let pair = try city(seed: 10)
    let model = try train([pair]) { $0.alpha = 0 }.model
    let two = try model.forecast(pair.before, steps: 2)
    #expect(
      two.raster.bands.map(\.name) == [
        "before", "predicted", "change", "p05", "p95", "step1_predicted", "step1_p05", "step1_p95",
      ])
    let before = try #require(two.raster.band("before")).values
    let predicted = try #require(two.raster.band("predicted")).values
    let growth = Float(model.growth)
    for (p, x) in zip(predicted, before) { #expect(abs(p - growth * growth * x) < 1e-3 * (1 + x)) }
    func width(_ steps: String, _ cell: Int) throws -> Float {
      let upper = try #require(two.raster.band("\(steps)p95")).values[cell]
      return upper - (try #require(two.raster.band("\(steps)predicted")).values[cell])
    }
    let busiest = try #require(before.indices.max { before[$0] < before[$1] })
    #expect(try width("", busiest) > 1.3 * width("step1_", busiest))
    #expect(two.notes.contains { $0.worded(for: .library).contains("errors add up") })
  }

  @Test(
    "Windows are the largest that give enough of them", arguments: [(24, 8), (64, 24), (200, 40)])
  func choosesWindow(side: Int, window: Int) throws {
    let result = try train([try city(side: side, seed: 11)]) {
      $0.hasNetworks = true
      $0.epochs = 1
      $0.width = 1
      $0.members = 1
      $0.foldCount = 2
    }
    #expect(result.model.window == window)
    #expect(
      result.notes.contains { $0.worded(for: .library).contains("windows are") } == (window < 40))
  }

  @Test(
    "Rows that are walked have the bits of a raster that is held, also where one function is unknown",
    arguments: [nil, 0, 1] as [Int?])
  func walks(without function: Int?) throws {
    let pair = try city(side: 40, seed: 12)
    let model = try train([pair]) {
      $0.hasNetworks = true
      $0.epochs = 2
      $0.members = 2
      $0.foldCount = 2
    }.model
    var raster = pair.before.raster
    if let function {
      for cell in [3, 400, 401] { raster.bands[function].values[cell] = .nan }
    }
    let held = try model.forecast(.init("raster", raster)).raster
    var walked = held.bands.map { [Float](repeating: .nan, count: $0.values.count) }
    _ = try model.walk(
      over: raster.bands.map { CellRows($0.name, raster.grid, $0.values) }, raster.list("raster")
    ) { rows, bands in
      for (band, values) in bands.enumerated() {
        for (offset, value) in values.enumerated() {
          walked[band][rows.lowerBound * raster.grid.columns + offset] = value
        }
      }
    }
    for (walked, held) in zip(walked, held.bands) {
      #expect(
        zip(walked, held.values).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }, "\(held.name)")
      #expect(held.values.contains { !$0.isNaN })
    }
  }

  @Test("How growth is spread is counted")
  func countsSpread() throws {
    let (before, after) = try city(seed: 13)
    var values = after.raster.bands[0].values
    for cell in 0..<5 { values[cell] = .nan }
    let holed = DensityPair.Input(
      "holed",
      Raster(
        grid: after.raster.grid,
        bands: [.init(name: "shop", values: values), after.raster.bands[1]]))
    let spread = try train([(before, holed)]).model.spread
    #expect(spread.knownInBoth == 24 * 24 - 5 && spread.knownInOne == 5)
    #expect(spread.growing > 10 && (spread.shareOfTen ?? 0) > 0 && (spread.shareOfTen ?? 1) < 1)
  }
}

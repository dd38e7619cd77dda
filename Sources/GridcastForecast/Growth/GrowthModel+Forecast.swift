internal import Foundation
package import GridcastBase
import Neural

extension GrowthModel {
  static func exponential(_ ratio: Float) -> Double { exp(Double(ratio)) }

  /// The names of the bands of a forecast of one step without a later year to compare with.
  package var bandNames: [String] {
    Self.bandNames(isBounded: bounds != nil, networks: networks.count)
  }

  /// The same of a model with so many networks, with bounds or without.
  package static func bandNames(isBounded: Bool, networks: Int) -> [String] {
    [ForecastBand.before, ForecastBand.predicted, ForecastBand.change]
      + (isBounded ? [ForecastBand.lower, ForecastBand.upper] : [])
      + (networks > 1 ? [ForecastBand.spread] : [])
  }

  /// The model with its first members only.
  ///
  /// - Throws: `.usage` where there are fewer.
  package func with(members: Int?) throws(GridcastError) -> GrowthModel {
    let used = try ModelFile.memberCount(members, of: networks.count)
    return GrowthModel(
      choice: choice, growth: growth, linear: linear,
      networks: Array(networks.prefix(used)), window: window, bound: bound,
      shrinkage: shrinkage, bestAlpha: bestAlpha, bounds: bounds,
      coordinateSystems: coordinateSystems, cellSize: cellSize, comparisons: comparisons,
      spread: spread, trainedPairs: trainedPairs, parameters: parameters)
  }

  /// The bands of `bandNames` for some cells.
  private func bands(_ functions: [[Float]], _ ratios: [[Float]], widening: Double) -> (
    bands: [[Float]], linear: [Float]
  ) {
    let before = GrowthPair.target(choice, functions)
    let blank = [Float](repeating: .nan, count: before.count)
    var (predicted, change, lower, upper, spread, linear) = (
      blank, blank, blank, blank, blank, blank
    )
    for cell in before.indices where !before[cell].isNaN {
      let mean =
        ratios.isEmpty ? 0 : ratios.reduce(0) { $0 + $1[cell] } / Float(ratios.count)
      let said = said(functions, before[cell], cell, ratio: mean)
      predicted[cell] = Float(said.predicted)
      linear[cell] = Float(said.linear)
      change[cell] = predicted[cell] - before[cell]
      if let bounds {
        let (low, high) = bounds(said.predicted, widening: widening)
        lower[cell] = Float(low)
        upper[cell] = Float(high)
      }
      if ratios.count > 1 {
        let members = ratios.map {
          Float(self.said(functions, before[cell], cell, ratio: $0[cell]).predicted)
        }
        spread[cell] =
          ConvDeconvModel.quantile(members, 0.95) - ConvDeconvModel.quantile(members, 0.05)
      }
    }
    return (
      [before, predicted, change] + (bounds == nil ? [] : [lower, upper])
        + (networks.count > 1 ? [spread] : []), linear
    )
  }

  private var blending: RatioBlending {
    RatioBlending(side: window, bound: bound, networks: networks)
  }

  /// Forecasts a raster that is too large to be held, some rows at a time.
  ///
  /// - Parameters:
  ///   - bands: The bands of the raster.
  ///   - list: Their names.
  ///   - take: Receives rows with the bands of `bandNames`, with the same bits as those of a raster that is
  ///     held.
  /// - Returns: Sentences for the user.
  /// - Throws: `.badData` where a band is missing, a density is negative, or none is known.
  package func walk(
    over bands: [CellRows], _ list: BandList,
    _ take: (Range<Int>, [[Float]]) throws(GridcastError) -> Void
  ) throws(GridcastError) -> [Sentence] {
    let grid = bands[0].grid
    var notes = differences(of: grid)
    let places = try GrowthPair.places(of: choice, in: list, &notes) ?? []
    var own: [CellRows] = []
    for place in places {
      own.append(
        place.map { bands[$0] }
          ?? CellRows("", grid) { [Float](repeating: 0, count: $0.count * grid.columns) })
    }
    guard !own.isEmpty else {
      throw GridcastError(
        .badData, list.subject,
        "it has none of the bands that the model forecasts from; its bands are \(list.names)")
    }
    var least = Float.infinity
    for place in places.compactMap({ $0 }) {
      try bands[place].walk { _, values in
        for value in values where value < least { least = value }
      }
    }
    try DensityPair.check(least: least, list.subject)
    func pass(_ rows: Range<Int>, _ functions: [[Float]], _ ratios: [[Float]])
      throws(GridcastError)
    {
      var functions = functions
      for cell in functions[0].indices where functions.contains(where: { $0[cell].isNaN }) {
        for function in functions.indices { functions[function][cell] = .nan }
      }
      let found = self.bands(functions, ratios, widening: 1).bands
      guard zip(found[1], found[0]).allSatisfy({ $1.isNaN || $0.isFinite }) else {
        throw ConvDeconvModel.endless(list.subject)
      }
      try take(rows, found)
    }
    if networks.isEmpty {
      for rows in grid.blocks(of: 1 << 18) {
        var functions: [[Float]] = []
        for band in own { functions.append(try band.values(rows)) }
        try pass(rows, functions, [])
      }
    } else {
      try GridcastError.loadingBLAS()
      try blending.walk(over: own, pass)
    }
    return notes + findings
  }

  /// Forecasts a whole raster.
  ///
  /// The bands are those of `bandNames`; with several steps those of each earlier one, named after it; and
  /// where the later year is known `observed` and `error` (predicted − observed).
  ///
  /// - Parameters:
  ///   - before: The year to start from.
  ///   - observed: The year that is forecast, for comparison.
  ///   - steps: How many times the years of the training are gone on.
  /// - Returns: The forecast on the cells of `before`, with the comparison.
  /// - Throws: `.badData` where a band is missing or the years do not match.
  package func forecast(
    _ before: DensityPair.Input, observed: DensityPair.Input? = nil, steps: Int = 1
  ) throws(GridcastError) -> ConvDeconvModel.Forecast {
    if !networks.isEmpty { try GridcastError.loadingBLAS() }
    let grid = before.raster.grid
    var notes = differences(of: grid)
    let start = try GrowthPair.functions(choice, of: before, &notes)
    let first = GrowthPair.target(choice, start)
    guard first.contains(where: { !$0.isNaN }) else {
      throw GridcastError(.badData, before.name, "no cell has a value")
    }
    var raster: [Raster.Band] = []
    var functions = start
    var last: (bands: [[Float]], linear: [Float]) = ([], [])
    for step in 1...steps {
      last = bands(
        functions, networks.isEmpty ? [] : blending.answers(functions, on: grid),
        widening: Double(step).squareRoot())
      guard zip(last.bands[1], first).allSatisfy({ $1.isNaN || $0.isFinite }) else {
        throw ConvDeconvModel.endless(before.name)
      }
      guard step < steps else { break }
      for (name, values) in zip(bandNames, last.bands).dropFirst()
      where name != ForecastBand.change && name != ForecastBand.spread {
        raster.append(.init(name: "step\(step)_\(name)", values: values))
      }
      functions = grown(functions, to: last.bands[1])
    }
    var values = Dictionary(uniqueKeysWithValues: zip(bandNames, last.bands))
    values[ForecastBand.before] = first
    let predicted = last.bands[1]
    values[ForecastBand.change] = zip(predicted, first).map { $0 - $1 }
    raster = bandNames.map { .init(name: $0, values: values[$0] ?? []) } + raster
    if predicted.allSatisfy({ $0.isNaN || $0 == 0 }) { notes.append(ConvDeconvModel.useless) }
    if steps > 1 {
      notes.append(
        "\(steps) steps on: each takes the one before for what came, so errors add up; the bounds are "
          + "widened by √\(steps), as errors that have nothing to do with each other would ask, and no data "
          + "have shown that they do")
    }
    let whole = Raster(grid: grid, bands: raster)
    guard let observed else {
      return .init(raster: whole, comparison: nil, notes: notes + findings)
    }
    let from = before.band ?? choice.target
    guard before.name != observed.name || (observed.band ?? from) != from else {
      throw ConvDeconvModel.Forecast.isItself(observed.name)
    }
    var compared = choice
    compared.laterTarget = observed.band
    let pair = try GrowthPair(before, observed, compared)
    notes += pair.notes.filter { !notes.contains($0) }
    let known = grid.values(pair.after, of: pair.grid)
    return ConvDeconvModel.Forecast(raster: whole, comparison: nil, notes: notes).beside(
      before.name, observed.name, known, isTrainedOn: trainedPairs.contains(pair.fingerprint)
    ) { name in
      let factor = (0..<steps).reduce(1.0) { product, _ in product * growth }
      let map = GrowthMap(
        columns: grid.columns, before: first, observed: known,
        uniform: first.map { Float(factor) * $0 }, linear: steps == 1 ? last.linear : nil,
        model: predicted, delivered: nil, lower: values[ForecastBand.lower],
        upper: values[ForecastBand.upper])
      return Comparison(name, [map])
    }
  }

  /// The functions a step on, so that what is forecast is their sum or one of them.
  ///
  /// Where the sum is forecast, all functions of a cell grow alike, and in one that was empty they are as in
  /// all others together. Where one function is, the others stay as they are.
  private func grown(_ functions: [[Float]], to predicted: [Float]) -> [[Float]] {
    var grown = functions
    if let target {
      grown[target] = predicted
      return grown
    }
    let totals = functions.map { $0.reduce(0.0) { $1.isNaN ? $0 : $0 + Double($1) } }
    let all = totals.reduce(0, +)
    for cell in predicted.indices where !predicted[cell].isNaN {
      let sum = functions.reduce(Float(0)) { $0 + $1[cell] }
      for function in grown.indices {
        grown[function][cell] =
          sum > 0
          ? functions[function][cell] * predicted[cell] / sum
          : all > 0 ? predicted[cell] * Float(totals[function] / all) : 0
      }
    }
    return grown
  }

  /// Sentences about differences between the cells of a raster and those of the training.
  private func differences(of grid: Grid) -> [Sentence] {
    ModelFile.differences(
      of: grid, fromCellSize: cellSize,
      coordinateSystem: grid.coordinateSystem.code ?? grid.coordinateSystem.wkt)
      + Self.zones(coordinateSystems, and: grid.coordinateSystem.code ?? grid.coordinateSystem.wkt)
  }

  /// What is said where cells of several coordinate systems come together: by a training of their cities,
  /// and by a forecast over one in a further system.
  static func zones(_ systems: [String], and own: String? = nil) -> [Sentence] {
    let all = (systems + [own].compactMap { $0 }).reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    guard all.count > 1 else { return [] }
    let named = all.map { $0.hasPrefix("EPSG:") ? $0 : "another" }.joined(separator: ", ")
    return [
      "cells of one size in several coordinate systems (\(named)) count as alike: no window reaches from one to another"
    ]
  }
}

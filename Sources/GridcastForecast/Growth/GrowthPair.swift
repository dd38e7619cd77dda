package import GridcastBase
import GridcastFiles

/// The functions of the same cells in a year, and what is to be forecast of them in that year and in a
/// later one.
package struct GrowthPair: Sendable, Equatable {
  /// The cells that both years have in common.
  package let grid: Grid
  /// The amount of each function in the first year, one list for each; NaN in all where one is unknown.
  package let functions: [[Float]]
  /// What is forecast, in the first year: one of the functions, or their sum.
  package let before: [Float]
  /// What is forecast, in the later year; NaN where unknown.
  package let after: [Float]
  /// Sentences for the user, such as warnings.
  package let notes: [Sentence]

  /// Which functions are the channels, and which of them is forecast.
  package struct Choice: Sendable, Equatable {
    /// The names of the bands that are the functions, in order.
    package var bands: [String]
    /// The band that is forecast; nil for the sum of all.
    package var target: String?
    /// The band of the later year that is forecast; nil for that of `target`.
    package var laterTarget: String?

    /// Chooses bands.
    package init(bands: [String], target: String? = nil, laterTarget: String? = nil) {
      self.bands = bands
      self.target = target
      self.laterTarget = laterTarget
    }

    /// The bands of some rasters where nobody names any: all of the first, then what others have beside
    /// them; where the later year is another band of the same raster, only the one that is forecast.
    package init(
      of rasters: [DensityPair.Input], named bands: [String], target: String?, laterTarget: String?
    ) throws(GridcastError) {
      var all = bands
      if all.isEmpty, laterTarget != nil, let target { all = [target] }
      if all.isEmpty {
        for input in rasters {
          try input.raster.list(input.name).requireAmounts()
          // The only band of each is the same function, whatever its name.
          if input.raster.bands.count == 1 && !all.isEmpty { continue }
          all += input.raster.bands.map(\.name).filter { !all.contains($0) }
        }
      }
      if let target, !all.contains(target) { all.append(target) }
      self.init(bands: all, target: target, laterTarget: laterTarget)
    }
  }

  /// Makes a pair of the cells that two years have in common.
  ///
  /// - Parameters:
  ///   - before: The first year.
  ///   - after: The later year.
  ///   - choice: The bands.
  /// - Throws: `.badData` where the cells of the two years are not on one tiling, none is common to both, a
  ///   band is missing, or a value is negative.
  package init(_ before: DensityPair.Input, _ after: DensityPair.Input, _ choice: Choice)
    throws(GridcastError)
  {
    var told: [Sentence] = []
    let functions = try Self.functions(choice, of: before, &told)
    let now = Self.target(choice, functions)
    var later = choice
    if let target = choice.laterTarget { later = Choice(bands: [target], target: target) }
    let then = Self.target(later, try Self.functions(later, of: after, &told))
    func input(_ name: String, _ grid: Grid, _ values: [Float]) -> DensityPair.Input {
      .init(name, Raster(grid: grid, bands: [.init(name: "amount", values: values)]))
    }
    let pair = try DensityPair(
      input(before.name, before.raster.grid, now), input(after.name, after.raster.grid, then))
    grid = pair.grid
    self.functions = functions.map { pair.grid.values($0, of: before.raster.grid) }
    self.before = pair.before
    self.after = pair.after
    notes = told + pair.notes
  }

  init(grid: Grid, functions: [[Float]], before: [Float], after: [Float]) {
    self.grid = grid
    self.functions = functions
    self.before = before
    self.after = after
    notes = []
  }

  /// The amounts of the functions in a raster, NaN in all where one is unknown.
  ///
  /// A function that no point has in a city is no band of its counts, and 0 there.
  static func functions(
    _ choice: Choice, of input: DensityPair.Input, _ notes: inout [Sentence]
  ) throws(GridcastError) -> [[Float]] {
    let list = input.raster.list(input.name)
    guard let places = try places(of: choice, in: list, &notes) else {
      throw GridcastError(
        .badData, input.name,
        "it has none of the bands \(quoted(choice.bands)); its bands are \(list.names)")
    }
    var functions = places.map { place in
      place.map { input.raster.bands[$0].values }
        ?? [Float](repeating: 0, count: input.raster.grid.count)
    }
    for values in functions {
      if let least = values.lazy.filter({ !$0.isNaN }).min() {
        try DensityPair.check(least: least, input.name)
      }
    }
    guard functions.count > 1 else { return functions }
    for cell in functions[0].indices where functions.contains(where: { $0[cell].isNaN }) {
      for function in functions.indices { functions[function][cell] = .nan }
    }
    return functions
  }

  /// The place of each function's band, nil for one that is not there; nil where none is.
  ///
  /// - Throws: `.badData` where what is forecast is not there, or a band holds classes.
  static func places(
    of choice: Choice, in list: BandList, _ notes: inout [Sentence]
  ) throws(GridcastError) -> [Int?]? {
    if choice.bands.count == 1, list.bands.count == 1, list.index(of: choice.bands[0]) == nil {
      try list.requireAmounts()
      return [0]
    }
    var places: [Int?] = []
    for band in choice.bands {
      let isNeeded = band == choice.target || list.index(of: band) != nil
      places.append(isNeeded ? try list.amounts(band) : nil)
    }
    guard places.contains(where: { $0 != nil }) else { return nil }
    let missing = zip(choice.bands, places).filter { $0.1 == nil }.map(\.0)
    if !missing.isEmpty {
      notes.append(
        "\(list.subject): it has no band \(quoted(missing)), taken as 0 in every cell"
      )
    }
    let others = list.bands.map(\.name).filter { !choice.bands.contains($0) }
    if choice.target == nil, choice.bands.count > 1, !others.isEmpty {
      notes.append(
        others.count == 1
          ? "\(list.subject): \(quoted(others)) is not among what is forecast, and left out"
          : "\(list.subject): \(quoted(others)) are not among what is forecast, and left out")
    }
    return places
  }

  /// What is forecast: one of the functions, or their sum.
  static func target(_ choice: Choice, _ functions: [[Float]]) -> [Float] {
    if let target = choice.target, let index = choice.bands.firstIndex(of: target) {
      return functions[index]
    }
    return functions.dropFirst().reduce(functions[0]) { zip($0, $1).map(+) }
  }

  /// The SHA-256 hash of the values of both years.
  var fingerprint: String { digest(ofNumbers: functions + [before, after]) }

  /// Whether both years know a cell.
  func isKnown(_ cell: Int) -> Bool { !before[cell].isNaN && !after[cell].isNaN }
}

/// How a growth is spread over the cells.
package struct GrowthSpread: Sendable, Equatable, Codable {
  /// The number of cells that both years know.
  package let knownInBoth: Int
  /// The number of cells that only one of the years knows.
  package let knownInOne: Int
  /// The number of cells that have more in the later year.
  package let growing: Int
  /// The share of what was added that lies in the ten cells with most of it; nil where none was.
  package let shareOfTen: Double?

  init(_ pairs: [GrowthPair]) {
    var (both, one) = (0, 0)
    var gains: [Float] = []
    for pair in pairs {
      for cell in 0..<pair.grid.count {
        if pair.isKnown(cell) {
          both += 1
          if pair.after[cell] > pair.before[cell] {
            gains.append(pair.after[cell] - pair.before[cell])
          }
        } else if !pair.before[cell].isNaN || !pair.after[cell].isNaN {
          one += 1
        }
      }
    }
    knownInBoth = both
    knownInOne = one
    growing = gains.count
    let all = gains.reduce(0) { $0 + Double($1) }
    let ten = gains.sorted(by: >).prefix(10).reduce(0) { $0 + Double($1) }
    shareOfTen = all > 0 ? ten / all : nil
  }

  /// The spread in words.
  package var sentence: Sentence {
    let known: Sentence =
      "\(counted(knownInBoth, "cell")) known in both years, \(formatted(knownInOne)) in one only"
    guard let shareOfTen else { return "\(known); no cell grew" }
    return
      "\(known); \(counted(growing, "cell")) grew, and the \(min(10, growing)) strongest hold \(spoken(100 * shareOfTen, 0)) % of what was added"
  }
}

extension DensityPair.Input {
  /// The same raster with one of its bands only.
  ///
  /// - Throws: `.badData` where there is no such band.
  package func only(_ band: String) throws(GridcastError) -> DensityPair.Input {
    let index = try raster.list(name).amounts(band)
    return .init(name, Raster(grid: raster.grid, bands: [raster.bands[index]]), band: band)
  }
}

package import GridcastBase
import GridcastFiles

/// The densities of the same cells in two years.
package struct DensityPair: Sendable, Equatable {
  /// The cells that both years have in common.
  package let grid: Grid
  /// The density in the first year, NaN where it is unknown.
  package let before: [Float]
  /// The density in the later year, NaN where it is unknown.
  package let after: [Float]
  /// Sentences for the user, such as warnings.
  package let notes: [Sentence]

  init(grid: Grid, before: [Float], after: [Float], notes: [Sentence]) {
    self.grid = grid
    self.before = before
    self.after = after
    self.notes = notes
  }

  /// One band of a raster, with a name for messages.
  package struct Input: Sendable {
    /// The path of the raster, or another name that the user knows.
    package let name: String
    /// The raster.
    package let raster: Raster
    /// The name of the band; nil for the only one.
    package let band: String?

    /// Names a raster and its band.
    package init(_ name: String, _ raster: Raster, band: String? = nil) {
      self.name = name
      self.raster = raster
      self.band = band
    }

    /// The values of the band.
    ///
    /// - Throws: `.badData` where there is no such band; `.usage` where one must be chosen.
    func values() throws(GridcastError) -> [Float] {
      raster.bands[try DensityPair.band(band, of: raster.list(name))].values
    }
  }

  /// Makes a pair of the cells that two years have in common.
  ///
  /// - Parameters:
  ///   - before: The first year.
  ///   - after: The later year.
  /// - Throws: `.badData` where the cells of the two years are not on one tiling, none is common to
  ///   both, or a value is negative.
  package init(_ before: Input, _ after: Input) throws(GridcastError) {
    let first = before.raster.grid
    let second = after.raster.grid
    let beforeValues = try before.values()
    let afterValues = try after.values()
    guard let aligned = second.onTiling(of: first) else {
      throw GridcastError(
        .badData, after.name, Self.difference(of: first, and: second, name: before.name))
    }
    guard let grid = first.intersection(aligned) else {
      throw GridcastError(.badData, after.name, "it has no cell in common with \(before.name)")
    }
    self.grid = grid
    self.before = grid.values(beforeValues, of: first)
    self.after = grid.values(afterValues, of: aligned)
    for (input, values) in [(before, self.before), (after, self.after)] {
      try Self.check(least: values.lazy.filter { !$0.isNaN }.min() ?? .infinity, input.name)
    }
    var notes: [Sentence] = []
    for (input, own) in [(before, first), (after, aligned)] where own.count > grid.count {
      notes.append(
        "\(input.name): \(formatted(own.count - grid.count)) of its \(formatted(own.count)) cells lie "
          + "outside the other year and are left out")
    }
    for (input, own, other) in [
      (before, self.before, self.after), (after, self.after, self.before),
    ] {
      let alone = own.indices.filter { !own[$0].isNaN && other[$0].isNaN }
      guard !alone.isEmpty else { continue }
      let sum = alone.reduce(0.0) { $0 + Double(own[$1]) }
      notes.append(
        "\(input.name): \(counted(alone.count, "cell")) with a sum of \(spoken(sum, 3)) "
          + "\(alone.count == 1 ? "is" : "are") known in this year only, and no growth is learnt from "
          + "\(alone.count == 1 ? "it" : "them"); is nodata a value that means 0?")
    }
    self.notes = notes
  }

  /// Refuses densities by their least, which is infinite where none is known.
  static func check(least: Float, _ subject: String) throws(GridcastError) {
    if least < 0 {
      throw GridcastError(
        .badData, subject,
        "it holds \(formatted(Double(least), 3)); a density is never below 0. Is its nodata value "
          + "set?")
    }
    guard least < .infinity else {
      throw GridcastError(.badData, subject, "no cell has a value")
    }
  }

  /// The place of the band of densities: that of the name, or the only one.
  ///
  /// - Throws: `.badData` where there is no such band; `.usage` where one must be chosen.
  package static func band(_ name: String?, of list: BandList) throws(GridcastError) -> Int {
    if let name { return try list.amounts(name) }
    guard list.bands.count == 1 else {
      throw GridcastError(
        .usage, list.subject,
        "it has \(formatted(list.bands.count)) bands, \(list.names); \(.nameBand)")
    }
    try list.requireAmounts()
    return 0
  }

  /// The SHA-256 hash of the values of both years.
  var fingerprint: String { digest(ofNumbers: [before, after]) }

  /// The reason why two grids are not on one tiling, with a remedy.
  static func difference(of first: Grid, and second: Grid, name: String) -> Sentence {
    let way: Sentence =
      "; bin or reproject both to the same system and cells: \(.takeCells)"
    if first.coordinateSystem != second.coordinateSystem {
      return "it is in \(second.coordinateSystem), \(name) in \(first.coordinateSystem)\(way)"
    }
    if !first.hasCells(of: second) {
      return "its cells are \(formatted(second.cellSize, 6)) wide, those of \(name) "
        + "\(formatted(first.cellSize, 6))\(way)"
    }
    return "its cells lie shifted by a part of a cell against those of \(name)\(way)"
  }
}

package import GridcastBase
import GridcastFiles

/// The density of the same cells in two years.
package struct DensityPair: Sendable, Equatable {
  /// The cells that both years have.
  package let grid: Grid
  /// The density in the first year, NaN where it is unknown.
  package let before: [Float]
  /// The density some years on, NaN where it is unknown.
  package let after: [Float]
  /// What the user should know.
  package let notes: [Sentence]

  init(grid: Grid, before: [Float], after: [Float], notes: [Sentence]) {
    self.grid = grid
    self.before = before
    self.after = after
    self.notes = notes
  }

  /// A raster by name, of which one band is taken.
  package struct Input: Sendable {
    /// The file, or what else tells the user which raster it is.
    package let name: String
    /// The raster.
    package let raster: Raster
    /// The band to take; nil for the only one.
    package let band: String?

    /// A raster by name, and its band.
    package init(_ name: String, _ raster: Raster, band: String? = nil) {
      self.name = name
      self.raster = raster
      self.band = band
    }

    /// The values of the band.
    ///
    /// - Throws: `.badData` where there is no such band; `.usage` where one must be chosen.
    func values() throws(GridcastError) -> [Float] {
      if let band { return try raster.band(named: band, subject: name).values }
      guard raster.bands.count == 1 else {
        throw GridcastError(
          .usage, name,
          "it has \(raster.bands.count) bands, \(raster.bandNames); \(.nameBand)"
        )
      }
      return raster.bands[0].values
    }
  }

  /// Puts two years on the cells that both have.
  ///
  /// - Parameters:
  ///   - before: The first year.
  ///   - after: The later year.
  /// - Throws: `.badData` where the cells of the two do not lie on one tiling, none is common to
  ///   both, or a value is negative.
  package init(_ before: Input, _ after: Input) throws(GridcastError) {
    let first = before.raster.grid
    let second = after.raster.grid
    let beforeValues = try before.values()
    let afterValues = try after.values()
    guard let aligned = second.onTiling(of: first) else {
      throw GridcastError(.badData, after.name, Self.difference(first, second, before.name))
    }
    guard let grid = first.intersection(aligned) else {
      throw GridcastError(.badData, after.name, "it has no cell in common with \(before.name)")
    }
    self.grid = grid
    self.before = grid.values(beforeValues, of: first)
    self.after = grid.values(afterValues, of: aligned)
    for (input, values) in [(before, self.before), (after, self.after)] {
      if let least = values.lazy.filter({ $0 < 0 }).min() {
        throw GridcastError(
          .badData, input.name,
          "it holds \(formatted(Double(least), 3)); a density is never below 0. Is its nodata value "
            + "set?")
      }
      guard values.contains(where: { !$0.isNaN }) else {
        throw GridcastError(.badData, input.name, "no cell has a value")
      }
    }
    var notes: [Sentence] = []
    for (input, own) in [(before, first), (after, aligned)] where own.count > grid.count {
      notes.append(
        "\(input.name): \(formatted(own.count - grid.count)) of its \(formatted(own.count)) cells lie "
          + "outside the other year and are left out")
    }
    self.notes = notes
  }

  /// SHA-256 over the values of both years.
  var fingerprint: String { digest(ofNumbers: [before, after]) }

  /// Why two grids do not lie on one tiling, and the way out.
  static func difference(_ first: Grid, _ second: Grid, _ name: String) -> Sentence {
    let way: Sentence =
      "; bin or reproject both to the same system and cells: \(.takeCells)"
    if first.coordinateSystem != second.coordinateSystem {
      return "it is in \(second.coordinateSystem), \(name) in \(first.coordinateSystem)\(way)"
    }
    if abs(first.cellSize - second.cellSize) > 1e-9 * first.cellSize {
      return "its cells are \(formatted(second.cellSize, 6)) wide, those of \(name) "
        + "\(formatted(first.cellSize, 6))\(way)"
    }
    return "its cells lie shifted by a part of a cell against those of \(name)\(way)"
  }
}

import GridcastBase
import GridcastBin
import GridcastForecast

/// The counts of several years on the same cells.
struct YearCounts: Sendable {
  /// One band for each year, named after it; NaN outside the study area.
  let raster: Raster
  /// The exact sums of each year.
  let sums: [CellValues]
  /// The cells.
  let fishnet: Fishnet
  /// Whether the values are integers.
  let isCount: Bool
  /// The categories of each year, one band each.
  private let categories: [Int: Raster]

  /// Puts the counts of all years on common cells.
  ///
  /// Without a study area the cells of a year end at its points; beyond them the count is 0 rather
  /// than unknown.
  ///
  /// - Parameters:
  ///   - years: The counts of each year.
  ///   - band: The category that is forecast; nil for the only one.
  ///   - parts: The categories to sum where no band is named, empty for all; nil where one must be.
  ///   - isLimited: Whether there is a study area.
  /// - Throws: `.badData` where no year has the band; `.usage` where one must be chosen.
  init(
    _ years: [(number: Int, counts: Counts)], band: String?, summing parts: [String]? = nil,
    isLimited: Bool
  ) throws(GridcastError) {
    let names = years.flatMap { $0.counts.sums.map(\.name) }
      .reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    let list = quoted(names)
    guard band != nil || names.count == 1 || parts != nil else {
      throw GridcastError(
        .usage, "years",
        "they have \(formatted(names.count)) categories, \(list); \(.nameBand)")
    }
    let summed = parts.map { $0.isEmpty ? names : $0 } ?? []
    let wanted = band.map { [$0] } ?? (parts == nil ? [names[0]] : summed)
    for name in wanted + summed where !names.contains(name) {
      throw GridcastError(.badData, "years", "none has a category '\(name)'; they have \(list)")
    }
    let grids = years.map(\.counts.fishnet.grid)
    guard let grid = grids.dropFirst().reduce(grids[0], { $0?.union($1) }) else {
      throw GridcastError(
        .badData, "years",
        "together they span too many cells: some lie far from the others. Check their coordinates, or "
          + "limit them with a study-area")
    }
    var sums: [CellValues] = []
    var isKnown = [Bool](repeating: true, count: grid.count)
    var all: [Int: [[Double]]] = [:]
    for (number, counts) in years {
      let own = counts.fishnet.grid
      let found = wanted.compactMap { name in counts.sums.first { $0.name == name } }
      let other = names.map { name in counts.sums.first { $0.name == name } }
      var values = [Double](repeating: 0, count: grid.count)
      var each = names.map { _ in values }
      for cell in 0..<grid.count {
        let (x, y) = grid.tile(of: cell)
        guard let place = own.cell(tileX: x, tileY: y) else { continue }
        if isLimited && !counts.fishnet.contains(place) {
          isKnown[cell] = false
        } else {
          for band in found where !band.values[place].isNaN { values[cell] += band.values[place] }
          for (index, band) in other.enumerated() {
            if let band, !band.values[place].isNaN { each[index][cell] = band.values[place] }
          }
        }
      }
      all[number] = each
      sums.append(CellValues(name: Self.band(of: number), values: values))
    }
    for index in sums.indices {
      for cell in 0..<grid.count where !isKnown[cell] { sums[index].values[cell] = .nan }
    }
    self.sums = sums
    categories = all.mapValues { each in
      Raster(
        grid: grid,
        bands: zip(names, each).map { name, values in
          .init(name: name, values: values.indices.map { isKnown[$0] ? Float(values[$0]) : .nan })
        })
    }
    raster = Raster(grid: grid, bands: sums.map(Raster.Band.init))
    fishnet = Fishnet(grid: grid, mask: isLimited ? isKnown : [])
    isCount = years.allSatisfy(\.counts.isCount)
  }

  /// The name of the band of a year; field names in a Shapefile must not begin with a digit.
  static func band(of year: Int) -> String { "y\(year)" }

  /// The raster of one year.
  func raster(of year: Int) -> DensityPair.Input {
    let band = raster.band(Self.band(of: year))
    return DensityPair.Input(
      "\(year)", Raster(grid: raster.grid, bands: band.map { [$0] } ?? []))
  }

  /// The raster of one year with all its categories.
  func categories(of year: Int) -> DensityPair.Input {
    DensityPair.Input("\(year)", categories[year] ?? raster(of: year).raster)
  }

  /// The style of the year with the greatest sum.
  var style: MapStyle { MapStyle(raster.greatestBand) }

  /// The style of each year, with the same classes for all.
  func bandStyles() -> [MapStyle] {
    let symbols = style.symbols
    return raster.bands.map { MapStyle($0.name, symbols) }
  }
}

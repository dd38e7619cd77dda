package import GridcastBase

/// The structure of a city: its centres, the directions of its growth, its spread, and the overlap
/// of two functions.
package struct CityStructure: Sendable {
  /// The options of an analysis.
  package struct Options: Sendable {
    /// The band in which centres are searched; nil for `predicted`, or the only band.
    package var density: String?
    /// The band of growth; nil for `change`, or `predicted` minus the earlier band.
    package var growth: String?
    /// The width σ of the Gaussian that smooths the density, in cells from north to south.
    package var sigma: Double
    /// The number of centres; nil for those that stand out.
    package var centreCount: Int?
    /// The number of sectors around the primary centre: 4, 8 or 16.
    package var sectorCount = 8
    /// The two bands to compare; nil for office and business where both exist.
    package var overlap: [String]?
    /// The raster with these bands and its name; nil for the raster itself.
    package var counts: (raster: Raster, subject: String)?

    /// Makes the default options, with `sigma` from `usualSigma`.
    package init(for grid: Grid) { sigma = CityStructure.usualSigma(for: grid) }
  }

  /// A centre of the city.
  package struct Centre: Sendable, Equatable, Codable {
    /// The rank by prominence, from 1 for the primary centre.
    package let rank: Int
    /// The name of the cell that contains it.
    package let cell: String
    /// Its coordinates, in the coordinate system of the raster.
    package let x: Double, y: Double
    /// The smoothed density at the centre.
    package let value: Double
    /// How far the smoothed density falls on the way to a higher centre (topographic prominence).
    package let prominence: Double
    /// The distance from the primary centre in metres.
    package let distance: Double
    /// The direction from the primary centre, as in "NE"; nil for the primary centre itself.
    package let direction: String?

    /// The position of the centre.
    package var point: Point { Point(x: x, y: y) }
  }

  /// What growth was computed from.
  package enum GrowthSource: Sendable, Equatable {
    /// A band of growth.
    case band(String)
    /// One band minus another.
    case difference(String, String)
    /// The density itself, as no growth is known.
    case density
  }

  /// About how many bytes an analysis takes for each cell, beside the values.
  package static let bytesPerCell = 70

  /// The bands that are compared by default.
  package static let usualOverlap = ["office", "business"]

  /// The cells.
  package let grid: Grid
  /// The name of the band in which centres were searched.
  package let density: String
  /// What growth was computed from.
  package let growthSource: GrowthSource
  /// Whether growth is what a model expects in excess of the present, rather than a change over
  /// years.
  package let isExpected: Bool
  /// The width σ of the smoothing, in cells.
  package let sigma: Double
  /// The centres, the primary one first.
  package let centres: [Centre]
  /// The number of all peaks of the smoothed density.
  package let peakCount: Int
  /// Growth around the primary centre.
  package let growth: GrowthSectors
  /// The ellipse of the density; nil where all density is in one cell.
  package let densityEllipse: DeviationalEllipse?
  /// The ellipse of growth above 0; nil where growth is unknown or in one cell only.
  package let growthEllipse: DeviationalEllipse?
  /// The overlap of two functions; nil where there are no such bands.
  package let overlap: BandOverlap?
  /// Sentences for the user, such as warnings.
  package let notes: [Sentence]

  /// Analyses a raster.
  ///
  /// - Throws: `.badData` where a band is missing, unknown everywhere or constant, or the counts
  ///   are of another place; `.usage` for the overlap of a band with itself.
  package init(_ raster: Raster, subject: String, _ options: Options) throws(GridcastError) {
    let grid = raster.grid
    let band = try raster.mainBand(options.density, subject: subject)
    guard let statistics = band.statistics else {
      throw GridcastError(.badData, subject, "band '\(band.name)' is not known in any cell")
    }
    guard statistics.minimum < statistics.maximum else {
      throw GridcastError(
        .badData, subject,
        "band '\(band.name)' is \(spoken(statistics.minimum, 6)) in every cell that is known, so no "
          + "centre stands out")
    }
    let units = grid.metresPerUnit
    let smoothed = gaussianMeans(
      band.values, columns: grid.columns, sigma: options.sigma,
      stretch: units.y / max(units.x, 1e-6 * units.y))
    let surface = zip(band.values, smoothed).map { $0.isNaN ? .nan : $1 }
    let pieces = ConnectedPieces(of: surface.map { !$0.isNaN }, columns: grid.columns)
    let small = pieces.smaller(than: options.sigma * options.sigma)
    let peaks = SurfacePeaks(pieces.without(small, surface), columns: grid.columns)
    let chosen = peaks.standingOut(options.centreCount)
    let places = chosen.map { peaks.middle(of: $0, on: grid) }
    guard let primary = places.first else {
      throw GridcastError(
        .badData, subject,
        "band '\(band.name)' is the same in every cell once it is smoothed, so no centre stands out; "
          + "\(.smoothLess)")
    }
    let (source, values) = try Self.growth(
      of: raster, density: band, name: options.growth, subject: subject)
    // max(NaN, 0) would turn an unknown value into 0.
    let direction = source == .density ? values.map { $0 < 0 ? 0 : $0 } : values
    var notes: [Sentence] = []
    if !small.isEmpty {
      notes.append(
        "\(counted(small.reduce(0) { $0 + $1.count }, "cell")) in \(counted(small.count, "piece")) apart "
          + "from the others and of less than σ² = "
          + "\(spoken(options.sigma * options.sigma, 2)) cells: too small to smooth, so no centre "
          + "is looked for there")
    }
    if options.sigma > 0.5 * Double(max(grid.columns, grid.rows)) {
      notes.append(
        "the smoothing (σ = \(spoken(options.sigma, 1)) cells) is wider than half the raster, so that hardly "
          + "anything can stand out; \(.smoothLess)")
    }
    let negatives = band.values.count { $0 < 0 }
    if negatives > 0 {
      notes.append(
        "band '\(band.name)' is below 0 in \(counted(negatives, "cell")), which have no weight in the "
          + "ellipse")
    }
    if let asked = options.centreCount, asked > places.count {
      notes.append(
        "\(asked) centres were asked for, but the smoothed density has only "
          + "\(counted(peaks.peaks.count, "peak"))")
    }
    overlap = try Self.overlap(in: raster, subject: subject, options: options, notes: &notes)
    self.grid = grid
    density = band.name
    growthSource = source
    isExpected =
      options.growth == nil && source != .density && raster.band(ForecastBand.before) == nil
      && raster.band(ForecastBand.observed) != nil
    sigma = options.sigma
    peakCount = peaks.peaks.count
    growth = GrowthSectors(direction, on: grid, around: primary, count: options.sectorCount)
    densityEllipse = DeviationalEllipse(band.values.map(Double.init), on: grid)
    growthEllipse = source == .density ? nil : DeviationalEllipse(values, on: grid)
    centres = zip(chosen, places).enumerated().map { index, item in
      let (peak, point) = item
      let step = grid.metres(from: primary, to: point)
      let sector = Compass.sector(
        of: Compass.bearing(east: step.east, north: step.north), among: 16)
      return Centre(
        rank: index + 1, cell: grid.name(of: grid.cell(at: point) ?? peak.cell), x: point.x,
        y: point.y, value: peak.value, prominence: peak.prominence,
        distance: grid.distance(from: primary, to: point),
        direction: index == 0 ? nil : Compass.name(sector, among: 16))
    }
    self.notes = notes
  }

  /// Whether a raster has the two functions whose overlap is told unless others are named.
  package static func hasUsualOverlap(_ raster: Raster) -> Bool {
    usualOverlap.allSatisfy { raster.band($0) != nil }
  }

  private static func overlap(
    in raster: Raster, subject: String, options: Options, notes: inout [Sentence]
  ) throws(GridcastError) -> BandOverlap? {
    let names = options.overlap ?? usualOverlap
    guard names[0] != names[1] else {
      throw GridcastError(
        .usage, "overlap \(names.joined(separator: ","))",
        "a band lies where it lies; name two different bands")
    }
    let first = subject
    if let (counts, subject) = options.counts {
      guard counts.grid.onTiling(of: raster.grid).flatMap(raster.grid.intersection) != nil else {
        throw GridcastError(
          .badData, subject,
          "it has no cell in common with the first raster; \(.binLike(first))")
      }
      guard options.overlap != nil || hasUsualOverlap(counts) else {
        throw GridcastError(
          .badData, subject,
          "it has no bands \(names.map { Sentence($0) }.listed), but "
            + "\(counts.bands.map(\.name).joined(separator: ", ")); \(.nameTwoBands)")
      }
    } else if options.overlap == nil, !hasUsualOverlap(raster) {
      return nil
    }
    let (source, sourceName) = options.counts ?? (raster, subject)
    guard options.overlap == nil else {
      return try BandOverlap(source, of: names[0], and: names[1], subject: sourceName)
    }
    // The overlap of these two was not requested, so its failure must not stop the analysis.
    do throws(GridcastError) {
      return try BandOverlap(source, of: names[0], and: names[1], subject: sourceName)
    } catch {
      notes.append(
        "the overlap of \(names.map { Sentence($0) }.listed) is left out: \(error.sentence)")
      return nil
    }
  }

  /// The default width of the smoothing, in cells: 1 km, but at least one and a half cells.
  package static func usualSigma(for grid: Grid) -> Double {
    max(1.5, 1000 / (grid.cellSize * grid.coordinateSystem.metresPerUnit))
  }

  /// The growth of each cell, NaN where it is unknown.
  private static func growth(
    of raster: Raster, density: Raster.Band, name: String?, subject: String
  ) throws(GridcastError) -> (GrowthSource, [Double]) {
    if let name = name ?? raster.band(ForecastBand.change)?.name {
      let band = try raster.band(named: name, subject: subject)
      guard band.statistics != nil || name != ForecastBand.change else {
        return (.density, density.values.map(Double.init))
      }
      return (.band(name), band.values.map(Double.init))
    }
    for earlier in [ForecastBand.before, ForecastBand.observed] where density.name != earlier {
      guard density.name == ForecastBand.predicted, let band = raster.band(earlier) else {
        continue
      }
      let values = zip(density.values, band.values).map { Double($0) - Double($1) }
      return (.difference(density.name, earlier), values)
    }
    return (.density, density.values.map(Double.init))
  }
}

extension SurfacePeaks {
  /// A peak stands out if its prominence is at least this share of the greatest.
  static let share = 0.1

  /// The peaks that stand out, or as many as requested.
  fileprivate func standingOut(_ count: Int?) -> [Peak] {
    if let count { return Array(peaks.prefix(count)) }
    let least = Self.share * (peaks.first?.prominence ?? 0)
    return peaks.filter { $0.prominence >= least }
  }

  /// The centroid of a peak's summit; the peak's own cell where the centroid is outside the summit.
  fileprivate func middle(of peak: Peak, on grid: Grid) -> Point {
    let summit = summit(of: peak)
    let centers = summit.map { grid.box(of: $0).center }
    let count = Double(summit.count)
    let middle = Point(
      x: centers.reduce(0) { $0 + $1.x } / count, y: centers.reduce(0) { $0 + $1.y } / count)
    let isOnTop = grid.cell(at: middle).map(summit.contains) ?? false
    return isOnTop ? middle : grid.box(of: peak.cell).center
  }
}

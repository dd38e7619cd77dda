import GridcastAnalyse
package import GridcastBase
package import GridcastBin
package import GridcastFormats
import GridcastGeo
import GridcastReproject

/// The statistics of a raster by zone.
package struct RasterZones: Sendable {
  /// What is told of one band.
  package struct Band: Sendable {
    /// Its name.
    package let name: String
    /// All zones together, where those that overlap count each.
    package let all: ZoneValues
  }

  /// The zones in their own coordinate system, with their own attributes and the statistics.
  package let zones: Features
  /// The bands.
  package let bands: [Band]
  /// The number of zones that have no part on the raster.
  package let outside: Int
  /// Sentences for the user.
  package let notes: [Sentence]
  /// The field that is shown, and its classes.
  package let style: MapStyle

  /// The greatest number of values that are held apart.
  private static let valueLimit = 4_000_000
  /// About how many cells are read at once, of each band.
  private static let blockSize = 524_288

  /// Takes the values of a raster by zone, block by block.
  ///
  /// - Parameters:
  ///   - raster: The raster.
  ///   - source: The zones, which are brought to the system of the raster.
  ///   - statistics: What is told of each zone and band.
  ///   - progress: Receives how many rows are done.
  /// - Throws: The errors of reading; `.badData` where no zone lies on the raster, or there are too many different
  ///   values for those that count them.
  package init(
    of raster: Source, by source: Source, _ statistics: [ZoneStatistic] = ZoneStatistic.usual,
    progress: @escaping ProgressHandler = { _, _, _ in }
  ) throws(GridcastError) {
    var notes: [Sentence] = []
    let blocks = try RasterBlocks(reading: raster, &notes)
    let grid = blocks.grid
    let own = try LayerReader(source, for: .areas).knownCoordinateSystem()
    let area = try StudyArea(source, target: .named(own.code ?? own.wkt))
    notes += area.notes
    let cover = ZoneCover(
      try Self.moved(area.features, to: grid.coordinateSystem, source, &notes), on: grid)
    let outside = cover.isOnGrid.count { !$0 }
    guard outside < cover.count else {
      throw GridcastError(
        .badData, source.path,
        "no zone lies on \(raster.path); see whether both are in the coordinate systems that they name"
      )
    }
    let apart = statistics.contains(where: \.needsValues)
    let bands = blocks.bands
    if apart, let long = bands.first(where: \.isLongWhole) {
      notes.append(
        "\(raster.path): band '\(long.name)': numbers beyond 16,777,216 are rounded to 32 bits, so that some may count as the same value"
      )
    }
    let values = try Self.values(of: blocks, cover, apart: apart, progress: progress)
    if outside > 0 {
      notes.append("\(source.path): zones outside the raster, which have no values: \(outside)")
    }
    let beyond = cover.reachesBeyond.count { $0 }
    if beyond > 0 {
      notes.append(
        "\(source.path): zones that reach beyond the raster, of which only the part within counts: \(beyond)"
      )
    }
    self.bands = bands.indices.map { band in
      var all = ZoneValues()
      for zone in values { all.add(zone[band]) }
      return Band(name: bands[band].name, all: all)
    }
    for band in self.bands where band.all.unknown > 0 {
      notes.append(
        "band '\(band.name)': cells of unknown value within zones, which are left out: \(formatted(band.all.unknown, 2))"
      )
    }
    var zones = area.features
    let first = zones.columns.count
    for (number, band) in bands.enumerated() {
      for statistic in statistics {
        zones.columns.append(
          .statistic(
            statistic, named: bands.count == 1 ? statistic.rawValue : "\(band.name)_\(statistic)",
            values.map { $0[number].value(statistic) }))
      }
    }
    let shown = first + (statistics.firstIndex(of: .mean) ?? 0)
    style = MapStyle(
      zones.columns[shown].field.name,
      Classification.natural.classes(of: (zones.columns[shown].numbers ?? []).compactMap(\.self)))
    self.zones = zones
    self.outside = outside
    self.notes = notes + blocks.notes
  }

  /// The zones in the system of the raster, each in its place; one that cannot be brought there covers nothing.
  private static func moved(
    _ zones: Features, to target: CoordinateSystem, _ source: Source, _ notes: inout [Sentence]
  ) throws(GridcastError) -> Shapes {
    guard let own = zones.coordinateSystem else { return zones.shapes }
    let numbered = Features(
      shapes: zones.shapes,
      columns: [
        Column(
          Field("zone", .integer), .integers(Optionals(known: (0..<zones.count).map(Int64.init))))
      ], coordinateSystem: own)
    var tally = Tally()
    let moved = try Reprojection(from: own, to: target).moveEdges(numbered, &tally)
    notes += tally.notes.map { "\(source.path): \($0)" }
    guard case .integers(let numbers)? = moved.columns.first?.values else { return moved.shapes }
    var shapes = try moved.shapes.repaired().shapes
    if target.isPlainDegrees { shapes = try shapes.cutAtAntimeridian(.shorter).shapes }
    var result = Shapes()
    var next = 0
    for zone in 0..<zones.count {
      if next < shapes.count, numbers[next] == Int64(zone) {
        result.append(shapes.shape(next))
        next += 1
      } else {
        result.addNull()
      }
    }
    return result
  }

  /// What each zone has of each band.
  private static func values(
    of blocks: RasterBlocks, _ cover: ZoneCover, apart: Bool, progress: ProgressHandler
  ) throws(GridcastError) -> [[ZoneValues]] {
    let bands = blocks.bands
    let ranges = blocks.grid.blocks(of: blockSize)
    var values = Array(
      repeating: Array(repeating: ZoneValues(), count: bands.count), count: cover.count)
    var done = 0
    var held = 0
    try orderedMap(ranges.count) { (block) throws(GridcastError) in
      let rows = ranges[block]
      var read: [[Float]] = []
      for band in bands { read.append(try band.rows.values(rows)) }
      return cover.values(in: rows, of: read, apart: apart)
    } take: { (found) throws(GridcastError) in
      for (zone, parts) in found {
        for (band, part) in parts.enumerated() {
          held -= values[zone][band].valueCount
          values[zone][band].add(part)
          held += values[zone][band].valueCount
        }
      }
      guard held <= valueLimit else {
        throw GridcastError(
          .badData, blocks.path,
          "it has too many different values for the majority and variety of zones, which are for classes and not for measured numbers; leave those two out"
        )
      }
      done += 1
      progress("zones", done, ranges.count)
      return true
    }
    return values
  }
}

extension Column {
  /// A column of one statistic.
  fileprivate static func statistic(
    _ statistic: ZoneStatistic, named name: String, _ values: [Double?]
  ) -> Column {
    statistic == .variety
      ? Column(
        Field(name, .integer, width: 10), .integers(Optionals(values.map { $0.map { Int64($0) } })))
      : Column(Field(name, .number), .numbers(Optionals(values)))
  }
}

import Foundation
package import GridcastBase
import GridcastGeo

/// A raster that stays in its file, whose values are read by rows when they are wanted.
///
/// GDAL lets one thread at a time read a file, so others wait.
package final class RasterBlocks: @unchecked Sendable {
  /// One band.
  package struct Band: Sendable {
    /// Its values.
    package let rows: CellRows
    /// What says that the numbers are classes; nil where they are amounts as far as the file tells.
    package let classes: BandClasses?
    /// Whether its numbers are whole ones that may be too long for a `Float`.
    package let isLongWhole: Bool
    /// Its name.
    package var name: String { rows.name }
  }

  /// The cells.
  package let grid: Grid
  /// The path of the file.
  package let path: String
  private let names: [(own: String, told: String)]
  private let told: [RasterInfo.Band]
  private let lock = NSLock()
  private let dataset: RasterDataset
  /// Up to which row the infinite cells of each band are counted, and how many there are.
  private var infinite: [(row: Int, count: Int)]

  /// Opens a raster of square cells, north up, and reads no value.
  ///
  /// - Parameters:
  ///   - source: The file, with the one of its rasters to read as its layer.
  ///   - step: What else to do where the file holds several rasters; nil where a layer can be named.
  ///   - notes: Receives what of the file is left out.
  /// - Throws: `.unreadable` or `.badData`, naming the file.
  package init(
    reading source: Source, choosing step: NextStep? = nil, _ notes: inout [Sentence]
  ) throws(GridcastError) {
    let dataset = try RasterDataset(of: source, choosing: step, &notes)
    let system = try source.coordinateSystem.map { name throws(GridcastError) in
      try CoordinateSystem.named(name)
    }
    let layout = try dataset.layout(in: system)
    self.dataset = dataset
    grid = layout.grid
    path = source.path
    names = zip(layout.names, layout.bands).map { ($0, $1.name) }
    told = layout.bands
    infinite = layout.bands.map { _ in (0, 0) }
  }

  /// Opens the only raster of a file, or the first.
  package convenience init(reading path: String) throws(GridcastError) {
    var notes: [Sentence] = []
    try self.init(reading: Source(path), choosing: .writeOnePart, &notes)
  }

  /// The number of values of all bands.
  package var valueCount: Int { grid.count * names.count }

  /// The bands.
  package var bands: [Band] {
    names.indices.map { number in
      Band(
        rows: CellRows(names[number].own, grid) { (rows) throws(GridcastError) in
          try self.values(ofBand: number, rows)
        }, classes: told[number].classes,
        isLongWhole: told[number].isLongWhole)
    }
  }

  /// What is said of infinite cells, after the bands that were wanted have been walked.
  package var notes: [Sentence] {
    lock.withLock {
      zip(infinite, names).compactMap { found, name in
        found.count > 0 ? RasterInfo.infinite(found.count, in: name.told) : nil
      }
    }
  }

  private func values(ofBand number: Int, _ rows: Range<Int>) throws(GridcastError) -> [Float] {
    lock.lock()
    defer { lock.unlock() }
    var count = 0
    let values = try dataset.floats(ofBand: number, rows: rows, infinite: &count)
    if rows.lowerBound == infinite[number].row {
      infinite[number] = (rows.upperBound, infinite[number].count + count)
    }
    return values
  }

  /// The whole raster in memory.
  ///
  /// - Parameters:
  ///   - working: How many bytes the work with it takes for each cell, beside the values.
  ///   - notes: Receives how many cells are infinite.
  /// - Returns: The raster.
  /// - Throws: `.badData` where memory does not do.
  package func whole(working: Int = 0, _ notes: inout [Sentence]) throws(GridcastError) -> Raster {
    lock.lock()
    defer { lock.unlock() }
    return try dataset.raster(in: grid.coordinateSystem, working: working, &notes)
  }
}

extension RasterBlocks {
  /// The names of the bands.
  package var list: BandList { BandList(bands.map { ($0.name, $0.classes) }, of: path) }
}

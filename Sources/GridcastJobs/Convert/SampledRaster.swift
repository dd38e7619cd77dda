package import GridcastBase
import GridcastBin
package import GridcastFormats
import GridcastGeo
import GridcastReproject
import GridcastWrite

/// The values of a raster at the places of features, as fields beside their own.
package struct SampledRaster: Sendable {
  /// How a value is taken.
  package enum Method: String, Sendable, CaseIterable {
    /// That of the cell in which the place lies.
    case near
    /// The mean of the four cells whose centres lie around the place, the nearer the more; unknown ones are left
    /// out, and where the cell of the place itself is unknown, there is no value.
    case bilinear
  }

  /// What came of it.
  package struct Found: Sendable {
    /// The features in their own system, with a field a band.
    package let features: Features
    /// The names of the new fields.
    package let fields: [String]
    /// How many features lie beside the raster, have no place, or lie on unknown cells of all bands.
    package let outside: Int, unplaced: Int, unknown: Int
    /// Sentences for the user.
    package let notes: [Sentence]
  }

  /// About how many cells are read at once, of each band.
  private static let blockSize = 2_097_152

  private let blocks: RasterBlocks
  /// The bands whose values are taken, counted from 0.
  private let chosen: [Int]
  private let method: Method
  /// The raster that is meant, where the file holds several.
  private let part: String?
  private var notes: [Sentence] = []

  /// Opens a raster, of which all bands are taken where none is named.
  ///
  /// - Throws: `.badData` where it has no band of a name; the errors of reading.
  package init(of raster: Source, bands names: [String] = [], _ method: Method)
    throws(GridcastError)
  {
    var (raster, names) = try raster.choosing(names)
    raster.role = .values
    part = raster.layers.first
    blocks = try RasterBlocks(reading: raster, &notes)
    let list = BandList(blocks.bands.map { ($0.name, $0.classes) }, of: raster.path)
    chosen = names.isEmpty ? Array(blocks.bands.indices) : try list.indices(of: names)
    self.method = method
  }

  /// Reads a layer, and takes the values at its places: of points where they lie, of lines in their middle, of areas
  /// on their surface, and of features of several points at the first.
  ///
  /// - Throws: The errors of reading; `.badData` where no place lies on the raster.
  package func values(at source: Source) throws(GridcastError) -> Found {
    var notes = notes
    let reader = try LayerReader(source, for: .features)
    let own = try reader.knownCoordinateSystem()
    var tally = Tally()
    guard var features = try reader.whole(&tally) else {
      throw GridcastError(.badData, source.path, tally.withNotes("it is empty", of: source.path))
    }
    notes += (reader.notes + tally.notes).map { "\(source.path): \($0)" }
    let located = try RepresentativePoints(of: features.shapes)
    let moved = try Reprojection.project(
      located.points, from: own, to: blocks.grid.coordinateSystem)
    var places = [Point?](repeating: nil, count: features.count)
    for index in moved.indices.reversed() { places[located.owner(of: index)] = moved[index] }
    let values = try self.values(at: places)
    let grid = blocks.grid
    var (outside, unplaced, unknown) = (0, 0, 0)
    for (index, place) in places.enumerated() {
      guard let place else {
        unplaced += 1
        continue
      }
      if cell(at: place) == nil {
        outside += 1
      } else if values.allSatisfy({ $0[index].isNaN }) {
        unknown += 1
      }
    }
    guard outside + unplaced < features.count else {
      throw GridcastError(
        .badData, source.path,
        "none of it lies on \(blocks.path), which is in \(grid.coordinateSystem); see whether both are in the coordinate systems that they name"
      )
    }
    var names = chosen.map { blocks.bands[$0].name }
    // What has no name of its own is called as the file.
    if names == ["band 1"] { names = [part ?? Source(blocks.path).name] }
    for (name, numbers) in zip(names, values) {
      features.columns.append(
        Column(
          Field(name, .number),
          .numbers(Optionals(numbers.map { $0.isNaN ? nil : Double($0) }))))
    }
    return Found(
      features: features, fields: names, outside: outside, unplaced: unplaced, unknown: unknown,
      notes: notes + blocks.notes)
  }

  /// The cell of a place; longitudes may be counted on beyond 180°, or from 0° on.
  private func cell(at place: Point) -> Int? {
    guard place.isFinite else { return nil }
    let grid = blocks.grid
    if let cell = grid.cell(at: place) { return cell }
    guard grid.coordinateSystem.isPlainDegrees else { return nil }
    return grid.cell(at: Point(x: place.x + 360, y: place.y))
      ?? grid.cell(at: Point(x: place.x - 360, y: place.y))
  }

  /// The value of each band at each place; NaN where there is none.
  private func values(at places: [Point?]) throws(GridcastError) -> [[Float]] {
    let grid = blocks.grid
    let ranges = grid.blocks(of: Self.blockSize)
    let height = ranges[0].count
    var inBlock = [[(place: Int, cell: Int)]](repeating: [], count: ranges.count)
    for (index, place) in places.enumerated() {
      guard let place, let cell = cell(at: place) else { continue }
      inBlock[cell / grid.columns / height].append((index, cell))
    }
    let bands = chosen.map { blocks.bands[$0] }
    var values = [[Float]](
      repeating: [Float](repeating: .nan, count: places.count), count: bands.count)
    for (range, inside) in zip(ranges, inBlock) where !inside.isEmpty {
      let margin = method == .near ? 0 : 1
      let rows = max(0, range.lowerBound - margin)..<min(grid.rows, range.upperBound + margin)
      for (band, told) in bands.enumerated() {
        let read = try told.rows.values(rows)
        for (index, cell) in inside {
          guard let place = places[index] else { continue }
          let own = read[cell - rows.lowerBound * grid.columns]
          values[band][index] =
            method == .near || own.isNaN ? own : mean(around: place, cell, read, rows)
        }
      }
    }
    return values
  }

  private func mean(around place: Point, _ cell: Int, _ read: [Float], _ rows: Range<Int>) -> Float
  {
    let grid = blocks.grid
    let middle = grid.box(of: cell).center
    var (dx, dy) = ((place.x - middle.x) / grid.cellSize, (middle.y - place.y) / grid.cellSize)
    // A longitude that is counted on by a turn.
    if abs(dx) > 1 { dx = (place.x - middle.x).remainder(dividingBy: 360) / grid.cellSize }
    let (row, column) = (cell / grid.columns, cell % grid.columns)
    let steps = (dx < 0 ? -1 : 1, dy < 0 ? -1 : 1)
    (dx, dy) = (abs(dx), abs(dy))
    var (sum, weights) = (0.0, 0.0)
    for (down, along) in [(0, 1 - dy), (steps.1, dy)] {
      for (right, across) in [(0, 1 - dx), (steps.0, dx)] {
        let (y, x) = (row + down, column + right)
        guard rows.contains(y), 0..<grid.columns ~= x else { continue }
        let value = read[(y - rows.lowerBound) * grid.columns + x]
        guard !value.isNaN, along * across > 0 else { continue }
        sum += along * across * Double(value)
        weights += along * across
      }
    }
    return Float(sum / weights)
  }
}

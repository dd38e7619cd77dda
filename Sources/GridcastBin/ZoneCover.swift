package import GridcastBase

/// Zones over the cells of a grid: which share of each cell each of them covers.
package struct ZoneCover: Sendable {
  /// A share below this is rounding.
  private static let least = 1e-9

  /// The rings of a zone in one place, from the corner of cell (0, 0) of the tiling.
  private struct Piece: Sendable {
    let zone: Int
    let rings: [(points: [Point], sign: Double)]
    /// The columns and rows of the grid that it may cover, rows from the north.
    let columns: Range<Int>
    let rows: Range<Int>
  }

  private let grid: Grid
  private let pieces: [Piece]
  /// The number of zones.
  package let count: Int
  /// Whether each zone has a part on the grid.
  package let isOnGrid: [Bool]
  /// Whether each zone reaches beyond the grid.
  package let reachesBeyond: [Bool]

  /// Prepares valid polygons in the coordinate system of the grid.
  ///
  /// - Parameters:
  ///   - zones: The polygons; others cover nothing.
  ///   - grid: The cells. Where it is in degrees, it may count longitudes from 0 or from −180 on.
  package init(_ zones: Shapes, on grid: Grid) {
    self.grid = grid
    count = zones.count
    var pieces: [Piece] = []
    var isOnGrid = Array(repeating: false, count: zones.count)
    var reachesBeyond = Array(repeating: false, count: zones.count)
    let turns = grid.coordinateSystem.isPlainDegrees ? [0.0, 360, -360] : [0]
    for zone in 0..<zones.count {
      guard [.polygon, .multiPolygon].contains(zones.kinds[zone]), !zones.isEmpty(zone) else {
        continue
      }
      let own = Box(zones.points[zones.vertices(of: zone)])
      var isWithin = false
      for turn in turns {
        let box = Box(
          minX: own.minX + turn, minY: own.minY, maxX: own.maxX + turn, maxY: own.maxY)
        guard let window = Self.window(box, of: grid) else { continue }
        if grid.box.expanded(by: 1e-6 * grid.cellSize).contains(box) { isWithin = true }
        isOnGrid[zone] = true
        let rings = zones.parts(of: zone).map { part in
          (
            zones.points[zones.vertices(ofPart: part)].map {
              Point(x: $0.x + turn - grid.anchor.x, y: $0.y - grid.anchor.y)
            }, zones.partKinds[part] == .interior ? -1.0 : 1
          )
        }
        pieces.append(Piece(zone: zone, rings: rings, columns: window.columns, rows: window.rows))
      }
      reachesBeyond[zone] = isOnGrid[zone] && !isWithin
    }
    self.pieces = pieces
    self.isOnGrid = isOnGrid
    self.reachesBeyond = reachesBeyond
  }

  /// The columns and rows of a grid over which a box lies; nil where it lies beside the grid.
  private static func window(_ box: Box, of grid: Grid) -> (columns: Range<Int>, rows: Range<Int>)?
  {
    func range(_ low: Double, _ high: Double, _ count: Int) -> Range<Int>? {
      let first = max(0, low.rounded(.down))
      let last = min(Double(count), high.rounded(.up))
      return first < last ? Int(first)..<Int(last) : nil
    }
    let size = grid.cellSize
    guard
      let columns = range(
        (box.minX - grid.minX) / size, (box.maxX - grid.minX) / size, grid.columns),
      let rows = range((grid.maxY - box.maxY) / size, (grid.maxY - box.minY) / size, grid.rows)
    else { return nil }
    return (columns, rows)
  }

  /// Passes on the cells that zones cover, zone by zone, within some rows of the grid.
  ///
  /// - Parameters:
  ///   - rows: The rows, from the north.
  ///   - body: Receives the zone, the index of the cell among those of the rows, and the share of the cell that
  ///     the zone covers.
  package func forEachShare(
    in rows: Range<Int>, _ body: (_ zone: Int, _ cell: Int, _ share: Double) -> Void
  ) {
    let size = grid.cellSize
    for piece in pieces {
      let wanted = piece.rows.clamped(to: rows)
      guard !wanted.isEmpty else { continue }
      let width = piece.columns.count
      var shares = Array(repeating: 0.0, count: width * wanted.count)
      let west = grid.west + piece.columns.lowerBound
      let north = grid.south + grid.rows - 1 - wanted.lowerBound
      for ring in piece.rings {
        CellShares.areas(
          of: ring.points, cellSize: size,
          within: (west..<west + width, north - wanted.count + 1..<north + 1)
        ) { x, y, area in
          shares[(north - y) * width + x - west] += ring.sign * area / (size * size)
        }
      }
      for (index, share) in shares.enumerated() where share > Self.least {
        let row = wanted.lowerBound - rows.lowerBound + index / width
        body(piece.zone, row * grid.columns + piece.columns.lowerBound + index % width, share)
      }
    }
  }

  /// The values of bands in each zone, within some rows of the grid.
  ///
  /// - Parameters:
  ///   - rows: The rows, from the north.
  ///   - bands: The values of each band in these rows, row-major.
  ///   - apart: Whether the values are held apart, as for the one that covers most.
  /// - Returns: For each zone that covers anything here what it has of each band, in the order of zones.
  package func values(in rows: Range<Int>, of bands: [[Float]], apart: Bool) -> [(
    zone: Int, bands: [ZoneValues]
  )] {
    var found: [(zone: Int, bands: [ZoneValues])] = []
    forEachShare(in: rows) { zone, cell, share in
      if found.last?.zone != zone {
        found.append((zone, Array(repeating: ZoneValues(), count: bands.count)))
      }
      for band in bands.indices {
        found[found.count - 1].bands[band].add(bands[band][cell], share: share, apart: apart)
      }
    }
    return found
  }
}

package import GridcastBase
import GridcastGeo
import Synchronization

/// Where the cells of a raster lie in another one, from which it is made.
///
/// Positions are counted in columns and rows of the source, so that the middle of its first cell is
/// (0.5, 0.5). In squares of cells they come from polynomials fitted to PROJ's own results, and from PROJ
/// for each cell where no polynomial does. The squares lie on one tiling, so results depend on no order.
package final class PixelMap: Sendable {
  /// The columns and rows of a raster, its system, and GDAL's six numbers by which cells get their places.
  package struct Frame: Sendable {
    let columns: Int, rows: Int
    let transform: [Double]
    let system: CoordinateSystem

    /// Describes a raster.
    package init(columns: Int, rows: Int, transform: [Double], system: CoordinateSystem) {
      self.columns = columns
      self.rows = rows
      self.transform = transform
      self.system = system
    }

    /// The place of a position in cells.
    func place(_ point: Point) -> Point {
      Point(
        x: transform[0] + point.x * transform[1] + point.y * transform[2],
        y: transform[3] + point.x * transform[4] + point.y * transform[5])
    }
  }

  private struct Square: Hashable {
    let x: Int, y: Int, side: Int
  }

  /// The wanted and the tolerated greatest error of a fit, in cells of the source.
  private static let aim = 1e-8, limit = 1e-5
  /// The sides of the squares, in cells of the target.
  private static let greatestSide = 512, leastSide = 64

  /// The raster that cells come from.
  package let source: Frame
  /// The raster that is made.
  package let target: Frame
  private let projection: Projection?
  private let inverse: [Double]
  /// The longitude in the middle of the source, around which longitudes are counted.
  private let meridian: Double?
  private let fits = Mutex<[Square: ChebyshevFit?]>([:])

  /// Prepares the map; nil where PROJ chooses between operations by place, or cells have no places.
  ///
  /// - Throws: `.badData` where PROJ knows no operation between the two systems.
  package init?(from source: Frame, to target: Frame) throws(GridcastError) {
    let (a, b, c, d) = (
      source.transform[1], source.transform[2], source.transform[4], source.transform[5]
    )
    let determinant = a * d - b * c
    guard determinant != 0, determinant.isFinite else { return nil }
    self.source = source
    self.target = target
    inverse =
      b == 0 && c == 0
      ? [1 / a, 0, 0, 1 / d] : [d, -b, -c, a].map { $0 / determinant }
    if source.system.definition == target.system.definition {
      projection = nil
      meridian = nil
    } else {
      let projection = Projection(from: target.system, to: source.system)
      guard try projection.isOneOperation() else { return nil }
      self.projection = projection
      let ends = [0.0, Double(source.columns)].flatMap { x in
        [0.0, Double(source.rows)].map { source.place(Point(x: x, y: $0)).x }
      }
      let (west, east) = (ends.min() ?? 0, ends.max() ?? 0)
      meridian = source.system.isPlainDegrees && east - west <= 360 ? (west + east) / 2 : nil
    }
  }

  /// Whether the source goes round the Earth.
  package var goesRound: Bool {
    source.system.isPlainDegrees && source.transform[2] == 0
      && abs(abs(source.transform[1]) * Double(source.columns) - 360) < 1e-6
  }

  /// Moves positions in cells of the target to those of the source, exactly.
  func move(_ points: inout MutableSpan<Point>) throws(GridcastError) {
    for index in points.indices { points[index] = target.place(points[index]) }
    try projection?.move(&points)
    for index in points.indices {
      var point = points[index]
      if let meridian {
        if point.x < meridian - 180 { point.x += 360 }
        if point.x > meridian + 180 { point.x -= 360 }
      }
      let (x, y) = (point.x - source.transform[0], point.y - source.transform[3])
      points[index] = Point(x: x * inverse[0] + y * inverse[1], y: x * inverse[2] + y * inverse[3])
    }
  }

  /// The positions of a block of cells.
  ///
  /// - Parameters:
  ///   - columns: The columns of the target.
  ///   - rows: The rows of the target.
  ///   - isCorner: Whether the upper left corners are wanted, also those one beyond the last column and
  ///     row, and not the middles.
  /// - Returns: The positions, row by row; those that PROJ has none for are infinite or NaN.
  /// - Throws: `.badData` where PROJ knows no operation between the two systems.
  package func positions(_ columns: Range<Int>, _ rows: Range<Int>, isCorner: Bool)
    throws(GridcastError) -> PixelPositions
  {
    let more = isCorner ? 1 : 0
    let middle = isCorner ? 0 : 0.5
    let across = columns.count + more
    let down = rows.count + more
    let block = Block(
      columns: columns.lowerBound..<columns.upperBound + more,
      rows: rows.lowerBound..<rows.upperBound + more, middle: middle)
    var x = [Double](repeating: 0, count: across * down)
    var y = x
    try fill(block, &x, &y, block.columns, block.rows, Self.greatestSide)
    return PixelPositions(across: across, down: down, x: x, y: y)
  }

  /// The cells whose positions are wanted, and what is added to their numbers.
  private struct Block {
    let columns: Range<Int>
    let rows: Range<Int>
    let middle: Double
  }

  /// Fills a part of a block square by square; where one has no polynomial, its quarters may have.
  private func fill(
    _ block: Block, _ xs: inout [Double], _ ys: inout [Double], _ columns: Range<Int>,
    _ rows: Range<Int>, _ side: Int
  ) throws(GridcastError) {
    // What lies one beyond the last cells belongs to their square.
    let last = (x: (target.columns - 1) / side, y: (target.rows - 1) / side)
    var row = rows.lowerBound
    while row < rows.upperBound {
      let y = min(row / side, last.y)
      let bottom = y == last.y ? rows.upperBound : min(rows.upperBound, (y + 1) * side)
      var column = columns.lowerBound
      while column < columns.upperBound {
        let x = min(column / side, last.x)
        let right = x == last.x ? columns.upperBound : min(columns.upperBound, (x + 1) * side)
        let fit = try fit(of: Square(x: x, y: y, side: side))
        if let fit {
          move(block, &xs, &ys, column..<right, row..<bottom, by: fit)
        } else if projection != nil, side > Self.leastSide {
          try fill(block, &xs, &ys, column..<right, row..<bottom, side / 2)
        } else {
          try move(block, &xs, &ys, column..<right, row..<bottom)
        }
        column = right
      }
      row = bottom
    }
  }

  private func move(
    _ block: Block, _ xs: inout [Double], _ ys: inout [Double], _ columns: Range<Int>,
    _ rows: Range<Int>, by fit: ChebyshevFit
  ) {
    let left = columns.lowerBound - block.columns.lowerBound
    let (across, top, middle) = (block.columns.count, block.rows.lowerBound, block.middle)
    var x = xs.mutableSpan
    var y = ys.mutableSpan
    for row in rows {
      let start = (row - top) * across + left
      fit.moveRow(
        first: Double(columns.lowerBound) + middle, y: Double(row) + middle,
        start..<start + columns.count, &x, &y)
    }
  }

  /// The same by PROJ, or by arithmetic within one system.
  private func move(
    _ block: Block, _ xs: inout [Double], _ ys: inout [Double], _ columns: Range<Int>,
    _ rows: Range<Int>
  ) throws(GridcastError) {
    let left = columns.lowerBound - block.columns.lowerBound
    for row in rows {
      let start = (row - block.rows.lowerBound) * block.columns.count + left
      var points = columns.map {
        Point(x: Double($0) + block.middle, y: Double(row) + block.middle)
      }
      var span = points.mutableSpan
      try move(&span)
      for (index, point) in points.enumerated() {
        xs[start + index] = point.x
        ys[start + index] = point.y
      }
    }
  }

  /// How many squares have polynomials, and how many have none.
  package var fitCounts: (fitted: Int, exact: Int) {
    fits.withLock { fits in
      let fitted = fits.values.count { $0 != nil }
      return (fitted, fits.count - fitted)
    }
  }

  private func fit(of square: Square) throws(GridcastError) -> ChebyshevFit? {
    // Between cells of one system arithmetic is as fast.
    guard projection != nil else { return nil }
    if let known = fits.withLock({ $0[square] }) { return known }
    // The last ones reach to the edge, and not over it.
    let side = Double(min(square.side, max(target.columns, target.rows)))
    let left = min(Double(square.x * square.side), max(0, Double(target.columns) - side))
    let top = min(Double(square.y * square.side), max(0, Double(target.rows) - side))
    let box = Box(minX: left, minY: top, maxX: left + side, maxY: top + side)
    let fit = try ChebyshevFit(over: box, aim: Self.aim, limit: Self.limit) {
      (points) throws(GridcastError) in try move(&points)
    }
    fits.withLock { $0[square] = .some(fit) }
    return fit
  }
}

/// Positions of cells in the source, row by row.
package struct PixelPositions: Sendable {
  let across: Int
  let down: Int
  /// The columns, counted from the left edge of the source.
  package let x: [Double]
  /// The rows, counted from its upper edge.
  package let y: [Double]

  /// The least and the greatest columns and rows, of those positions that lie no farther outside a raster
  /// than a margin; nil where there are none.
  package func bounds(within columns: Int, _ rows: Int, margin: Double) -> Box? {
    var (minX, maxX) = (Double.infinity, -Double.infinity)
    var (minY, maxY) = (minX, maxX)
    let (right, bottom) = (Double(columns) + margin, Double(rows) + margin)
    let xs = self.x.span
    let ys = self.y.span
    for index in xs.indices {
      let (column, row) = (xs[index], ys[index])
      guard column >= -margin, column <= right, row >= -margin, row <= bottom else { continue }
      minX = min(minX, column)
      maxX = max(maxX, column)
      minY = min(minY, row)
      maxY = max(maxY, row)
    }
    return minX <= maxX ? Box(minX: minX, minY: minY, maxX: maxX, maxY: maxY) : nil
  }
}

/// Square cells in one coordinate system: the one definition of the fishnet, for polygons and for
/// pixels alike.
///
/// A grid is a window on one infinite tiling. Cell (i, j) of the tiling covers
/// `anchor.x + i·size ≤ x < anchor.x + (i+1)·size`, and y likewise with j, so every point falls in
/// exactly one cell. Within the grid, cells are numbered row-major with the north row first.
public struct Grid: Sendable, Hashable {
  /// The coordinate system of the cells.
  public let coordinateSystem: CoordinateSystem
  /// The side of a cell, in units of the coordinate system.
  public let cellSize: Double
  /// Where cell (0, 0) of the tiling begins; the origin unless a raster was made otherwise.
  @usableFromInline
  package let anchor: Point
  /// The column of the tiling, counted east, of the western cells.
  @usableFromInline
  package let west: Int
  /// The row of the tiling, counted north, of the southern cells.
  @usableFromInline
  package let south: Int
  /// The number of columns.
  public let columns: Int
  /// The number of rows.
  public let rows: Int

  /// A window on the tiling.
  package init(
    coordinateSystem: CoordinateSystem, cellSize: Double, anchor: Point = Point(x: 0, y: 0),
    west: Int, south: Int, columns: Int, rows: Int
  ) {
    precondition(cellSize > 0 && columns > 0 && rows > 0)
    self.coordinateSystem = coordinateSystem
    self.cellSize = cellSize
    self.anchor = anchor
    self.west = west
    self.south = south
    self.columns = columns
    self.rows = rows
  }

  /// The smallest window on the tiling that covers a box.
  ///
  /// - Throws: `.badData` where the box is empty or the cells would be more than `cellLimit`.
  package init(covering box: Box, cellSize: Double, in coordinateSystem: CoordinateSystem)
    throws(GridcastError)
  {
    guard !box.isEmpty else {
      throw GridcastError(.badData, "fishnet", "there is nothing to lay it over: no coordinates")
    }
    let west = Self.tile(box.minX, cellSize)
    let south = Self.tile(box.minY, cellSize)
    let columns = Self.tile(box.maxX, cellSize) - west + 1
    let rows = Self.tile(box.maxY, cellSize) - south + 1
    guard columns * rows <= Self.cellLimit, abs(west) < 1e15, abs(south) < 1e15 else {
      throw GridcastError(
        .badData, "fishnet",
        "\(formatted(columns, 0)) × \(formatted(rows, 0)) cells of \(formatted(cellSize, 3)) are "
          + "too many: check the cell size and stray coordinates, or \(.limitArea)")
    }
    self.init(
      coordinateSystem: coordinateSystem, cellSize: cellSize, west: Int(west), south: Int(south),
      columns: Int(columns), rows: Int(rows))
  }

  /// The most cells a grid may have.
  package static let cellLimit = 400_000_000.0

  /// The number of cells.
  public var count: Int { columns * rows }
  /// The western edge.
  package var minX: Double { anchor.x + Double(west) * cellSize }
  /// The northern edge.
  package var maxY: Double { anchor.y + Double(south + rows) * cellSize }
  /// The rectangle that the cells cover.
  public var box: Box {
    Box(
      minX: minX, minY: anchor.y + Double(south) * cellSize,
      maxX: anchor.x + Double(west + columns) * cellSize, maxY: maxY)
  }

  /// Column and row of the tiling in which a finite point falls, counted east and north.
  @inlinable
  public static func tile(_ point: Point, cellSize: Double, anchor: Point) -> (x: Double, y: Double)
  {
    (tile(point.x - anchor.x, cellSize), tile(point.y - anchor.y, cellSize))
  }

  /// The quotient alone rounds across an edge where the size is not whole; the edges decide.
  @inlinable
  public static func tile(_ distance: Double, _ cellSize: Double) -> Double {
    let index = (distance / cellSize).rounded(.down)
    if distance >= (index + 1) * cellSize { return index + 1 }
    return distance < index * cellSize ? index - 1 : index
  }

  /// The cell in which a point falls, row-major from the north-west, or nil outside the grid.
  @inlinable
  public func cell(at point: Point) -> Int? {
    let (x, y) = Self.tile(point, cellSize: cellSize, anchor: anchor)
    let column = x - Double(west)
    let row = Double(south + rows - 1) - y
    guard column >= 0, row >= 0, column < Double(columns), row < Double(rows) else { return nil }
    return Int(row) * columns + Int(column)
  }

  /// The cell of the tiling's column and row, or nil outside the grid.
  package func cell(tileX: Int, tileY: Int) -> Int? {
    let column = tileX - west
    let row = south + rows - 1 - tileY
    guard 0..<columns ~= column, 0..<rows ~= row else { return nil }
    return row * columns + column
  }

  /// Column and row of the tiling of a cell, counted east and north.
  package func tile(of cell: Int) -> (x: Int, y: Int) {
    (west + cell % columns, south + rows - 1 - cell / columns)
  }

  /// The rectangle of a cell.
  public func box(of cell: Int) -> Box {
    let (x, y) = tile(of: cell)
    return Box(
      minX: anchor.x + Double(x) * cellSize, minY: anchor.y + Double(y) * cellSize,
      maxX: anchor.x + Double(x + 1) * cellSize, maxY: anchor.y + Double(y + 1) * cellSize)
  }

  /// The name of a cell, the same in every grid of this size and system.
  ///
  /// It follows the coding of the INSPIRE grids: the size, then north and east of the lower left
  /// corner without the zeros that all corners share, as in `1kmN3800E520` (INSPIRE Data
  /// Specification on Geographical Grid Systems, 3.1, section 4.2.2).
  package func name(of cell: Int) -> String {
    let (x, y) = tile(of: cell)
    let (size, factor) = naming
    return "\(size)N\(y * factor)E\(x * factor)"
  }

  /// The side of a cell with its unit, as in "1 km".
  package var sizeInWords: String {
    coordinateSystem.unit == "m" && cellSize >= 1000
      ? "\(formatted(cellSize / 1000, 6)) km"
      : formatted(cellSize, 6) + coordinateSystem.unitSuffix
  }

  /// What names of cells begin with, and by what rows and columns of the tiling are multiplied in them.
  package var naming: (size: String, factor: Int) {
    guard let size = Int(exactly: cellSize), anchor == Point(x: 0, y: 0),
      coordinateSystem.unit == "m"
    else {
      return (formatted(cellSize, 6), 1)
    }
    var shared = 1
    while size % shared == 0, size / shared % 10 == 0 { shared *= 10 }
    return (size % 1000 == 0 ? "\(size / 1000)km" : "\(size)m", size / shared)
  }
}

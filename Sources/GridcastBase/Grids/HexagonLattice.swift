internal import Foundation

/// Regular hexagons with corners in the north and south, of which one has its centre at (0, 0).
///
/// So hexagons of one size are the same for every extent. They stand in rows; those of odd rows lie half a
/// hexagon further east. Corners are whole multiples of half a side's distance and of half a corner's, so that
/// neighbours have the same corners to the last bit.
package struct HexagonLattice: Sendable, Equatable {
  /// The distance between two opposite sides, which is that between the centres of neighbours.
  package let size: Double
  /// Half of it, the unit of x.
  private var half: Double { size / 2 }
  /// Half the distance of a corner from the centre, the unit of y: rows are three of them apart.
  private var unit: Double { size / (2 * 3.0.squareRoot()) }

  /// Makes hexagons of a size above 0.
  package init(size: Double) {
    precondition(size > 0)
    self.size = size
  }

  /// The area of a hexagon, in square units of the size.
  package var area: Double { 3.0.squareRoot() / 2 * size * size }

  /// The column and row, counted eastwards and northwards, of the hexagon that holds a finite point; of a
  /// point on a side, the hexagon further north, or on an upright side, further east.
  package func tile(_ point: Point) -> (x: Double, y: Double) {
    let (x, y) = (point.x / half, point.y / unit)
    var best = (x: 0.0, y: 0.0)
    var least = Double.infinity
    // The nearest centre is that of the hexagon, and stands in one of the two rows around the point.
    let south = (y / 3).rounded(.down)
    for row in [south, south + 1] {
      let shift = Self.isOdd(row) ? 1.0 : 0
      let column = ((x - shift) / 2 + 0.5).rounded(.down)
      let (dx, dy) = (x - (2 * column + shift), y - 3 * row)
      let distance = 3 * dx * dx + dy * dy
      if distance <= least {
        least = distance
        best = (column, row)
      }
    }
    return best
  }

  private static func isOdd(_ row: Double) -> Bool { row.truncatingRemainder(dividingBy: 2) != 0 }

  /// The centre of a hexagon.
  package func center(x: Int, y: Int) -> Point {
    Point(x: Double(2 * x + (y & 1)) * half, y: Double(3 * y) * unit)
  }

  /// The corners of a hexagon from the north on, clockwise, the first again at the end.
  package func ring(x: Int, y: Int) -> [Point] {
    let column = 2 * x + (y & 1)
    let steps = [(0, 2), (1, 1), (1, -1), (0, -2), (-1, -1), (-1, 1), (0, 2)]
    return steps.map { step in
      Point(x: Double(column + step.0) * half, y: Double(3 * y + step.1) * unit)
    }
  }

  /// The columns and rows of the hexagons that may have a part in a box.
  package func window(of box: Box) -> (columns: ClosedRange<Int>, rows: ClosedRange<Int>)? {
    let rows = (box.minY / unit / 3 - 1, box.maxY / unit / 3 + 1)
    let columns = (box.minX / size - 1, box.maxX / size + 1)
    guard !box.isEmpty, [rows.0, rows.1, columns.0, columns.1].allSatisfy({ abs($0) < 1e9 }) else {
      return nil
    }
    return (
      Int(columns.0.rounded(.down))...Int(columns.1.rounded(.up)),
      Int(rows.0.rounded(.down))...Int(rows.1.rounded(.up))
    )
  }

  /// The name of a hexagon, which is the same for every extent: its size, row and column.
  package func name(x: Int, y: Int) -> String { "hex\(formatted(size, 6))R\(y)C\(x)" }
}

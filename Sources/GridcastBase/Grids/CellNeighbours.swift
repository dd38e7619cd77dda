internal import Foundation

/// Which cells are neighbours of a cell.
package enum CellNeighbours: Sendable, Equatable {
  /// The four that share an edge.
  case rook
  /// The eight that share an edge or a corner.
  case queen
  /// Those whose centre lies no further away, in cells.
  case within(Double)

  /// The width of each row of the neighbourhood, from its own row on: it reaches so many columns to
  /// either side, but no further than a grid does.
  func reaches(rows: Int, columns: Int) -> [Int] {
    switch self {
    case .rook: return [1, 0]
    case .queen: return [1, 1]
    case .within(let distance):
      // A distance that is meant to hold a cell must not miss it by rounding.
      let distance = distance * (1 + 1e-9)
      return (0...Int(min(distance, Double(rows)))).map { row in
        let reach = (distance * distance - Double(row * row)).squareRoot()
        return Int(min(reach, Double(columns)))
      }
    }
  }

  /// For each cell the sum over its neighbours; it is not its own neighbour.
  ///
  /// By sums along rows, so that a cell takes time in proportion to the rows of the neighbourhood. Values
  /// are one a cell, row-major, 0 where a cell is unknown.
  package func sums(_ values: [Double], columns: Int) -> [Double] {
    let rows = values.count / columns
    let reaches = reaches(rows: rows, columns: columns)
    // The sums of the first so many cells of each row.
    var heads = [Double](repeating: 0, count: (columns + 1) * rows)
    for row in 0..<rows {
      var sum = 0.0
      let start = row * (columns + 1) + 1
      for column in 0..<columns {
        sum += values[row * columns + column]
        heads[start + column] = sum
      }
    }
    var result = values.map { -$0 }
    for row in 0..<rows {
      for other in max(0, row - reaches.count + 1)...min(rows - 1, row + reaches.count - 1) {
        let reach = reaches[abs(other - row)]
        let start = other * (columns + 1)
        for column in 0..<columns {
          result[row * columns + column] +=
            heads[start + min(columns, column + reach + 1)]
            - heads[start + max(0, column - reach)]
        }
      }
    }
    return result
  }
}

internal import Foundation

/// Which cells count as neighbours of a cell.
package enum CellNeighbours: Sendable, Equatable {
  /// The four cells that share an edge.
  case rook
  /// The eight cells that share an edge or a corner.
  case queen
  /// The cells whose centre lies within this distance, in units of cells.
  case within(Double)

  /// For each row of the neighbourhood, from the cell's own row on, the number of columns that it
  /// reaches to either side, limited to the size of the grid.
  func reaches(rows: Int, columns: Int) -> [Int] {
    switch self {
    case .rook: return [1, 0]
    case .queen: return [1, 1]
    case .within(let distance):
      // A small tolerance, as rounding must not exclude a cell at exactly this distance.
      let distance = distance * (1 + 1e-9)
      return (0...Int(min(distance, Double(rows)))).map { row in
        let reach = (distance * distance - Double(row * row)).squareRoot()
        return Int(min(reach, Double(columns)))
      }
    }
  }

  /// How many rows the neighbourhood reaches to the north and to the south.
  package func halo(rows: Int, columns: Int) -> Int {
    reaches(rows: rows, columns: columns).count - 1
  }

  /// For each cell the sum over its neighbours, without the cell itself.
  ///
  /// The values are one a cell, row-major, 0 where a cell is unknown. Prefix sums along rows make
  /// the time for a cell proportional to the number of rows of the neighbourhood.
  package func sums(_ values: [Double], columns: Int) -> [Double] {
    let rows = values.count / columns
    return sums(values, columns: columns, rows: 0..<rows, ofRows: rows)
  }

  /// For each cell of some rows of a strip the sum over its neighbours.
  ///
  /// - Parameters:
  ///   - values: The values of the strip, which reaches as far as the neighbourhood beyond the rows that are
  ///     wanted, or to the edge of the grid.
  ///   - columns: The number of columns.
  ///   - wanted: The rows that are wanted, counted from the first of the strip.
  ///   - count: The number of rows of the whole grid.
  /// - Returns: The same bits as for the whole grid.
  package func sums(
    _ values: [Double], columns: Int, rows wanted: Range<Int>, ofRows count: Int
  ) -> [Double] {
    let rows = values.count / columns
    let reaches = reaches(rows: count, columns: columns)
    // Prefix sums: the sum of the first k cells of each row.
    var heads = [Double](repeating: 0, count: (columns + 1) * rows)
    for row in 0..<rows {
      var sum = 0.0
      let start = row * (columns + 1) + 1
      for column in 0..<columns {
        sum += values[row * columns + column]
        heads[start + column] = sum
      }
    }
    let first = wanted.lowerBound * columns
    var result = values[first..<wanted.upperBound * columns].map { -$0 }
    for row in wanted {
      for other in max(0, row - reaches.count + 1)...min(rows - 1, row + reaches.count - 1) {
        let reach = reaches[abs(other - row)]
        let start = other * (columns + 1)
        for column in 0..<columns {
          result[row * columns - first + column] +=
            heads[start + min(columns, column + reach + 1)]
            - heads[start + max(0, column - reach)]
        }
      }
    }
    return result
  }
}

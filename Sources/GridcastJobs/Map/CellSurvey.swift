import GridcastAnalyse
import GridcastBase

/// What a map must know of a band before it is drawn, found in one walk.
struct CellSurvey {
  /// The known values.
  let values: DistinctValues
  /// The extent of the known cells; empty where there is none.
  let extent: Box

  /// Walks over a band.
  ///
  /// - Parameters:
  ///   - band: The band.
  ///   - limit: The greatest number of cells whose values are all told apart.
  /// - Throws: The errors of reading.
  init(of band: CellRows, exactLimit limit: Int = ValueHistogram.exactLimit) throws(GridcastError) {
    let grid = band.grid
    var columns = (grid.columns, -1)
    var rows = (grid.rows, -1)
    values = try ValueHistogram.values(of: band, exactLimit: limit) { piece, values in
      for row in piece {
        let start = (row - piece.lowerBound) * grid.columns
        let line = values[start..<start + grid.columns]
        guard let first = line.firstIndex(where: { !$0.isNaN }),
          let last = line.lastIndex(where: { !$0.isNaN })
        else { continue }
        rows = (min(rows.0, row), row)
        columns = (min(columns.0, first - start), max(columns.1, last - start))
      }
    }
    guard rows.1 >= 0 else {
      extent = .empty
      return
    }
    var box = grid.box(of: rows.0 * grid.columns + columns.0)
    box.add(grid.box(of: rows.1 * grid.columns + columns.1))
    extent = box.expanded(by: grid.cellSize / 2)
  }
}

/// The numbers of a rectangle of a band's cells, NaN where one is unknown.
package struct CellWindow: Sendable {
  /// The numbers, row by row, in the shorter type where that holds every number of the band.
  package enum Values: Sendable {
    case floats([Float])
    case doubles([Double])
  }

  /// The columns of the raster that it holds.
  package let columns: Range<Int>
  /// The rows of the raster that it holds, counted from the first of the file.
  package let rows: Range<Int>
  /// The numbers.
  package let values: Values

  /// Makes a window of a raster.
  package init(columns: Range<Int>, rows: Range<Int>, values: Values) {
    self.columns = columns
    self.rows = rows
    self.values = values
  }
}

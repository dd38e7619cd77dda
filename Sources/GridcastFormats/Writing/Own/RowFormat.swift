import GridcastBase

/// A text format whose rows Gridcast writes itself.
protocol RowFormat: Sendable {
  /// What stands before the first row.
  var header: [UInt8] { get }
  /// What stands between the rows of two batches.
  var separator: [UInt8] { get }
  /// What stands after the last row.
  var footer: [UInt8] { get }
  /// The rows of a batch, end to end, with what stands between them.
  func rows(_ features: Features) throws(GridcastError) -> [UInt8]
}

public import Neural

/// Min–max scaling of columns to 0 … 1: x′ = (x − min) / (max − min); a constant column becomes 0.
public struct Scaling: Sendable, Equatable {
  /// The least value of each column.
  public let minimum: [Float]
  /// The greatest value of each column.
  public let maximum: [Float]

  /// A scaling of known limits.
  public init(minimum: [Float], maximum: [Float]) {
    precondition(minimum.count == maximum.count)
    self.minimum = minimum
    self.maximum = maximum
  }

  /// The scaling that fits some rows of columns.
  public init(columns: [[Float]], rows: [Int]) {
    minimum = columns.map { column in rows.lazy.map { column[$0] }.min() ?? 0 }
    maximum = columns.map { column in rows.lazy.map { column[$0] }.max() ?? 0 }
  }

  /// Some rows of columns, scaled, as [rows, columns].
  public func scaled(_ columns: [[Float]], rows: [Int]) -> Tensor {
    var values: [Float] = []
    values.reserveCapacity(rows.count * columns.count)
    for row in rows {
      for (index, column) in columns.enumerated() {
        let range = maximum[index] - minimum[index]
        values.append(range > 0 ? (column[row] - minimum[index]) / range : 0)
      }
    }
    return Tensor(shape: [rows.count, columns.count], values: values)
  }

  /// A scaled value of a column, scaled back.
  public func restored(_ value: Float, column: Int) -> Float {
    minimum[column] + value * (maximum[column] - minimum[column])
  }
}

package import Neural

/// What is done to counts before they are scaled, to features and target alike.
package enum CountTransform: String, Sendable, CaseIterable, Codable {
  /// Nothing, as in the study.
  case none
  /// √x, which makes the spread of counts alike whether they are small or large; of what is below 0,
  /// −√−x.
  case sqrt

  func callAsFunction(_ x: Float) -> Float {
    switch self {
    case .none: x
    case .sqrt: x < 0 ? -(-x).squareRoot() : x.squareRoot()
    }
  }

  func inverse(_ x: Float) -> Float {
    switch self {
    case .none: x
    case .sqrt: x < 0 ? -x * x : x * x
    }
  }
}

/// Min–max scaling of transformed columns to 0 … 1: x′ = (x − min) / (max − min); a constant column
/// becomes 0.
package struct Scaling: Sendable, Equatable {
  /// What is done to the columns first.
  package let transform: CountTransform
  /// The least value of each column, transformed.
  package let minimum: [Float]
  /// The greatest value of each column, transformed.
  package let maximum: [Float]

  /// A scaling of known limits.
  package init(transform: CountTransform = .none, minimum: [Float], maximum: [Float]) {
    precondition(minimum.count == maximum.count)
    self.transform = transform
    self.minimum = minimum
    self.maximum = maximum
  }

  /// The scaling that fits some rows of columns.
  package init(transform: CountTransform = .none, columns: [[Float]], rows: [Int]) {
    self.transform = transform
    minimum = columns.map { column in transform(rows.lazy.map { column[$0] }.min() ?? 0) }
    maximum = columns.map { column in transform(rows.lazy.map { column[$0] }.max() ?? 0) }
  }

  /// Some rows of columns, scaled, as [rows, columns].
  package func scaled(_ columns: [[Float]], rows: [Int]) -> Tensor {
    var values: [Float] = []
    values.reserveCapacity(rows.count * columns.count)
    for row in rows {
      for (index, column) in columns.enumerated() {
        let range = maximum[index] - minimum[index]
        values.append(range > 0 ? (transform(column[row]) - minimum[index]) / range : 0)
      }
    }
    return Tensor(shape: [rows.count, columns.count], values: values)
  }

  /// A scaled value of a column, scaled back.
  package func restored(_ value: Float, column: Int) -> Float {
    transform.inverse(minimum[column] + value * (maximum[column] - minimum[column]))
  }
}

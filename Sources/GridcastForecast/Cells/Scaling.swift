package import Neural

/// A transformation of counts, features and target alike, before they are scaled.
package enum CountTransform: String, Sendable, CaseIterable, Codable {
  /// No transformation, as in the study.
  case none
  /// √x, which gives small and large counts a similar variance; −√−x for negative values.
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
  /// The transformation before scaling.
  package let transform: CountTransform
  /// The minimum of each transformed column.
  package let minimum: [Float]
  /// The maximum of each transformed column.
  package let maximum: [Float]

  /// Makes a scaling with known limits.
  package init(transform: CountTransform = .none, minimum: [Float], maximum: [Float]) {
    precondition(minimum.count == maximum.count)
    self.transform = transform
    self.minimum = minimum
    self.maximum = maximum
  }

  /// Fits a scaling to some rows of columns.
  package init(transform: CountTransform = .none, columns: [[Float]], rows: [Int]) {
    self.transform = transform
    minimum = columns.map { column in transform(rows.lazy.map { column[$0] }.min() ?? 0) }
    maximum = columns.map { column in transform(rows.lazy.map { column[$0] }.max() ?? 0) }
  }

  /// Some rows of columns, transformed and scaled, as [rows, columns].
  package func scaled(_ columns: [[Float]], rows: [Int]) -> Tensor {
    var values: [Float] = []
    values.reserveCapacity(rows.count * columns.count)
    for row in rows {
      for (index, column) in columns.enumerated() {
        values.append(scaled(column[row], column: index))
      }
    }
    return Tensor(shape: [rows.count, columns.count], values: values)
  }

  /// A value of a column, transformed and scaled.
  func scaled(_ value: Float, column: Int) -> Float {
    let range = maximum[column] - minimum[column]
    return range > 0 ? (transform(value) - minimum[column]) / range : 0
  }

  /// Reverts the scaling of a value, but not the transformation.
  func unscaled(_ value: Float, column: Int) -> Float {
    minimum[column] + value * (maximum[column] - minimum[column])
  }

  /// Reverts the scaling and the transformation of a value.
  package func restored(_ value: Float, column: Int) -> Float {
    transform.inverse(unscaled(value, column: column))
  }
}

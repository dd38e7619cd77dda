/// A correlation matrix shrunk towards the identity, which makes it invertible however few values
/// there are.
///
/// R* = (1 − λ)·R + λ·I, with λ = Σ Var(rᵢⱼ) / Σ rᵢⱼ² over i ≠ j, from 0 to 1 (Schäfer & Strimmer, Stat.
/// Appl. Genet. Mol. Biol. 4, 2005, after Ledoit & Wolf).
struct ShrunkCorrelation {
  /// The intensity λ of shrinkage.
  let intensity: Double
  /// The shrunk matrix R*.
  let matrix: [[Double]]

  /// Computes the shrunk matrix of columns of equal length, none of which is constant.
  init(_ columns: [[Double]]) {
    let count = Double(columns.first?.count ?? 0)
    let standardized = columns.map { column in
      let mean = column.reduce(0, +) / count
      let deviations = column.map { $0 - mean }
      let scale = (deviations.reduce(0) { $0 + $1 * $1 } / (count - 1)).squareRoot()
      return deviations.map { $0 / scale }
    }
    var matrix = columns.indices.map { row in columns.indices.map { row == $0 ? 1.0 : 0.0 } }
    var variances = 0.0
    var squares = 0.0
    for row in columns.indices {
      for column in 0..<row {
        let products = zip(standardized[row], standardized[column]).map { $0 * $1 }
        let mean = products.reduce(0, +) / count
        let spread = products.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let r = count / (count - 1) * mean
        variances += count / ((count - 1) * (count - 1) * (count - 1)) * spread
        squares += r * r
        matrix[row][column] = r
        matrix[column][row] = r
      }
    }
    let intensity = squares > 0 ? min(1, max(0, variances / squares)) : 1
    self.intensity = intensity
    self.matrix = matrix.enumerated().map { row, values in
      values.enumerated().map { $0 == row ? 1 : (1 - intensity) * $1 }
    }
  }

  /// The partial correlation of each pair of columns given all others: −pᵢⱼ / √(pᵢᵢ·pⱼⱼ) from the
  /// inverse P of R*; nil where R* has no inverse.
  var partial: [[Double]]? {
    guard let precision = inverse(ofPositiveDefinite: matrix) else { return nil }
    return precision.indices.map { row in
      precision.indices.map { column in
        if row == column { return 1 }
        let scale = (precision[row][row] * precision[column][column]).squareRoot()
        return min(max(-precision[row][column] / scale, -1), 1)
      }
    }
  }
}

/// The inverse of a symmetric positive definite matrix by Cholesky decomposition; nil where the
/// matrix is not positive definite within rounding.
func inverse(ofPositiveDefinite matrix: [[Double]]) -> [[Double]]? {
  let size = matrix.count
  var factor = matrix
  for row in 0..<size {
    for column in 0...row {
      var sum = matrix[row][column]
      for index in 0..<column { sum -= factor[row][index] * factor[column][index] }
      if row == column {
        guard sum > 1e-12 * abs(matrix[row][row]) else { return nil }
        factor[row][row] = sum.squareRoot()
      } else {
        factor[row][column] = sum / factor[column][column]
      }
    }
  }
  // These are the columns of the factor's inverse L⁻¹; the result is L⁻ᵀ·L⁻¹.
  var lower = [[Double]](repeating: [Double](repeating: 0, count: size), count: size)
  for column in 0..<size {
    lower[column][column] = 1 / factor[column][column]
    for row in (column + 1)..<max(size, column + 1) {
      var sum = 0.0
      for index in column..<row { sum -= factor[row][index] * lower[index][column] }
      lower[row][column] = sum / factor[row][row]
    }
  }
  return (0..<size).map { row in
    (0..<size).map { column in
      (max(row, column)..<size).reduce(0) { $0 + lower[$1][row] * lower[$1][column] }
    }
  }
}

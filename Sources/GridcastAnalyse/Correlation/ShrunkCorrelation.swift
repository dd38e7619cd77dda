import GridcastBase

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
  init(_ columns: ColumnWalk) throws(GridcastError) {
    let count = Double(columns.count)
    let indices = 0..<columns.columnCount
    let moments = try ColumnMoments(columns)
    let scales = indices.map { (moments.products[$0][$0] / (count - 1)).squareRoot() }
    let standardized = columns.mapped { column, values in
      values.map { ($0 - moments.means[column]) / scales[column] }
    }
    let blank = indices.map { _ in indices.map { _ in 0.0 } }
    var sums = blank
    try standardized.walkPairs { row, column, a, b in
      var sum = sums[row][column]
      for index in a.indices { sum += a[index] * b[index] }
      sums[row][column] = sum
    }
    let means = sums.map { $0.map { $0 / count } }
    var spreads = blank
    try standardized.walkPairs { row, column, a, b in
      let mean = means[row][column]
      var spread = spreads[row][column]
      for index in a.indices {
        let difference = a[index] * b[index] - mean
        spread += difference * difference
      }
      spreads[row][column] = spread
    }
    var matrix = indices.map { row in indices.map { row == $0 ? 1.0 : 0.0 } }
    var variances = 0.0
    var squares = 0.0
    for row in indices {
      for column in 0..<row {
        let r = count / (count - 1) * means[row][column]
        variances += count / ((count - 1) * (count - 1) * (count - 1)) * spreads[row][column]
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

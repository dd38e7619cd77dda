/// Ordinary least squares: the baseline that a network should beat.
package struct LinearRegression: Sendable {
  private let means: [Double]
  private let weights: [Double]
  private let intercept: Double

  /// Fits y = a + Σ bᵢxᵢ to some rows by Cholesky decomposition of the centred normal equations; a
  /// column that depends on others gets no weight.
  package init(_ columns: [[Float]], _ target: [Float], rows: [Int]) {
    let count = Double(rows.count)
    let width = columns.count
    let means = columns.map { column in rows.reduce(0.0) { $0 + Double(column[$1]) } / count }
    let mean = rows.reduce(0.0) { $0 + Double(target[$1]) } / count
    // Columns are divided by their standard deviations, so that one tolerance suits all.
    let scales = zip(columns, means).map { column, mean in
      let squares = rows.reduce(0.0) {
        $0 + (Double(column[$1]) - mean) * (Double(column[$1]) - mean)
      }
      return squares > 0 ? 1 / squares.squareRoot() : 0
    }
    let centred = zip(columns, zip(means, scales)).map { column, by in
      rows.map { (Double(column[$0]) - by.0) * by.1 }
    }
    let residual = rows.map { Double(target[$0]) - mean }
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    var factor = [[Double]](repeating: [Double](repeating: 0, count: width), count: width)
    var isUsed = [Bool](repeating: false, count: width)
    for i in 0..<width {
      for j in 0...i where j == i || isUsed[j] {
        var sum = dot(centred[i], centred[j])
        for k in 0..<j where isUsed[k] { sum -= factor[i][k] * factor[j][k] }
        if j < i {
          factor[i][j] = sum / factor[j][j]
        } else if sum > 1e-9 {
          isUsed[i] = true
          factor[i][i] = sum.squareRoot()
        }
      }
    }
    var solution = [Double](repeating: 0, count: width)
    for i in 0..<width where isUsed[i] {
      var sum = dot(centred[i], residual)
      for k in 0..<i where isUsed[k] { sum -= factor[i][k] * solution[k] }
      solution[i] = sum / factor[i][i]
    }
    for i in (0..<width).reversed() where isUsed[i] {
      var sum = solution[i]
      for k in i + 1..<width where isUsed[k] { sum -= factor[k][i] * solution[k] }
      solution[i] = sum / factor[i][i]
    }
    self.means = means
    weights = zip(solution, scales).map { $0 * $1 }
    intercept = mean
  }

  /// The prediction for a row.
  package func predict(_ columns: [[Float]], row: Int) -> Float {
    var sum = intercept
    for i in weights.indices { sum += weights[i] * (Double(columns[i][row]) - means[i]) }
    return Float(sum)
  }
}

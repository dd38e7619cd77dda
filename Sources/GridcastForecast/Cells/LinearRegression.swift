package import Neural

/// Ordinary least squares, which gives a network of one layer: a forecaster of its own, and the baseline that
/// other networks should beat.
package struct LinearRegression: Sendable {
  /// The layer, from [rows, columns] to [rows, 1].
  package let network: Network

  /// Fits y = a + Σ bᵢxᵢ by Cholesky decomposition of the centred normal equations; a column that depends on
  /// others gets no weight.
  ///
  /// - Parameters:
  ///   - inputs: x, [rows, columns].
  ///   - targets: y, [rows, 1].
  ///   - usesColumns: Whether columns get weights at all; without any, a is the mean.
  package init(_ inputs: Tensor, _ targets: Tensor, usesColumns: Bool = true) {
    let rows = inputs.shape[0]
    let width = inputs.shape[1]
    let count = Double(rows)
    let columns = (0..<width).map { column in
      (0..<rows).map { Double(inputs.values[$0 * width + column]) }
    }
    let means = columns.map { $0.reduce(0, +) / count }
    let mean = targets.values.reduce(0.0) { $0 + Double($1) } / count
    // Columns are divided by their standard deviations, so that one tolerance suits all.
    let scales = zip(columns, means).map { column, mean in
      let squares = column.reduce(0.0) { $0 + ($1 - mean) * ($1 - mean) }
      return squares > 0 && usesColumns ? 1 / squares.squareRoot() : 0
    }
    let centred = zip(columns, zip(means, scales)).map { column, by in
      Eights(column.map { ($0 - by.0) * by.1 })
    }
    let residual = Eights(targets.values.map { Double($0) - mean })
    var factor = [[Double]](repeating: [Double](repeating: 0, count: width), count: width)
    var isUsed = [Bool](repeating: false, count: width)
    for i in 0..<width {
      for j in 0...i where j == i || isUsed[j] {
        var sum = centred[i] * centred[j]
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
      var sum = centred[i] * residual
      for k in 0..<i where isUsed[k] { sum -= factor[i][k] * solution[k] }
      solution[i] = sum / factor[i][i]
    }
    for i in (0..<width).reversed() where isUsed[i] {
      var sum = solution[i]
      for k in i + 1..<width where isUsed[k] { sum -= factor[k][i] * solution[k] }
      solution[i] = sum / factor[i][i]
    }
    let weights = zip(solution, scales).map { $0 * $1 }
    let bias = mean - zip(weights, means).reduce(0) { $0 + $1.0 * $1.1 }
    network = Network(layers: [
      .dense(
        Dense(
          weights: Tensor(shape: [width, 1], values: weights.map(Float.init)),
          bias: Tensor(shape: [1], values: [Float(bias)])))
    ])
  }
}

/// Numbers, eight at a time, so that their products are added up in eight sums at once, always in the same order; the
/// last ones are filled up with zeros.
private struct Eights {
  private let values: [SIMD8<Double>]

  init(_ numbers: [Double]) {
    values = stride(from: 0, to: numbers.count, by: 8).map { start in
      var eight = SIMD8<Double>.zero
      for index in start..<min(start + 8, numbers.count) { eight[index - start] = numbers[index] }
      return eight
    }
  }

  /// Σ aᵢbᵢ of as many numbers.
  static func * (a: Eights, b: Eights) -> Double {
    var sums = SIMD8<Double>.zero
    for index in a.values.indices { sums += a.values[index] * b.values[index] }
    return sums.sum()
  }
}

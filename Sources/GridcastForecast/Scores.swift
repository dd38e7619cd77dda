/// How well predictions meet what was observed.
package struct Scores: Sendable, Equatable, Codable {
  /// 1 − Σ(y − ŷ)² / Σ(y − ȳ)²; nil where all observed values are the same.
  package let r2: Double?
  /// The root of the mean squared error, in units of the target.
  package let rmse: Double
  /// The mean absolute error, in units of the target.
  package let mae: Double
  /// The sum of what was observed.
  package let observedTotal: Double
  /// The sum of what was predicted.
  package let predictedTotal: Double
  /// The number of cells.
  package let count: Int
  /// Σyŷ / √(Σy² · Σŷ²), of maps only; nil where either is 0 everywhere.
  package var cosine: Double?
  /// The structural similarity, of maps only.
  package var structuralSimilarity: Double?

  /// (predicted − observed) / observed, of the totals; nil where nothing was observed.
  package var bias: Double? {
    observedTotal == 0 ? nil : (predictedTotal - observedTotal) / observedTotal
  }

  /// The scores of predictions for observed values, one for one.
  package init(observed: [Float], predicted: [Float]) {
    precondition(observed.count == predicted.count && !observed.isEmpty)
    let count = Double(observed.count)
    let mean = observed.reduce(0) { $0 + Double($1) } / count
    var squares = 0.0, spread = 0.0, absolute = 0.0, predictedTotal = 0.0
    for (y, p) in zip(observed, predicted) {
      let error = Double(y) - Double(p)
      squares += error * error
      absolute += abs(error)
      spread += (Double(y) - mean) * (Double(y) - mean)
      predictedTotal += Double(p)
    }
    r2 = spread > 0 ? 1 - squares / spread : nil
    rmse = (squares / count).squareRoot()
    mae = absolute / count
    observedTotal = mean * count
    self.predictedTotal = predictedTotal
    self.count = observed.count
  }

  private enum CodingKeys: String, CodingKey {
    case r2, rmse, mae, observedTotal, predictedTotal, count, cosine, structuralSimilarity
  }
}

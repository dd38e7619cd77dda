/// Scores of predictions against observed values.
package struct Scores: Sendable, Equatable, Codable {
  /// The coefficient of determination 1 − Σ(y − ŷ)² / Σ(y − ȳ)²; nil where all observed values are
  /// equal.
  package let r2: Double?
  /// The root mean squared error, in units of the target.
  package let rmse: Double
  /// The mean absolute error, in units of the target.
  package let mae: Double
  /// The sum of the observed values.
  package let observedTotal: Double
  /// The sum of the predicted values.
  package let predictedTotal: Double
  /// The number of cells.
  package let count: Int
  /// The cosine similarity Σyŷ / √(Σy² · Σŷ²), for maps only; nil where either map is 0 everywhere.
  package var cosine: Double?
  /// The structural similarity, for maps only.
  package var structuralSimilarity: Double?

  /// The relative error of the total, (predicted − observed) / observed; nil where the observed
  /// total is 0.
  package var bias: Double? {
    observedTotal == 0 ? nil : (predictedTotal - observedTotal) / observedTotal
  }

  /// Computes the scores of predictions for observed values in the same order.
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

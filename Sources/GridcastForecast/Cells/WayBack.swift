/// The way from an output, on the scale of the transformed target, to a count, none of which is below 0:
/// p = max(0, c + b·z + a·z²) with z = max(0, output).
///
/// What is learned is a mean of roots, and the square of a mean of roots is less than the mean of the
/// squares. So the coefficients are fitted such that the total over the training cells is the observed one.
package struct WayBack: Sendable, Equatable {
  /// The ways there are.
  package enum Kind: String, Sendable, CaseIterable, Codable {
    /// By fitted coefficients, so that the total of the training cells is met.
    case unbiased
    /// The transformation undone and nothing else, as in the study.
    case plain
  }

  /// The coefficients c, b and a.
  let coefficients: [Float]

  init(coefficients: [Float]) {
    precondition(coefficients.count == 3)
    self.coefficients = coefficients
  }

  /// The way back of a network, times a factor: p = f·z² with f = Σy / Σz² of roots, p = f·z with f =
  /// Σy / Σz of counts.
  ///
  /// - Parameters:
  ///   - outputs: The outputs for the training cells.
  ///   - observed: Their counts, none below 0.
  ///   - transform: The transformation that the outputs are a prediction of.
  init(factorFor outputs: [Float], observed: [Float], _ transform: CountTransform) {
    let total = outputs.reduce(0.0) { $0 + Self.power(Double($1), transform) }
    let sum = observed.reduce(0.0) { $0 + Double($1) }
    // A network that is 0 everywhere has no total that could be met.
    let factor = Float(total > 0 ? sum / total : 1)
    coefficients = transform == .sqrt ? [0, 0, factor] : [0, factor, 0]
  }

  /// The way back of a linear regression on roots: p = g·(½·f·z² + ½·(z² + v₀ + v₁·z)), where f is as
  /// above, v₀ + v₁·z the variance of the roots, fitted to their squared errors, and g meets the total once
  /// what is below 0 is cut off.
  ///
  /// - Parameters:
  ///   - outputs: The outputs for the training cells.
  ///   - observed: Their counts, none below 0.
  init(varianceFor outputs: [Float], observed: [Float]) {
    let z = outputs.map { Double($0 < 0 ? 0 : $0) }
    let count = Double(z.count)
    let sum = observed.reduce(0.0) { $0 + Double($1) }
    let total = z.reduce(0.0) { $0 + $1 * $1 }
    let factor = total > 0 ? sum / total : 1
    let errors = zip(z, observed).map { z, y in
      let error = Double(y).squareRoot() - z
      return error * error
    }
    let (meanZ, meanError) = (z.reduce(0, +) / count, errors.reduce(0, +) / count)
    let spread = z.reduce(0.0) { $0 + ($1 - meanZ) * ($1 - meanZ) }
    let joint = zip(z, errors).reduce(0.0) { $0 + ($1.0 - meanZ) * ($1.1 - meanError) }
    let slope = spread > 0 ? joint / spread : 0
    let parts = [(meanError - slope * meanZ) / 2, slope / 2, (factor + 1) / 2]
    let cut = z.reduce(0.0) { $0 + max(0, parts[0] + $1 * (parts[1] + $1 * parts[2])) }
    let last = cut > 0 ? sum / cut : 1
    coefficients = parts.map { Float(last * $0) }
  }

  /// The count for an output.
  func callAsFunction(_ output: Float) -> Float {
    // What is not a number stays so, and is found.
    let z = output < 0 ? 0 : output
    let count = coefficients[0] + z * (coefficients[1] + z * coefficients[2])
    return count < 0 ? 0 : count
  }

  private static func power(_ output: Double, _ transform: CountTransform) -> Double {
    let z = output < 0 ? 0 : output
    return transform == .sqrt ? z * z : z
  }
}

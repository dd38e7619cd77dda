import Foundation

/// The Poisson loss of a network that gives the logarithm of a ratio: with the output f, a bound b and
/// the expected amount B of a cell, the prediction is P = B·eʳ with r = b·tanh(f / b), and the loss is
/// the mean of P − y·ln P over the cells whose amount y is known.
///
/// Since |r| < b, no prediction is more than eᵇ times what was expected, or less than e⁻ᵇ times.
public struct RatioLoss: Sendable {
  /// The bound b of the logarithm of the ratio.
  public let bound: Float

  /// Makes the loss with a bound above 0.
  public init(bound: Float) {
    precondition(bound > 0)
    self.bound = bound
  }

  /// The logarithm r of the ratio for an output f.
  @inline(__always)
  public func ratio(_ output: Float) -> Float { bound * Activation.tanh(output / bound) }

  /// Computes the loss of a batch and its gradient at the output.
  ///
  /// - Parameters:
  ///   - output: The outputs f, [batch, …, 1].
  ///   - target: The amounts y, NaN where unknown, and the expected amounts B > 0, [batch, …, 2].
  /// - Returns: The sum over known cells divided by the number of all cells, so that batches in parts add
  ///   up to the whole, and dL/df = (P − y)·(1 − tanh²(f / b)) divided likewise.
  public func callAsFunction(_ output: Tensor, target: Tensor) -> (loss: Float, gradient: Tensor) {
    precondition(target.count == 2 * output.count)
    let share = 1 / Float(output.count)
    var gradient = Tensor(zeros: output.shape)
    var sum = 0.0
    gradient.change { gradient in
      for cell in 0..<output.count {
        let (wanted, expected) = (target.values[2 * cell], target.values[2 * cell + 1])
        guard !wanted.isNaN else { continue }
        let slope = Activation.tanh(output.values[cell] / bound)
        let predicted = expected * exp(bound * slope)
        sum += Double(predicted - wanted * (log(expected) + bound * slope))
        gradient[cell] = share * (predicted - wanted) * (1 - slope * slope)
      }
    }
    return (Float(sum) * share, gradient)
  }
}

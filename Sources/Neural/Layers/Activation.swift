import Foundation

/// A function applied to every value.
public enum Activation: String, Sendable, CaseIterable, Codable {
  case identity, sigmoid, relu, tanh

  /// f(x) for every value.
  func forward(_ input: Tensor) -> Tensor {
    switch self {
    case .identity: input
    case .sigmoid: input.mapped { 1 / (1 + exp(-$0)) }
    case .relu: input.mapped { max(0, $0) }
    case .tanh: input.mapped { Foundation.tanh($0) }
    }
  }

  /// The gradient at the input, from the gradient at the output y and y itself:
  /// sigmoid′ = y(1 − y), tanh′ = 1 − y².
  func backward(_ gradient: Tensor, output: Tensor) -> Tensor {
    switch self {
    case .identity: gradient
    case .sigmoid: gradient.mapped(with: output) { $0 * $1 * (1 - $1) }
    case .relu: gradient.mapped(with: output) { $1 > 0 ? $0 : 0 }
    case .tanh: gradient.mapped(with: output) { $0 * (1 - $1 * $1) }
    }
  }
}

extension Tensor {
  fileprivate func mapped(_ function: (Float) -> Float) -> Tensor {
    var result = self
    var values = result.values.mutableSpan
    for i in values.indices { values[i] = function(values[i]) }
    return result
  }

  fileprivate func mapped(with other: Tensor, _ function: (Float, Float) -> Float) -> Tensor {
    var result = self
    let others = other.values.span
    var values = result.values.mutableSpan
    for i in values.indices { values[i] = function(values[i], others[i]) }
    return result
  }
}

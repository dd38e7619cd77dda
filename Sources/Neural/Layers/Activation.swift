import Foundation

/// A function applied to every value.
public enum Activation: String, Sendable, CaseIterable, Codable {
  case identity, sigmoid, relu, tanh

  /// f(x) for every value.
  func forward(_ input: Tensor) -> Tensor {
    var output = input
    switch self {
    case .identity: break
    case .sigmoid:
      for i in output.values.indices { output.values[i] = 1 / (1 + exp(-output.values[i])) }
    case .relu: for i in output.values.indices { output.values[i] = max(0, output.values[i]) }
    case .tanh:
      for i in output.values.indices { output.values[i] = Foundation.tanh(output.values[i]) }
    }
    return output
  }

  /// The gradient at the input, from the gradient at the output y and y itself:
  /// sigmoid′ = y(1 − y), tanh′ = 1 − y².
  func backward(_ gradient: Tensor, output: Tensor) -> Tensor {
    var result = gradient
    let y = output.values
    switch self {
    case .identity: break
    case .sigmoid: for i in y.indices { result.values[i] *= y[i] * (1 - y[i]) }
    case .relu: for i in y.indices where y[i] <= 0 { result.values[i] = 0 }
    case .tanh: for i in y.indices { result.values[i] *= 1 - y[i] * y[i] }
    }
    return result
  }
}

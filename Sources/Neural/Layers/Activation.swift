import Foundation

/// A function applied to every value.
public enum Activation: String, Sendable, CaseIterable, Codable {
  case identity, sigmoid, relu, tanh

  /// f(x) for every value.
  func forward(_ input: consuming Tensor) -> Tensor {
    switch self {
    case .identity: break
    case .sigmoid: input.map { 1 / (1 + exp(-$0)) }
    case .relu: input.map { max(0, $0) }
    case .tanh: input.map { Foundation.tanh($0) }
    }
    return input
  }

  /// The gradient at the input, from the gradient at the output y and y itself:
  /// sigmoid′ = y(1 − y), tanh′ = 1 − y².
  func backward(_ gradient: consuming Tensor, output: Tensor) -> Tensor {
    switch self {
    case .identity: break
    case .sigmoid: gradient.map(with: output) { $0 * $1 * (1 - $1) }
    case .relu: gradient.map(with: output) { $1 > 0 ? $0 : 0 }
    case .tanh: gradient.map(with: output) { $0 * (1 - $1 * $1) }
    }
    return gradient
  }
}

extension Tensor {
  @inline(__always)
  fileprivate mutating func map(_ function: (Float) -> Float) {
    var values = values.mutableSpan
    for i in values.indices { values[i] = function(values[i]) }
  }

  @inline(__always)
  fileprivate mutating func map(with other: Tensor, _ function: (Float, Float) -> Float) {
    precondition(other.count == count)
    let others = other.values.span
    var values = values.mutableSpan
    for i in values.indices { values[i] = function(values[i], others[i]) }
  }
}

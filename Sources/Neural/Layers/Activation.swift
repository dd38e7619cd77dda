/// An activation function, which is applied to every value.
public enum Activation: String, Sendable, CaseIterable, Codable {
  case identity, sigmoid, relu, tanh

  /// f(x) for every value.
  func forward(_ input: consuming Tensor) -> Tensor {
    switch self {
    case .identity: break
    // 1 / (1 + e⁻ˣ)
    case .sigmoid: input.map { 0.5 + 0.5 * Self.tanh(0.5 * $0) }
    case .relu: input.map { max(0, $0) }
    case .tanh: input.map { Self.tanh($0) }
    }
    return input
  }

  /// The gradient at the input, computed from the gradient at the output y and from y itself:
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

extension Activation {
  /// tanh x as a quotient of polynomials, within 4·10⁻⁷ of the true value; unlike the C library's
  /// function the compiler can vectorise it.
  ///
  /// The coefficients are those of the function `ptanh` of Eigen 3.3.
  @inline(__always)
  package static func tanh(_ x: Float) -> Float {
    let x = min(max(x, -7.9), 7.9)
    let s = x * x
    var p = s * -2.76076847742355e-16 + 2.00018790482477e-13
    p = p * s - 8.60467152213735e-11
    p = p * s + 5.12229709037114e-08
    p = p * s + 1.48572235717979e-05
    p = p * s + 6.37261928875436e-04
    p = p * s + 4.89352455891786e-03
    var q = s * 1.19825839466702e-06 + 1.18534705686654e-04
    q = q * s + 2.26843463243900e-03
    q = q * s + 4.89352518554385e-03
    return x * p / q
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
    let others = other.values.span
    var values = values.mutableSpan
    precondition(others.count == values.count)
    for i in values.indices { values[i] = function(values[i], others[i]) }
  }
}

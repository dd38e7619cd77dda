internal import Foundation

/// How densities are scaled for the conv–deconv network; 0 stays 0.
package struct DensityScaling: Sendable, Equatable {
  /// The kinds that can be asked for.
  package enum Kind: String, Sendable, CaseIterable, Codable {
    /// As they are.
    case none
    /// Divided by the greatest density of the years before.
    case maximum
    /// Divided by the root of the mean squared density of the years before.
    case rms
    /// ln(1 + density).
    case log1p
  }

  /// The kind.
  package let kind: Kind
  /// What densities are divided by; 1 where the kind does not divide.
  package let divisor: Float

  /// A scaling of a known divisor.
  init(_ kind: Kind, divisor: Float) {
    self.kind = kind
    self.divisor = divisor
  }

  /// A scaling of a kind, fitted to the densities of the years before.
  init(_ kind: Kind, fitting densities: [Float]) {
    let divisor: Double =
      switch kind {
      case .none, .log1p: 1
      case .maximum: Double(densities.max() ?? 1)
      case .rms:
        (densities.reduce(0) { $0 + Double($1) * Double($1) } / Double(max(densities.count, 1)))
          .squareRoot()
      }
    self.init(kind, divisor: divisor > 0 ? Float(divisor) : 1)
  }

  func scaled(_ density: Float) -> Float {
    kind == .log1p ? log1p(density) : density / divisor
  }

  func restored(_ value: Float) -> Float {
    kind == .log1p ? expm1(value) : value * divisor
  }
}

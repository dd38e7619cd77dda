internal import Foundation

/// The scaling of densities for the conv–deconv network, which maps 0 to 0.
package struct DensityScaling: Sendable, Equatable {
  /// The kinds of scaling.
  package enum Kind: String, Sendable, CaseIterable, Codable {
    /// Densities are not scaled.
    case none
    /// Densities are divided by the maximum of the years before.
    case maximum
    /// Densities are divided by the root mean square of the years before.
    case rms
    /// ln(1 + density).
    case log1p
  }

  /// The kind of scaling.
  package let kind: Kind
  /// The divisor; 1 where the kind does not divide.
  package let divisor: Float

  /// Makes a scaling with a known divisor.
  init(_ kind: Kind, divisor: Float) {
    self.kind = kind
    self.divisor = divisor
  }

  /// Makes a scaling whose divisor is fitted to the densities of the years before.
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

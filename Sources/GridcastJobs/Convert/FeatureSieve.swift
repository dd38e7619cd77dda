package import GridcastBase

/// Lets through the features that the user asks for: those that touch an extent, and no more than a
/// number of them.
package struct FeatureSieve: Sendable {
  /// What is left out where a shape does not touch the extent.
  package static let outside = "outside the extent"

  private let extent: Box?
  private let limit: Int
  private var passed = 0

  /// A sieve of an extent in the coordinates of the features, and a greatest number.
  package init(extent: Box?, limit: Int?) {
    self.extent = extent
    self.limit = limit ?? .max
  }

  /// Whether no more features will pass.
  package var isFull: Bool { passed >= limit }

  /// The features that pass, in order; the others are counted, but for those after the last one.
  package mutating func pass(_ features: Features, _ tally: inout Tally) -> Features {
    var features = features
    if let extent {
      let isKept = (0..<features.count).map { features.shapes.touches(extent, $0) }
      tally.drop(Self.outside, isKept.count { !$0 })
      if isKept.contains(false) { features = features.filtered(isKept) }
    }
    let room = limit - passed
    if features.count > room {
      features = features.filtered((0..<features.count).map { $0 < room })
    }
    passed += features.count
    return features
  }
}

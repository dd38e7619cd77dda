package import GridcastBase

/// A filter for features that touch an extent, up to a greatest number.
package struct FeatureSieve: Sendable {
  /// The reason for leaving out a feature that does not touch the extent.
  package static let outside: Sentence = "outside the extent"

  private let extent: Box?
  private let limit: Int
  private var passed = 0

  /// Makes a filter; the extent is in the coordinates of the features.
  package init(extent: Box?, limit: Int?) {
    self.extent = extent
    self.limit = limit ?? .max
  }

  /// Whether the greatest number is reached.
  package var isFull: Bool { passed >= limit }

  /// The features that pass, in order; the others are counted, unless they come after the greatest
  /// number was reached.
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

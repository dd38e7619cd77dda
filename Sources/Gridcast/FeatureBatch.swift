public import GridcastBase

/// Consecutive features of a layer, at most 65,536.
public struct FeatureBatch: Sendable {
  private let features: Features

  init(_ features: Features) { self.features = features }

  /// The number of features.
  public var count: Int { features.count }

  /// The position of each feature that is a single point; nil for other features.
  public var points: [Point?] {
    (0..<count).map { index in
      guard features.shapes.kinds[index] == .point else { return nil }
      return features.shapes.vertices(of: index).first.map { features.shapes.points[$0] }
    }
  }

  /// The vertices of one feature in parts; for a polygon the exterior ring, then its holes.
  public func parts(of index: Int) -> [[Point]] {
    features.shapes.parts(of: index).map { part in
      Array(features.shapes.points[features.shapes.vertices(ofPart: part)])
    }
  }

  /// The values of an attribute as numbers, one for each feature, nil where a feature has none.
  ///
  /// The result is nil where there is no such attribute, or it contains lists, bytes or dates.
  public func numbers(_ field: String) -> [Double?]? {
    features.column(field)?.numbers.map(Array.init)
  }

  /// The values of an attribute as texts, one for each feature, with dates in ISO 8601, nil where a
  /// feature has none.
  ///
  /// The result is nil where there is no such attribute.
  public func texts(_ field: String) -> [String?]? {
    features.column(field).map { Array($0.spelled) }
  }
}

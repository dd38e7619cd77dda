public import GridcastBase

/// Some features of a layer, in file order: at most 65,536.
public struct FeatureBatch: Sendable {
  private let features: Features

  init(_ features: Features) { self.features = features }

  /// The number of features.
  public var count: Int { features.count }

  /// The position of each feature that is a single point; nil for others.
  public var points: [Point?] {
    (0..<count).map { index in
      guard features.shapes.kinds[index] == .point else { return nil }
      return features.shapes.vertices(of: index).first.map { features.shapes.points[$0] }
    }
  }

  /// The vertices of one feature, part by part: of a polygon its exterior ring, then its holes.
  public func parts(of index: Int) -> [[Point]] {
    features.shapes.parts(of: index).map { part in
      Array(features.shapes.points[features.shapes.vertices(ofPart: part)])
    }
  }

  /// The values of an attribute as numbers, one a feature; nil where a feature has none, and in all
  /// where there is no such attribute or it holds lists, bytes or dates.
  public func numbers(_ field: String) -> [Double?]? {
    features.column(field)?.numbers.map(Array.init)
  }

  /// The values of an attribute as texts, one a feature, dates after ISO 8601; nil where a feature has
  /// none, and in all where there is no such attribute.
  public func texts(_ field: String) -> [String?]? {
    features.column(field).map { Array($0.spelled) }
  }
}

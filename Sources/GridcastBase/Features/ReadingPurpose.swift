/// What the features are read for, which decides the layers of an input where the user names none.
package enum ReadingPurpose: Sendable {
  /// All features as they are.
  case features
  /// One point for each feature.
  case points
  /// The lengths of lines.
  case lines
  /// The areas of polygons.
  case areas
}

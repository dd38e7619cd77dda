/// What features are wanted for, which decides the layers of an input where the user names none.
package enum ReadingPurpose: Sendable {
  /// Just as they are.
  case features
  /// One point each.
  case points
  /// Lines, for their length.
  case lines
  /// Polygons, for their area.
  case areas
}

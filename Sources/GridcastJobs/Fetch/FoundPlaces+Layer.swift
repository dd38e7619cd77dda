package import GridcastBase
package import GridcastBin
package import GridcastFetch
package import GridcastReproject

extension FoundPlaces {
  /// The places as a layer.
  ///
  /// - Parameters:
  ///   - own: The system that they have.
  ///   - categories: How they are assigned to categories; nil for no such field.
  ///   - target: The system to move them to; nil to leave them.
  ///   - subject: What they are called in errors and notes.
  /// - Returns: The layer, and what the user should know of it.
  /// - Throws: What the categories and moving throw.
  package func layer(
    in own: CoordinateSystem, _ categories: Categorization?, movedTo target: TargetChoice?,
    _ subject: String
  ) throws(GridcastError) -> (features: Features, notes: [Sentence]) {
    var features = self.features(in: own)
    if let categories {
      features.columns.append(
        try categories.column(PlaceFetch.categoryField, of: features, subject))
    }
    var tally = Tally()
    features = try features.moved(to: target, of: subject, &tally)
    var notes = tally.notes
    if tally.droppedCount > 0 { notes.append("\(subject): left out: \(tally.reasons)") }
    return (features, notes)
  }
}

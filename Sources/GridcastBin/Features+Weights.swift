package import GridcastBase

extension Features {
  /// The weight of each feature, nil for one that has none; nil for all where nothing is weighed.
  ///
  /// Throws `.badData` where there is no such field of numbers.
  package func weights(_ field: String?, from subject: String) throws(GridcastError) -> Optionals<
    Double
  >? {
    guard let field else { return nil }
    guard let numbers = column(field)?.numbers else {
      throw GridcastError(.badData, subject, "it has no field '\(field)' of numbers")
    }
    return numbers
  }
}

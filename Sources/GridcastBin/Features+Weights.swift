package import GridcastBase

extension Features {
  /// The weight of each feature, nil where it has none; nil altogether where `field` is nil.
  ///
  /// - Throws: `.badData` where there is no such numeric field.
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

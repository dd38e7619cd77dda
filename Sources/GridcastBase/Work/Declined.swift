/// Why a fast reader leaves a file to a slower one that handles all cases, as in "a record is
/// marked as deleted".
package struct Declined: Error, Sendable {
  /// The reason, as part of a sentence.
  package let reason: String
  /// Whether nobody else reads the file rightly either, so that the reason is an error.
  package let isFinal: Bool

  /// Makes a refusal with its reason.
  package init(_ reason: String, isFinal: Bool = false) {
    self.reason = reason
    self.isFinal = isFinal
  }
}

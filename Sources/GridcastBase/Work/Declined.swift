/// Why a fast reader leaves a file to a slower one that handles all cases, as in "a record is
/// marked as deleted".
package struct Declined: Error, Sendable {
  /// The reason, as part of a sentence.
  package let reason: String

  /// Makes a refusal with its reason.
  package init(_ reason: String) { self.reason = reason }
}

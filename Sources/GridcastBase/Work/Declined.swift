/// Why a fast reader leaves a file to a slower one that handles all cases, as in "a record is
/// marked as deleted".
package struct Declined: Error, Sendable {
  /// The reason, as part of a sentence.
  package let reason: Sentence
  /// Whether nobody else reads the file rightly either, so that the reason is an error.
  package let isFinal: Bool

  /// Makes a refusal with its reason.
  package init(_ reason: Sentence, isFinal: Bool = false) {
    self.reason = reason
    self.isFinal = isFinal
  }

  /// A part that does not end where the file has ends of records, as it once was.
  package static let cutElsewhere = Declined(
    "it has changed since it was split: a part begins or ends within a record; split it anew",
    isFinal: true)
}

/// Why a faster way of reading leaves a file to a slower one that knows all of its cases, as in "a record
/// is marked as deleted".
package struct Declined: Error, Sendable {
  package let reason: String
  /// Whether nobody else reads the file rightly either, so that the reason is an error.
  package let isFinal: Bool

  package init(_ reason: String, isFinal: Bool = false) {
    self.reason = reason
    self.isFinal = isFinal
  }
}

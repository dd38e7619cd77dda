/// Why a faster way of reading leaves a file to a slower one that knows all of its cases, as in "a record
/// is marked as deleted".
package struct Declined: Error, Sendable {
  package let reason: String

  package init(_ reason: String) { self.reason = reason }
}

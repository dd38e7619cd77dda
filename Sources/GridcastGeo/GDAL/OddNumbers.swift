/// Numbers with which nothing can be computed.
package struct OddNumbers: Sendable {
  /// How many known cells are infinite.
  package var infinite = 0
  /// Whether cells hold NaN beside the nodata value that is declared, or without one.
  package var hasNaN = false

  /// None.
  package init() {}

  init(infinite: Int, hasNaN: Bool) {
    self.infinite = infinite
    self.hasNaN = hasNaN
  }

  mutating func add(_ other: OddNumbers) {
    infinite += other.infinite
    hasNaN = hasNaN || other.hasNaN
  }
}

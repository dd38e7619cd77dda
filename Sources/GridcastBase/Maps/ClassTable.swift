/// The values of a raster of classes: what each means, and how it is drawn.
package struct ClassTable: Sendable, Equatable {
  /// One class.
  package struct Row: Sendable, Equatable {
    /// The value of its cells.
    package let value: UInt8
    /// What the legend says of it.
    package let label: String
    /// What lies above this belongs to it, and of the first class this value too; nil where unknown.
    package let lower: Double?
    /// The greatest value that belongs to it; nil where unknown.
    package let upper: Double?
    /// How many cells there are of it.
    package let count: Int
    /// The colour.
    package let color: Color

    /// One class.
    package init(
      value: UInt8, label: String, lower: Double?, upper: Double?, count: Int, color: Color
    ) {
      self.value = value
      self.label = label
      self.lower = lower
      self.upper = upper
      self.count = count
      self.color = color
    }
  }

  /// The classes.
  package let rows: [Row]

  /// The classes, in the order of a legend.
  package init(rows: [Row]) { self.rows = rows }
}

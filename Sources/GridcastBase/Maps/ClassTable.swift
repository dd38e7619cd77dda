/// The classes of a raster of classes, with what each means and how it is drawn.
package struct ClassTable: Sendable, Equatable {
  /// One class.
  package struct Row: Sendable, Equatable {
    /// The value of the cells of this class.
    package let value: UInt8
    /// The label in the legend.
    package let label: String
    /// The lower bound, which is part of the first class only; nil where unknown.
    package let lower: Double?
    /// The upper bound, which is part of the class; nil where unknown.
    package let upper: Double?
    /// The number of cells of this class.
    package let count: Int
    /// The colour in which the class is drawn.
    package let color: Color

    /// Describes one class.
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

  /// Makes a table of classes in the order of the legend.
  package init(rows: [Row]) { self.rows = rows }
}

/// The values of a raster of classes: what each means, and how it is drawn.
struct ClassTable: Sendable, Equatable {
  /// One class.
  struct Row: Sendable, Equatable {
    /// The value of its cells.
    let value: UInt8
    /// What the legend says of it.
    let label: String
    /// What lies above this belongs to it, and of the first class this value too; nil where unknown.
    let lower: Double?
    /// The greatest value that belongs to it; nil where unknown.
    let upper: Double?
    /// How many cells there are of it.
    let count: Int
    /// The colour.
    let color: Color
  }

  /// The classes.
  let rows: [Row]
}

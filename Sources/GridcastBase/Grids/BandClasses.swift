/// What says that the numbers of a band are names of classes, such as land uses, and not amounts.
package struct BandClasses: Sendable, Equatable {
  /// One class.
  package struct Row: Sendable, Equatable {
    /// The number in the cells.
    package let value: Double
    /// What the file calls it; nil where it has no name.
    package let label: String?
    /// The colour that the file gives it; nil where it gives none.
    package let color: Color?

    /// Describes one class.
    package init(value: Double, label: String?, color: Color?) {
      self.value = value
      self.label = label
      self.color = color
    }
  }

  /// What the file has that amounts have not, as in "a palette".
  package let evidence: Sentence
  /// The classes that the file lists; a palette lists numbers that no cell has, too.
  package let rows: [Row]

  /// Describes the classes of a band.
  package init(evidence: Sentence, rows: [Row]) {
    self.evidence = evidence
    self.rows = rows
  }
}

/// The numbers of a band of long whole numbers, which `Raster.Band.values` would round.
package struct BandCodes: Sendable, Equatable {
  /// The greatest number of different codes; a band with more holds amounts, of which seven digits do.
  package static let limit = 65_536

  /// The different numbers, written out.
  package let texts: [String]
  /// For each cell the index of its number; −1 where it is unknown.
  package let indices: [Int32]

  /// Makes the codes of a band.
  package init(texts: [String], indices: [Int32]) {
    self.texts = texts
    self.indices = indices
  }
}

/// Features in file order: their shapes, their columns and their coordinate system.
///
/// This is also the unit of streaming: a reader hands out batches of at most `batchSize` features,
/// and a layer is all its batches in order.
package struct Features: Sendable, Equatable {
  /// The greatest number of features in one batch.
  package static let batchSize = 65_536

  /// The geometry, one shape a feature.
  package var shapes: Shapes
  /// The attributes, each with one value a feature.
  package var columns: [Column]
  /// The coordinate system of the shapes, or nil where the source names none.
  package var coordinateSystem: CoordinateSystem?

  /// Makes features from shapes and columns of equal count.
  package init(shapes: Shapes, columns: [Column] = [], coordinateSystem: CoordinateSystem?) {
    precondition(columns.allSatisfy { $0.count == shapes.count }, "one value a feature")
    self.shapes = shapes
    self.columns = columns
    self.coordinateSystem = coordinateSystem
  }

  /// The number of features.
  package var count: Int { shapes.count }

  /// No features, with columns for some fields.
  package init(of fields: [Field], in system: CoordinateSystem?) {
    self.init(
      shapes: Shapes(), columns: fields.map { Column($0, .init(missing: 0, as: $0.kind)) },
      coordinateSystem: system)
  }

  /// The column with this name; an exact match is preferred to one that differs in case only.
  package func column(_ name: String) -> Column? {
    columns.first { $0.field.name == name }
      ?? columns.first { $0.field.name.lowercased() == name.lowercased() }
  }

  /// The column with this name.
  ///
  /// - Throws: `.badData` where there is no such column; the error names those that exist.
  package func column(named name: String, subject: String) throws(GridcastError) -> Column {
    if let column = column(name) { return column }
    throw GridcastError(.badData, subject, absentField(name, among: columns.map(\.field.name)))
  }

  /// Adds features that have the same columns, after these.
  package mutating func append(_ other: Features) {
    shapes.append(other.shapes)
    for index in columns.indices { columns[index].append(other.columns[index]) }
  }

  /// The features whose flag is set, in order.
  package func filtered(_ isKept: [Bool]) -> Features {
    Features(
      shapes: shapes.filtered(isKept), columns: columns.map { $0.filtered(isKept) },
      coordinateSystem: coordinateSystem)
  }
}

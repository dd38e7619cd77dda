/// Features in file order: shapes, columns and the coordinate system of both.
///
/// Also the unit of streaming: a reader hands out batches of at most `batchSize`, and a whole layer
/// is their concatenation.
public struct Features: Sendable, Equatable {
  /// The greatest number of features in one batch.
  public static let batchSize = 65_536

  /// The geometry, one shape a feature.
  public var shapes: Shapes
  /// The attributes, each with one value a feature.
  public var columns: [Column]
  /// The coordinate system of the shapes, or nil where the source names none.
  public var coordinateSystem: CoordinateSystem?

  /// Features of shapes and columns of equal count.
  public init(shapes: Shapes, columns: [Column] = [], coordinateSystem: CoordinateSystem?) {
    precondition(columns.allSatisfy { $0.count == shapes.count }, "one value a feature")
    self.shapes = shapes
    self.columns = columns
    self.coordinateSystem = coordinateSystem
  }

  /// The number of features.
  public var count: Int { shapes.count }

  /// The column of a name; an exact match goes before one that differs in case only.
  public func column(_ name: String) -> Column? {
    columns.first { $0.field.name == name }
      ?? columns.first { $0.field.name.lowercased() == name.lowercased() }
  }

  /// The column of a name.
  ///
  /// - Throws: `.badData` where there is none, naming those there are.
  func column(named name: String, subject: String) throws(GridcastError) -> Column {
    if let column = column(name) { return column }
    throw GridcastError(
      .badData, subject,
      "there is no field '\(name)'; the fields are "
        + columns.map(\.field.name).joined(separator: ", "))
  }

  /// Adds features of the same columns, after these.
  public mutating func append(_ other: Features) {
    shapes.append(other.shapes)
    for index in columns.indices { columns[index].append(other.columns[index]) }
  }

  /// The features for which the flag is set, in order.
  public func filtered(_ isKept: [Bool]) -> Features {
    Features(
      shapes: shapes.filtered(isKept), columns: columns.map { $0.filtered(isKept) },
      coordinateSystem: coordinateSystem)
  }
}

import GridcastBase

extension ParquetLayout {
  /// Makes features of columns.
  ///
  /// - Parameters:
  ///   - count: The number of rows.
  ///   - fields: The wanted fields.
  ///   - place: What the rows are, for messages.
  ///   - keepsOpenRings: Whether polygons that are not closed come as they are.
  ///   - allowsLoss: Whether moments that no field has are left empty.
  ///   - tally: Receives what is lost or changed.
  ///   - read: Reads a column.
  /// - Returns: The features, without those that are lost.
  /// - Throws: What `read` throws, and where a value has no place in a field, with the column's name.
  func features(
    count: Int, _ fields: [Field], in place: Sentence, keepsOpenRings: Bool, allowsLoss: Bool,
    _ tally: inout Tally,
    _ read: (ParquetLeaf) throws(Declined) -> [ParquetSlice]
  ) throws(Declined) -> Features {
    func naming<Made>(_ leaf: ParquetLeaf, _ make: () throws(Declined) -> Made) throws(Declined)
      -> Made
    {
      do throws(Declined) { return try make() } catch {
        throw Declined("column '\(leaf.name)', \(place): \(error.reason)", isFinal: true)
      }
    }
    var maker = ParquetShapes(keepsOpenRings: keepsOpenRings)
    let shapes: Shapes
    switch geometry {
    case .none: shapes = Shapes(nullCount: count)
    case .binary(let leaf):
      shapes = try naming(leaf) { () throws(Declined) in
        try maker.shapes(wkb: try read(leaf), &tally)
      }
    case .points(let leaves):
      var ordinates: [Optionals<Double>] = []
      for leaf in leaves {
        ordinates.append(
          try naming(leaf) { () throws(Declined) in
            var column = try ParquetColumn(Field("", .number), .double, leaf)
            return try column.column(try read(leaf)).numbers ?? []
          })
      }
      shapes = try maker.shapes(points: ordinates)
    case .lists(let encoding, let leaves):
      shapes = try naming(leaves[0]) { () throws(Declined) in
        var ordinates: [[ParquetSlice]] = []
        for leaf in leaves { ordinates.append(try read(leaf)) }
        let lists = try ParquetLists(
          encoding, leaves[0], ordinates, hasM: leaves.last?.path.last == "m")
        return try maker.shapes(wkb: [try lists.binary(count)], &tally)
      }
    }
    var columns: [Column] = []
    for field in fields {
      guard let item = items.first(where: { $0.field.name == field.name }) else {
        columns.append(Column(field, Column.Values(missing: count, as: field.kind)))
        continue
      }
      columns.append(
        try naming(item.leaf) { () throws(Declined) in
          var maker = try ParquetColumn(field, item.form, item.leaf, allowsLoss: allowsLoss)
          let column = try maker.column(try read(item.leaf))
          if maker.wasCut {
            tally.change(
              "field '\(field.name)': moments cut to millionths of a second, which is what a field keeps"
            )
          }
          tally.count(
            "of field '\(field.name)' beyond the years 1 to 9999, or the day, and left empty",
            of: "moment", plural: "moments", maker.lostCount)
          return column
        })
    }
    if let isKept = maker.isKept { columns = columns.map { $0.filtered(isKept) } }
    return Features(shapes: shapes, columns: columns, coordinateSystem: nil)
  }
}

/// A lane of which the first values of columns tell where features are.
protocol SampledLane: Lane {}

extension SampledLane {
  /// The first values of some columns as texts.
  func sample(of fields: [Field], _ count: Int) throws(Declined) -> [[String]] {
    guard blockCount > 0 else { return fields.map { _ in [] } }
    return try block(0, fields).columns.map { column in
      (column.texts ?? Texts()).prefix(count).map { $0 ?? "" }
    }
  }
}

import GridcastBase

/// The rows of a layer of a GeoPackage (OGC 12-128r18).
struct GeoPackageRows: Sendable {
  private let kind: Shapes.Kind?
  private let kinds: [Field.Kind]

  /// nil where GDAL must write the layer.
  init?(_ schema: LayerSchema) {
    kind = schema.kind
    kinds = schema.fields.filter { !$0.isLeftOut }.map(\.target.kind)
    let known: Set<Field.Kind> = [.integer, .number, .text, .date, .dateTime, .binary]
    guard known.isSuperset(of: kinds), kind != nil || !kinds.isEmpty else { return nil }
  }

  /// The rows of a batch; without the number of the coordinate system, which the file tells.
  func encode(_ features: Features) throws(GridcastError) -> GeoPackageBatch {
    var columns: [SQLiteColumn] = []
    for (column, kind) in zip(features.columns, kinds) {
      columns.append(try values(column, kind))
    }
    let shapes = features.shapes
    let boxes =
      kind == nil
      ? [] : (0..<shapes.count).map { shapes.box(of: $0) }
    return GeoPackageBatch(
      count: features.count, geometries: kind == nil ? nil : geometries(shapes, boxes),
      columns: columns, boxes: boxes)
  }

  private func values(_ column: Column, _ kind: Field.Kind) throws(GridcastError) -> SQLiteColumn {
    func runs(_ texts: Texts) -> SQLiteColumn {
      .runs(unsafe CellTexts(texts, missing: "\0") { unsafe $1.put($0) }, areTexts: true)
    }
    switch (column.values, kind) {
    case (.integers(let values), .integer): return .integers(values)
    case (.integers(let values), .number):
      return .numbers(Optionals(values.lazy.map { $0.map(Double.init) }))
    case (.numbers(let values), .number): return .numbers(values)
    case (.texts(let texts), .text): return runs(texts)
    case (.dateTimes, .date), (.dateTimes, .dateTime):
      var moments = column
      moments.field.kind = kind
      return runs(moments.spelledToThousandths)
    case (.binaries(let values), .binary):
      var cells = CellTexts(count: values.count + 1, capacity: 64 * values.count) { row, builder in
        guard row < values.count else { return builder.put("\0") }
        if let value = values[row] { builder.put(value) }
      }
      let last = Int32(values.count)
      cells.codes = values.indices.map { values[$0] == nil ? last : Int32($0) }
      return .runs(cells, areTexts: false)
    default:
      throw column.misfit
    }
  }

  /// The shapes as the format has them: a header with the extent, and well-known binary.
  private func geometries(_ shapes: Shapes, _ boxes: [Box]) -> CellTexts {
    let binary = WKBShapes(shapes, in: kind)
    let size = 64 * shapes.count + 16 * shapes.points.count
    var cells = CellTexts(count: shapes.count + 1, capacity: size) { row, builder in
      guard row < shapes.count else { return builder.put("\0") }
      guard shapes.kinds[row] != .null else { return }
      builder.put("GP\0")
      let isEmpty = boxes[row].isEmpty
      let hasExtent = !isEmpty && shapes.kinds[row].written(in: kind) != .point
      let heights = hasExtent && shapes.hasHeights(row)
      // Little-endian; the kind of the extent; whether there is no vertex.
      builder.put(raw: UInt8(1 | (hasExtent ? heights ? 4 : 2 : 0) | (isEmpty ? 16 : 0)))
      builder.put(raw: Int32(0))
      if hasExtent {
        let box = boxes[row]
        for side in [box.minX, box.maxX, box.minY, box.maxY] { builder.put(raw: side) }
        if heights {
          let known = shapes.vertices(of: row).lazy.map { shapes.z[$0].isNaN ? 0 : shapes.z[$0] }
          builder.put(raw: known.min() ?? 0)
          builder.put(raw: known.max() ?? 0)
        }
      }
      binary.put(row, &builder)
    }
    let last = Int32(shapes.count)
    cells.codes = shapes.kinds.indices.map { shapes.kinds[$0] == .null ? last : Int32($0) }
    return cells
  }
}

/// Rows of a layer of a GeoPackage.
struct GeoPackageBatch: Sendable {
  let count: Int
  /// The shapes, where the layer has such; the number of the coordinate system is not set yet.
  fileprivate(set) var geometries: CellTexts?
  /// The values of each field.
  let columns: [SQLiteColumn]
  /// The extent of each shape.
  let boxes: [Box]

  /// Sets the number of the coordinate system in the header of each shape.
  mutating func set(system: Int32) {
    guard let offsets = geometries?.texts.offsets else { return }
    for row in 0..<count where offsets[row + 1] > offsets[row] {
      unsafe geometries?.texts.bytes.withUnsafeMutableBytes {
        unsafe $0.storeBytes(of: system, toByteOffset: offsets[row] + 4, as: Int32.self)
      }
    }
  }
}

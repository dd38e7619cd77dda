import GridcastBase

/// CSV as GDAL writes it: points as columns X, Y and Z, other shapes as well-known text, and texts in quotes
/// only where it takes them (RFC 4180).
struct CSVRows: RowFormat {
  private let kind: Shapes.Kind?
  private let hasZ: Bool
  private let names: [String]

  let separator: [UInt8] = []
  let footer: [UInt8] = []

  /// nil where GDAL must write the layer.
  init?(_ schema: LayerSchema) {
    kind = schema.kind
    hasZ = schema.hasZ
    names = schema.fields.filter { !$0.isLeftOut }.map(\.target.name)
    // A row of one column that is empty would be an empty line.
    guard names.count + (kind == nil ? 0 : 2) > 1 else { return nil }
  }

  var header: [UInt8] {
    let shape = kind == nil ? [] : kind == .point ? hasZ ? ["X", "Y", "Z"] : ["X", "Y"] : ["WKT"]
    var builder = ByteBuilder(capacity: 256)
    for (index, name) in (shape + names).enumerated() {
      if index > 0 { builder.put(",") }
      unsafe Array(name.utf8).withUnsafeBytes { unsafe Self.put($0, &builder) }
    }
    builder.put("\n")
    return builder.bytes()
  }

  func rows(_ features: Features) -> [UInt8] {
    var cells = features.columns.map { self.cells($0) }
    if kind == .point {
      cells = coordinates(features.shapes) + cells
    } else if kind != nil {
      cells.insert(wellKnownTexts(features.shapes), at: 0)
    }
    var pieces: [RowPiece] = []
    for (index, cell) in cells.enumerated() {
      if index > 0 { pieces.append(.text(",")) }
      pieces.append(.cells(cell))
    }
    return RowPiece.rows(features.count, of: pieces + [.text("\n")])
  }

  private func coordinates(_ shapes: Shapes) -> [CellTexts] {
    func cells(_ value: (Int) -> Double) -> CellTexts {
      CellTexts(count: shapes.count, capacity: 20 * shapes.count) { row, builder in
        guard let vertex = shapes.vertices(of: row).first else { return }
        let number = value(vertex)
        if !number.isNaN { builder.put(digits: number, keepsDecimal: false) }
      }
    }
    let flat = [cells { shapes.points[$0].x }, cells { shapes.points[$0].y }]
    return hasZ ? flat + [cells { shapes.hasZ ? shapes.z[$0] : .nan }] : flat
  }

  private func wellKnownTexts(_ shapes: Shapes) -> CellTexts {
    CellTexts(count: shapes.count, capacity: 40 * shapes.points.count) { row, builder in
      guard !shapes.isEmpty(row) else { return }
      builder.put("\"")
      ShapeNotation.wellKnownText.put(row, of: shapes, in: kind, &builder)
      builder.put("\"")
    }
  }

  private func cells(_ column: Column) -> CellTexts {
    switch column.values {
    case .integers(let values): CellTexts(values, missing: "")
    case .numbers(let values): CellTexts(values, missing: "")
    default: unsafe CellTexts(column.spelled, missing: "") { unsafe Self.put($0, &$1) }
    }
  }

  /// Adds a text, in quotes where it has a character that a reader could take for a separator.
  private static func put(_ text: UnsafeRawBufferPointer, _ builder: inout ByteBuilder) {
    let needsQuotes = unsafe text.contains { byte in
      byte == UInt8(ascii: "\"") || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";")
        || byte == UInt8(ascii: "\t") || byte == 10 || byte == 13
    }
    guard needsQuotes else { return unsafe builder.put(text) }
    builder.put("\"")
    for index in text.indices {
      let byte = unsafe text[index]
      if byte == UInt8(ascii: "\"") { builder.put("\"") }
      builder.put(raw: byte)
    }
    builder.put("\"")
  }
}

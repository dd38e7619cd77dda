import Foundation
import GridcastBase
import GridcastFiles
import GridcastFormats
import GridcastGeo

/// One band of a raster reclassified to one byte for each cell, counted from 1, for programs that
/// show classes by a palette or an attribute table; 0 where the value is unknown or in no class.
struct ClassRaster {
  private let band: CellRows
  private let style: MapStyle
  private let table: ClassTable

  /// Classifies a band; nil where its style has no classes, or more than a byte can count.
  init?(_ band: CellRows, _ style: MapStyle) throws(GridcastError) {
    let rules = style.rules
    if case .single = style.symbols { return nil }
    guard rules.count < 256 else { return nil }
    var counts = [Int](repeating: 0, count: rules.count + 1)
    try Self.walk(band, style) { _, cells in
      for cell in cells { counts[Int(cell)] += 1 }
    }
    let rows = rules.enumerated().map { index, rule in
      let (lower, upper): (Double?, Double?) =
        switch rule.condition {
        case .range(let above, let upTo):
          (
            above ?? style.classes?.range?.lowerBound,
            upTo ?? style.classes?.range?.upperBound
          )
        case .value(let value): (Double(value), Double(value))
        case .all: (nil, nil)
        }
      return ClassTable.Row(
        value: UInt8(index + 1), label: rule.label, lower: lower, upper: upper,
        count: counts[index + 1], color: rule.color)
    }
    self.band = band
    self.style = style
    table = ClassTable(rows: rows)
  }

  private static func walk(
    _ band: CellRows, _ style: MapStyle,
    _ take: (Range<Int>, [UInt8]) throws(GridcastError) -> Void
  ) throws(GridcastError) {
    try band.walk { (rows, values) throws(GridcastError) in
      let cells = values.map { value in
        value.isFinite ? style.rule(for: Double(value)).map { UInt8($0 + 1) } ?? 0 : 0
      }
      try take(rows, cells)
    }
  }

  /// Writes the classes beside a raster: `NAME-classes.tif` with palette and attribute table (in
  /// the `.aux.xml`), the table for ArcGIS (`.tif.vat.dbf`), the colours as `.clr`, and a `.qml`.
  func write(beside path: String, staging: Staging) throws(GridcastError) {
    let stem = URL(filePath: path).deletingPathExtension().plainPath + "-classes"
    let (band, style, grid) = (band, style, band.grid)
    try ClassFile.write(
      grid, name: band.name, table, to: try staging.temporaryPath(for: "\(stem).tif")
    ) { (take) throws(GridcastError) in try Self.walk(band, style, take) }
    let colors = table.rows.map { row in
      let (red, green, blue) = row.color.bytes
      return "\(row.value) \(red) \(green) \(blue)\n"
    }
    try colors.joined().write(beside: "\(stem).tif", ending: "clr", staging: staging)
    // A palette has 256 colours, and QGIS would list all of them.
    let categories = table.rows.map {
      MapStyle.Category("\($0.value)", label: $0.label, color: $0.color)
    }
    let map = StyledMap(
      path: "\(stem).tif", content: .band(1, of: 1),
      style: MapStyle(band.name, .categories(categories)),
      box: grid.box, coordinateSystem: grid.coordinateSystem)
    try QGISStyle.document(map).write(beside: map.path, ending: "qml", staging: staging)
    try writeTable("\(stem).tif.vat.dbf", staging)
  }

  private func writeTable(_ path: String, _ staging: Staging) throws(GridcastError) {
    let rows = table.rows
    func integers(_ name: String, _ value: (ClassTable.Row) -> Int) -> Column {
      Column(
        Field(name, .integer, width: 9), .integers(Optionals(known: rows.map { Int64(value($0)) })))
    }
    func numbers(_ name: String, _ value: (ClassTable.Row) -> Double?) -> Column {
      Column(Field(name, .number), .numbers(Optionals(rows.map(value))))
    }
    let columns = [
      integers("VALUE") { Int($0.value) }, integers("COUNT") { $0.count },
      Column(Field("LABEL", .text, width: 80), .texts(Texts(rows.map(\.label)))),
      numbers("LOWER", \.lower), numbers("UPPER", \.upper),
      integers("RED") { Int($0.color.bytes.red) }, integers("GREEN") { Int($0.color.bytes.green) },
      integers("BLUE") { Int($0.color.bytes.blue) },
    ]
    let features = Features(
      shapes: Shapes(nullCount: rows.count), columns: columns, coordinateSystem: nil)
    var survey = Survey(limits: true)
    survey.add(features)
    let schema = LayerSchema(
      try VectorFormat(ofPath: path, named: "ESRI Shapefile"),
      name: URL(filePath: path).deletingPathExtension().lastPathComponent, isTable: true,
      fields: columns.map(\.field), survey: survey, coordinateSystem: nil)
    let writer = try LayerWriter(path, schema: schema, staging: staging)
    _ = try writer.write(features)
    try writer.close()
  }
}

import Foundation
import GridcastBase
import GridcastFiles
import GridcastFormats
import GridcastGeo

/// One band of a raster reclassified to one byte for each cell, counted from 1, for programs that
/// show classes by a palette or an attribute table; 0 where the value is unknown or in no class.
struct ClassRaster {
  private let grid: Grid
  private let name: String
  private let cells: [UInt8]
  private let table: ClassTable

  /// Classifies a band; nil where its style has no classes, or more than a byte can count.
  init?(_ raster: Raster, band: Int, _ style: MapStyle) {
    let rules = style.rules
    if case .single = style.symbols { return nil }
    guard rules.count < 256 else { return nil }
    let values = raster.bands[band].values
    var cells = [UInt8](repeating: 0, count: values.count)
    var counts = [Int](repeating: 0, count: rules.count)
    for (cell, value) in values.enumerated() where value.isFinite {
      guard let rule = style.rule(for: Double(value)) else { continue }
      cells[cell] = UInt8(rule + 1)
      counts[rule] += 1
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
        count: counts[index], color: rule.color)
    }
    grid = raster.grid
    name = raster.bands[band].name
    self.cells = cells
    table = ClassTable(rows: rows)
  }

  /// Writes the classes beside a raster: `NAME-classes.tif` with palette and attribute table (in
  /// the `.aux.xml`), the table for ArcGIS (`.tif.vat.dbf`), the colours as `.clr`, and a `.qml`.
  func write(beside path: String, staging: Staging) throws(GridcastError) {
    let stem = URL(filePath: path).deletingPathExtension().plainPath + "-classes"
    try ClassFile.write(
      cells, of: grid, name: name, table, to: try staging.temporaryPath(for: "\(stem).tif"))
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
      path: "\(stem).tif", content: .band(1, of: 1), style: MapStyle(name, .categories(categories)),
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

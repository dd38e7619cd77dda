import Foundation
import GridcastBase

/// A column of values of an Arrow schema, and where it is in the tree of fields.
struct ArrowLeaf: Sendable {
  let field: ArrowField
  /// The column as the layout of Parquet's sees it.
  let leaf: ParquetLeaf
  /// Which of the numbers of each row it is, where they lie side by side as those of points may.
  let ordinate: (index: Int, of: Int)?
}

extension ArrowSchema {
  /// All columns of values, in the order of their arrays.
  var leaves: [ArrowLeaf] {
    var leaves: [ArrowLeaf] = []
    for field in fields { Self.add(field, [], to: &leaves) }
    return leaves
  }

  private static func add(_ field: ArrowField, _ above: [String], to leaves: inout [ArrowLeaf]) {
    let path = above + [field.name]
    switch field.kind {
    case .group where field.dictionary == nil:
      for child in field.children { add(child, path, to: &leaves) }
    case .fixedList(let count)
    where 2...4 ~= count && field.extensionName == "geoarrow.point"
      && field.children.first?.kind == .number(bits: 64):
      for (index, name) in ["x", "y", "z", "m"].prefix(count).enumerated() {
        leaves.append(
          ArrowLeaf(
            field: field,
            leaf: ParquetLeaf(
              path: path + [name], number: leaves.count, type: .double, length: 0, logical: nil,
              level: 1, isRepeated: false), ordinate: (index, count)))
      }
    default:
      var (type, length, logical, isOdd) = stored(field.kind)
      if logical == .text, field.extensionName == "arrow.json" { logical = .json }
      leaves.append(
        ArrowLeaf(
          field: field,
          leaf: ParquetLeaf(
            path: path, number: leaves.count, type: type, length: length, logical: logical,
            level: 1, isRepeated: isOdd), ordinate: nil))
    }
  }

  /// As what values are handed over: numbers of 32 bits at least, decimal numbers of many digits with the most
  /// significant byte first.
  private static func stored(_ kind: ArrowField.Kind) -> (
    ParquetType, Int, ParquetLogicalType?, isOdd: Bool
  ) {
    switch kind {
    case .nothing: (.bytes, 0, .text, false)
    case .truth: (.boolean, 0, nil, false)
    case .integer(64, let isSigned): (.int64, 0, .integer(bits: 64, isSigned: isSigned), false)
    case .integer(let bits, let isSigned) where [8, 16, 32].contains(bits):
      (.int32, 0, .integer(bits: bits, isSigned: isSigned), false)
    case .number(16): (.fixed, 2, .float16, false)
    case .number(32): (.float, 0, nil, false)
    case .number: (.double, 0, nil, false)
    case .bytes(_, let areText), .views(let areText): (.bytes, 0, areText ? .text : nil, false)
    case .fixed(let size) where 1...(1 << 20) ~= size: (.fixed, size, nil, false)
    case .decimal(let precision, let scale, let bits) where [32, 64, 128, 256].contains(bits):
      (
        bits == 32 ? .int32 : bits == 64 ? .int64 : .fixed, bits / 8,
        .decimal(precision: precision, scale: scale), false
      )
    case .date: (.int32, 0, .date, false)
    case .time(let perSecond, 32) where perSecond <= 1000:
      (.int32, 0, .time(1000, isUniversal: false), false)
    case .time(let perSecond, 64) where perSecond > 1000:
      (.int64, 0, .time(perSecond, isUniversal: false), false)
    case .moment(let perSecond, let zone):
      (.int64, 0, .moment(perSecond, isUniversal: !zone.isEmpty), false)
    case .other("intervals"), .other("durations"): (.fixed, 12, .interval, false)
    default: (.bytes, 0, nil, true)
    }
  }

  /// What the schema says of shapes; nil where it says nothing.
  var geometry: GeoParquetWords? {
    get throws(Declined) {
      if let text = words["geo"] { return try GeoParquetWords(text) }
      let shapes = fields.filter {
        $0.extensionName?.hasPrefix("geoarrow.") ?? false || $0.extensionName == "ogc.wkb"
      }
      guard let first = shapes.first else { return nil }
      return GeoParquetWords(
        primary: first.name,
        columns: Dictionary(shapes.map { ($0.name, $0.shapeWords) }) { first, _ in first })
    }
  }
}

extension ArrowField {
  /// The name of what is meant by values, such as "geoarrow.wkb".
  var extensionName: String? { words["ARROW:extension:name"] }

  /// What is said of a field of shapes.
  fileprivate var shapeWords: GeoParquetWords.Column {
    let text = words["ARROW:extension:metadata"] ?? ""
    let told = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    var column = GeoParquetWords.Column(told ?? [:])
    // Here a system of which nothing is said is unknown.
    if told?["crs"] == nil { column.system = nil }
    let name = extensionName?.split(separator: ".").last ?? ""
    column.encoding = name == "wkb" ? "WKB" : String(name)
    column.types = name == "point" ? ["Point"] : []
    return column
  }
}

import Foundation
import GridcastBase

/// GeoJSON, a feature a line, as one collection (RFC 7946) or as a sequence (RFC 8142, without separators).
struct GeoJSONRows: RowFormat {
  private let kind: Shapes.Kind?
  private let names: [String]
  private let booleans: [Bool]
  /// The field whose values are the features' identities; nil where they have none.
  private let identity: Int?
  private let isSequence: Bool
  let header: [UInt8]
  let separator: [UInt8]
  let footer: [UInt8]

  init(_ schema: LayerSchema) {
    let fields = schema.fields.filter { !$0.isLeftOut }.map(\.target)
    kind = schema.kind
    names = fields.map { Self.quoted($0.name) }
    booleans = fields.map { $0.detail == .boolean }
    identity = schema.identity.flatMap { name in fields.firstIndex { $0.name == name } }
    isSequence = schema.format.known == .geoJSONSeq
    separator = isSequence ? [] : Array(",\n".utf8)
    footer = isSequence ? [] : Array("\n]\n}\n".utf8)
    guard !isSequence else {
      header = []
      return
    }
    var lines = "{\n\"type\": \"FeatureCollection\",\n\"name\": \(Self.quoted(schema.name)),\n"
    if let code = schema.coordinateSystem?.code {
      let name =
        ["EPSG:4326", "OGC:CRS84"].contains(code)
        ? "OGC:1.3:CRS84" : code.replacing(":", with: "::", maxReplacements: 1)
      lines +=
        "\"crs\": { \"type\": \"name\", \"properties\": { \"name\": \"urn:ogc:def:crs:\(name)\" } },\n"
    }
    header = Array((lines + "\"features\": [\n").utf8)
  }

  func rows(_ features: Features) throws(GridcastError) -> [UInt8] {
    guard features.count > 0 else { return [] }
    var pieces: [RowPiece] = [.text("{ \"type\": \"Feature\", ")]
    if let identity { pieces.append(.cells(identities(features.columns[identity]))) }
    pieces.append(.text("\"properties\": { "))
    let properties = features.columns.indices.filter { $0 != identity }
    for index in properties {
      pieces.append(.text("\(index == properties.first ? "" : ", ")\(names[index]): "))
      pieces.append(.cells(try cells(features.columns[index], isBoolean: booleans[index])))
    }
    pieces.append(.text("\(properties.isEmpty ? "" : " ")}, \"geometry\": "))
    let shapes = features.shapes
    let kind = kind
    pieces.append(
      .cells(
        CellTexts(
          count: features.count, capacity: 60 * features.count + 45 * shapes.points.count
        ) { row, builder in
          if kind == nil {
            builder.put("null")
          } else {
            ShapeNotation.geoJSON.put(row, of: shapes, in: kind, &builder)
          }
        }))
    pieces.append(.text(isSequence ? " }\n" : " },\n"))
    var rows = RowPiece.rows(features.count, of: pieces)
    // The separator stands between batches as it does between rows.
    if !isSequence { rows.removeLast(2) }
    return rows
  }

  private func cells(_ column: Column, isBoolean: Bool) throws(GridcastError) -> CellTexts {
    switch column.values {
    case .integers(let values):
      return isBoolean
        ? CellTexts(booleans: values, missing: "null") : CellTexts(values, missing: "null")
    case .numbers(let values):
      // JSON has no infinite numbers; the plan has announced that they are lost.
      let finite = values.slots.allSatisfy(\.isFinite)
      return CellTexts(
        finite ? values : Optionals(values.lazy.map { $0.flatMap { $0.isFinite ? $0 : nil } }),
        missing: "null")
    case .integerLists: return lists(column.spelled)
    case .numberLists(let values):
      guard values.items.allSatisfy(\.isFinite) else {
        throw GridcastError(
          .badData, "field '\(column.field.name)'",
          "a list holds a number that is infinite or none, which JSON does not have; write .gpkg")
      }
      return lists(column.spelled)
    case .textLists: return lists(column.spelled)
    default:
      return unsafe CellTexts(column.spelled, missing: "null") { text, builder in
        if unsafe Self.isObjectOrList(text) {
          unsafe putLine(text, &builder)
        } else {
          unsafe Self.put(text, &builder)
        }
      }
    }
  }

  /// The members `id` of features, which those without an identity lack.
  private func identities(_ column: Column) -> CellTexts {
    if case .integers(let values) = column.values {
      return CellTexts(count: values.count, capacity: 16 * values.count) { row, builder in
        guard let value = values[row] else { return }
        builder.put("\"id\": ")
        builder.put(digits: value)
        builder.put(", ")
      }
    }
    return unsafe CellTexts(column.spelled, missing: "") { text, builder in
      builder.put("\"id\": ")
      unsafe Self.put(text, &builder)
      builder.put(", ")
    }
  }

  /// Lists, which are spelled as JSON.
  private func lists(_ texts: Texts) -> CellTexts {
    unsafe CellTexts(texts, missing: "null") { unsafe $1.put($0) }
  }

  /// Whether a text is an object or a list of JSON, as which it came and is written.
  private static func isObjectOrList(_ text: UnsafeRawBufferPointer) -> Bool {
    guard let first = unsafe text.first, let last = unsafe text.last,
      (first == UInt8(ascii: "{") && last == UInt8(ascii: "}"))
        || (first == UInt8(ascii: "[") && last == UInt8(ascii: "]"))
    else { return false }
    return (try? JSONSerialization.jsonObject(with: unsafe Data(text))) != nil
  }

  /// Adds an object or a list on one line: breaks between its parts are blanks.
  private func putLine(_ text: UnsafeRawBufferPointer, _ builder: inout ByteBuilder) {
    for index in text.indices {
      let byte = unsafe text[index]
      builder.put(raw: byte == 10 || byte == 13 ? UInt8(ascii: " ") : byte)
    }
  }

  private static func quoted(_ text: String) -> String {
    var builder = ByteBuilder(capacity: text.utf8.count + 2)
    unsafe Array(text.utf8).withUnsafeBytes { unsafe put($0, &builder) }
    return String(decoding: builder.bytes(), as: UTF8.self)
  }

  /// Adds a text as JSON has it (RFC 8259, section 7).
  private static func put(_ text: UnsafeRawBufferPointer, _ builder: inout ByteBuilder) {
    builder.put("\"")
    var start = 0
    for index in text.indices {
      let byte = unsafe text[index]
      guard byte < 32 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == 127
      else { continue }
      unsafe builder.put(UnsafeRawBufferPointer(rebasing: text[start..<index]))
      start = index + 1
      switch byte {
      case UInt8(ascii: "\""): builder.put("\\\"")
      case UInt8(ascii: "\\"): builder.put("\\\\")
      case 8: builder.put("\\b")
      case 9: builder.put("\\t")
      case 10: builder.put("\\n")
      case 12: builder.put("\\f")
      case 13: builder.put("\\r")
      default:
        let digits = Array("0123456789abcdef".utf8)
        builder.put("\\u00")
        builder.put(raw: digits[Int(byte >> 4)])
        builder.put(raw: digits[Int(byte & 15)])
      }
    }
    unsafe builder.put(UnsafeRawBufferPointer(rebasing: text[start...]))
    builder.put("\"")
  }
}

import CFastFloat
import GridcastBase
import GridcastGeo

/// The records of a dBASE table (.dbf), as GDAL lays them out.
///
/// The layout is that of dBASE III ("Xbase File Format Description", E. Bachmann), with the byte for the
/// encoding and the widths of more than 255 bytes as they have become usual.
struct TableRows: Sendable {
  /// A field as the header declares it.
  private struct Place {
    let name: [UInt8]
    let label: String
    let type: Character
    let width: Int
    let decimals: Int
    /// Where it begins in a record.
    let offset: Int
  }

  private let places: [Place]
  private let encoding: TableEncoding
  /// The length of a record in bytes.
  let recordLength: Int

  /// nil where GDAL must write the layer.
  init?(_ schema: LayerSchema) throws(GridcastError) {
    var offset = 1
    var places: [Place] = []
    encoding = try TableEncoding(schema.encoding)
    // GDAL gives a table without fields one of its own.
    guard !schema.fields.isEmpty else { return nil }
    for plan in schema.fields {
      let field = plan.target
      let (type, width): (Character, Int)
      switch field.kind {
      case .integer, .number: (type, width) = ("N", field.width)
      case .text: (type, width) = ("C", field.width)
      case .date: (type, width) = ("D", 8)
      default: return nil
      }
      guard !plan.isLeftOut, 1...254 ~= width,
        let name = encodedBytes(field.name, in: encoding.name), 1...10 ~= name.count
      else { return nil }
      places.append(
        Place(
          name: name, label: plan.source.name, type: type, width: width,
          decimals: field.kind == .number ? field.precision : 0, offset: offset))
      offset += width
    }
    self.places = places
    recordLength = offset
  }

  /// The header of a table of this many records.
  func header(count: Int) -> [UInt8] {
    var builder = ByteBuilder(capacity: 33 + 32 * places.count)
    // The day of the last change is always the same, so that two runs of one job do not differ.
    for byte: UInt8 in [3, 70, 1, 1] { builder.put(raw: byte) }
    builder.put(raw: UInt32(count))
    builder.put(raw: UInt16(33 + 32 * places.count))
    builder.put(raw: UInt16(recordLength))
    builder.put(0, times: 17)
    builder.put(raw: encoding.driver)
    builder.put(0, times: 2)
    for place in places {
      builder.put(place.name)
      builder.put(0, times: 11 - place.name.count)
      builder.put(raw: place.type.asciiValue ?? 0)
      builder.put(0, times: 4)
      builder.put(raw: UInt8(place.width))
      builder.put(raw: UInt8(place.decimals))
      builder.put(0, times: 14)
    }
    builder.put(raw: UInt8(0x0D))
    return builder.bytes()
  }

  /// The records of a batch.
  ///
  /// - Throws: `.badData` where a value is longer than its field, which the plan would have announced.
  func records(_ features: Features) throws(GridcastError) -> [UInt8] {
    let count = features.count
    var records = [UInt8](repeating: UInt8(ascii: " "), count: count * recordLength)
    for (column, place) in zip(features.columns, places) {
      let isWhole = unsafe records.withUnsafeMutableBufferPointer {
        unsafe write(column, place, to: $0)
      }
      guard isWhole else {
        throw GridcastError(
          .badData, "field '\(place.label)'",
          "a value is longer than had been announced, so nothing was written; write another format")
      }
    }
    return records
  }

  /// Writes the values of one field into all records; false where one is too long.
  private func write(
    _ column: Column, _ place: Place, to records: UnsafeMutableBufferPointer<UInt8>
  ) -> Bool {
    guard let base = records.baseAddress else { return true }
    let width = place.width
    // How GDAL writes that a value is missing.
    let missing =
      place.type == "N"
      ? UInt8(ascii: "*") : place.type == "D" ? UInt8(ascii: "0") : UInt8(ascii: " ")
    func each(_ body: (Int, UnsafeMutablePointer<UInt8>) -> Bool?) -> Bool {
      for row in 0..<column.count {
        let start = unsafe base + (row * recordLength + place.offset)
        switch unsafe body(row, start) {
        case true?: continue
        case false?: return false
        case nil: unsafe start.update(repeating: missing, count: width)
        }
      }
      return true
    }
    switch column.values {
    case .integers(let values):
      return unsafe each { row, start in
        guard let value = values[row] else { return nil }
        return unsafe Self.put(digits: value, at: start, width: width)
      }
    case .numbers(let values):
      return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 400) { text in
        guard let text = text.baseAddress else { return false }
        return unsafe each { row, start in
          guard let value = values[row] else { return nil }
          let length = unsafe fixed_number(value, Int32(place.decimals), text)
          guard 1...width ~= length else { return false }
          unsafe UnsafeMutableRawPointer(start + (width - length)).copyMemory(
            from: text, byteCount: length)
          return true
        }
      }
    case .texts(let texts):
      let (bytes, offsets) = encoded(texts.dictionary)
      return unsafe bytes.withUnsafeBufferPointer { bytes in
        unsafe each { row, start in
          let code = Int(texts.codes[row])
          guard code >= 0 else { return nil }
          let length = offsets[code + 1] - offsets[code]
          guard length <= width else { return false }
          if let source = bytes.baseAddress {
            unsafe start.update(from: source + offsets[code], count: length)
          }
          return true
        }
      }
    case .dateTimes(let values):
      return unsafe each { row, start in
        guard let value = values[row] else { return nil }
        guard 0...9999 ~= value.year else { return false }
        let number = Int64(value.year) * 10_000 + Int64(value.month) * 100 + Int64(value.day)
        unsafe start.update(repeating: UInt8(ascii: "0"), count: 8)
        return unsafe Self.put(digits: number, at: start, width: 8)
      }
    default: return false
    }
  }

  private func encoded(_ table: TextTable) -> ([UInt8], [Int]) {
    guard encoding != .utf8 else { return (table.bytes, table.offsets) }
    var bytes: [UInt8] = []
    var offsets = [0]
    for text in table {
      bytes.append(contentsOf: encodedBytes(text, in: encoding.name) ?? [])
      offsets.append(bytes.count)
    }
    return (bytes, offsets)
  }

  /// Puts the digits of a whole number at the right of a field; false where they are too many.
  private static func put(digits value: Int64, at start: UnsafeMutablePointer<UInt8>, width: Int)
    -> Bool
  {
    var rest = value.magnitude
    var place = width
    repeat {
      guard place > 0 else { return false }
      place -= 1
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
      unsafe start[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit)
      rest = quotient
    } while rest > 0
    guard value < 0 else { return true }
    guard place > 0 else { return false }
    unsafe start[place - 1] = UInt8(ascii: "-")
    return true
  }
}

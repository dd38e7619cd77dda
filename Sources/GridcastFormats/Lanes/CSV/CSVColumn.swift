import GridcastBase
import GridcastFiles
import GridcastGeo

/// Collects the values of one field of a CSV file.
@safe struct CSVColumn {
  /// The index of the field in a record.
  let place: Int
  private let field: Field
  private let bytes: UnsafeRawBufferPointer
  private let encoding: String
  private var texts = TextRuns()
  private var integers = Optionals<Int64>()
  private var numbers = Optionals<Double>()

  init(_ field: Field, at place: Int, in bytes: UnsafeRawBufferPointer, _ encoding: String) {
    self.field = field
    self.place = place
    unsafe self.bytes = unsafe bytes
    self.encoding = encoding
  }

  /// Adds the value of one record; nil where the record is too short.
  mutating func append(_ value: CSVRecords.Value?) {
    guard let value else {
      switch field.kind {
      case .integer: integers.append(nil)
      case .number: numbers.append(nil)
      default: texts.appendMissing()
      }
      return
    }
    let run = unsafe UnsafeRawBufferPointer(rebasing: bytes[value.start..<value.end])
    switch field.kind {
    case .integer:
      unsafe integers.append(
        Int64(digits: run) ?? Int64(String(decoding: run, as: UTF8.self).trimmed))
    case .number:
      unsafe numbers.append(
        Double(decimal: run) ?? Double(String(decoding: run, as: UTF8.self).trimmed))
    default:
      guard value.isDoubled else { return unsafe texts.append(run) }
      texts.append(made: unsafe Self.withSingleQuotes(run))
    }
  }

  /// - Throws: Where a text is not in the encoding.
  func finish() throws(Declined) -> Column {
    switch field.kind {
    case .integer: return Column(field, .integers(integers))
    case .number: return Column(field, .numbers(numbers))
    default:
      let texts = try unsafe texts.texts { (run, table) throws(Declined) in
        guard unsafe table.append(run, in: encoding) else {
          throw Declined("some texts are not in \(encoding)")
        }
      }
      return Column(field, .texts(texts))
    }
  }

  private static func withSingleQuotes(_ run: UnsafeRawBufferPointer) -> [UInt8] {
    var bytes: [UInt8] = []
    var index = 0
    while index < run.count {
      bytes.append(unsafe run[index])
      index += unsafe run[index] == UInt8(ascii: "\"") ? 2 : 1
    }
    return bytes
  }
}

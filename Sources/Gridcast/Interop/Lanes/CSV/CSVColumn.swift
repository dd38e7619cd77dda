/// Gathers the values of one field of a CSV.
@safe struct CSVColumn {
  /// Where the field stands in a record.
  let place: Int
  private let field: Field
  private let bytes: UnsafeRawBufferPointer
  private let encoding: String
  private var runs = ByteDictionary()
  private var codes: [Int32] = []
  /// Texts with doubled quotes, made anew, by their codes; others are runs of the file.
  private var mended: [[UInt8]] = []
  private var integers: [Int64?] = []
  private var numbers: [Double?] = []

  init(_ field: Field, at place: Int, in bytes: UnsafeRawBufferPointer, _ encoding: String) {
    self.field = field
    self.place = place
    unsafe self.bytes = unsafe bytes
    self.encoding = encoding
  }

  /// Takes the value of a record; nil where the record is too short to have one.
  mutating func append(_ value: CSVRecords.Value?) {
    guard let value else {
      switch field.kind {
      case .integer: integers.append(nil)
      case .number: numbers.append(nil)
      default: codes.append(-1)
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
      guard value.isDoubled else { return codes.append(unsafe runs.code(of: run)) }
      // Negative codes from −2 down are those of mended texts.
      mended.append(unsafe Self.withSingleQuotes(run))
      codes.append(-1 - Int32(mended.count))
    }
  }

  /// - Throws: Where a text is not in the encoding.
  func finish() throws(Declined) -> Column {
    switch field.kind {
    case .integer: return Column(field, .integers(integers))
    case .number: return Column(field, .numbers(numbers))
    default:
      var texts: [String] = []
      for code in 0..<runs.count { texts.append(try unsafe text(of: runs[code])) }
      var column = Texts(texts, codes: codes.map { max($0, -1) })
      guard !mended.isEmpty else { return Column(field, .texts(column)) }
      column = Texts()
      for code in codes {
        if code < -1 {
          let decoded = unsafe mended[Int(-2 - code)].withUnsafeBytes {
            unsafe DecodedText(run: $0, in: encoding)
          }
          column.append(try checked(decoded))
        } else {
          column.append(code < 0 ? nil : texts[Int(code)])
        }
      }
      return Column(field, .texts(column))
    }
  }

  private func text(of run: UnsafeRawBufferPointer) throws(Declined) -> String {
    try checked(unsafe DecodedText(run: run, in: encoding))
  }

  private func checked(_ decoded: DecodedText) throws(Declined) -> String {
    guard decoded.guess == nil else { throw Declined("some texts are not in \(encoding)") }
    return decoded.text
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

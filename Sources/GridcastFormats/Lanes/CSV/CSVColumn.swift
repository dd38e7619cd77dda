import GridcastBase
import GridcastFiles
import GridcastGeo

/// Collects the values of one field of a table of texts.
@safe struct CSVColumn {
  /// The index of the field in a record.
  let place: Int
  /// Whether a value was found that is no number, where numbers are asked for.
  private(set) var isOdd = false
  private let field: Field
  private let bytes: UnsafeRawBufferPointer
  private let encoding: String
  private let hasDecimalComma: Bool
  private var texts = TextRuns()
  private var integers = Optionals<Int64>()
  private var numbers = Optionals<Double>()

  init(
    _ field: Field, at place: Int, in bytes: UnsafeRawBufferPointer, _ encoding: String,
    hasDecimalComma: Bool
  ) {
    self.field = field
    self.place = place
    unsafe self.bytes = unsafe bytes
    self.encoding = encoding
    self.hasDecimalComma = hasDecimalComma
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
      if let number = unsafe Double(decimal: run) { return numbers.append(number) }
      let text = unsafe String(decoding: run, as: UTF8.self).trimmed
      let plain = hasDecimalComma ? DecimalComma(text)?.text ?? text : text
      // Swift takes 0x6D for a number, and no table means one by it.
      let number = plain.contains { "xX".contains($0) } ? nil : Double(plain)
      numbers.append(number)
      if number == nil, !text.isEmpty { isOdd = true }
    default:
      if hasDecimalComma, unsafe run.contains(UInt8(ascii: ",")) {
        let text = unsafe String(decoding: run, as: UTF8.self)
        if let number = DecimalComma(text.trimmed) {
          return texts.append(made: Array(number.text.utf8))
        }
      }
      guard value.form != .plain else { return unsafe texts.append(run) }
      texts.append(made: unsafe CSVRecords.cleared(run, value.form))
    }
  }

  /// The values; texts that are not in the encoding are told.
  func finish(_ tally: inout Tally) throws(Declined) -> Column {
    switch field.kind {
    case .integer: return Column(field, .integers(integers))
    case .number: return Column(field, .numbers(numbers))
    default:
      var guessed: [String: Int] = [:]
      var cutCount = 0
      let texts = try unsafe texts.texts { (run, table) throws(Declined) in
        switch unsafe table.append(run, in: encoding) {
        case .whole: return
        case .cut:
          cutCount += 1
          return
        case .odd: break
        }
        let decoded = unsafe DecodedText(run: run, in: encoding)
        table.append(decoded.text)
        if let guess = decoded.guess { guessed[guess, default: 0] += 1 }
      }
      for (other, count) in guessed.sorted(by: { $0.key < $1.key }) {
        tally.change(count, textsOf: field.name, in: encoding, to: other)
      }
      tally.countCut(cutCount, of: field.name)
      return Column(field, .texts(texts))
    }
  }
}

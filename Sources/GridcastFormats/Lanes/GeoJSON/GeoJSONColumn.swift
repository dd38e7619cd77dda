import GridcastBase
import GridcastFiles

/// Collects the values of one property.
///
/// It is an object, as an array of values would be copied with every value that is added to one of them.
@safe final class GeoJSONColumn {
  /// The number of values so far.
  private(set) var count = 0
  private let field: Field
  private let bytes: UnsafeRawBufferPointer
  /// Nothing that is called while a text is added can reach this column, and looking whether it does would take longer
  /// than adding it.
  @exclusivity(unchecked) private var texts = TextRuns()
  private var integers = Optionals<Int64>()
  private var numbers = Optionals<Double>()

  init(_ field: Field, in bytes: UnsafeRawBufferPointer) {
    self.field = field
    unsafe self.bytes = unsafe bytes
  }

  func appendMissing() {
    count += 1
    switch field.kind {
    case .integer: integers.append(nil)
    case .number: numbers.append(nil)
    default: unsafe texts.appendMissing()
    }
  }

  /// Reads the next value.
  ///
  /// - Throws: Where its type differs from that of the field.
  func append(_ scanner: inout JSONScanner) throws(Declined) {
    let first = try scanner.peek()
    if first == UInt8(ascii: "n") {
      try scanner.passLetters("null")
      return appendMissing()
    }
    count += 1
    switch (field.kind, field.detail) {
    case (.integer, .boolean):
      try scanner.passLetters(first == UInt8(ascii: "t") ? "true" : "false")
      integers.append(first == UInt8(ascii: "t") ? 1 : 0)
    case (.integer, _):
      let (run, isWhole) = try scanner.number()
      guard isWhole,
        let value = unsafe Int64(digits: UnsafeRawBufferPointer(rebasing: bytes[run])),
        field.detail != .integer32 || Int32(exactly: value) != nil
      else { throw Declined("a property has values of different types") }
      integers.append(value)
    case (.number, _): numbers.append(try scanner.value())
    default:
      guard first == UInt8(ascii: "\"") else {
        throw Declined("a property has values of different types")
      }
      let text = try scanner.text()
      if text.hasEscapes {
        let bytes = try scanner.resolved(text)
        unsafe texts.append(made: bytes)
      } else {
        unsafe texts.append(UnsafeRawBufferPointer(rebasing: bytes[text.start..<text.end]))
      }
    }
  }

  /// - Throws: Where a text is not UTF-8, or GDAL would read it as a date.
  func finish() throws(Declined) -> Column {
    switch field.kind {
    case .integer: return Column(field, .integers(integers))
    case .number: return Column(field, .numbers(numbers))
    default:
      let texts = try unsafe texts.texts { (run, table) throws(Declined) in
        guard unsafe table.append(run) else { throw Declined("a text is not in UTF-8") }
        guard unsafe !GeoJSONSchema.mayBeMoment(run) else {
          throw Declined("a property has dates or times")
        }
      }
      return Column(field, .texts(texts))
    }
  }
}

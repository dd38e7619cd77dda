import GridcastBase
import GridcastFiles

/// What the fields of a dBASE table hold that GDAL takes for something else, decided by all values at
/// once.
///
/// GDAL makes a `Double` of whole numbers that have room for 19 digits or more, which rounds them, and
/// hands out T and F as texts. Logical fields with other letters than those stay texts.
struct DBFTypes: Sendable {
  /// The type of each such field, by its index.
  let fields: [Int: (kind: Field.Kind, detail: Field.Detail)]

  init(_ file: MappedFile, _ header: DBFHeader) {
    var fields: [Int: (kind: Field.Kind, detail: Field.Detail)] = [:]
    for (index, entry) in header.entries.enumerated() {
      if entry.isLogical {
        fields[index] = Self.areTruths(entry, file, header) ? (.integer, .boolean) : (.text, .none)
      } else if entry.mayBeLong, let kind = Self.kind(ofLong: entry, file, header) {
        fields[index] = (kind, .none)
      }
    }
    self.fields = fields
  }

  /// Whether all values are true, false or unknown, as letters or as 1 and 0; others would be lost.
  private static func areTruths(
    _ entry: DBFHeader.Entry, _ file: MappedFile, _ header: DBFHeader
  ) -> Bool {
    (0..<header.recordCount).allSatisfy { record in
      let run = unsafe header.value(of: entry.place, record: record, in: file)
      return unsafe run.truth != nil || run.isUnknownTruth
    }
  }

  /// Integers where all of them fit 64 bits, texts where any does not; nil where some are no whole
  /// numbers, or a `Double` holds all of them.
  private static func kind(
    ofLong entry: DBFHeader.Entry, _ file: MappedFile, _ header: DBFHeader
  ) -> Field.Kind? {
    var fits = true
    var isExact = true
    do throws(Declined) {
      try unsafe header.forEachValue(of: entry.place, in: file, records: 0..<header.recordCount) {
        (run) throws(Declined) in
        if unsafe run.isMissingNumber { return }
        let digits = unsafe run.withoutSpaces
        if let value = unsafe Int64(digits: digits) {
          isExact = isExact && value.magnitude <= 1 << 53
        } else {
          fits = false
          let sign = unsafe digits.first == UInt8(ascii: "-") ? 1 : 0
          guard digits.count > sign, unsafe digits[sign...].allSatisfy({ 48...57 ~= $0 }) else {
            throw Declined("")
          }
        }
      }
    } catch {
      return nil
    }
    return fits ? (isExact ? nil : .integer) : .text
  }
}

extension UnsafeRawBufferPointer {
  /// Whether a number is blank, or stars show that it did not fit its field.
  var isMissingNumber: Bool {
    guard let first = unsafe first else { return true }
    return unsafe first == UInt8(ascii: "*") || allSatisfy { $0 == 0x20 || $0 == 0 }
  }

  /// Whether something else than stars stands behind a star, so that it does not show a number that did not
  /// fit.
  var isDamagedStar: Bool {
    unsafe first == UInt8(ascii: "*")
      && !allSatisfy { $0 == UInt8(ascii: "*") || $0 == 0x20 || $0 == 0 }
  }

  /// Whether a value of true and false is left open.
  var isUnknownTruth: Bool {
    switch unsafe first {
    case UInt8(ascii: "?"), 0x20, 0, UInt8(ascii: "*"), nil: true
    default: false
    }
  }

  /// T, t, Y, y and 1 are true, F, f, N, n and 0 false, all else is unknown.
  var truth: Int64? {
    switch unsafe first {
    case UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: "Y"), UInt8(ascii: "y"),
      UInt8(ascii: "1"):
      1
    case UInt8(ascii: "F"), UInt8(ascii: "f"), UInt8(ascii: "N"), UInt8(ascii: "n"),
      UInt8(ascii: "0"):
      0
    default: nil
    }
  }
}

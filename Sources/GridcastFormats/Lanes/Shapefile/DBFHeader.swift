import GridcastBase
import GridcastFiles

/// Where the fields of a dBASE table lie in its records.
struct DBFHeader: Sendable {
  /// A field as the header describes it.
  struct Entry: Sendable {
    /// Where its description begins in the file.
    let start: Int
    let type: UInt8
    let width: Int
    let decimals: Int
    /// Where its values lie in a record.
    let place: Range<Int>

    var isNumeric: Bool { type == UInt8(ascii: "N") || type == UInt8(ascii: "F") }
    var isLogical: Bool { type == UInt8(ascii: "L") && width == 1 }
    /// Whether its whole numbers may be longer than a `Double` or even 64 bits can hold.
    var mayBeLong: Bool { isNumeric && decimals == 0 && width >= 19 }
  }

  let entries: [Entry]
  let length: Int
  let recordLength: Int
  let recordCount: Int

  /// - Throws: Where it does not fit the file.
  init(_ file: MappedFile) throws(Declined) {
    let bytes = unsafe file.bytes
    guard bytes.count >= 33 else { throw Declined("the .dbf is too short") }
    recordCount = unsafe Int(bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self).littleEndian)
    length = unsafe Int(bytes.loadUnaligned(fromByteOffset: 8, as: UInt16.self).littleEndian)
    recordLength = unsafe Int(bytes.loadUnaligned(fromByteOffset: 10, as: UInt16.self).littleEndian)
    guard length >= 33, length <= bytes.count, recordLength > 0,
      recordCount <= (bytes.count - length) / recordLength
    else { throw Declined("the .dbf is shorter than its header says") }
    var entries: [Entry] = []
    var offset = 1
    for start in stride(from: 32, to: length - 31, by: 32) {
      if unsafe bytes[start] == 0x0D { break }
      let width = unsafe Int(bytes[start + 16])
      entries.append(
        Entry(
          start: start, type: unsafe bytes[start + 11], width: width,
          decimals: unsafe Int(bytes[start + 17]), place: offset..<offset + width))
      offset += width
    }
    guard offset == recordLength else {
      throw Declined("the fields of the .dbf do not fill its records")
    }
    self.entries = entries
  }

  /// Visits the bytes of one field in a range of records.
  @inline(__always)
  func forEachValue<Failure: Error>(
    of place: Range<Int>, in file: MappedFile, records: Range<Int>,
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    for record in records { try unsafe body(value(of: place, record: record, in: file)) }
  }

  /// The bytes of one field in a record.
  @inline(__always)
  func value(of place: Range<Int>, record: Int, in file: MappedFile) -> UnsafeRawBufferPointer {
    let start = length + record * recordLength + place.lowerBound
    return unsafe UnsafeRawBufferPointer(rebasing: file.bytes[start..<start + place.count])
  }
}

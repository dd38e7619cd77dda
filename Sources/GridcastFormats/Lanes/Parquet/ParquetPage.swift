internal import CDeflate
import GridcastBase

/// A page of a column (parquet.thrift, `PageHeader`): values that are encoded and compressed together.
struct ParquetPage {
  /// What it holds.
  enum Kind: Equatable {
    case dictionary
    /// Levels and values compressed together.
    case first
    /// Levels before the values, which alone may be compressed.
    case second(levels: Int, repetitions: Int, isCompressed: Bool)
    /// Something that is passed over.
    case other
  }

  static let damaged = Declined("the header of a page is damaged")

  var kind = Kind.other
  /// The number of its values, with those that are missing.
  var count = 0
  var encoding = 0
  /// How levels are encoded.
  var levelEncoding = 3
  /// The number of its bytes when they are not compressed.
  var size = 0
  /// Where its bytes are.
  private(set) var place = 0..<0
  private var checksum: UInt32?

  /// Reads the header of a page.
  ///
  /// - Parameters:
  ///   - bytes: The file.
  ///   - start: Where it begins.
  ///   - end: Where the column ends.
  /// - Throws: Where it is damaged, or leads beyond the end.
  init(_ bytes: UnsafeRawBufferPointer, at start: Int, end: Int) throws(Declined) {
    var reader = unsafe ThriftReader(UnsafeRawBufferPointer(rebasing: bytes[..<end]), at: start)
    var page = (kind: -1, size: -1, packed: -1)
    var values = (count: -1, encoding: -1, levels: 3)
    var second = (levels: 0, repetitions: 0, isCompressed: true)
    var checksum: UInt32?
    reader.structure { reader, number, kind in
      switch (number, kind) {
      case (1, .int32): page.kind = reader.size()
      case (2, .int32): page.size = reader.size()
      case (3, .int32): page.packed = reader.size()
      case (4, .int32): checksum = UInt32(truncatingIfNeeded: reader.signed())
      case (5, .structure), (7, .structure), (8, .structure):
        reader.structure { reader, member, kind in
          switch (number, member, kind) {
          case (_, 1, .int32): values.count = reader.size()
          case (5, 2, .int32), (7, 2, .int32), (8, 4, .int32): values.encoding = reader.size()
          case (5, 3, .int32): values.levels = reader.size()
          case (8, 5, .int32): second.levels = reader.size()
          case (8, 6, .int32): second.repetitions = reader.size()
          case (8, 7, .no): second.isCompressed = false
          default: reader.skip(kind)
          }
        }
      default: reader.skip(kind)
      }
    }
    guard !reader.isBroken, page.size >= 0, page.packed >= 0, page.packed <= end - reader.place
    else { throw Self.damaged }
    size = page.size
    place = reader.place..<reader.place + page.packed
    self.checksum = checksum
    switch page.kind {
    case 0: kind = .first
    case 2: kind = .dictionary
    case 3:
      let sum = second.levels + second.repetitions
      guard sum <= page.packed, sum <= page.size else { throw Self.damaged }
      kind = .second(
        levels: second.levels, repetitions: second.repetitions, isCompressed: second.isCompressed)
    default: return
    }
    guard values.count >= 0, values.encoding >= 0 else { throw Self.damaged }
    (count, encoding, levelEncoding) = (values.count, values.encoding, values.levels)
  }

  /// Whether it holds values of rows.
  var holdsRows: Bool { kind != .dictionary && kind != .other }

  /// - Throws: Where a checksum is told, and its bytes have another.
  func check(_ bytes: UnsafeRawBufferPointer) throws(Declined) {
    guard let checksum else { return }
    let own = unsafe libdeflate_crc32(
      0, UnsafeRawBufferPointer(rebasing: bytes[place]).baseAddress, place.count)
    guard own == checksum else {
      throw Declined("the bytes of a page are not those of which it tells the checksum")
    }
  }
}

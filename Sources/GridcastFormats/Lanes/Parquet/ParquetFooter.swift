import Foundation
import GridcastBase
import GridcastFiles

/// What stands at the end of a Parquet file (parquet.thrift, `FileMetaData`): what its columns are, and where they lie.
struct ParquetFooter: Sendable {
  /// An element of the tree of columns (`SchemaElement`), which stands before those below it.
  struct Element: Sendable {
    /// The physical type; nil for a group.
    var type: ParquetType?
    /// The number of bytes of a value of fixed length.
    var length = 0
    /// Whether there is always one value, at most one, or any number: 0, 1 and 2.
    var repetition = 0
    var name = ""
    var childCount = 0
    /// The older name of what values mean (`ConvertedType`).
    var converted: Int?
    var scale = 0
    var precision = 0
    /// What values mean.
    var logical: ParquetLogicalType?
  }

  /// The values of one column in one row group (`ColumnMetaData`).
  struct Chunk: Sendable {
    var codec = 0
    var valueCount = 0
    /// The number of bytes, with the headers of pages.
    var size = 0
    var dataStart = -1
    var dictionaryStart = -1
    /// Whether the file itself holds the values, for everybody to read.
    var isHere = true
  }

  /// A run of rows.
  struct Group: Sendable {
    var chunks: [Chunk] = []
    var rowCount = 0
  }

  private static let damaged = Declined(
    "its footer, which tells where its columns lie, is damaged; fetch it again", isFinal: true)
  private static let magic = Array("PAR1".utf8), encrypted = Array("PARE".utf8)

  private(set) var elements: [Element] = []
  private(set) var groups: [Group] = []
  private(set) var rowCount = 0
  /// What writers add under names.
  private(set) var words: [String: String] = [:]

  /// - Throws: Where the file is none of Parquet, is encrypted, breaks off or is damaged.
  init(_ file: MappedFile) throws(Declined) {
    let start = file.copy(0..<min(4, file.count))
    guard start != Self.encrypted,
      file.count < 12 || file.copy(file.count - 4..<file.count) != Self.encrypted
    else {
      throw Declined(
        "its footer is encrypted; decrypt it first, as by the program that has its keys",
        isFinal: true)
    }
    guard start == Self.magic else {
      throw Declined("it does not begin as a Parquet file does", isFinal: true)
    }
    guard file.count >= 12, file.copy(file.count - 4..<file.count) == Self.magic else {
      throw Declined(
        "it is a Parquet file that breaks off before its end; fetch it again", isFinal: true)
    }
    let size = unsafe Int(file.bytes.littleEndian(at: file.count - 8))
    guard size <= file.count - 12 else { throw Self.damaged }
    let bytes = unsafe UnsafeRawBufferPointer(
      rebasing: file.bytes[file.count - 8 - size..<file.count - 8])
    var reader = unsafe ThriftReader(bytes)
    var elements: [Element] = []
    var groups: [Group] = []
    var (rows, words) = (-1, [String: String]())
    reader.structure { reader, number, kind in
      switch (number, kind) {
      case (2, .list): reader.list { reader, _ in elements.append(Element(&reader)) }
      case (3, .int64): rows = reader.size()
      case (4, .list): reader.list { reader, _ in groups.append(Group(&reader)) }
      case (5, .list):
        reader.list { reader, _ in
          var (key, value) = ("", "")
          reader.structure { reader, number, kind in
            switch (number, kind) {
            case (1, .binary): key = reader.text()
            case (2, .binary): value = reader.text()
            default: reader.skip(kind)
            }
          }
          if words[key] == nil { words[key] = value }
        }
      default: reader.skip(kind)
      }
    }
    guard !reader.isBroken, !elements.isEmpty, rows >= 0 else { throw Self.damaged }
    var sum = 0
    for group in groups {
      let (total, isOver) = sum.addingReportingOverflow(group.rowCount)
      guard !isOver else { throw Self.damaged }
      sum = total
    }
    // Old writers told no number of rows of the whole. A page may hold one value for many rows in a few bytes, but not
    // more than these.
    guard sum == rows || rows == 0, sum <= file.count << 16 else { throw Self.damaged }
    self.elements = elements
    self.groups = groups
    self.words = words
    rowCount = sum
  }
}

extension ParquetFooter.Element {
  fileprivate init(_ reader: inout ThriftReader) {
    var element = Self()
    reader.structure { reader, number, kind in
      switch (number, kind) {
      case (1, .int32): element.type = ParquetType(rawValue: reader.size())
      case (2, .int32): element.length = reader.size()
      case (3, .int32): element.repetition = reader.size()
      case (4, .binary): element.name = reader.text()
      case (5, .int32): element.childCount = reader.size()
      case (6, .int32): element.converted = reader.size()
      case (7, .int32): element.scale = reader.size()
      case (8, .int32): element.precision = reader.size()
      case (10, .structure): element.logical = ParquetLogicalType(&reader)
      default: reader.skip(kind)
      }
    }
    self = element
  }
}

extension ParquetFooter.Group {
  fileprivate init(_ reader: inout ThriftReader) {
    var group = Self()
    reader.structure { reader, number, kind in
      switch (number, kind) {
      case (1, .list):
        reader.list { reader, _ in group.chunks.append(ParquetFooter.Chunk(&reader)) }
      case (3, .int64): group.rowCount = reader.size()
      default: reader.skip(kind)
      }
    }
    self = group
  }
}

extension ParquetFooter.Chunk {
  fileprivate init(_ reader: inout ThriftReader) {
    var chunk = Self()
    var isTold = false
    reader.structure { reader, number, kind in
      switch (number, kind) {
      case (1, .binary): chunk.isHere = reader.run().isEmpty && chunk.isHere
      case (3, .structure):
        isTold = true
        reader.structure { reader, number, kind in
          switch (number, kind) {
          case (4, .int32): chunk.codec = reader.size()
          case (5, .int64): chunk.valueCount = reader.size()
          case (7, .int64): chunk.size = reader.size()
          case (9, .int64): chunk.dataStart = reader.size()
          case (11, .int64): chunk.dictionaryStart = reader.size()
          default: reader.skip(kind)
          }
        }
      case (8, .structure):
        chunk.isHere = false
        reader.skip(kind)
      default: reader.skip(kind)
      }
    }
    if !isTold { chunk.isHere = false }
    self = chunk
  }
}

internal import CSQLite
import GridcastBase
import GridcastFiles

/// One wanted column of a block of rows of a GeoPackage, as GDAL hands it out.
///
/// SQLite stores what it is given, whatever a column is said to hold: what is stored as another type than the
/// field's is declined.
@safe struct GeoPackageColumn {
  private static let odd = Declined("a value is not stored as its field's type")

  /// The type of the values in the file; nil where it has no such field.
  private let source: Field?
  private let memory: TextMemory
  private var values: GatheredValues

  /// Makes a column of no values.
  ///
  /// - Parameters:
  ///   - field: The field that is wanted.
  ///   - source: What the file has of it; nil for nothing.
  ///   - memory: Where texts are kept.
  ///   - capacity: How many values will be added.
  /// - Throws: Where the values are asked for as others than they are.
  init(_ field: Field, from source: Field?, in memory: TextMemory, capacity: Int) throws(Declined) {
    self.source = source
    self.memory = memory
    values = try GatheredValues(field, from: source?.kind, capacity: capacity)
    switch source?.kind {
    case nil, .integer, .number, .text, .binary, .date, .dateTime: break
    default: throw Declined("a field is of a type that a GeoPackage does not have")
    }
  }

  /// Adds the value at a place of a row.
  ///
  /// - Throws: Where it is of another type than the field says, or beyond what that holds.
  @inline(__always)
  mutating func append(_ row: OpaquePointer, _ place: Int32) throws(Declined) {
    guard let source else { return }
    // SQLite looks at what goes on in a connection at each call that asks for a column, and not for the parts of
    // a value; nobody else uses the connection.
    let value = unsafe sqlite3_column_value(row, place)
    let type = unsafe sqlite3_value_type(value)
    guard type != SQLITE_NULL else { return values.appendMissing() }
    switch source.kind {
    case .integer:
      guard type == SQLITE_INTEGER else { throw Self.odd }
      let number = unsafe sqlite3_value_int64(value)
      guard isWithin(number, source.detail) else { throw Self.odd }
      values.integers.append(number)
    case .number:
      guard type == SQLITE_FLOAT else { throw Self.odd }
      values.numbers.append(unsafe sqlite3_value_double(value))
    case .text:
      guard type == SQLITE_TEXT, let start = unsafe sqlite3_value_text(value) else {
        throw Self.odd
      }
      let size = unsafe Int(sqlite3_value_bytes(value))
      unsafe values.texts.append(memory.copy(UnsafeRawBufferPointer(start: start, count: size)))
    case .date, .dateTime:
      guard type == SQLITE_TEXT, let start = unsafe sqlite3_value_text(value),
        case let size = unsafe Int(sqlite3_value_bytes(value)),
        source.kind == .date ? size == 10 : [20, 24].contains(size),
        let moment = unsafe DateTime(plain: UnsafeRawBufferPointer(start: start, count: size)),
        source.kind == .date || moment.zone == 100
      else { throw Declined("a moment is written in an unusual way") }
      values.moments.append(moment)
    default:
      guard type == SQLITE_BLOB, let bytes = unsafe sqlite3_value_blob(value) else {
        throw Self.odd
      }
      let size = unsafe Int(sqlite3_value_bytes(value))
      unsafe values.binaries.append(UnsafeRawBufferPointer(start: bytes, count: size))
    }
  }

  @inline(__always)
  private func isWithin(_ value: Int64, _ detail: Field.Detail) -> Bool {
    switch detail {
    case .boolean: value == 0 || value == 1
    case .integer16: Int16(exactly: value) != nil
    case .integer32: Int32(exactly: value) != nil
    default: true
    }
  }

  /// The column, of so many rows.
  ///
  /// - Throws: Where a text is not UTF-8.
  func finish(count: Int) throws(Declined) -> Column { try values.finish(count: count) }
}

/// Copies of texts that stay where they are as long as this object lives.
@safe final class TextMemory {
  private static let pieceSize = 1 << 16
  private var pieces: [UnsafeMutableRawPointer] = unsafe []
  private var room = 0
  private var used = 0

  deinit { unsafe pieces.forEach { unsafe $0.deallocate() } }

  /// Copies a text.
  @inline(__always)
  func copy(_ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    if room - used < text.count { grow(for: text.count) }
    guard let piece = unsafe pieces.last, let start = text.baseAddress else {
      return unsafe UnsafeRawBufferPointer(start: nil, count: 0)
    }
    let place = unsafe piece + used
    unsafe place.copyMemory(from: start, byteCount: text.count)
    used += text.count
    return unsafe UnsafeRawBufferPointer(start: place, count: text.count)
  }

  private func grow(for size: Int) {
    room = max(Self.pieceSize, size)
    used = 0
    unsafe pieces.append(.allocate(byteCount: room, alignment: 16))
  }
}

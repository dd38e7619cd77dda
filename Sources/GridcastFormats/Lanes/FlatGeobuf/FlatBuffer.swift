import GridcastBase

/// A flatbuffer in memory ("FlatBuffers", Internals), of which every offset is checked before it is followed.
///
/// The rules are those of the verifier that GDAL runs over each feature, or stricter: what it refuses is declined.
@safe struct FlatBuffer {
  /// A table: where it is, and the list of where its members lie.
  struct Table {
    fileprivate let start: Int
    fileprivate let list: Int
    fileprivate let listSize: Int
  }

  /// An array: where its first element is, and how many there are.
  struct List {
    let start: Int
    let count: Int
  }

  static let odd = Declined("a feature is unusual or damaged")

  let bytes: UnsafeRawBufferPointer
  /// The number of bytes.
  let size: Int

  /// - Parameter bytes: The buffer without its size.
  init(_ bytes: UnsafeRawBufferPointer) {
    unsafe self.bytes = unsafe bytes
    size = bytes.count
  }

  /// The outermost table.
  @inline(__always)
  func root() throws(Declined) -> Table { try table(at: try target(from: 0)) }

  @inline(__always)
  private func table(at start: Int) throws(Declined) -> Table {
    let back = Int(Int32(bitPattern: try number(at: start)))
    let list = start - back
    guard list >= 0, list & 1 == 0, list <= self.size - 4 else { throw Self.odd }
    let size = unsafe Int(bytes.loadUnaligned(fromByteOffset: list, as: UInt16.self))
    guard size >= 4, size & 1 == 0, list <= self.size - size else { throw Self.odd }
    return Table(start: start, list: list, listSize: size)
  }

  /// A number of 4 bytes, which lies at a multiple of 4.
  @inline(__always)
  func number(at place: Int) throws(Declined) -> UInt32 {
    guard place & 3 == 0, place <= size - 4 else { throw Self.odd }
    return unsafe bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)
  }

  /// Where the offset at a place leads, which is forward.
  @inline(__always)
  private func target(from place: Int) throws(Declined) -> Int {
    let offset = Int(try number(at: place))
    guard offset > 0, offset <= Int(Int32.max), place + offset < size else {
      throw Self.odd
    }
    return place + offset
  }

  /// Where a member of a table lies; nil where the table has none.
  @inline(__always)
  func place(of member: Int, in table: Table) -> Int? {
    let entry = 4 + 2 * member
    guard entry < table.listSize else { return nil }
    let offset = unsafe Int(
      bytes.loadUnaligned(fromByteOffset: table.list + entry, as: UInt16.self))
    return offset == 0 ? nil : table.start + offset
  }

  /// A member that is a number of one byte; 0 where the table has none.
  func byte(_ member: Int, in table: Table) throws(Declined) -> UInt8 {
    guard let place = place(of: member, in: table) else { return 0 }
    guard place < size else { throw Self.odd }
    return unsafe bytes[place]
  }

  /// A member that is a table; nil where the table has none.
  @inline(__always)
  func table(_ member: Int, in table: Table) throws(Declined) -> Table? {
    guard let place = place(of: member, in: table) else { return nil }
    return try self.table(at: try target(from: place))
  }

  /// A member that is an array of elements of one size; nil where the table has none.
  @inline(__always)
  func list(_ member: Int, of size: Int, in table: Table) throws(Declined) -> List? {
    guard let place = place(of: member, in: table) else { return nil }
    let start = try target(from: place)
    let count = Int(try number(at: start))
    guard count <= (self.size - start - 4) / size else { throw Self.odd }
    return List(start: start + 4, count: count)
  }

  /// One table of an array of them.
  func table(_ index: Int, of list: List) throws(Declined) -> Table {
    try table(at: try target(from: list.start + 4 * index))
  }
}

import GridcastBase
import GridcastFiles

/// The messages of an Arrow stream, or of a file, which holds such a stream between two marks ("Arrow Columnar Format",
/// IPC).
struct ArrowMessages {
  /// A message: its header, a flatbuffer, and what it describes.
  struct Message {
    /// What it is.
    enum Kind: UInt8 { case none, schema, dictionary, batch, tensor, sparseTensor }

    let kind: Kind
    /// Where its header is in the file.
    let header: Range<Int>
    /// Where what it describes is.
    let body: Range<Int>
  }

  private static let magic = Array("ARROW1".utf8)
  private static let cut = Declined(
    "it is an Arrow stream that breaks off within a message; fetch it again", isFinal: true)
  private static let damaged = Declined(
    "a message of its Arrow stream is damaged; fetch it again", isFinal: true)

  private(set) var all: [Message] = []

  /// - Throws: Where the file is none of Arrow, breaks off or is damaged.
  init(_ file: MappedFile) throws(Declined) {
    let isFile = file.count >= 8 && file.copy(0..<6) == Self.magic
    var place = isFile ? 8 : 0
    var hasEnd = false
    while place <= file.count - 4 {
      var size = unsafe Int(file.bytes.littleEndian(at: place))
      place += 4
      // Streams of before 2019 have no mark before a message.
      if size == 0xFFFF_FFFF {
        guard place <= file.count - 4 else { throw Self.cut }
        size = unsafe Int(file.bytes.littleEndian(at: place))
        place += 4
      }
      if size == 0 {
        hasEnd = true
        break
      }
      guard size <= file.count - place else { throw all.isEmpty ? Self.notArrow : Self.cut }
      let header = place..<place + size
      let message: (Message.Kind, Int)
      do throws(Declined) { message = try Self.header(file, header) } catch {
        throw all.isEmpty ? Self.notArrow : Self.damaged
      }
      place = header.upperBound
      guard message.1 >= 0, message.1 <= file.count - place else { throw Self.cut }
      all.append(Message(kind: message.0, header: header, body: place..<place + message.1))
      place += message.1
      guard all[0].kind == .schema else { throw Self.damaged }
    }
    guard !all.isEmpty else { throw Self.notArrow }
    // A stream may end where its last message does, a file has a footer.
    guard hasEnd || !isFile && place == file.count else { throw Self.cut }
  }

  private static let notArrow = Declined(
    "it does not begin as an Arrow stream or file does", isFinal: true)

  private static func header(_ file: MappedFile, _ place: Range<Int>) throws(Declined) -> (
    Message.Kind, Int
  ) {
    let buffer = unsafe FlatBuffer(UnsafeRawBufferPointer(rebasing: file.bytes[place]))
    let table = try buffer.root()
    guard let kind = Message.Kind(rawValue: try buffer.byte(1, in: table)) else { throw damaged }
    return (kind, Int(clamping: try buffer.scalar(3, in: table, Int64(0))))
  }
}

extension FlatBuffer {
  /// A member that is a number; `missing` where the table has none.
  func scalar<Value: BitwiseCopyable>(_ member: Int, in table: Table, _ missing: Value)
    throws(Declined) -> Value
  {
    guard let place = place(of: member, in: table) else { return missing }
    guard place >= 0, place <= size - MemoryLayout<Value>.size else { throw Self.odd }
    return unsafe bytes.loadUnaligned(fromByteOffset: place, as: Value.self)
  }

  /// A member that is a text; nil where the table has none.
  func text(_ member: Int, in table: Table) throws(Declined) -> String? {
    guard let list = try list(member, of: 1, in: table) else { return nil }
    return unsafe String(decoding: bytes[list.start..<list.start + list.count], as: UTF8.self)
  }

  /// The tables of a member that is an array of them.
  func tables(_ member: Int, in table: Table) throws(Declined) -> [Table] {
    guard let list = try list(member, of: 4, in: table) else { return [] }
    var tables: [Table] = []
    for index in 0..<list.count { tables.append(try self.table(index, of: list)) }
    return tables
  }
}

internal import CZstd
import GridcastBase
import GridcastFiles

/// The arrays of a record batch, or of a dictionary (Message.fbs, `RecordBatch`).
struct ArrowBatch: Sendable {
  static let damaged = Declined("a record batch of its Arrow stream is damaged", isFinal: true)

  /// Where the arrays of a column are: the number of its first buffer, of those of the groups around it that tell which
  /// rows are known, and how many of views there are.
  private struct Place {
    var node = 0
    var buffer = 0
    var above: [Int] = []
    var views = 0
  }

  /// The number of rows.
  let rowCount: Int
  private let file: MappedFile
  private let body: Range<Int>
  private let buffers: [Range<Int>]
  /// The way of compression: LZ4 frames or Zstandard; nil for none.
  private let codec: Int8?
  private let places: [Place]

  /// - Parameters:
  ///   - file: The file.
  ///   - message: The message.
  ///   - fields: The fields of the schema, or the one that a dictionary has values of.
  ///   - inDictionary: Whether the batch has the values of a dictionary.
  /// - Throws: Where it is damaged, or does not fit the fields.
  init(
    _ file: MappedFile, _ message: ArrowMessages.Message, _ fields: [ArrowField],
    inDictionary: Bool = false
  ) throws(Declined) {
    self.file = file
    body = message.body
    do throws(Declined) {
      let buffer = unsafe FlatBuffer(
        UnsafeRawBufferPointer(rebasing: file.bytes[message.header]))
      let root = try buffer.root()
      guard var batch = try buffer.table(2, in: root) else { throw Self.damaged }
      if inDictionary {
        guard let data = try buffer.table(1, in: batch) else { throw Self.damaged }
        batch = data
      }
      let count = try buffer.scalar(0, in: batch, Int64(0))
      guard 0...Int64(Int32.max) ~= count else { throw Self.damaged }
      rowCount = Int(count)
      func numbers(_ member: Int, of size: Int) throws(Declined) -> [Int64] {
        guard let list = try buffer.list(member, of: 8 * size, in: batch) else { return [] }
        return (0..<list.count * size).map { index in
          unsafe buffer.bytes.loadUnaligned(
            fromByteOffset: list.start + 8 * index, as: Int64.self)
        }
      }
      let nodes = try numbers(1, of: 2)
      let places = try numbers(2, of: 2)
      var all: [Range<Int>] = []
      for index in stride(from: 0, to: places.count, by: 2) {
        let (start, length) = (places[index], places[index + 1])
        guard 0...Int64(message.body.count) ~= start,
          0...Int64(message.body.count) - start ~= length
        else { throw Self.damaged }
        let first = message.body.lowerBound + Int(start)
        all.append(first..<first + Int(length))
      }
      buffers = all
      if let compression = try buffer.table(3, in: batch) {
        codec = Int8(bitPattern: try buffer.byte(0, in: compression))
        guard codec == 0 || codec == 1 else { throw Self.damaged }
      } else {
        codec = try Self.earlyCodec(buffer, root)
      }
      var walk = Walk(views: try numbers(4, of: 1))
      for field in fields {
        try walk.add(inDictionary ? field.asValues : field, nodes, rowCount, above: [])
      }
      guard walk.buffer <= all.count else { throw Self.damaged }
      self.places = walk.places
    } catch { throw error.isFinal ? error : Self.damaged }
  }

  /// The way of compression as Arrow 0.17 told it, in the words of the message.
  private static func earlyCodec(_ buffer: FlatBuffer, _ root: FlatBuffer.Table) throws(Declined)
    -> Int8?
  {
    for pair in try buffer.tables(4, in: root)
    where try buffer.text(0, in: pair) == "ARROW:experimental_compression" {
      switch try buffer.text(1, in: pair)?.lowercased() {
      case "lz4", "lz4_frame": return 0
      case "zstd": return 1
      default: throw Self.damaged
      }
    }
    return nil
  }

  /// Finds the arrays of all columns, in the order of the schema.
  private struct Walk {
    var node = 0
    var buffer = 0
    var views: [Int64]
    var places: [Place] = []

    init(views: [Int64]) { self.views = views }

    mutating func add(_ field: ArrowField, _ nodes: [Int64], _ count: Int, above: [Int])
      throws(Declined)
    {
      guard 2 * node + 1 < nodes.count, places.count < 1 << 16 else { throw damaged }
      let isColumn = field.isColumn
      guard !isColumn || nodes[2 * node] == Int64(count) else { throw damaged }
      let (own, first) = (node, buffer)
      node += 1
      buffer += field.bufferCount
      if field.dictionary == nil, case .group = field.kind {
        for child in field.children { try add(child, nodes, count, above: above + [first]) }
        return
      }
      var place = Place(node: own, buffer: first, above: above)
      if field.dictionary == nil, case .views = field.kind {
        guard let more = views.first, 0...Int64(1 << 20) ~= more else { throw damaged }
        views.removeFirst()
        place.views = Int(more)
        buffer += place.views
      }
      let repeats = field.ordinateCount
      for _ in 0..<repeats { places.append(place) }
      // What is within lists has arrays of its own, which are passed over.
      if field.dictionary == nil {
        for child in field.children { try skip(child, nodes) }
      }
    }

    private mutating func skip(_ field: ArrowField, _ nodes: [Int64]) throws(Declined) {
      guard 2 * node + 1 < nodes.count else { throw damaged }
      node += 1
      buffer += field.bufferCount
      guard field.dictionary == nil else { return }
      if case .views = field.kind {
        guard let more = views.first, 0...Int64(1 << 20) ~= more else { throw damaged }
        views.removeFirst()
        buffer += Int(more)
      }
      for child in field.children { try skip(child, nodes) }
    }
  }

  /// The bytes of a buffer, unpacked.
  func bytes(_ number: Int) throws(Declined) -> BlobBytes {
    guard number < buffers.count else { throw Self.damaged }
    let range = buffers[number]
    let raw = unsafe UnsafeRawBufferPointer(rebasing: file.bytes[range])
    guard let codec, range.count > 0 else { return unsafe BlobBytes(raw, of: file) }
    guard range.count >= 8 else { throw Self.damaged }
    let size = unsafe raw.loadUnaligned(as: Int64.self)
    let packed = unsafe UnsafeRawBufferPointer(rebasing: raw[8...])
    if size == -1 { return unsafe BlobBytes(packed, of: file) }
    guard 0...Int64(1 << 32) ~= size, Int(size) / (codec == 0 ? 255 : 1 << 15) <= packed.count
    else { throw Self.damaged }
    let made = unsafe BlobBytes(Int(size), areChecked: false) { memory in
      if size == 0 { return true }
      return unsafe codec == 0
        ? LZ4.inflateFrame(packed, to: memory)
        : ZSTD_decompress(memory.baseAddress, memory.count, packed.baseAddress, packed.count)
          == memory.count
    }
    guard let made else { throw Self.damaged }
    return made
  }

  /// Which of some rows of a column are known; nil where all are.
  func known(_ column: Int, _ rows: Range<Int>) throws(Declined) -> [Bool]? {
    let place = places[column]
    var known: [Bool]?
    for number in place.above + [place.buffer] {
      let bits = try bytes(number)
      if bits.count == 0 { continue }
      guard rows.upperBound <= bits.count * 8 else { throw Self.damaged }
      let own = rows.map { row in unsafe bits.bytes[row >> 3] >> UInt8(row & 7) & 1 == 1 }
      known = known.map { zip($0, own).map { $0 && $1 } } ?? own
    }
    return known?.allSatisfy(\.self) ?? true ? nil : known
  }

  /// A buffer of a column behind that which tells what is known.
  func values(_ column: Int, _ number: Int) throws(Declined) -> BlobBytes {
    try bytes(places[column].buffer + number)
  }

  /// How many buffers of bytes a column of views has.
  func viewBuffers(_ column: Int) -> Int { places[column].views }
}

extension ArrowField {
  /// The field of the values of its dictionary.
  var asValues: ArrowField {
    ArrowField(
      name: name, kind: kind, children: children, dictionary: nil, words: words,
      valueBufferCount: valueBufferCount)
  }

  /// How many columns of numbers it is.
  var ordinateCount: Int {
    if case .fixedList(let count) = kind, 2...4 ~= count, extensionName == "geoarrow.point",
      children.first?.kind == .number(bits: 64)
    {
      return count
    }
    return 1
  }

  /// Whether it has one value for each row.
  var isColumn: Bool { if case .other = kind { false } else { true } }
}

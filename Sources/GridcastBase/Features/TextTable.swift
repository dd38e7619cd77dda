/// A list of texts in one block of memory.
///
/// The layout is that of Arrow's large texts: the bytes of all texts end to end in UTF-8, and for each
/// the offset of its first byte, with one more offset for the end of the last.
public struct TextTable: ListItems, ExpressibleByArrayLiteral {
  /// The bytes of all texts, end to end, in UTF-8.
  public var bytes: [UInt8] = []
  /// Where each text begins among the bytes, and where the last one ends.
  public var offsets = [0]

  /// Makes a list of no texts.
  @inlinable
  public init() {}

  /// Makes a list of these texts.
  @inlinable
  public init(_ texts: some Sequence<String>) {
    for text in texts { append(text) }
  }

  /// Makes a list of these texts.
  @inlinable
  public init(arrayLiteral elements: String...) { self.init(elements) }

  /// The index of the first element.
  @inlinable
  public var startIndex: Int { 0 }
  /// The index after the last element.
  @inlinable
  public var endIndex: Int { offsets.count - 1 }

  /// The range of the bytes that belong to one text.
  @inlinable
  public func range(of index: Int) -> Range<Int> { offsets[index]..<offsets[index + 1] }

  /// The text at an index.
  @inlinable
  public subscript(index: Int) -> String {
    String(decoding: bytes[range(of: index)], as: UTF8.self)
  }

  /// Adds a text.
  @inlinable
  public mutating func append(_ text: String) { append(utf8: text.utf8) }

  /// Adds a text given as UTF-8 bytes, which are not checked.
  @inlinable
  public mutating func append(utf8 text: some Sequence<UInt8>) {
    bytes.append(contentsOf: text)
    offsets.append(bytes.count)
  }

  /// Adds more texts.
  @inlinable
  public mutating func append(contentsOf other: TextTable) {
    let start = bytes.count
    bytes.append(contentsOf: other.bytes)
    offsets.append(contentsOf: other.offsets.dropFirst().lazy.map { $0 + start })
  }

  /// Removes the last text.
  @inlinable
  public mutating func removeLast() {
    offsets.removeLast()
    bytes.removeLast(bytes.count - offsets[offsets.count - 1])
  }
}

/// A hash table that finds texts of a `TextTable` by their bytes.
@usableFromInline
struct TextIndex: Sendable {
  /// The index of a text at the place its hash asks for, by open addressing; −1 where the place is
  /// free.
  @usableFromInline
  var slots: [Int32] = []
  @usableFromInline
  var hashes: [UInt32] = []

  /// Makes the hash table of a list whose texts all differ.
  @inlinable
  init(_ table: TextTable) {
    slots = Array(repeating: -1, count: 64)
    for index in table.indices {
      let hash = Self.hash(table.bytes[table.range(of: index)])
      let slot = slot(hash) { _ in false }
      add(hash, at: slot)
    }
  }

  /// The index of a text in the list; a new text is added to it.
  @inlinable
  mutating func number(of text: some Collection<UInt8>, in table: inout TextTable) -> Int32 {
    let hash = Self.hash(text)
    let slot = slot(hash) { Self.isText(text, at: $0, of: table) }
    if slots[slot] >= 0 { return slots[slot] }
    table.append(utf8: text)
    add(hash, at: slot)
    return Int32(hashes.count - 1)
  }

  /// The place of the entry that has this hash and passes the test, or the free place where it
  /// belongs.
  @inlinable
  func slot(_ hash: UInt32, _ isIt: (Int) -> Bool) -> Int {
    var slot = Int(hash) & (slots.count - 1)
    while slots[slot] >= 0 {
      let number = Int(slots[slot])
      if hashes[number] == hash, isIt(number) { break }
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }

  @inlinable
  mutating func add(_ hash: UInt32, at slot: Int) {
    slots[slot] = Int32(hashes.count)
    hashes.append(hash)
    guard hashes.count * 2 > slots.count else { return }
    slots = Array(repeating: -1, count: slots.count * 4)
    for (number, hash) in hashes.enumerated() {
      let free = self.slot(hash) { _ in false }
      slots[free] = Int32(number)
    }
  }

  @inlinable
  static func isText(
    _ text: some Collection<UInt8>, at index: Int, of table: TextTable
  ) -> Bool {
    let range = table.range(of: index)
    return range.count == text.count && table.bytes[range].elementsEqual(text)
  }

  /// The FNV-1a hash with a final mixing step, so that the low bits depend on all bytes.
  @inlinable
  static func hash(_ text: some Sequence<UInt8>) -> UInt32 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    hash = (hash ^ hash >> 32) &* 0x9E37_79B9_7F4A_7C15
    return UInt32(truncatingIfNeeded: hash >> 32)
  }
}

/// One bit for each value of a column, set where the value is known.
///
/// The layout is that of Arrow's validity bitmaps: eight bits to a byte, the least significant
/// first. As long as all values are known, no bits are kept. The bits beyond the last value are 0.
/// The column that owns the bits knows how many values there are.
public struct KnownBits: Sendable, Equatable {
  /// The bits, 64 to a word; empty where all values are known.
  ///
  /// In memory the words of a little-endian machine are the bytes that Arrow asks for.
  public var words: [UInt64] = []

  /// Makes the bits of values that are all known.
  @inlinable
  public init() {}

  /// Whether the value at an index is known.
  @inlinable
  public subscript(index: Int) -> Bool {
    words.isEmpty || words[index >> 6] >> UInt64(index & 63) & 1 == 1
  }

  /// The number of known values, where there are `count` values in all.
  @inlinable
  public func knownCount(of count: Int) -> Int {
    words.isEmpty ? count : words.reduce(0) { $0 + $1.nonzeroBitCount }
  }

  /// Adds the bit of one more value after `count` values.
  @inlinable
  @inline(__always)
  public mutating func append(_ isKnown: Bool, after count: Int) {
    if !isKnown || !words.isEmpty { write(isKnown, after: count) }
  }

  @inlinable
  mutating func write(_ isKnown: Bool, after count: Int) {
    if words.isEmpty { words = Self.ones(count) }
    if count & 63 == 0 { words.append(0) }
    if isKnown { words[count >> 6] |= 1 << UInt64(count & 63) }
  }

  /// Adds the bits of `added` more values after `count` values.
  @inlinable
  public mutating func append(_ other: KnownBits, of added: Int, after count: Int) {
    guard added > 0, !words.isEmpty || !other.words.isEmpty else { return }
    if words.isEmpty { words = Self.ones(count) }
    let others = other.words.isEmpty ? Self.ones(added) : other.words
    let shift = UInt64(count & 63)
    guard shift > 0 else { return words.append(contentsOf: others) }
    for word in others {
      words[words.count - 1] |= word << shift
      words.append(word >> (64 - shift))
    }
    words.removeLast(words.count - (count + added + 63) / 64)
  }

  /// The words of `count` bits that are all set.
  @inlinable
  static func ones(_ count: Int) -> [UInt64] {
    var words = [UInt64](repeating: .max, count: (count + 63) / 64)
    if count & 63 != 0 { words[words.count - 1] = 1 << UInt64(count & 63) - 1 }
    return words
  }
}

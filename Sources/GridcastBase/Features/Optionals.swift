/// Values of fixed size, one a feature, some of which may be missing.
///
/// The layout is that of an Arrow array of a primitive type: the values lie side by side in `slots`,
/// and `known` has a bit for each. An integer or number takes 8 bytes and a bit, where an array of
/// optionals takes 16 bytes.
public struct Optionals<Value: ColumnValue>: ColumnStorage, ExpressibleByArrayLiteral {
  /// One value for each feature; `Value.blank` where it is missing.
  ///
  /// Use `slots.span` to read the values without a copy.
  public var slots: [Value] = []
  /// Which of the values are known.
  public var known = KnownBits()

  /// Makes a column of no values.
  @inlinable
  public init() {}

  /// Makes a column of values that are all known.
  @inlinable
  public init(known values: [Value]) { slots = values }

  /// Makes a column of these values, nil where one is missing.
  @inlinable
  public init(arrayLiteral elements: Value?...) { self.init(elements) }

  /// The index of the first element.
  @inlinable
  public var startIndex: Int { 0 }
  /// The index after the last element.
  @inlinable
  public var endIndex: Int { slots.count }

  /// How many features have a value.
  @inlinable
  public var knownCount: Int { known.knownCount(of: slots.count) }

  /// The value of one feature.
  @inlinable
  @inline(__always)
  public subscript(index: Int) -> Value? { known[index] ? slots[index] : nil }

  /// Adds the value of one more feature.
  @inlinable
  @inline(__always)
  public mutating func append(_ value: Value?) {
    known.append(value != nil, after: slots.count)
    slots.append(value ?? .blank)
  }

  /// Adds the values of more features.
  @inlinable
  public mutating func append(contentsOf other: Self) {
    known.append(other.known, of: other.slots.count, after: slots.count)
    slots.append(contentsOf: other.slots)
  }

  /// Reserves memory for `count` values.
  @inlinable
  public mutating func reserveCapacity(_ count: Int) { slots.reserveCapacity(count) }

  /// Compares value by value; two that are missing are alike, and so are two that are NaN.
  ///
  /// So a column is equal to itself and to its copy, which it would not be if NaN were like no other.
  @inlinable
  public static func == (a: Self, b: Self) -> Bool {
    guard a.slots.isLike(b.slots) else { return false }
    return a.known == b.known || a.slots.indices.allSatisfy { a.known[$0] == b.known[$0] }
  }
}

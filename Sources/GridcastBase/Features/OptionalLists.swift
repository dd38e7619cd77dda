/// What the lists of a column hold, all of them end to end.
public protocol ListItems: RandomAccessCollection, Sendable, Equatable where Index == Int {
  /// No items.
  init()
  /// Adds one item.
  mutating func append(_ item: Element)
  /// Adds more items.
  mutating func append(contentsOf other: Self)
  /// Compares item by item; two that are NaN are alike.
  func isLike(_ other: Self) -> Bool
}

extension ListItems {
  /// Compares item by item.
  @inlinable
  public func isLike(_ other: Self) -> Bool { self == other }
}

extension Array: ListItems where Element: ColumnValue {
  /// Compares item by item; two that are NaN, and therefore not even equal to themselves, are alike.
  @inlinable
  public func isLike(_ other: Self) -> Bool {
    count == other.count
      && indices.allSatisfy { index in
        let (a, b) = (self[index], other[index])
        return a == b || a != a && b != b
      }
  }
}

/// A list for each feature, some of which may be missing: bytes, numbers or texts.
///
/// The layout is that of Arrow's large lists (of bytes: its large binaries): all items end to end, and
/// for each list the offset of its first item, with one more offset for the end of the last.
public struct OptionalLists<Items: ListItems>: ColumnStorage, ExpressibleByArrayLiteral {
  /// The items of all lists, end to end.
  public var items = Items()
  /// Where each list begins among the items, and where the last one ends.
  public var offsets = [0]
  /// Which lists are known; those that are not are empty.
  public var known = KnownBits()

  /// No lists.
  @inlinable
  public init() {}

  /// The lists of a literal, nil where one is missing.
  @inlinable
  public init(arrayLiteral elements: [Items.Element]?...) { self.init(elements) }

  /// The index of the first element.
  @inlinable
  public var startIndex: Int { 0 }
  /// The index after the last element.
  @inlinable
  public var endIndex: Int { offsets.count - 1 }

  /// How many features have a list, if an empty one.
  @inlinable
  public var knownCount: Int { known.knownCount(of: count) }

  /// Which items are those of one feature.
  @inlinable
  public func range(of index: Int) -> Range<Int> { offsets[index]..<offsets[index + 1] }

  /// The list of one feature.
  @inlinable
  public subscript(index: Int) -> [Items.Element]? {
    known[index] ? range(of: index).map { items[$0] } : nil
  }

  /// Adds the list of one more feature.
  @inlinable
  public mutating func append(_ list: [Items.Element]?) { append(list.map { $0[...] }) }

  /// Adds the list of one more feature.
  @inlinable
  public mutating func append(_ list: (some Sequence<Items.Element>)?) {
    known.append(list != nil, after: count)
    if let list { for item in list { items.append(item) } }
    offsets.append(items.count)
  }

  /// Adds the lists of more features.
  @inlinable
  public mutating func append(contentsOf other: Self) {
    known.append(other.known, of: other.count, after: count)
    let start = items.count
    items.append(contentsOf: other.items)
    offsets.append(contentsOf: other.offsets.dropFirst().lazy.map { $0 + start })
  }

  /// Compares list by list; two that are missing are alike, and so are two numbers that are NaN.
  @inlinable
  public static func == (a: Self, b: Self) -> Bool {
    a.offsets == b.offsets && a.items.isLike(b.items)
      && a.indices.allSatisfy { a.known[$0] == b.known[$0] }
  }
}

/// The values of one attribute, one a feature; nil where a feature has none.
///
/// Values are added in place: as long as nobody else holds a copy, adding a batch moves no value that
/// was there before, but for the few times when the memory grows.
public protocol ColumnStorage: RandomAccessCollection, Sendable, Equatable
where Index == Int, Element: ExpressibleByNilLiteral {
  /// Makes a column of no values.
  init()
  /// How many features have a value.
  var knownCount: Int { get }
  /// Adds the value of one more feature.
  mutating func append(_ value: Element)
  /// Adds the values of more features.
  mutating func append(contentsOf other: Self)
  /// The values of the features at these indices, in this order; an index may come more than once.
  func rows(_ indices: some Sequence<Int>) -> Self
}

extension ColumnStorage {
  /// Makes a column of these values, one a feature.
  @inlinable
  public init(_ values: some Sequence<Element>) {
    self.init()
    for value in values { append(value) }
  }

  /// The values of the features at these indices, in this order; an index may come more than once.
  @inlinable
  public func rows(_ indices: some Sequence<Int>) -> Self {
    var result = Self()
    for index in indices { result.append(self[index]) }
    return result
  }

  /// The values of the features whose flag is set, in order.
  @inlinable
  public func filtered(_ isKept: [Bool]) -> Self { rows(isKept.indices.lazy.filter { isKept[$0] }) }
}

/// A value that takes the same number of bytes in every row of a column.
public protocol ColumnValue: BitwiseCopyable, Sendable, Hashable {
  /// The value that is stored in the place of a missing one.
  static var blank: Self { get }
}

extension Int64: ColumnValue {
  /// The value that is stored in the place of a missing one.
  @inlinable
  public static var blank: Int64 { 0 }
}

extension UInt8: ColumnValue {
  /// The value that is stored in the place of a missing one.
  @inlinable
  public static var blank: UInt8 { 0 }
}

extension Double: ColumnValue {
  /// The value that is stored in the place of a missing one.
  @inlinable
  public static var blank: Double { 0 }
}

extension DateTime: ColumnValue {
  /// The value that is stored in the place of a missing one.
  @inlinable
  public static var blank: DateTime {
    DateTime(year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0, zone: 0)
  }
}

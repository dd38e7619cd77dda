import GridcastBase

extension Condition {
  /// Which rows meet the condition, by the columns of the fields that `fields(among:)` gave, in any order.
  func mask(of columns: [Column], count: Int) -> [Bool] {
    func values(_ name: String) -> Column.Values? {
      let fields = columns.map(\.field)
      guard let field = Self.field(name, among: fields) else { return nil }
      return columns.first { $0.field == field }?.values
    }
    switch self {
    case .compare(let name, let order, let constant):
      return Self.test(values(name), count) { order.holds(Self.compare($0, constant)) }
    case .isOneOf(let name, let constants):
      return Self.test(values(name), count) { value in
        constants.contains { Self.compare(value, $0) == 0 }
      }
    case .isBetween(let name, let least, let most):
      return Self.test(values(name), count) {
        Self.compare($0, least) >= 0 && Self.compare($0, most) <= 0
      }
    case .isLike(let name, let pattern, let ignoresCase):
      let pattern = LikePattern(pattern, ignoresCase: ignoresCase)
      return Self.test(values(name), count) { value in
        if case .text(let text) = value { pattern.matches(text) } else { false }
      }
    case .isMissing(let name):
      return Self.test(values(name), count) { _ in true }.map { !$0 }
    case .always(let holds): return Array(repeating: holds, count: count)
    case .not(let inner): return inner.mask(of: columns, count: count).map { !$0 }
    case .and(let a, let b):
      return zip(a.mask(of: columns, count: count), b.mask(of: columns, count: count)).map {
        $0 && $1
      }
    case .or(let a, let b):
      return zip(a.mask(of: columns, count: count), b.mask(of: columns, count: count)).map {
        $0 || $1
      }
    }
  }

  /// Tests each value, each different text once; a missing value never passes.
  private static func test(
    _ values: Column.Values?, _ count: Int, _ test: (Constant) -> Bool
  ) -> [Bool] {
    switch values {
    case .texts(let texts):
      let passes = texts.dictionary.map { test(.text($0)) }
      return texts.codes.map { $0 >= 0 && passes[Int($0)] }
    case .integers(let values): return values.map { $0.map { test(.integer($0)) } ?? false }
    case .numbers(let values): return values.map { $0.map { test(.number($0)) } ?? false }
    // Of others it is only asked whether they are there.
    case .dateTimes(let values): return values.map { $0 != nil }
    case .binaries(let values): return values.map { $0 != nil }
    case .integerLists(let values): return values.map { $0 != nil }
    case .numberLists(let values): return values.map { $0 != nil }
    case .textLists(let values): return values.map { $0 != nil }
    case nil: return Array(repeating: false, count: count)
    }
  }

  /// Less than 0, 0 or more, as a value comes before another, with it or after it.
  static func compare(_ a: Constant, _ b: Constant) -> Int {
    switch (a, b) {
    case (.text(let a), .text(let b)): return compareFolded(a, b)
    case (.integer(let a), .integer(let b)): return a < b ? -1 : a > b ? 1 : 0
    case (.integer(let a), .text(let b)):
      let b = Condition.truth(b) ?? -1
      return a < b ? -1 : a > b ? 1 : 0
    default:
      let (a, b) = (a.number, b.number)
      return a < b ? -1 : a > b ? 1 : 0
    }
  }

  /// Compares the bytes of texts without regard to the case of ASCII letters, as C's `strcasecmp`.
  private static func compareFolded(_ a: String, _ b: String) -> Int {
    var theirs = b.utf8.makeIterator()
    for byte in a.utf8 {
      guard let other = theirs.next() else { return 1 }
      let difference = Int(byte.folded) - Int(other.folded)
      if difference != 0 { return difference }
    }
    return theirs.next() == nil ? 0 : -1
  }
}

extension Condition.Constant {
  var isNumber: Bool { if case .text = self { false } else { true } }

  fileprivate var number: Double {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    case .text: .nan
    }
  }
}

extension UInt8 {
  fileprivate var folded: UInt8 { 0x41...0x5A ~= self ? self | 0x20 : self }
}

/// A pattern of LIKE: % stands for any texts, _ for one character.
///
/// GDAL 3.6 takes _ for one byte, so that no Chinese character is one.
struct LikePattern {
  private let pattern: [UInt32]
  private let ignoresCase: Bool

  init(_ pattern: String, ignoresCase: Bool) {
    self.ignoresCase = ignoresCase
    self.pattern = Self.scalars(pattern, ignoresCase)
  }

  private static func scalars(_ text: String, _ ignoresCase: Bool) -> [UInt32] {
    text.unicodeScalars.map { scalar in
      ignoresCase && "A"..."Z" ~= scalar ? scalar.value | 0x20 : scalar.value
    }
  }

  func matches(_ text: String) -> Bool {
    let text = Self.scalars(text, ignoresCase)
    var (at, next) = (0, 0)
    // Where the last % stands, and how much of the text it stands for so far.
    var any: (pattern: Int, text: Int)?
    while at < text.count {
      if next < pattern.count, pattern[next] == 0x25 {
        any = (next, at)
        next += 1
      } else if next < pattern.count, pattern[next] == 0x5F || pattern[next] == text[at] {
        next += 1
        at += 1
      } else if let last = any {
        any = (last.pattern, last.text + 1)
        next = last.pattern + 1
        at = last.text + 1
      } else {
        return false
      }
    }
    return pattern[next...].allSatisfy { $0 == 0x25 }
  }
}

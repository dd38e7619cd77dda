import GridcastBase

/// A condition that chooses features: the part of OGR's SQL WHERE that needs no arithmetic and no functions.
///
/// It compares texts after they were decoded, whoever reads them, where GDAL would compare raw bytes. The rules are
/// OGR's: texts are compared without regard to the case of ASCII letters, except by LIKE, and a
/// comparison with a missing value is false.
indirect enum Condition: Equatable, Sendable {
  enum Order: String, Sendable {
    case equal = "=", unequal = "<>", less = "<", more = ">", atMost = "<=", atLeast = ">="
  }
  enum Constant: Equatable, Sendable {
    case text(String)
    case integer(Int64)
    case number(Double)
  }

  case compare(String, Order, Constant)
  case isOneOf(String, [Constant])
  case isBetween(String, Constant, Constant)
  case isLike(String, String, ignoresCase: Bool)
  case isMissing(String)
  /// What holds of all features or of none, as `1=1`.
  case always(Bool)
  case not(Condition)
  case and(Condition, Condition)
  case or(Condition, Condition)

  /// Reads a condition; nil where it has what only GDAL knows.
  init?(_ text: String) {
    guard let words = ConditionWord.words(of: text) else { return nil }
    var parser = ConditionParser(words)
    guard let condition = parser.condition(), parser.isAtEnd else { return nil }
    self = condition
  }

  /// The names of the fields that are needed.
  var names: [String] {
    switch self {
    case .compare(let name, _, _), .isOneOf(let name, _), .isBetween(let name, _, _),
      .isLike(let name, _, _), .isMissing(let name):
      [name]
    case .always: []
    case .not(let inner): inner.names
    case .and(let a, let b), .or(let a, let b): a.names + b.names
    }
  }

  /// The fields that are needed, each once; nil where one is missing, or is of a type that is compared in
  /// another way.
  func fields(among all: [Field]) -> [Field]? {
    var fields: [Field] = []
    for name in names {
      guard let field = Self.field(name, among: all) else { return nil }
      if !fields.contains(field) { fields.append(field) }
    }
    return fits(fields) ? fields : nil
  }

  /// What a text says of a field of true and false, as tables write it; nil where it says neither.
  static func truth(_ text: String) -> Int64? {
    switch text.uppercased() {
    case "T", "TRUE", "Y", "YES", "1": 1
    case "F", "FALSE", "N", "NO", "0": 0
    default: nil
    }
  }

  static func field(_ name: String, among all: [Field]) -> Field? {
    all.first { $0.name == name } ?? all.first { $0.name.lowercased() == name.lowercased() }
  }

  /// A field of texts that is compared with a number; nil where there is none.
  func textComparedWithNumber(among all: [Field]) -> String? {
    func isOdd(_ name: String, _ constants: [Constant]) -> Bool {
      guard Self.field(name, among: all)?.kind == .text else { return false }
      return constants.contains { if case .text = $0 { false } else { true } }
    }
    return switch self {
    case .compare(let name, _, let constant): isOdd(name, [constant]) ? name : nil
    case .isOneOf(let name, let constants): isOdd(name, constants) ? name : nil
    case .isBetween(let name, let least, let most): isOdd(name, [least, most]) ? name : nil
    case .isLike, .isMissing, .always: nil
    case .not(let inner): inner.textComparedWithNumber(among: all)
    case .and(let a, let b), .or(let a, let b):
      a.textComparedWithNumber(among: all) ?? b.textComparedWithNumber(among: all)
    }
  }

  /// Whether all constants can be compared with their fields as they are.
  private func fits(_ fields: [Field]) -> Bool {
    func fits(_ name: String, _ constants: [Constant]) -> Bool {
      guard let field = Self.field(name, among: fields) else { return false }
      return constants.allSatisfy { constant in
        switch (field.kind, constant) {
        case (.integer, .text(let text)) where field.detail == .boolean: Self.truth(text) != nil
        case (.text, .text), (.integer, .integer), (.integer, .number), (.number, .integer),
          (.number, .number):
          true
        default: false
        }
      }
    }
    return switch self {
    case .compare(let name, _, let constant): fits(name, [constant])
    case .isOneOf(let name, let constants): fits(name, constants)
    case .isBetween(let name, let least, let most): fits(name, [least, most])
    case .isLike(let name, _, _): Self.field(name, among: fields)?.kind == .text
    case .isMissing, .always: true
    case .not(let inner): inner.fits(fields)
    case .and(let a, let b), .or(let a, let b): a.fits(fields) && b.fits(fields)
    }
  }
}

/// Reads the words of a condition: OR binds weaker than AND, and AND than NOT.
private struct ConditionParser {
  private let words: [ConditionWord]
  private var next = 0

  init(_ words: [ConditionWord]) { self.words = words }

  var isAtEnd: Bool { next == words.count }

  private func isKeyword(_ keyword: String, at index: Int) -> Bool {
    guard index < words.count, case .name(let name) = words[index] else { return false }
    return name.uppercased() == keyword
  }

  private mutating func take(_ keyword: String) -> Bool {
    guard isKeyword(keyword, at: next) else { return false }
    next += 1
    return true
  }

  private mutating func take(mark: String) -> Bool {
    guard next < words.count, words[next] == .mark(mark) else { return false }
    next += 1
    return true
  }

  mutating func condition() -> Condition? {
    guard var left = conjunction() else { return nil }
    while take("OR") {
      guard let right = conjunction() else { return nil }
      left = .or(left, right)
    }
    return left
  }

  private mutating func conjunction() -> Condition? {
    guard var left = negation() else { return nil }
    while take("AND") {
      guard let right = negation() else { return nil }
      left = .and(left, right)
    }
    return left
  }

  private mutating func negation() -> Condition? {
    if take("NOT") { return negation().map(Condition.not) }
    if take(mark: "(") {
      guard let inner = condition(), take(mark: ")") else { return nil }
      return inner
    }
    return comparison()
  }

  private static let keywords: Set = [
    "AND", "OR", "NOT", "IS", "NULL", "LIKE", "ILIKE", "IN", "BETWEEN", "ESCAPE", "CAST", "SELECT",
    "CASE",
  ]

  private mutating func name() -> String? {
    guard next < words.count else { return nil }
    switch words[next] {
    case .quoted(let name):
      next += 1
      return name
    case .name(let name) where !Self.keywords.contains(name.uppercased()):
      next += 1
      return name
    default: return nil
    }
  }

  private mutating func constant() -> Condition.Constant? {
    guard next < words.count else { return nil }
    defer { next += 1 }
    switch words[next] {
    case .text(let text): return .text(text)
    case .integer(let value): return .integer(value)
    case .number(let value): return .number(value)
    case .name(let name) where ["TRUE", "FALSE"].contains(name.uppercased()):
      return .text(name)
    default:
      next -= 1
      return nil
    }
  }

  private mutating func order() -> Condition.Order? {
    guard next < words.count, case .mark(let mark) = words[next] else { return nil }
    guard let order = Condition.Order(rawValue: mark == "!=" ? "<>" : mark) else { return nil }
    next += 1
    return order
  }

  private mutating func comparison() -> Condition? {
    if let constant = constant() {
      guard let order = order() else { return nil }
      if let other = self.constant() {
        return constant.isNumber == other.isNumber
          ? .always(order.holds(Condition.compare(constant, other))) : nil
      }
      guard let name = name() else { return nil }
      return .compare(name, order.turned, constant)
    }
    guard let name = name() else { return nil }
    if let order = order() { return constant().map { .compare(name, order, $0) } }
    if take("IS") {
      let isNot = take("NOT")
      guard take("NULL") else { return nil }
      return isNot ? .not(.isMissing(name)) : .isMissing(name)
    }
    let isNot = take("NOT")
    guard let test = test(of: name) else { return nil }
    return isNot ? .not(test) : test
  }

  private mutating func test(of name: String) -> Condition? {
    if take("LIKE") || isKeyword("ILIKE", at: next) {
      let ignoresCase = take("ILIKE")
      guard case .text(let pattern)? = constant(), !isKeyword("ESCAPE", at: next) else {
        return nil
      }
      return .isLike(name, pattern, ignoresCase: ignoresCase)
    }
    if take("BETWEEN") {
      guard let least = constant(), take("AND"), let most = constant() else { return nil }
      return .isBetween(name, least, most)
    }
    guard take("IN"), take(mark: "(") else { return nil }
    var constants: [Condition.Constant] = []
    repeat {
      guard let constant = constant() else { return nil }
      constants.append(constant)
    } while take(mark: ",")
    return take(mark: ")") ? .isOneOf(name, constants) : nil
  }
}

extension Condition.Order {
  /// The order of the same two values the other way round.
  fileprivate var turned: Self {
    switch self {
    case .less: .more
    case .more: .less
    case .atMost: .atLeast
    case .atLeast: .atMost
    case .equal, .unequal: self
    }
  }

  /// Whether the order holds of two values of which the first comes before, with or after the second.
  func holds(_ comparison: Int) -> Bool {
    switch self {
    case .equal: comparison == 0
    case .unequal: comparison != 0
    case .less: comparison < 0
    case .more: comparison > 0
    case .atMost: comparison <= 0
    case .atLeast: comparison >= 0
    }
  }
}

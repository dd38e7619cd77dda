import GridcastBase

/// An expression that computes a field from others and from the shape: `pop / area_m2() * 1e6`,
/// `upper(name) || '-' || code`.
///
/// `*` and `/` bind stronger than `+` and `-`, and these than `||`. A value that is missing makes missing what is
/// computed with it, and so does a division by 0.
indirect enum FieldExpression: Equatable, Sendable {
  case integer(Int64)
  case number(Double)
  case text(String)
  case field(String)
  case negative(FieldExpression)
  case compute(Sign, FieldExpression, FieldExpression)
  case joined(FieldExpression, FieldExpression)
  case call(Function, [FieldExpression])

  enum Sign: String, Sendable { case plus = "+", minus = "-", times = "*", by = "/" }

  /// What can be called, as it is written.
  enum Function: String, Sendable, CaseIterable {
    case area = "area_m2", length = "length_m", lon, lat, x, y
    case round, upper, lower, number, text, coalesce

    /// Whether it tells something of the shape, and takes nothing.
    var isOfShape: Bool {
      switch self {
      case .area, .length, .lon, .lat, .x, .y: true
      default: false
      }
    }

    /// How many values it takes.
    var arity: ClosedRange<Int> {
      switch self {
      case .area, .length, .lon, .lat, .x, .y: 0...0
      case .round: 1...2
      case .upper, .lower, .number, .text: 1...1
      case .coalesce: 2...100
      }
    }
  }

  /// Reads an expression.
  ///
  /// - Throws: `.usage` where it makes no sense.
  init(_ text: String) throws(GridcastError) {
    var parser = ExpressionParser(text, try ExpressionWord.words(of: text))
    self = try parser.whole()
  }

  /// The functions of the shape that it calls.
  var functionsOfShape: Set<Function> {
    switch self {
    case .integer, .number, .text, .field: []
    case .negative(let inner): inner.functionsOfShape
    case .compute(_, let a, let b), .joined(let a, let b):
      a.functionsOfShape.union(b.functionsOfShape)
    case .call(let function, let values):
      values.reduce(function.isOfShape ? [function] : []) { $0.union($1.functionsOfShape) }
    }
  }

  /// The type of what is computed: `.integer`, `.number` or `.text`.
  ///
  /// - Throws: `.usage` where a field is not there, or texts are computed with.
  func kind(
    among fields: [Field], of subject: String, _ written: String
  ) throws(GridcastError) -> Field.Kind {
    func numeric(_ value: FieldExpression) throws(GridcastError) -> Field.Kind {
      let kind = try value.kind(among: fields, of: subject, written)
      guard kind == .text else { return kind }
      if case .field(let name) = value {
        throw GridcastError(
          .usage, "expression '\(written)'",
          "field '\(name)' holds texts; where they are numbers, write number(\(name)), and || puts texts together"
        )
      }
      throw GridcastError(
        .usage, "expression '\(written)'",
        "it computes with a text; || puts texts together, and number() reads one as a number")
    }
    switch self {
    case .integer: return .integer
    case .number: return .number
    case .text: return .text
    case .field(let name):
      // Curly quotes may be part of a name.
      if let fault = signFault(inExpression: name), !fields.contains(where: { $0.name == name }) {
        throw GridcastError(.usage, "expression '\(written)'", fault)
      }
      switch try FieldMapping.find(name, in: fields, subject).kind {
      case .integer: return .integer
      case .number: return .number
      default: return .text
      }
    case .negative(let inner): return try numeric(inner)
    case .compute(let sign, let a, let b):
      let kinds = [try numeric(a), try numeric(b)]
      return sign == .by || kinds.contains(.number) ? .number : .integer
    case .joined(let a, let b):
      _ = try a.kind(among: fields, of: subject, written)
      _ = try b.kind(among: fields, of: subject, written)
      return .text
    case .call(let function, let values):
      switch function {
      case .area, .length, .lon, .lat, .x, .y: return .number
      case .round:
        _ = try numeric(values[0])
        if values.count == 1 { return .integer }
        guard case .integer(let digits) = values[1], 0...15 ~= digits else {
          throw GridcastError(
            .usage, "expression '\(written)'",
            "the decimals of round(value, decimals) are a number from 0 to 15")
        }
        return .number
      case .upper, .lower, .text:
        _ = try values[0].kind(among: fields, of: subject, written)
        return .text
      case .number:
        _ = try values[0].kind(among: fields, of: subject, written)
        return .number
      case .coalesce:
        var kinds: Set<Field.Kind> = []
        for value in values { kinds.insert(try value.kind(among: fields, of: subject, written)) }
        return kinds.contains(.text) ? .text : kinds.contains(.number) ? .number : .integer
      }
    }
  }
}

/// Reads the words of an expression.
private struct ExpressionParser {
  private let text: String
  private let words: [ExpressionWord]
  private var next = 0

  init(_ text: String, _ words: [ExpressionWord]) {
    self.text = text
    self.words = words
  }

  private func fault(_ sentence: Sentence) -> GridcastError {
    GridcastError(.usage, "expression '\(text)'", sentence)
  }

  private mutating func take(_ mark: String) -> Bool {
    guard next < words.count, words[next] == .mark(mark) else { return false }
    next += 1
    return true
  }

  mutating func whole() throws(GridcastError) -> FieldExpression {
    let expression = try joined()
    guard next == words.count else {
      throw fault("'\(words[next].written)' stands where nothing more is expected")
    }
    return expression
  }

  private mutating func joined() throws(GridcastError) -> FieldExpression {
    var left = try sum()
    while take("||") { left = .joined(left, try sum()) }
    return left
  }

  private mutating func sum() throws(GridcastError) -> FieldExpression {
    var left = try product()
    while true {
      if take("+") {
        left = .compute(.plus, left, try product())
      } else if take("-") {
        left = .compute(.minus, left, try product())
      } else {
        return left
      }
    }
  }

  private mutating func product() throws(GridcastError) -> FieldExpression {
    var left = try factor()
    while true {
      if take("*") {
        left = .compute(.times, left, try factor())
      } else if take("/") {
        left = .compute(.by, left, try factor())
      } else {
        return left
      }
    }
  }

  private mutating func factor() throws(GridcastError) -> FieldExpression {
    if take("-") { return .negative(try factor()) }
    if take("(") {
      let inner = try joined()
      guard take(")") else { throw fault("a parenthesis is not closed") }
      return inner
    }
    guard next < words.count else { throw fault("it ends where a value is expected") }
    let word = words[next]
    next += 1
    switch word {
    case .integer(let value): return .integer(value)
    case .number(let value): return .number(value)
    case .text(let text): return .text(text)
    case .quoted(let name): return .field(name)
    case .name(let name): return take("(") ? try call(name) : .field(name)
    case .mark(let mark): throw fault("'\(mark)' stands where a value is expected")
    }
  }

  private mutating func call(_ name: String) throws(GridcastError) -> FieldExpression {
    guard let function = FieldExpression.Function(rawValue: name.lowercased()) else {
      let all = FieldExpression.Function.allCases.map { "\($0.rawValue)()" }
      throw fault(
        "there is no function '\(name)'; there are \(all.joined(separator: ", "))")
    }
    var values: [FieldExpression] = []
    if !take(")") {
      repeat { values.append(try joined()) } while take(",")
      guard take(")") else { throw fault("the parenthesis after '\(name)' is not closed") }
    }
    guard function.arity ~= values.count else {
      throw fault(
        function.isOfShape
          ? "'\(name)' tells of the shape and takes nothing: write \(name)()"
          : "'\(name)' takes another number of values than \(formatted(values.count))")
    }
    return .call(function, values)
  }
}

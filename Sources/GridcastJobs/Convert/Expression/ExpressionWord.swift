import GridcastBase

/// The words of an expression that computes a field.
enum ExpressionWord: Equatable {
  /// A bare name: of a field, or before a parenthesis of a function.
  case name(String)
  /// A name of a field in double quotes.
  case quoted(String)
  /// A text in single quotes.
  case text(String)
  case integer(Int64)
  case number(Double)
  /// One of `+ - * / || ( ) ,`.
  case mark(String)

  /// As it is written, for messages.
  var written: String {
    switch self {
    case .name(let name): name
    case .quoted(let name): "\"\(name)\""
    case .text(let text): "'\(text)'"
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .mark(let mark): mark
    }
  }

  private static let marks = ["||", "+", "-", "*", "/", "(", ")", ","]

  /// - Throws: `.usage` where a character means nothing, or a quote is not closed.
  static func words(of expression: String) throws(GridcastError) -> [ExpressionWord] {
    let all = Array(expression.unicodeScalars)
    var words: [ExpressionWord] = []
    var next = 0
    while next < all.count {
      let scalar = all[next]
      if scalar.properties.isWhitespace {
        next += 1
      } else if scalar == "'" || scalar == "\"" {
        let text = try quoted(all, &next, expression)
        words.append(scalar == "'" ? .text(text) : .quoted(text))
      } else if scalar.isPlainDigit
        || (scalar == "." && next + 1 < all.count && all[next + 1].isPlainDigit)
      {
        words.append(try number(all, &next, expression))
      } else if scalar.beginsName {
        let start = next
        while next < all.count, all[next].beginsName || all[next].isPlainDigit { next += 1 }
        words.append(.name(String(all[start..<next])))
      } else if let mark = marks.first(where: { all[next...].starts(with: $0.unicodeScalars) }) {
        words.append(.mark(mark))
        next += mark.unicodeScalars.count
      } else {
        if let fault = signFault(inExpression: expression) {
          throw GridcastError(.usage, "expression '\(expression)'", fault)
        }
        throw GridcastError(
          .usage, "expression '\(expression)'",
          "'\(String(Character(scalar)))' means nothing in it; it may have fields, numbers, 'texts', + - * / || and functions such as area_m2()"
        )
      }
    }
    return words
  }

  /// A text in quotes, in which they are doubled.
  private static func quoted(
    _ all: [Unicode.Scalar], _ next: inout Int, _ expression: String
  ) throws(GridcastError) -> String {
    let quote = all[next]
    var text = String.UnicodeScalarView()
    next += 1
    while next < all.count {
      let isQuote = all[next] == quote
      if isQuote, next + 1 == all.count || all[next + 1] != quote {
        next += 1
        return String(text)
      }
      text.append(all[next])
      next += isQuote ? 2 : 1
    }
    throw GridcastError(
      .usage, "expression '\(expression)'", "a quote \(String(Character(quote))) is not closed")
  }

  private static func number(
    _ all: [Unicode.Scalar], _ next: inout Int, _ expression: String
  ) throws(GridcastError) -> ExpressionWord {
    let start = next
    while next < all.count {
      let isSign =
        "+-".unicodeScalars.contains(all[next]) && next > start
        && "eE".unicodeScalars.contains(all[next - 1])
      guard all[next].isPlainDigit || all[next] == "." || isSign || all[next].beginsName else {
        break
      }
      next += 1
    }
    let digits = String(all[start..<next])
    if let value = Int64(digits) { return .integer(value) }
    if let value = Double(digits), value.isFinite { return .number(value) }
    throw GridcastError(
      .usage, "expression '\(expression)'",
      "'\(digits)' is no number; a field whose name begins so is written in double quotes")
  }
}

import GridcastBase

/// The words of a condition, as OGR SQL tells them apart.
enum ConditionWord: Equatable {
  /// A bare name or a keyword.
  case name(String)
  /// A name in double quotes.
  case quoted(String)
  case text(String)
  case integer(Int64)
  case number(Double)
  /// One of `= <> != < > <= >= ( ) ,`.
  case mark(String)

  /// The words of a condition; nil where some are unknown here, such as those of arithmetic.
  static func words(of condition: String) -> [ConditionWord]? {
    var words: [ConditionWord] = []
    let all = Array(condition.unicodeScalars)
    var next = 0
    while next < all.count {
      let scalar = all[next]
      if scalar.properties.isWhitespace {
        next += 1
      } else if scalar == "'" || scalar == "\"" {
        guard let text = quoted(all, &next) else { return nil }
        words.append(scalar == "'" ? .text(text) : .quoted(text))
      } else if scalar.isPlainDigit
        || (scalar == "-" && next + 1 < all.count && all[next + 1].isPlainDigit)
      {
        // After a value a minus would be arithmetic.
        if scalar == "-", let last = words.last, last.isOperand { return nil }
        guard let number = number(all, &next) else { return nil }
        words.append(number)
      } else if scalar.beginsName {
        let start = next
        while next < all.count, all[next].beginsName || all[next].isPlainDigit { next += 1 }
        words.append(.name(String(all[start..<next])))
      } else {
        guard let mark = marks.first(where: { all[next...].starts(with: $0.unicodeScalars) }) else {
          return nil
        }
        words.append(.mark(mark))
        next += mark.count
      }
    }
    return words
  }

  private var isOperand: Bool {
    if case .mark(let mark) = self { return mark == ")" }
    return true
  }

  private static let marks = ["<>", "!=", "<=", ">=", "=", "<", ">", "(", ")", ","]

  /// A text in quotes, in which they are doubled or follow a backslash.
  private static func quoted(_ all: [Unicode.Scalar], _ next: inout Int) -> String? {
    let quote = all[next]
    var text = String.UnicodeScalarView()
    next += 1
    while next < all.count {
      let scalar = all[next]
      let follower = next + 1 < all.count ? all[next + 1] : nil
      if scalar == "\\" && follower == quote || scalar == quote && follower == quote {
        text.append(quote)
        next += 2
      } else if scalar == quote {
        next += 1
        return String(text)
      } else {
        text.append(scalar)
        next += 1
      }
    }
    return nil
  }

  private static func number(_ all: [Unicode.Scalar], _ next: inout Int) -> ConditionWord? {
    let start = next
    next += 1
    while next < all.count {
      let isSign =
        "+-".unicodeScalars.contains(all[next]) && "eE".unicodeScalars.contains(all[next - 1])
      guard
        all[next].isPlainDigit || all[next] == "." || isSign
          || "eE".unicodeScalars.contains(all[next])
      else { break }
      next += 1
    }
    // A letter right behind would be part of something else.
    if next < all.count, all[next].beginsName { return nil }
    let digits = String(all[start..<next])
    if let value = Int64(digits) { return .integer(value) }
    return Double(digits).map { .number($0) }
  }
}

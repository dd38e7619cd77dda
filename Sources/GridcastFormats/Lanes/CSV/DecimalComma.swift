/// A number with a decimal comma, perhaps with points or blanks between thousands, or a whole number.
struct DecimalComma {
  let hasComma: Bool
  /// Whether the comma cannot stand between thousands.
  let isCertain: Bool
  /// The same number with a decimal point.
  let text: String

  /// nil for anything else.
  init?(_ text: String) {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = parts.first else { return nil }
    let isNegative = whole.hasPrefix("-")
    let digits = whole.drop { $0 == "-" || $0 == "+" }
    let groups = digits.split(omittingEmptySubsequences: false) {
      ". \u{A0}\u{202F}'’".contains($0)
    }
    guard whole.count - digits.count <= 1, groups.allSatisfy({ $0.allSatisfy(\.isASCIIDigit) }),
      let first = groups.first, !first.isEmpty || parts.count == 2,
      groups.dropFirst().allSatisfy({ $0.count == 3 }), groups.count == 1 || parts.count == 2
    else { return nil }
    let fraction = parts.count == 2 ? parts[1] : ""
    let decimals = fraction.prefix { $0.isASCIIDigit }
    let power = fraction.dropFirst(decimals.count)
    guard parts.count == 1 || !decimals.isEmpty,
      power.isEmpty || power.wholeMatch(of: #/[eE][-+]?[0-9]{1,3}/#) != nil
    else { return nil }
    hasComma = parts.count == 2
    isCertain =
      hasComma && (decimals.count != 3 || groups.count > 1 || first.count > 3 || !power.isEmpty)
    self.text =
      (isNegative ? "-" : "") + groups.joined() + (hasComma ? "." + fraction : "")
  }
}

extension Character {
  /// Whether it is one of 0 to 9.
  var isASCIIDigit: Bool { "0" <= self && self <= "9" }
}

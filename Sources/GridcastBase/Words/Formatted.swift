import Foundation

/// A number with at most so many decimals, without trailing zeros, in every locale alike.
package func formatted(_ number: Double, _ decimals: Int) -> String {
  guard number.isFinite else { return "\(number)" }
  var text = String(format: "%.\(decimals)f", number)
  guard decimals > 0 else { return text }
  while text.last == "0" { text.removeLast() }
  if text.last == "." { text.removeLast() }
  return text == "-0" ? "0" : text
}

/// A count with its thousands set apart by commas, as in 44,034.
package func formatted(_ count: Int) -> String {
  var digits = String(count.magnitude)
  var groups: [String] = []
  while digits.count > 3 {
    groups.insert(String(digits.suffix(3)), at: 0)
    digits.removeLast(3)
  }
  return (count < 0 ? "−" : "") + ([digits] + groups).joined(separator: ",")
}

/// A number as people read it: with at most so many decimals, its thousands set apart by commas, and with a
/// minus sign, as in −4,693.6.
package func spoken(_ number: Double, _ decimals: Int) -> String {
  let text = formatted(number, decimals)
  let size = text.drop { $0 == "-" }
  let digits = size.prefix { $0 != "." }
  let grouped = Int(digits).map { formatted($0) + size.dropFirst(digits.count) } ?? String(size)
  return (text.hasPrefix("-") ? "−" : "") + grouped
}

/// A number with a minus sign in place of a hyphen.
package func withMinusSign(_ text: String) -> String {
  text.hasPrefix("-") ? "−" + text.dropFirst() : text
}

/// A count and its noun, as in "1 feature" or "5,046 features".
package func counted(_ count: Int, _ noun: String, plural: String? = nil) -> String {
  "\(formatted(count)) \(count == 1 ? noun : plural ?? noun + "s")"
}

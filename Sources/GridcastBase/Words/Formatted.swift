import Foundation

/// A number with at most `decimals` decimals and no trailing zeros, the same in every locale.
package func formatted(_ number: Double, _ decimals: Int) -> String {
  guard number.isFinite else { return "\(number)" }
  var text = String(format: "%.\(decimals)f", number)
  guard decimals > 0 else { return text }
  while text.last == "0" { text.removeLast() }
  if text.last == "." { text.removeLast() }
  return text == "-0" ? "0" : text
}

/// A count with commas between thousands, as in 44,034.
package func formatted(_ count: Int) -> String {
  var digits = String(count.magnitude)
  var groups: [String] = []
  while digits.count > 3 {
    groups.insert(String(digits.suffix(3)), at: 0)
    digits.removeLast(3)
  }
  return (count < 0 ? "−" : "") + ([digits] + groups).joined(separator: ",")
}

/// A number for people to read: with at most `decimals` decimals, commas between thousands and a
/// real minus sign, as in −4,693.6.
package func spoken(_ number: Double, _ decimals: Int) -> String {
  if number.isFinite, number.magnitude >= 1e21 { return spokenByPower(number) }
  let text = formatted(number, decimals)
  let size = text.drop { $0 == "-" }
  let digits = size.prefix { $0 != "." }
  let grouped = Int(digits).map { formatted($0) + size.dropFirst(digits.count) } ?? String(size)
  return (text.hasPrefix("-") ? "−" : "") + grouped
}

/// A number of so many digits that nobody counts them, as in 3.40282e38.
private func spokenByPower(_ number: Double) -> String {
  let parts = String(format: "%.5e", number).split(separator: "e")
  var digits = String(parts[0])
  while digits.last == "0" { digits.removeLast() }
  if digits.last == "." { digits.removeLast() }
  return withMinusSign("\(digits)e\(parts[1].drop { "+0".contains($0) })")
}

/// The text of a number with a real minus sign in place of the hyphen.
package func withMinusSign(_ text: String) -> String {
  text.hasPrefix("-") ? "−" + text.dropFirst() : text
}

/// A count and its noun, as in "1 feature" or "5,046 features".
///
/// With `kind` catalogues know it by that and not by the noun, as cells of a fishnet and of a raster have names of their
/// own in Chinese.
package func counted(
  _ count: Int, _ noun: String, plural: String? = nil, as kind: String? = nil
) -> Counted {
  Counted(count: count, noun: noun, plural: plural ?? noun + "s", kind: kind ?? noun)
}

/// Names in quotes, one after another, as in "'a', 'b'".
package func quoted(_ names: some Sequence<String>) -> Sentence {
  names.map { "'\($0)'" as Sentence }.joined(separator: ", ")
}

/// How many are lost or left out, and why, as in "3 without category".
package func told(_ count: Int, lost reason: Sentence) -> Sentence {
  Sentence(key: "%@ lost for %@", "%@ %@", [Sentence(formatted(count)), reason])
}

/// A count and its noun; catalogues know it by the noun for one, as "%@ feature".
package struct Counted: CustomStringConvertible, Sendable {
  fileprivate let count: Int
  fileprivate let noun: String
  fileprivate let plural: String
  fileprivate let kind: String

  /// The same as part of a sentence.
  package var sentence: Sentence {
    Sentence(
      key: "%@ \(kind)", "%@ \(count == 1 ? noun : plural)", [Sentence(formatted(count))])
  }

  /// The words in the language of the process.
  package var description: String { sentence.description }
}

import Foundation

/// Equal on every machine for equal seeds (Steele, Lea and Flood 2014).
struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Damages bytes: flips, cuts, doubles, and numbers that promise too much.
func damaged(_ data: Data, _ random: inout SplitMix) -> Data {
  var bytes = [UInt8](data)
  for _ in 0...Int.random(in: 0..<4, using: &random) {
    guard !bytes.isEmpty else { break }
    let place = Int.random(in: 0..<bytes.count, using: &random)
    switch Int.random(in: 0..<7, using: &random) {
    case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 1: bytes[place] = UInt8.random(in: 0...255, using: &random)
    case 2: bytes.removeSubrange(place...)
    case 3:
      // The beginning of a file tells counts and sizes.
      let front = Int.random(in: 0..<min(bytes.count, 120), using: &random)
      for index in front..<min(front + 4, bytes.count) {
        bytes[index] = [0xFF, 0x7F, 0x80, 0x00].randomElement(using: &random) ?? 0
      }
    case 4:
      let end = min(bytes.count, place + Int.random(in: 1..<64, using: &random))
      bytes.insert(contentsOf: bytes[place..<end], at: place)
    case 5: bytes.removeSubrange(place..<min(bytes.count, place + 16))
    default:
      let words = ["1e999", "-9223372036854775809", "\"", "{", "]", "<", "&a;", "\u{0}", "NaN"]
      bytes.insert(contentsOf: Array((words.randomElement(using: &random) ?? "").utf8), at: place)
    }
  }
  return Data(bytes)
}

/// Damage as it comes about in the field: by hand, in a spreadsheet, by a download that ends early.
enum FieldDamage {
  /// Damages a file of lines once or twice; `words` says how.
  static func ofText(_ data: Data, separator: UInt8, _ random: inout SplitMix) -> (Data, String) {
    var bytes = [UInt8](data)
    var words: [String] = []
    for _ in 0...Int.random(in: 0..<2, using: &random) where !bytes.isEmpty {
      words.append(damageText(&bytes, separator, &random))
    }
    return (Data(bytes), words.joined(separator: ", "))
  }

  private static func damageText(
    _ bytes: inout [UInt8], _ separator: UInt8, _ random: inout SplitMix
  ) -> String {
    var lines = bytes.split(separator: 10, omittingEmptySubsequences: false).map(Array.init)
    let line = Int.random(in: 0..<lines.count, using: &random)
    let other = Int.random(in: 0..<lines.count, using: &random)
    /// A place in the file where one of these bytes stands.
    func place(of some: Set<UInt8>) -> Int? {
      bytes.indices.filter { some.contains(bytes[$0]) }.randomElement(using: &random)
    }
    let digits = Set(UInt8(ascii: "0")...UInt8(ascii: "9"))
    switch Int.random(in: 0..<16, using: &random) {
    case 0:
      lines.remove(at: line)
      bytes = Array(lines.joined(separator: [10]))
      return "line \(line + 1) removed"
    case 1:
      lines.insert(lines[line], at: line)
      bytes = Array(lines.joined(separator: [10]))
      return "line \(line + 1) doubled"
    case 2:
      lines[line].removeLast(Int.random(in: 0...lines[line].count, using: &random))
      bytes = Array(lines.joined(separator: [10]))
      return "line \(line + 1) cut off"
    case 3:
      lines.swapAt(line, other)
      bytes = Array(lines.joined(separator: [10]))
      return "lines \(line + 1) and \(other + 1) exchanged"
    case 4:
      guard let quote = place(of: [34]) else { return "nothing" }
      bytes.remove(at: quote)
      return "quote at byte \(quote) dropped"
    case 5:
      guard let quote = place(of: [34]) else { return "nothing" }
      bytes.insert(34, at: quote)
      return "quote at byte \(quote) doubled"
    case 6:
      guard let comma = place(of: [separator]) else { return "nothing" }
      bytes.insert(separator, at: comma)
      return "separator at byte \(comma) doubled"
    case 7:
      guard let comma = place(of: [separator]) else { return "nothing" }
      bytes.remove(at: comma)
      return "separator at byte \(comma) dropped"
    case 8:
      guard let digit = place(of: digits) else { return "nothing" }
      let end = bytes[digit...].firstIndex { !digits.contains($0) } ?? bytes.count
      let word = ["x", "N/A", "", "-", "1e5", "1.5", "0"].randomElement(using: &random) ?? ""
      bytes.replaceSubrange(digit..<end, with: Array(word.utf8))
      return "number at byte \(digit) became '\(word)'"
    case 9:
      guard let digit = place(of: digits) else { return "nothing" }
      bytes[digit] = digits.sorted().randomElement(using: &random) ?? 48
      return "digit at byte \(digit) changed"
    case 10:
      let place = Int.random(in: 0..<bytes.count, using: &random)
      // é in Latin 1, 商 in GBK, a lone byte of UTF-8, a no-break space of Latin 1.
      let choices: [[UInt8]] = [[0xE9], [0xC9, 0xCC], [0x80], [0xA0]]
      let foreign = choices.randomElement(using: &random) ?? []
      bytes.insert(contentsOf: foreign, at: place)
      return "\(foreign) in another encoding at byte \(place)"
    case 11:
      let end = Int.random(in: 0..<bytes.count, using: &random)
      bytes.removeSubrange(end...)
      return "ends after \(end) bytes"
    case 12:
      lines.insert([], at: line)
      bytes = Array(lines.joined(separator: [10]))
      return "blank line before line \(line + 1)"
    case 13:
      let last = Int.random(in: line..<lines.count, using: &random)
      lines.removeSubrange(line...last)
      bytes = Array(lines.joined(separator: [10]))
      return "lines \(line + 1) to \(last + 1) removed"
    case 14:
      lines = lines.map { $0.last == 13 ? $0 : $0 + [13] }
      bytes = Array(lines.joined(separator: [10]))
      return "lines end with CR LF"
    default:
      let start = Int.random(in: 0..<bytes.count, using: &random)
      let end = min(bytes.count, start + 512)
      // A download with holes.
      bytes.replaceSubrange(start..<end, with: [UInt8](repeating: 0, count: end - start))
      return "bytes \(start) to \(end) became 0"
    }
  }

  /// Damages one file of a Shapefile's set.
  static func ofShapefile(_ files: [String: Data], _ random: inout SplitMix) -> (
    [String: Data], String
  ) {
    var files = files
    // Most of what can be damaged is in the shapes and the table.
    let name =
      ["a.shp", "a.dbf", "a.shp", "a.dbf", "a.shx", "a.cpg"].randomElement(using: &random) ?? ""
    var bytes = [UInt8](files[name] ?? Data())
    guard !bytes.isEmpty else { return (files, "nothing") }
    let place = Int.random(in: 0..<bytes.count, using: &random)
    var words: String
    switch Int.random(in: 0..<9, using: &random) {
    case 0 where !name.hasSuffix(".shp"):
      files[name] = nil
      return (files, "\(name) missing")
    case 1:
      bytes.removeSubrange(place...)
      words = "ends after \(place) bytes"
    case 2:
      let end = min(bytes.count, place + 512)
      bytes.replaceSubrange(place..<end, with: [UInt8](repeating: 0, count: end - place))
      words = "bytes \(place) to \(end) became 0"
    case 3:
      bytes.insert(UInt8(ascii: " "), at: place)
      words = "a byte more at \(place)"
    case 4:
      bytes.remove(at: place)
      words = "a byte less at \(place)"
    case 5 where name.hasSuffix(".dbf") && bytes.count > 300:
      let text = ["abc", "*", "1e5", "-", "é", ",5"].randomElement(using: &random) ?? ""
      let start = Int.random(in: 200..<(bytes.count - 8), using: &random)
      bytes.replaceSubrange(start..<(start + text.utf8.count), with: Array(text.utf8))
      words = "'\(text)' at byte \(start)"
    case 6 where bytes.count > 300:
      let other = Int.random(in: 100..<(bytes.count - 32), using: &random)
      let start = Int.random(in: 100..<(bytes.count - 32), using: &random)
      for index in 0..<16 { bytes.swapAt(start + index, other + index) }
      words = "16 bytes at \(start) and \(other) exchanged"
    case 7:
      bytes += bytes.suffix(40)
      words = "40 bytes more at the end"
    default:
      bytes[place] = UInt8.random(in: 0...255, using: &random)
      words = "byte \(place) changed"
    }
    files[name] = Data(bytes)
    return (files, "\(name): \(words)")
  }
}

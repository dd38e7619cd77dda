import GridcastBase

/// The values of a GML or GPX of which GDAL would make other numbers, as nothing declares their types: the code
/// 007 would be 7.
struct NumberTexts {
  /// A value that has more to it than a number.
  private struct Value {
    let name: String
    /// Where it begins.
    let place: Int
    /// Whether it is a number all the same where the field's values are whole.
    let isLong: Bool
  }

  /// What is put before a value so that GDAL keeps its field as texts.
  static let mark = "~text~"

  private var values: [Value] = []

  /// Notes the text of an element.
  mutating func note(_ text: [UInt8], of name: UnsafePointer<CChar>, at place: Int) {
    guard let isLong = Self.isLong(text) else { return }
    values.append(Value(name: unsafe String(cString: name), place: place, isLong: isLong))
  }

  /// Whether a number has more digits than a number of floating point holds; nil for what loses nothing as a number,
  /// and for what is none.
  private static func isLong(_ text: [UInt8]) -> Bool? {
    guard let start = text.firstIndex(where: { $0 > 0x20 }) else { return nil }
    let hasSign = text[start] == UInt8(ascii: "+") || text[start] == UInt8(ascii: "-")
    let first = hasSign ? start + 1 : start
    guard first < text.count, 48...57 ~= text[first] else { return nil }
    let isPadded = text[first] == 48 && first + 1 < text.count && 48...57 ~= text[first + 1]
    let isPlus = text[start] == UInt8(ascii: "+")
    guard isPadded || isPlus || text.count - first > 15 else { return nil }
    var digits = 0
    var isWhole = true
    for byte in text[first...] {
      if 48...57 ~= byte {
        digits += 1
      } else if byte == UInt8(ascii: ".") && isWhole {
        isWhole = false
      } else if byte > 0x20 {
        return nil
      }
    }
    if isPadded || isPlus { return false }
    return isWhole && digits > 15 ? true : nil
  }

  /// The changes of the file by which GDAL keeps them as texts, where these are the fields that it makes of it.
  func edits(_ fields: [Field]) -> [XMLCheck.Edit] {
    if values.isEmpty { return [] }
    let floating = fields.filter { $0.kind == .number }.map(\.name)
    return values.filter { value in
      !value.isLong
        || floating.contains { name in
          name == value.name || name.hasSuffix("|\(value.name)") || name.hasSuffix("_\(value.name)")
        }
    }.map { XMLCheck.Edit(range: $0.place..<$0.place, text: Self.mark) }
  }

  /// The texts without the mark.
  static func unmarked(_ texts: Texts) -> Texts {
    texts.mapped { $0.hasPrefix(mark) ? String($0.dropFirst(mark.count)).trimmed : $0 }
  }
}

extension Features {
  /// Takes the mark from values that a GML or GPX has as texts.
  mutating func unmarkTexts() {
    for index in columns.indices {
      guard case .texts(let texts) = columns[index].values else { continue }
      columns[index].values = .texts(NumberTexts.unmarked(texts))
    }
  }
}

/// The encoding of the texts of a file, and how it is known.
package struct TextEncoding: Sendable, Equatable {
  /// UTF-8 under its name in iconv.
  package static let utf8 = "UTF-8"
  /// The byte-order mark of UTF-8, with which files of editors on Windows begin.
  package static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// The encoding's name in iconv.
  package let name: String
  /// How the encoding is known, as in "by its .cpg".
  package let evidence: Sentence

  /// Whether the file says another thing than what its bytes show, or one that nobody understands.
  package let isGuess: Bool

  /// Makes an encoding from its name in iconv and how it is known.
  package init(_ name: String, _ evidence: Sentence, isGuess: Bool = false) {
    self.name = name
    self.evidence = evidence
    self.isGuess = isGuess
  }

  /// One text of a file, as bytes.
  package struct Sample: Sendable {
    package let bytes: [UInt8]
    /// Whether it fills its field, so that whoever wrote it may have cut it off within a character.
    package let mayBeCut: Bool

    /// Makes a sample; `mayBeCut` says whether the text fills a field of a fixed width.
    package init(_ bytes: [UInt8], mayBeCut: Bool = false) {
      self.bytes = bytes
      self.mayBeCut = mayBeCut
    }
  }

  /// How many texts read as UTF-8 with characters of three bytes or more, which texts in other encodings hardly
  /// ever do.
  package static func countOfUTF8(among texts: [Sample]) -> Int {
    texts.count { text in
      text.bytes.contains { $0 >= 0xE0 } && String(validating: text.bytes, as: UTF8.self) != nil
    }
  }

  /// Whether texts that are not ASCII are UTF-8.
  ///
  /// Each must be valid as a whole, as "Café" in Latin-1 is nothing but valid UTF-8 and the beginning of a
  /// character. Only where whole characters of more than a byte are there to prove it, a text that fills
  /// its field may end within one, and one text in twenty may be damaged; more, where they are fewer than those
  /// that hardly can be anything else.
  package static func areUTF8(_ foreign: [Sample]) -> Bool {
    var wholeCount = 0
    var damagedCount = 0
    var cutCount = 0
    for text in foreign {
      if String(validating: text.bytes, as: UTF8.self) != nil {
        wholeCount += 1
      } else if text.mayBeCut, let start = text.bytes.cutCharacter {
        if text.bytes[..<start].contains(where: { $0 >= 128 }) { wholeCount += 1 }
        cutCount += 1
      } else {
        damagedCount += 1
      }
    }
    if damagedCount == 0 { return wholeCount > 0 || cutCount == 0 }
    return damagedCount * 20 <= wholeCount || damagedCount < countOfUTF8(among: foreign)
  }

  /// Whether high bytes come in pairs, as in Chinese texts, rather than alone, as accented letters
  /// do among Latin ones.
  package static func looksChinese(_ text: [UInt8]) -> Bool {
    var pairs = 0
    var singles = 0
    var index = 0
    while index < text.count {
      if text[index] < 0x81 {
        index += 1
      } else if index + 1 < text.count, text[index + 1] >= 0x81 {
        pairs += 1
        index += 2
      } else {
        // The second byte of a two-byte character may be an ASCII letter, but seldom is.
        singles += 1
        index += 1
      }
    }
    return pairs > singles
  }
}

extension [UInt8] {
  /// Where the last character begins, if the rest is valid UTF-8 and this one lacks its end; nil otherwise.
  package var cutCharacter: Int? {
    (1...3).lazy.map { count - $0 }.first { start in
      guard start >= 0, self[start] >= 0xC2, start + self[start].utf8Length > count else {
        return false
      }
      return String(validating: self[..<start], as: UTF8.self) != nil
        && self[(start + 1)...].allSatisfy { 0x80...0xBF ~= $0 }
    }
  }
}

extension UInt8 {
  /// How many bytes a character of UTF-8 has that begins with this one.
  fileprivate var utf8Length: Int { self < 0xE0 ? 2 : self < 0xF0 ? 3 : self < 0xF5 ? 4 : 0 }
}

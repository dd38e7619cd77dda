package import GridcastBase

extension TextEncoding {
  /// What the bytes of texts show of their encoding.
  package enum Finding: Sendable, Equatable {
    /// They are all of ASCII, which most encodings have in common.
    case plain
    case known(String)
    /// Nothing is sure; the texts look most like this encoding.
    case unknown(likely: String, example: String)

    /// The name of the encoding that is found, or that the texts look most like; nil for ASCII.
    package var name: String? {
      switch self {
      case .plain: nil
      case .known(let name), .unknown(let name, _): name
      }
    }
  }

  /// How many bytes of texts are looked at, and how much likelier than all others, as a logarithm, the
  /// encoding must be that is taken.
  private static let enough = 65_536, sureness = 3.0

  /// Finds the encoding of many texts.
  ///
  /// Texts that are valid UTF-8 are taken as UTF-8. Otherwise the encoding is found by what its language has:
  /// Chinese, Japanese and Korean ones and Latin-1 are taken where the texts speak for them and against all
  /// others. Cyrillic, Greek, Arabic, Thai and others are never taken, as the letters of several encodings lie in
  /// the same bytes.
  package static func finding(in texts: [Sample]) -> Finding {
    let foreign = texts.filter { $0.bytes.contains { $0 >= 128 } }
    if foreign.isEmpty { return .plain }
    let reads = areUTF8(foreign)
    if reads, !mayBeChance(foreign) { return .known(utf8) }
    let different = sample(of: foreign)
    let scores = TextLikeness.all.map { ($0, $0.score(of: different)) }.sorted { $0.1 > $1.1 }
    let (best, score) = scores[0]
    let rivals = scores.dropFirst().prefix { score - $0.1 < sureness }
    let areSame = rivals.allSatisfy { rival in
      different.allSatisfy { decoded($0, in: rival.0.name) == decoded($0, in: best.name) }
    }
    if reads { return .known(best.isChinese && areSame ? best.name : utf8) }
    if best.isTaken, areSame { return .known(wider(best.name, different)) }
    let example = different.max { $0.foreignCount < $1.foreignCount }
    let words = example.map { decoded($0, in: best.name) } ?? ""
    return .unknown(likely: best.name, example: String(words.prefix(20)))
  }

  /// The encoding with Hong Kong's characters in place of the one without, where texts have any of them.
  private static func wider(_ name: String, _ texts: [Sample]) -> String {
    let other = "BIG5-HKSCS"
    func reads(_ name: String) -> Bool {
      texts.allSatisfy { text in
        unsafe text.bytes.withUnsafeBytes { bytes in
          unsafe recoded(bytes, from: name, to: utf8, mayBeCut: text.mayBeCut) != nil
        }
      }
    }
    return name == "BIG5" && !reads(name) && reads(other) ? other : name
  }

  /// Whether texts may read as UTF-8 by chance, as 学校 in GBK does: most hold letters that no language in use
  /// has, and none a character of three bytes.
  private static func mayBeChance(_ texts: [Sample]) -> Bool {
    let oddCount = texts.count { text in
      String(decoding: text.bytes, as: UTF8.self).unicodeScalars.contains {
        $0.value > 0xBF && !(0x300...0x36F ~= $0.value) && !TextLikeness.usualLetters.contains($0)
      }
    }
    return oddCount * 2 > texts.count && countOfUTF8(among: texts) == 0
  }

  private static func decoded(_ text: Sample, in encoding: String) -> String {
    unsafe text.bytes.withUnsafeBytes { unsafe DecodedText(run: $0, in: encoding).text }
  }

  /// The encoding that texts are in, or look most like; nil where all of them are ASCII.
  package static func detected(in texts: [Sample]) -> String? { finding(in: texts).name }

  /// Some of the texts, each once, as the same word again proves nothing more.
  private static func sample(of texts: [Sample]) -> [Sample] {
    var seen: Set<[UInt8]> = []
    var size = 0
    var kept: [Sample] = []
    for text in texts where seen.insert(text.bytes).inserted {
      kept.append(text)
      size += text.bytes.count
      if size > enough { break }
    }
    return kept
  }
}

extension TextEncoding.Sample {
  fileprivate var foreignCount: Int { bytes.count { $0 >= 128 } }
}

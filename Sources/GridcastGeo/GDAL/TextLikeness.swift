import Foundation
import GridcastBase

/// How much texts look like those of one encoding: the logarithm of how likely its language has their
/// characters, byte by byte.
///
/// A character of two bytes is as likely as others of its part of the table, in which the standards put the
/// frequent ones apart from the rare ones; the few hundred of `FrequentCharacters` are likelier still. Letters
/// of one byte are alike. The figures are shares of running text, rounded; between the right encoding and a
/// wrong one lie powers of ten for every word.
struct TextLikeness: Sendable {
  /// The encoding's name in iconv.
  let name: String
  /// Whether what looks like it is taken for it; others share too many letters with their like.
  let isTaken: Bool
  /// How likely it is before anything is known.
  private let prior: Double
  /// How likely each character of two bytes is; empty for an encoding of one byte.
  private var pairs: [Float] = []
  private var singles = [Float](repeating: impossible, count: 128)
  private let letters: Letters?

  private static let impossible = -Float.infinity
  /// The share of a damaged byte, and that of a byte of ASCII.
  private static let damage = log(1e-9)
  private static let ascii = log(1.0 / 60)

  /// Which bytes are the letters of a script.
  private struct Letters: Sendable {
    var lower: Set<UInt8> = []
    var upper: Set<UInt8> = []
    /// Whether they stand among those of ASCII, one by one.
    let areLatin: Bool
  }

  /// All encodings that are thought of.
  static let all: [TextLikeness] = [
    gb18030, big5, shiftJIS, korean, eucJapanese,
    TextLikeness("CP1252", prior: -1, latin: western, isTaken: true),
    TextLikeness("CP850", prior: -6, latin: western),
    TextLikeness("MACINTOSH", prior: -7, latin: western),
    TextLikeness("CP1250", prior: -5, latin: central),
    TextLikeness("ISO-8859-2", prior: -6, latin: central),
    TextLikeness("CP852", prior: -7, latin: central),
    TextLikeness("CP1254", prior: -5, latin: turkish),
    TextLikeness("CP1257", prior: -6, latin: baltic),
    TextLikeness("CP1251", prior: -4, script: cyrillic),
    TextLikeness("KOI8-R", prior: -6, script: cyrillic),
    TextLikeness("CP866", prior: -6, script: cyrillic),
    TextLikeness("ISO-8859-5", prior: -7, script: cyrillic),
    TextLikeness("CP1253", prior: -5, script: greek),
    TextLikeness("CP1255", prior: -5, script: hebrew),
    TextLikeness("CP1256", prior: -5, script: arabic),
    TextLikeness(
      "CP874", prior: -5, script: thai, common: "านรกงเอวยมลคทสตดบปพ่้ิีั"),
  ]

  private static let thai = "กขคฆงจฉชซญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮะัาำิีึืุูเแโใไ็่้์"

  private static let western = "éèêëàâäáãåçíîïìñóôöõòøúùûüßæœ"
  private static let central = "ąćęłńóśźżáčďéěíňřšťúůýžäľĺôŕőűöüăâîßë"
  private static let turkish = "çğıöşüâîûİ"
  private static let baltic = "āčēģīķļņšūžąęėįųõäöü"
  private static let greek = "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ"
  private static let hebrew = "אבגדהוזחטיךכלםמןנסעףפץצקרשת"
  private static let arabic = "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءأإآؤئپچژگ"
  private static let cyrillic = "абвгдежзийклмнопрстуфхцчшщъыьэюяё"

  /// The letters of the languages that are thought of, and of others that write with theirs.
  static let usualLetters: Set<Unicode.Scalar> = {
    let letters =
      western + central + turkish + baltic + cyrillic + greek + hebrew + arabic
      + "ơưđħłřœĳŀəıġċżþðıґєіїўђјљњћџғқңөұүһәҳҷӣ"
    return Set((letters + letters.uppercased()).unicodeScalars)
  }()

  /// Whether its characters have two bytes.
  var isChinese: Bool { !pairs.isEmpty }

  // MARK: One byte

  private init(_ name: String, prior: Double, latin: String, isTaken: Bool = false) {
    self.init(name, prior: prior, letters: latin, areLatin: true, isTaken: isTaken)
  }

  private init(_ name: String, prior: Double, script: String, common: String = "") {
    self.init(
      name, prior: prior, letters: script, common: common, areLatin: false, isTaken: false)
  }

  private init(
    _ name: String, prior: Double, letters: String, common: String = "", areLatin: Bool,
    isTaken: Bool
  ) {
    self.name = name
    self.prior = prior
    self.isTaken = isTaken
    let all = letters.unicodeScalars.map { String($0) }
    let lower = Set(all)
    let upper = Set(all.map { $0.uppercased() }).subtracting(lower)
    let frequent = Set(common.unicodeScalars.map { String($0) })
    let signs: Set<String> = [
      "°", "²", "³", "–", "—", "’", "“", "”", "«", "»", "€", "§", "·", "№", "\u{A0}", "½",
    ]
    var found = Letters(areLatin: areLatin)
    for byte in UInt8(128)...255 {
      guard
        let text = unsafe [byte].withUnsafeBytes({
          unsafe recoded($0, from: name, to: TextEncoding.utf8, mayBeCut: false)
        }), let character = String(validating: text.bytes, as: UTF8.self)
      else { continue }
      let share: Double
      if lower.contains(character) {
        found.lower.insert(byte)
        share =
          frequent.isEmpty
          ? 0.85 / Double(lower.count)
          : frequent.contains(character)
            ? 0.6 / Double(frequent.count) : 0.25 / Double(lower.count - frequent.count)
      } else if upper.contains(character) {
        found.upper.insert(byte)
        share = 0.1 / Double(upper.count)
      } else {
        share =
          signs.contains(character)
          ? 3e-3
          : character.unicodeScalars.allSatisfy {
            $0.properties.generalCategory == .control
          } ? 1e-8 : 2e-4
      }
      singles[Int(byte) - 128] = Float(log(share))
    }
    self.letters = found
  }

  // MARK: Two bytes

  /// A rectangle of the table of characters, and the share of each.
  private typealias Part = (leads: ClosedRange<UInt8>, trails: ClosedRange<UInt8>, share: Double)

  private init(
    _ name: String, prior: Double, frequent: String, _ share: Double, among: ClosedRange<UInt8>,
    kana: ClosedRange<UInt8>? = nil, _ parts: [Part]
  ) {
    self.name = name
    self.prior = prior
    isTaken = true
    letters = nil
    pairs = [Float](repeating: Self.impossible, count: 65_536)
    for part in parts {
      for lead in part.leads {
        for trail in part.trails { pairs[Int(lead) << 8 | Int(trail)] = Float(log(part.share)) }
      }
    }
    for character in frequent where character.isLetter {
      let bytes = encodedBytes(String(character), in: name) ?? []
      if bytes.count == 2, among.contains(bytes[0]), name != "GB18030" || bytes[1] >= 0xA1 {
        pairs[Int(bytes[0]) << 8 | Int(bytes[1])] = Float(log(share))
      }
    }
    if let kana { for byte in kana { singles[Int(byte) - 128] = Float(log(1e-4)) } }
  }

  private static let gb18030 = TextLikeness(
    "GB18030", prior: 0, frequent: FrequentCharacters.han, 1.2e-3, among: 0xB0...0xD7,
    [
      (0x81...0xFE, 0x40...0x7E, 2.7e-7), (0x81...0xFE, 0x80...0xFE, 2.7e-7),
      (0xA1...0xA9, 0xA1...0xFE, 9e-5), (0xB0...0xD7, 0xA1...0xFE, 1.07e-4),
      (0xD8...0xF7, 0xA1...0xFE, 6.6e-6),
    ])

  private static let big5 = TextLikeness(
    "BIG5", prior: -4, frequent: FrequentCharacters.han, 1.2e-3, among: 0xA4...0xC6,
    [
      (0x87...0xFE, 0x40...0x7E, 1e-8), (0x87...0xFE, 0xA1...0xFE, 1e-8),
      (0xA1...0xA3, 0x40...0x7E, 9e-5), (0xA1...0xA3, 0xA1...0xFE, 9e-5),
      (0xA4...0xC6, 0x40...0x7E, 7e-5), (0xA4...0xC6, 0xA1...0xFE, 7e-5),
      (0xC9...0xF9, 0x40...0x7E, 2.6e-6), (0xC9...0xF9, 0xA1...0xFE, 2.6e-6),
    ])

  private static let shiftJIS = TextLikeness(
    "CP932", prior: -5, frequent: FrequentCharacters.han, 1e-3, among: 0x88...0x97,
    kana: 0xA1...0xDF,
    [
      (0x81...0x9F, 0x40...0x7E, 1e-8), (0x81...0x9F, 0x80...0xFC, 1e-8),
      (0xE0...0xFC, 0x40...0x7E, 1e-8), (0xE0...0xFC, 0x80...0xFC, 1e-8),
      (0x81...0x82, 0x40...0x7E, 1e-4), (0x81...0x81, 0x80...0xAC, 1e-4),
      (0x82...0x82, 0x80...0x9E, 1e-4), (0x82...0x82, 0x9F...0xF1, 3e-3),
      (0x83...0x83, 0x40...0x7E, 3e-3), (0x83...0x83, 0x80...0x96, 3e-3),
      (0x81...0x81, 0x5B...0x5B, 5e-3), (0x88...0x88, 0x9F...0xFC, 1.3e-4),
      (0x89...0x97, 0x40...0x7E, 1.3e-4), (0x89...0x97, 0x80...0xFC, 1.3e-4),
      (0x98...0x9F, 0x40...0x7E, 3e-6), (0x98...0x9F, 0x80...0xFC, 3e-6),
      (0xE0...0xEA, 0x40...0x7E, 3e-6), (0xE0...0xEA, 0x80...0xFC, 3e-6),
    ])

  private static let korean = TextLikeness(
    "CP949", prior: -5, frequent: FrequentCharacters.hangul, 4.3e-3, among: 0xB0...0xC8,
    [
      (0x81...0xC6, 0x41...0x5A, 5.7e-7), (0x81...0xC6, 0x61...0x7A, 5.7e-7),
      (0x81...0xC6, 0x81...0xFE, 5.7e-7), (0xC7...0xFE, 0xA1...0xFE, 1e-8),
      (0xA1...0xAC, 0xA1...0xFE, 9e-5), (0xB0...0xC8, 0xA1...0xFE, 1.36e-4),
      (0xCA...0xFD, 0xA1...0xFE, 2e-6),
    ])

  private static let eucJapanese = TextLikeness(
    "EUC-JP", prior: -6, frequent: FrequentCharacters.han, 1e-3, among: 0xB0...0xCF,
    [
      (0xA1...0xFE, 0xA1...0xFE, 1e-8), (0x8E...0x8E, 0xA1...0xDF, 1e-4),
      (0xA1...0xA3, 0xA1...0xFE, 1e-4), (0xA4...0xA5, 0xA1...0xF6, 3e-3),
      (0xA1...0xA1, 0xBC...0xBC, 5e-3), (0xB0...0xCF, 0xA1...0xFE, 1.3e-4),
      (0xD0...0xF4, 0xA1...0xFE, 3e-6),
    ])

  // MARK: The texts

  /// The logarithm of how likely the texts are in this encoding.
  func score(of texts: [TextEncoding.Sample]) -> Double {
    texts.reduce(prior) { $0 + (pairs.isEmpty ? letterScore($1) : pairScore($1)) }
  }

  private func pairScore(_ text: TextEncoding.Sample) -> Double {
    let bytes = text.bytes
    var score = 0.0
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      guard byte >= 128 else {
        score += Self.ascii
        index += 1
        continue
      }
      if singles[Int(byte) - 128] != Self.impossible {
        score += Double(singles[Int(byte) - 128])
        index += 1
        continue
      }
      guard index + 1 < bytes.count else {
        // What may have been cut off in the middle of a character is no fault.
        if !text.mayBeCut { score += Self.damage }
        break
      }
      let share = pairs[Int(byte) << 8 | Int(bytes[index + 1])]
      if share != Self.impossible {
        score += Double(share)
        // Within a word of small Latin letters stands no Chinese.
        if index > 0, bytes[index - 1].isSmallLetter { score += log(0.1) }
        index += 2
      } else if isFourBytes(bytes, at: index) {
        score += log(1e-9)
        index += 4
      } else {
        score += Self.damage
        index += 1
      }
    }
    return score
  }

  /// Whether a character of GB 18030 begins that has four bytes.
  private func isFourBytes(_ bytes: [UInt8], at index: Int) -> Bool {
    name == "GB18030" && index + 3 < bytes.count && 0x30...0x39 ~= bytes[index + 1]
      && 0x81...0xFE ~= bytes[index + 2] && 0x30...0x39 ~= bytes[index + 3]
  }

  private func letterScore(_ text: TextEncoding.Sample) -> Double {
    guard let letters else { return 0 }
    var score = 0.0
    var last: UInt8 = 0x20
    for (index, byte) in text.bytes.enumerated() {
      defer { last = byte }
      guard byte >= 128 else {
        score += Self.ascii
        if !letters.areLatin, byte.isASCIILetter, letters.lower.contains(last) {
          score += log(0.05)
        }
        continue
      }
      let share = singles[Int(byte) - 128]
      score += share == Self.impossible ? Self.damage : Double(share)
      if letters.areLatin {
        // Letters with accents seldom stand side by side, and capitals begin words.
        if last >= 128 { score += log(0.1) }
        if letters.upper.contains(byte), last.isSmallLetter { score += log(1e-3) }
      } else {
        if last.isASCIILetter { score += log(0.05) }
        // A letter by itself, as a degree sign would be one of Thai, is seldom a word.
        let next = index + 1 < text.bytes.count ? text.bytes[index + 1] : 0x20
        if last < 128, next < 128 { score += log(0.1) }
        if letters.upper.contains(byte), letters.lower.contains(last) { score += log(1e-3) }
      }
    }
    return score
  }
}

extension UInt8 {
  fileprivate var isSmallLetter: Bool { 0x61...0x7A ~= self }
  fileprivate var isASCIILetter: Bool { 0x61...0x7A ~= self || 0x41...0x5A ~= self }
}

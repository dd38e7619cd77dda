extension Format {
  /// The ending of the format that the first bytes of a file look like; what looks like nothing is a
  /// CSV.
  package static func ending(ofFirstBytes bytes: [UInt8]) -> String {
    for case (.bytes(let beginning), let ending) in looks where bytes.starts(with: beginning.utf8) {
      return ending
    }
    if bytes.starts(with: "PK\u{3}\u{4}".utf8) { return Archive.zip.rawValue }
    if bytes.starts(with: [0x1F, 0x8B]) { return Archive.gz.rawValue }
    if bytes.dropFirst(4).prefix(20).contains(0x0A), bytes.count > 15 {
      let beginning = String(decoding: bytes.prefix(24), as: UTF8.self)
      for case (.header(let word), let ending) in looks where beginning.contains(word) {
        return ending
      }
    }
    let text = String(decoding: bytes, as: UTF8.self)
    return ending(of: look(ofText: text)) ?? ending(of: .text) ?? ""
  }

  private static func look(ofText text: String) -> Look {
    let bare = text.first == "\u{FEFF}" ? text.dropFirst() : text[...]
    let text = bare.drop(while: \.isWhitespace)
    switch text.first {
    case "\u{1E}": return .separatedRecords
    case "{":
      // A sequence has one feature a line, so its first line is whole by itself. A collection that is
      // written in one line looks the same, and whoever reads sequences takes it for what it is.
      let line = text.split(separator: "\n", maxSplits: 2)[0]
      let isWhole = line.contains("\"Feature\"") && line.last { !$0.isWhitespace } == "}"
      return isWhole ? .objectPerLine : .object
    case "<":
      // The outermost element comes first, whatever others are in it.
      var first: (place: String.Index, look: Look)?
      for case (.element(let name), _) in looks {
        guard let place = text.firstRange(of: "<\(name)")?.lowerBound else { continue }
        if first.map({ place < $0.place }) ?? true { first = (place, .element(name)) }
      }
      return first?.look ?? .markup
    default: return .text
    }
  }

  private static let looks = all.flatMap(\.looks).map { (look: $0.key, ending: $0.value) }

  private static func ending(of look: Look) -> String? {
    looks.first { $0.look == look }?.ending
  }
}

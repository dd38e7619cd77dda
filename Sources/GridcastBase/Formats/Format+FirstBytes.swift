extension Format {
  /// The usual ending of the format that the first bytes of a file look like; "csv" where they look
  /// like no other.
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

  /// Whether a file that begins with these bytes is a raster and nothing else, whatever its name.
  package static func isRaster(firstBytes bytes: [UInt8]) -> Bool {
    if rasterBeginnings.contains(where: { bytes.starts(with: $0) }) { return true }
    // An ASCII grid.
    return String(decoding: bytes.prefix(5), as: UTF8.self).lowercased() == "ncols"
  }

  /// The first bytes of TIFF and BigTIFF in both orders, PNG, JPEG, JPEG 2000, Imagine and GRIB.
  private static let rasterBeginnings: [[UInt8]] = [
    [0x49, 0x49, 0x2A, 0], [0x4D, 0x4D, 0, 0x2A], [0x49, 0x49, 0x2B, 0], [0x4D, 0x4D, 0, 0x2B],
    [0x89, 0x50, 0x4E, 0x47], [0xFF, 0xD8, 0xFF], [0, 0, 0, 0x0C, 0x6A, 0x50],
    Array("EHFA_HEADER_TAG".utf8), Array("GRIB".utf8),
  ]

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
      // The outermost element comes first, whatever elements it contains.
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

extension Format {
  /// The usual ending of the format that the first bytes of a file look like; "csv" where they look
  /// like no other.
  package static func ending(ofFirstBytes bytes: [UInt8]) -> String {
    for case (.bytes(let beginning), let ending) in looks where bytes.starts(with: beginning.utf8) {
      return ending
    }
    for known in beginnings where bytes.starts(with: known.bytes) { return known.ending }
    if isRaster(firstBytes: bytes) { return "asc" }
    if isTable(firstBytes: bytes) { return "dbf" }
    if bytes.starts(with: "PK\u{3}\u{4}".utf8) { return ending(ofZip: bytes) }
    if bytes.starts(with: [0x1F, 0x8B]) { return Archive.gz.rawValue }
    if isDocument(firstBytes: bytes), let ending = ending(of: .document) { return ending }
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
    beginnings.contains { $0.isRaster && bytes.starts(with: $0.bytes) }
      // An ASCII grid.
      || String(decoding: bytes.prefix(5), as: UTF8.self).lowercased() == "ncols"
  }

  /// Whether bytes are those of a file that is no text, in whatever encoding.
  ///
  /// Texts of two bytes a character have zeros on one side of each pair mostly; elsewhere, none has any.
  package static func isBinary(firstBytes bytes: [UInt8]) -> Bool {
    guard bytes.contains(0) else { return false }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return false }
    let zeros = bytes.indices.filter { bytes[$0] == 0 }
    let odd = zeros.count { $0 % 2 == 1 }
    // A stray zero within a text is dealt with where texts are read.
    guard min(odd, zeros.count - odd) * 20 > zeros.count else { return false }
    return bytes.prefix(32).contains { 1...8 ~= $0 || 14...26 ~= $0 }
      || zeros.count * 4 > bytes.count
  }

  /// The first bytes of formats that are no texts, and the ending of each: TIFF and BigTIFF in both orders,
  /// PNG, JPEG, JPEG 2000, Imagine, GRIB; netCDF, HDF5 and the shapes of a Shapefile.
  private static let beginnings: [(bytes: [UInt8], ending: String, isRaster: Bool)] = [
    ([0x49, 0x49, 0x2A, 0], "tif", true), ([0x4D, 0x4D, 0, 0x2A], "tif", true),
    ([0x49, 0x49, 0x2B, 0], "tif", true), ([0x4D, 0x4D, 0, 0x2B], "tif", true),
    ([0x89, 0x50, 0x4E, 0x47], "png", true), ([0xFF, 0xD8, 0xFF], "jpg", true),
    ([0, 0, 0, 0x0C, 0x6A, 0x50], "jp2", true), (Array("EHFA_HEADER_TAG".utf8), "img", true),
    (Array("GRIB".utf8), "grib", true), (Array("CDF\u{1}".utf8), "nc", false),
    (Array("CDF\u{2}".utf8), "nc", false), (Array("CDF\u{5}".utf8), "nc", false),
    ([0x89, 0x48, 0x44, 0x46], "nc", false), ([0, 0, 0x27, 0x0A], "shp", false),
    // The mark before each message of an Arrow stream.
    ([0xFF, 0xFF, 0xFF, 0xFF], "arrow", false),
  ]

  /// Whether bytes are the header of a dBASE table: its version, and the day of the last change.
  private static func isTable(firstBytes bytes: [UInt8]) -> Bool {
    bytes.count > 32 && [0x03, 0x30, 0x31, 0x32, 0x83, 0x8B, 0xF5].contains(bytes[0])
      && 1...12 ~= bytes[2] && 1...31 ~= bytes[3] && bytes[10] | bytes[11] != 0
  }

  /// Whether bytes begin with a document of BSON: its length, up to the 16 MiB that MongoDB allows, then a kind of value
  /// and a name that a zero ends.
  private static func isDocument(firstBytes bytes: [UInt8]) -> Bool {
    guard bytes.count > 6 else { return false }
    let count = (0..<4).reduce(0) { $0 | Int(bytes[$1]) << (8 * $1) }
    guard 7...16_793_600 ~= count, 1...19 ~= bytes[4],
      let end = bytes.dropFirst(5).firstIndex(of: 0), bytes[5..<end].allSatisfy({ $0 >= 0x20 })
    else { return false }
    return count > bytes.count || bytes[count - 1] == 0
  }

  /// The ending of what an archive is by the file that comes first in it: a workbook, or a KMZ.
  private static func ending(ofZip bytes: [UInt8]) -> String {
    let start = String(decoding: bytes.prefix(256), as: UTF8.self)
    if start.contains("opendocument.spreadsheet") { return "ods" }
    if start.contains("[Content_Types].xml") || start.contains("xl/") { return "xlsx" }
    return start.contains(".kml") ? "kmz" : Archive.zip.rawValue
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
      let isWhole = line.last { !$0.isWhitespace } == "}"
      if isWhole, line.contains("\"Feature\"") { return .objectPerLine }
      let isForeign = foreignWords.contains { line.contains("\"\($0)\"") }
      return isWhole && !isForeign ? .record : .object
    case "[":
      return text.dropFirst().first { !$0.isWhitespace } == "{" ? .record : .text
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

  /// What stands in the first line of JSON that is not of records.
  private static let foreignWords = [
    "FeatureCollection", "features", "Topology", "coordinates\":[[", "geometryType", "geometries",
  ]

  private static let looks = all.flatMap(\.looks).map { (look: $0.key, ending: $0.value) }

  private static func ending(of look: Look) -> String? {
    looks.first { $0.look == look }?.ending
  }
}

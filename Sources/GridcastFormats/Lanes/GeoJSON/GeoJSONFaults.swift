import GridcastBase
import GridcastFiles
import GridcastGeo

/// What a GeoJSON holds that GDAL passes over without a word: what stands behind its end, shapes of an
/// unknown kind, bytes of 0, which end a text for it, and numbers that are none.
struct GeoJSONFaults {
  private static let kinds: [StaticString] = [
    "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon",
    "GeometryCollection",
  ]

  private let file: MappedFile
  private let isSequence: Bool
  /// The fields of moments, of which GDAL is content with one at the beginning of a text.
  private let moments: [String]
  /// How many of their texts are no moments, and where the first is.
  private var oddMoments = (count: 0, first: 0)
  /// How many shapes are of no known kind, and where the first begins.
  private var shapes = (count: 0, first: 0)
  /// Where it is no JSON.
  private var malformed: Int?
  /// How many records of a sequence, or features of a collection, are followed by what cannot be read.
  private var ends = (count: 0, first: 0)

  /// nil where the file cannot be mapped, as one within an archive.
  init?(_ path: String, isSequence: Bool, moments: [String]) {
    guard let file = MappedFile(path) else { return nil }
    self.file = file
    self.isSequence = isSequence
    // Those of a collection are handed out as texts.
    self.moments = isSequence ? moments : []
    if isSequence { searchRecords() } else { searchDocument() }
  }

  func tell(_ tally: inout Tally) {
    if ends.count > 0 {
      tally.lose(
        isSequence
          ? "where something stands behind a feature" : "where something stands behind the end",
        ends.count, first: "in line \(line(ends.first))")
    }
    if shapes.count > 0 {
      tally.lose(
        "with a shape that is none", shapes.count, first: "in line \(line(shapes.first))")
    }
    if oddMoments.count > 0 {
      tally.change(
        "\(counted(oddMoments.count, "value")) of moments may be cut, the first in line \(line(oddMoments.first))"
      )
    }
    if let foreign {
      tally.note("it is not in UTF-8 in line \(line(foreign)), so names may be others")
    }
    if let malformed {
      tally.note(
        "it is no JSON in line \(line(malformed)), so what is read of it may not be what is meant")
    }
  }

  /// Where the first line begins that is not in UTF-8.
  private var foreign: Int? {
    var position = 0
    while position < file.count {
      let end = unsafe min(file.bytes.firstIndex(of: 10, from: position) + 1, file.count)
      let line = unsafe UnsafeRawBufferPointer(rebasing: file.bytes[position..<end])
      if !file.isASCII(position..<end), unsafe String(validating: line, as: UTF8.self) == nil {
        return position
      }
      position = end
    }
    return nil
  }

  private func line(_ position: Int) -> String {
    formatted(unsafe file.bytes[..<position].count { $0 == 10 } + 1)
  }

  private mutating func searchDocument() {
    var scanner = unsafe JSONScanner(file.bytes, at: start)
    do throws(Declined) {
      try searchValue(&scanner, depth: 0)
    } catch {
      malformed = scanner.position
      return
    }
    if !isBlank(from: scanner.position, to: file.count) { ends = (1, scanner.position) }
  }

  private var start: Int {
    unsafe file.bytes.starts(with: TextEncoding.mark) ? TextEncoding.mark.count : 0
  }

  /// The records of a sequence are lines, or stand between separators (RFC 8142).
  private mutating func searchRecords() {
    let separator: UInt8 = unsafe file.bytes[start] == 0x1E ? 0x1E : 10
    var position = start
    while position < file.count {
      let end = unsafe file.bytes[position...].firstIndex(of: separator) ?? file.count
      defer { position = end + 1 }
      if isBlank(from: position, to: end) { continue }
      var scanner = unsafe JSONScanner(
        UnsafeRawBufferPointer(rebasing: file.bytes[..<end]), at: position)
      do throws(Declined) {
        try searchValue(&scanner, depth: 0)
      } catch {
        // Most of these GDAL refuses, and says so.
        if malformed == nil { malformed = scanner.position }
        continue
      }
      if !isBlank(from: scanner.position, to: end) {
        if ends.count == 0 { ends.first = scanner.position }
        ends.count += 1
      }
    }
  }

  private func isBlank(from start: Int, to end: Int) -> Bool {
    unsafe file.bytes[start..<end].allSatisfy { $0 == 0x20 || 9...13 ~= $0 || $0 == 0x1E }
  }

  /// Goes through a value, and looks at the shapes of the features in it.
  private mutating func searchValue(_ scanner: inout JSONScanner, depth: Int) throws(Declined) {
    guard try scanner.peek() == UInt8(ascii: "{"), depth < 2 else { return try scanner.skip() }
    try scanner.forEachMember { (name, scanner) throws(Declined) in
      if scanner.isText(name, "geometry") {
        try searchShape(&scanner)
      } else if scanner.isText(name, "properties"), !moments.isEmpty,
        try scanner.peek() == UInt8(ascii: "{")
      {
        try searchMoments(&scanner)
      } else if scanner.isText(name, "features"), try scanner.peek() == UInt8(ascii: "[") {
        try scanner.forEachElement { (scanner) throws(Declined) in
          try searchValue(&scanner, depth: depth + 1)
        }
      } else {
        try scanner.skip()
      }
    }
  }

  private mutating func searchMoments(_ scanner: inout JSONScanner) throws(Declined) {
    try scanner.forEachMember { (name, scanner) throws(Declined) in
      let bytes = unsafe file.bytes[name.start..<name.end]
      let isMoment = unsafe moments.contains(String(decoding: bytes, as: UTF8.self))
      guard isMoment, try scanner.peek() == UInt8(ascii: "\"") else { return try scanner.skip() }
      let text = try scanner.text()
      let words = unsafe String(decoding: file.bytes[text.start..<text.end], as: UTF8.self)
      guard !DateTime.mayBeMoment(words) else { return }
      if oddMoments.count == 0 { oddMoments.first = text.start }
      oddMoments.count += 1
    }
  }

  private mutating func searchShape(_ scanner: inout JSONScanner) throws(Declined) {
    let start = scanner.position
    guard try scanner.peek() == UInt8(ascii: "{") else {
      let isNothing = try scanner.peek() == UInt8(ascii: "n")
      try scanner.skip()
      if !isNothing { count(start) }
      return
    }
    var isKnown = false
    var hasContent = false
    var areWhole = true
    try scanner.forEachMember { (name, scanner) throws(Declined) in
      if scanner.isText(name, "type"), try scanner.peek() == UInt8(ascii: "\"") {
        let kind = try scanner.text()
        isKnown = Self.kinds.contains { scanner.isText(kind, $0) }
      } else {
        let isPositions = scanner.isText(name, "coordinates")
        hasContent = hasContent || isPositions || scanner.isText(name, "geometries")
        if isPositions { try searchPositions(&scanner, &areWhole) } else { try scanner.skip() }
      }
    }
    if !isKnown || !hasContent || !areWhole { count(start) }
  }

  /// Goes through positions, each of which must have two numbers or more.
  private func searchPositions(_ scanner: inout JSONScanner, _ areWhole: inout Bool, depth: Int = 0)
    throws(Declined)
  {
    guard depth < 5, try scanner.peek() == UInt8(ascii: "[") else { return try scanner.skip() }
    var numbers = 0
    var others = 0
    try scanner.forEachElement { (scanner) throws(Declined) in
      if try scanner.peek() == UInt8(ascii: "[") {
        others += 1
        return try searchPositions(&scanner, &areWhole, depth: depth + 1)
      }
      numbers += 1
      try scanner.skip()
    }
    if numbers == 1 || numbers > 0 && others > 0 { areWhole = false }
  }

  private mutating func count(_ position: Int) {
    if shapes.count == 0 { shapes.first = position }
    shapes.count += 1
  }
}

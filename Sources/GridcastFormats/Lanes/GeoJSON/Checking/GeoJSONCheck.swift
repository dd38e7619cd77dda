import Foundation
import GridcastBase
import GridcastFiles

/// Goes through a GeoJSON that GDAL is to read, and finds what GDAL 3.6 passes over: it ends a sequence at
/// the first odd line, reads coordinates that are none as 0, and takes features whose geometry it does
/// not understand for features without one.
@safe struct GeoJSONCheck {
  /// Why a feature is lost whose position is no pair of numbers.
  static let badPosition: Sentence = "with a position that is not understood"
  /// Why a value is lost that is none of a feature.
  static let noFeature: Sentence = "other than features"
  /// Why what stands in a sequence is lost.
  static let noJSON: Sentence = "broken as JSON"

  let file: MappedFile
  var found = GeoJSONFindings()
  /// Receives the range of each feature that can be read, and its id.
  private let take: (Range<Int>, GeoJSONID?) -> Void
  /// The ranges before the first feature of a collection and behind the last.
  private(set) var header = 0..<0, footer = 0..<0

  /// Goes through a file.
  ///
  /// - Parameters:
  ///   - file: The file, in UTF-8.
  ///   - isSequence: Whether its name says that it is a sequence.
  ///   - isFound: Whether it was found to be one before, so that it is not tried as a whole.
  ///   - take: Receives each sound feature, and its id where it has one.
  init(
    _ file: MappedFile, isSequence: Bool, isFound: Bool = false,
    take: @escaping (Range<Int>, GeoJSONID?) -> Void = { _, _ in }
  ) {
    self.file = file
    self.take = take
    let bytes = unsafe file.bytes
    let mark = TextEncoding.mark
    let start = unsafe bytes.starts(with: mark) ? mark.count : 0
    var end = file.count
    // Some programs fill their files up with zeros.
    while end > start, unsafe bytes[end - 1] == 0 { end -= 1 }
    if end < file.count { found.needsCopy = true }
    var walk = unsafe JSONWalk(bytes, in: start..<end)
    walk.passSpace()
    let isMarked = unsafe walk.position < end && bytes[walk.position] == 0x1E
    if !isMarked && !isFound {
      do throws(JSONWalk.Fault) {
        if try readDocument(&walk, isSequence: isSequence) { return }
      } catch {
        guard isSequence else {
          found.fault = "\(Self.place(of: error, in: file)): \(error.reason)"
          return
        }
      }
    }
    found = GeoJSONFindings()
    readSequence(from: start, to: end, hasMark: start > 0)
  }

  /// Reads one value that should be the whole file; false where more of its kind follows.
  private mutating func readDocument(_ walk: inout JSONWalk, isSequence: Bool) throws(JSONWalk
    .Fault)
    -> Bool
  {
    guard try walk.kind() == .object else {
      let isArray = try walk.kind() == .array
      try walk.skip()
      if isSequence { return false }
      found.fault =
        isArray
        ? Self.fault(ofArray: file)
        : "it holds no object of GeoJSON"
      return true
    }
    let begin = walk.position
    var type = ""
    var names: [String] = []
    var features: Range<Int>?
    var isEsri = false, hasFeatures = false
    try walk.members { (name, walk) throws(JSONWalk.Fault) in
      if names.count < 5 { names.append(walk.string(name)) }
      if walk.isText(name, "features") { hasFeatures = true }
      if walk.isText(name, "features"), try walk.kind() == .array {
        let start = walk.position + 1
        try walk.elements { (walk) throws(JSONWalk.Fault) in
          if isEsri { return try walk.skip() }
          isEsri = try readElement(&walk, place: { "in feature \(formatted($0))" })
        }
        features = start..<walk.position - 1
      } else if walk.isText(name, "type"), try walk.kind() == .text {
        type = walk.string(try walk.text())
      } else if walk.isText(name, "crs") {
        found.system = try GeoJSONSystem.said(by: &walk)
      } else {
        try readServersWord(name, &walk, isOuter: true)
      }
    }
    let after = walk.position
    if !walk.isAtEnd() { return false }
    if let features {
      (header, footer) = (0..<features.lowerBound, features.upperBound..<walk.end)
      if type.isEmpty, !isEsri {
        found.fault = "it does not say that it is a collection, by \"type\":\"FeatureCollection\""
      }
    } else if hasFeatures {
      found.fault = "its features are no array"
    } else if type == "Feature" || GeoJSONGeometry.depth(ofType: type) != nil {
      var only = unsafe JSONWalk(walk.bytes, in: begin..<after)
      found.isSequence = true
      _ = try readElement(&only, place: { _ in "its only one" })
    } else if type.isEmpty {
      found.fault =
        "it is no collection of features; it holds \(quoted(names))"
    }
    return true
  }

  /// What is wrong with a file that is an array.
  private static func fault(ofArray file: MappedFile) -> Sentence {
    let start = String(decoding: file.copy(0..<min(file.count, 4096)), as: UTF8.self)
    return start.contains("\"geometry\"") || start.contains("\"coordinates\"")
      ? "it is an array and no collection of features; put {\"type\":\"FeatureCollection\",\"features\": in front of it and } behind it"
      : "it is an array of records and no GeoJSON; if they are places of a map service, \(.readRecords), or else write them as a table, a line each (CSV)"
  }

  /// Reads what a server says of how many features it kept back.
  mutating func readServersWord(
    _ name: Range<Int>, _ walk: inout JSONWalk, isOuter: Bool
  ) throws(JSONWalk.Fault) {
    let kind = try walk.kind()
    if kind == .truth, walk.isText(name, "exceededTransferLimit") {
      if walk.string(try walk.word()) == "true" { found.exceedsLimit = true }
    } else if kind == .number,
      walk.isText(name, "numberMatched") || walk.isText(name, "totalFeatures")
    {
      found.matched = Int(walk.string(try walk.word()))
    } else if kind == .number, walk.isText(name, "numberReturned") {
      found.returned = Int(walk.string(try walk.word()))
    } else if isOuter, kind == .object, walk.isText(name, "properties") {
      try walk.members { (name, walk) throws(JSONWalk.Fault) in
        try readServersWord(name, &walk, isOuter: false)
      }
    } else if isOuter, kind == .array, walk.isText(name, "links") {
      try walk.elements { (walk) throws(JSONWalk.Fault) in
        guard try walk.kind() == .object else { return try walk.skip() }
        try walk.members { (name, walk) throws(JSONWalk.Fault) in
          guard walk.isText(name, "rel"), try walk.kind() == .text else { return try walk.skip() }
          if walk.isText(try walk.text(), "next") { found.hasNextPage = true }
        }
      }
    } else {
      try walk.skip()
    }
  }

  // MARK: Features

  /// Reads a value that should be a feature; whether it is one of Esri's JSON, which has rules of its own.
  mutating func readElement(
    _ walk: inout JSONWalk, place: (Int) -> Sentence
  ) throws(JSONWalk.Fault) -> Bool {
    let kind = try walk.kind()
    let begin = walk.position
    found.count += 1
    guard kind == .object else {
      try walk.skip()
      lose(Self.noFeature, begin..<walk.position, place)
      return false
    }
    var type: Range<Int>?
    var bad: Range<Int>?
    var isEsri = false, hasParts = false
    var id = GeoJSONID()
    var seen = GeoJSONGeometry.Seen()
    try walk.members { (name, walk) throws(JSONWalk.Fault) in
      if walk.isText(name, "type"), try walk.kind() == .text {
        type = try walk.text()
      } else if walk.isText(name, "geometry") {
        hasParts = true
        let start = walk.position
        try walk.skip()
        var inner = unsafe JSONWalk(walk.bytes, in: start..<walk.position)
        bad = try GeoJSONGeometry.fault(in: &inner, &seen)
      } else if walk.isText(name, "properties") {
        hasParts = true
        try readProperties(&walk, &id)
      } else if walk.isText(name, "id") {
        id.kind = try walk.kind()
        let start = walk.position
        try walk.skip()
        id.text = start..<walk.position
        id.member = name.lowerBound - 1..<walk.position
      } else if walk.isText(name, "crs") {
        seen.own = try GeoJSONSystem.said(by: &walk)
      } else {
        if walk.isText(name, "attributes") { isEsri = true }
        try walk.skip()
      }
    }
    let range = begin..<walk.position
    if isEsri, type == nil { return true }
    if let own = seen.own, own != .unsaid, found.ownSystem == nil { found.ownSystem = own }
    let isFeature = type.map { walk.isText($0, "Feature") } ?? hasParts
    if !isFeature {
      if found.isSequence, let type, GeoJSONGeometry.depth(ofType: walk.string(type)) != nil {
        var inner = unsafe JSONWalk(walk.bytes, in: range)
        bad = try GeoJSONGeometry.fault(in: &inner, &seen)
      } else {
        lose(Self.noFeature, range, place)
        return false
      }
    }
    if let bad {
      lose(Self.badPosition, bad, place)
      return false
    }
    found.longPositionCount += seen.longCount
    if isFeature { noteID(id, walk) }
    take(range, id.kind == .null || !isFeature ? nil : id)
    return false
  }

  /// Goes over the properties of a feature, and looks for one that is called `id`.
  private mutating func readProperties(_ walk: inout JSONWalk, _ id: inout GeoJSONID)
    throws(JSONWalk.Fault)
  {
    id.hasObject = try walk.kind() == .object
    let start = walk.position
    guard id.hasObject else {
      try walk.skip()
      id.properties = start..<walk.position
      return
    }
    try walk.members { (name, walk) throws(JSONWalk.Fault) in
      let isID = walk.isText(name, "id")
      if isID { found.hasProperty = true }
      if walk.isText(name, "id_2") { found.hasSecondProperty = true }
      _ = try walk.kind()
      let start = walk.position
      try walk.skip()
      if isID { id.property = start..<walk.position }
    }
    id.properties = start..<walk.position
  }

  private mutating func noteID(_ id: GeoJSONID, _ walk: borrowing JSONWalk) {
    if id.kind == .text { found.hasTextIDs = true }
    if id.kind == .number {
      found.hasNumberIDs = true
      if id.text.count > 18, Int64(walk.string(id.text)) == nil { found.hasLongIDs = true }
    }
    switch id.kind {
    case .null: break
    case .text, .number: noteProperty(of: id, walk)
    default:
      found.hasOddIDs = true
      noteProperty(of: id, walk)
    }
  }

  /// Notes whether the property called `id` holds the same as the id.
  private mutating func noteProperty(of id: GeoJSONID, _ walk: borrowing JSONWalk) {
    func plain(_ range: Range<Int>) -> String {
      walk.string(range).replacing("\"", with: "")
    }
    guard let property = id.property, plain(property) == plain(id.text) else {
      found.propertyDiffers = true
      return
    }
  }

  /// Counts what is lost, and tells the first by its place and its text.
  private mutating func lose(_ reason: Sentence, _ range: Range<Int>, _ place: (Int) -> Sentence) {
    found.needsCopy = true
    let isFirst = found.lost.dropped(reason) == 0
    found.lost.lose(
      reason, first: isFirst ? "\(place(found.count)): \(Self.start(of: range, in: file))" : nil)
  }

  /// The beginning of some text, in one line.
  static func start(of range: Range<Int>, in file: MappedFile) -> String {
    let bytes = unsafe file.bytes[range.prefix(40)]
    let text = unsafe String(decoding: bytes, as: UTF8.self)
      .replacing("\u{FFFD}", with: "").split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return range.count > 40 ? text + "…" : text
  }

  /// The line and column of a fault.
  private static func place(of fault: JSONWalk.Fault, in file: MappedFile) -> Sentence {
    let end = min(fault.place, file.count)
    let lineStart = unsafe file.bytes[..<end].lastIndex(of: 10).map { $0 + 1 } ?? 0
    return "line \(formatted(line(of: end, in: file))), character \(formatted(end - lineStart + 1))"
  }

  static func line(of place: Int, in file: MappedFile) -> Int {
    unsafe file.bytes[..<min(place, file.count)].count { $0 == 10 } + 1
  }
}

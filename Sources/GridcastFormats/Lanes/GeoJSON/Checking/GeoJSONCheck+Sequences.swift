import GridcastBase
import GridcastFiles

extension GeoJSONCheck {
  /// Reads value after value; where one is none, it goes on with the next line that begins one.
  mutating func readSequence(from start: Int, to end: Int, hasMark: Bool) {
    let bytes = unsafe file.bytes
    found.isSequence = true
    var position = start
    var markCount = 0
    if hasMark { found.needsCopy = true }
    while true {
      // What stands between two values.
      var isNewLine = position == start
      while position < end {
        let byte = unsafe bytes[position]
        if byte == 10 || byte == 0x1E { isNewLine = true }
        if byte == 0x1E { markCount += 1 }
        guard byte <= 0x20 else { break }
        position += 1
      }
      guard position < end else { break }
      if found.count == 0, position > start + (markCount > 0 ? 1 : 0) { found.needsCopy = true }
      if unsafe bytes[position] == UInt8(ascii: ","), !isNewLine {
        found.commaCount += 1
        found.needsCopy = true
        position += 1
        continue
      }
      let begin = position
      var walk = unsafe JSONWalk(bytes, in: position..<end, endsTextsWithLines: true)
      let before = found
      do throws(JSONWalk.Fault) {
        try readValue(&walk, from: begin)
        position = walk.position
        if !isNewLine {
          found.crowdedCount += 1
          found.needsCopy = true
        }
      } catch {
        found = before
        found.count += 1
        found.needsCopy = true
        let isFirst = found.lost.dropped(Self.noJSON) == 0
        let line = isFirst ? Self.line(of: begin, in: file) : 0
        found.lost.lose(
          Self.noJSON,
          first: isFirst ? "in line \(formatted(line)): \(error.reason)" : nil)
        position = nextValue(after: begin, to: end)
      }
    }
    if markCount > 0, markCount != found.count { found.needsCopy = true }
    if found.count == found.lost.droppedCount {
      found.fault =
        "it holds no feature, but \(found.lost.reasons); if these are places of a map service, \(.readRecords)"
    }
  }

  /// Reads a value of a sequence, of a collection what is in it.
  private mutating func readValue(_ walk: inout JSONWalk, from begin: Int) throws(JSONWalk.Fault) {
    let file = file
    let place = { (_: Int) -> Sentence in "in line \(formatted(Self.line(of: begin, in: file)))" }
    // A feature is read in one go; only what is none is looked at again.
    let isCollection = unsafe try Self.isCollection(walk.bytes, from: begin, to: walk.end)
    guard isCollection else {
      _ = try readElement(&walk, place: place)
      if unsafe walk.bytes[begin..<walk.position].contains(10) { found.needsCopy = true }
      return
    }
    found.needsCopy = true
    try walk.members { (name, walk) throws(JSONWalk.Fault) in
      if walk.isText(name, "features"), try walk.kind() == .array {
        try walk.elements { (walk) throws(JSONWalk.Fault) in
          _ = try readElement(&walk, place: place)
        }
      } else if walk.isText(name, "crs") {
        let system = try GeoJSONSystem.said(by: &walk)
        if system != .unsaid, found.ownSystem == nil { found.ownSystem = system }
      } else {
        try readServersWord(name, &walk, isOuter: true)
      }
    }
  }

  /// Whether an object is a collection, by its first members.
  private static func isCollection(_ bytes: UnsafeRawBufferPointer, from begin: Int, to end: Int)
    throws(JSONWalk.Fault) -> Bool
  {
    var walk = unsafe JSONWalk(bytes, in: begin..<end, endsTextsWithLines: true)
    guard try walk.kind() == .object, walk.passed("{"), !walk.passed("}") else { return false }
    repeat {
      let name = try walk.text()
      guard walk.passed(":") else { return false }
      if walk.isText(name, "type") {
        guard try walk.kind() == .text else { return false }
        return walk.isText(try walk.text(), "FeatureCollection")
      }
      // The type of a feature that tells it last.
      if walk.isText(name, "geometry") || walk.isText(name, "properties") { return false }
      try walk.skip()
    } while walk.passed(",")
    return false
  }

  /// Where the next value may begin: behind a record separator, or in a line that does not go on with
  /// the one before.
  private func nextValue(after begin: Int, to end: Int) -> Int {
    let bytes = unsafe file.bytes
    let goesOn: Set<UInt8> = [0x20, 0x09, 0x22, 0x5D, 0x7D]
    var position = begin + 1
    while position < end {
      let byte = unsafe bytes[position]
      if byte == 0x1E { return position }
      if byte == 10, position + 1 < end, unsafe !goesOn.contains(bytes[position + 1]) {
        return position
      }
      position += 1
    }
    return end
  }
}

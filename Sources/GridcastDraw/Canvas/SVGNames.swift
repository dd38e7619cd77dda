/// Renames the elements of an SVG file by their order.
///
/// Cairo numbers images across all drawings of a process, so a second drawing of the same picture
/// would give a different file.
func renamedSVG(_ bytes: [UInt8]) -> [UInt8] {
  let quote = UInt8(ascii: "\"")
  let mark = Array("id=\"".utf8)
  let hash = UInt8(ascii: "#")
  func isPart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
  /// The end of the name that begins at a position.
  func end(of start: Int) -> Int {
    bytes[start...].firstIndex { !isPart($0) } ?? bytes.count
  }
  /// Whether the name at a position is an element's own one rather than a reference.
  func isDefinition(_ place: Int) -> Bool {
    bytes[place] == quote && place >= mark.count
      && bytes[place - mark.count + 1...place].elementsEqual(mark)
      && !isPart(bytes[place - mark.count])
  }

  var names: [ArraySlice<UInt8>: [UInt8]] = [:]
  for place in bytes.indices where isDefinition(place) {
    let name = bytes[place + 1..<end(of: place + 1)]
    if names[name] == nil { names[name] = Array("p\(names.count)".utf8) }
  }
  var result: [UInt8] = []
  result.reserveCapacity(bytes.count)
  var kept = 0
  for place in bytes.indices where bytes[place] == hash || isDefinition(place) {
    let after = end(of: place + 1)
    guard let name = names[bytes[place + 1..<after]] else { continue }
    result += bytes[kept...place]
    result += name
    kept = after
  }
  return result + bytes[kept...]
}

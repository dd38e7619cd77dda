import GridcastBase
import GridcastFiles

/// How the id of a feature becomes one of its properties.
///
/// GDAL keeps ids of one kind only, and whole numbers not as values but as numbers of its own; any
/// property it hands out.
struct JSONIDMove {
  /// What is left out, and what stands in its place, in the order of the file.
  let edits: [(range: Range<Int>, text: String)]

  /// Plans the changes of one feature.
  init(in file: MappedFile, _ found: GeoJSONFindings, _ id: GeoJSONID, of feature: Range<Int>) {
    if found.keepsIDs {
      edits = []
      return
    }
    var edits = [(range: Self.cut(id.member, of: feature, in: file), text: "")]
    if let name = found.identity {
      let quote = found.textsForIDs && id.kind == .number ? "\"" : ""
      let value = unsafe String(decoding: file.bytes[id.text], as: UTF8.self)
      let member = "\"\(name)\":\(quote)\(value)\(quote)"
      if let place = id.properties, id.hasObject {
        let start = place.lowerBound + 1
        let next = unsafe file.bytes[start..<place.upperBound].first { $0 > 0x20 }
        edits.append((start..<start, next == UInt8(ascii: "}") ? member : member + ","))
      } else if let place = id.properties {
        edits.append((place, "{\(member)}"))
      } else {
        let start = feature.lowerBound + 1
        edits.append((start..<start, "\"properties\":{\(member)},"))
      }
    }
    self.edits = edits.sorted { $0.range.lowerBound < $1.range.lowerBound }
  }

  /// A member of an object with the comma that sets it apart.
  private static func cut(_ member: Range<Int>, of feature: Range<Int>, in file: MappedFile)
    -> Range<Int>
  {
    var end = member.upperBound
    while end < feature.upperBound, unsafe file.bytes[end] <= 0x20 { end += 1 }
    if unsafe file.bytes[end] == UInt8(ascii: ",") { return member.lowerBound..<end + 1 }
    var start = member.lowerBound
    while start > feature.lowerBound, unsafe file.bytes[start - 1] <= 0x20 { start -= 1 }
    let hasComma = unsafe file.bytes[start - 1] == UInt8(ascii: ",")
    return (hasComma ? start - 1 : start)..<member.upperBound
  }
}

internal import CExpat
import Foundation
import GridcastBase

/// Reads OSM XML piece by piece and hands over its objects in the order of the file.
///
/// Elements after "OSM XML" in the OSM wiki, those of Overpass (`center`, places of `nd`, `remark`) and
/// JOSM (`action`) among them.
@safe final class OSMXML {
  /// Why a text cannot be read as a map.
  enum Fault: Error {
    /// It breaks off, or is no XML from some line on.
    case damaged(Sentence)
    /// It holds something else than what is on the map.
    case other(Sentence)
  }

  /// What the server said that the data lack; empty where it said nothing.
  private(set) var remark = ""
  /// How many objects stand within another.
  private(set) var nested = 0

  private let parser: XML_Parser
  private let take: (OSMObject) -> Void
  private var object: OSMObject?
  private var depth = 0
  private var isInMember = false
  private var isRemark = false
  private var fault: Fault?

  init(_ take: @escaping (OSMObject) -> Void) {
    guard let parser = unsafe XML_ParserCreate(nil) else { preconditionFailure("no memory left") }
    unsafe self.parser = parser
    self.take = take
    unsafe XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
    unsafe XML_SetElementHandler(parser) { user, name, attributes in
      guard let reader = unsafe OSMXML.of(user), let name = unsafe name else { return }
      unsafe reader.begin(name, attributes)
    } _: { user, name in
      guard let reader = unsafe OSMXML.of(user), let name = unsafe name else { return }
      unsafe reader.end(name)
    }
    unsafe XML_SetCharacterDataHandler(parser) { user, text, count in
      guard let reader = unsafe OSMXML.of(user), reader.isRemark, let text = unsafe text else {
        return
      }
      let bytes = unsafe UnsafeRawBufferPointer(start: text, count: Int(count))
      reader.remark += unsafe String(decoding: bytes, as: UTF8.self)
    }
  }

  deinit { unsafe XML_ParserFree(parser) }

  /// Takes what comes as UTF-8, whatever it says of itself; before anything is read.
  func takeAsUTF8() { _ = unsafe XML_SetEncoding(parser, "UTF-8") }

  /// Reads the next bytes of the text; none where it ended.
  func read(_ bytes: UnsafeRawBufferPointer) throws(Fault) {
    let status = unsafe XML_Parse(
      parser, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count),
      bytes.isEmpty ? 1 : 0)
    if let fault { throw fault }
    guard status != XML_STATUS_OK else { return }
    let words = unsafe XML_ErrorString(XML_GetErrorCode(parser)).map { unsafe String(cString: $0) }
    let line = unsafe XML_GetCurrentLineNumber(parser)
    throw .damaged("line \(line): \(words.map { Sentence(message: $0) } ?? "it is no XML")")
  }

  /// Whether a text begins as such a file does.
  static func isLikely(_ start: Data) -> Bool {
    String(decoding: start, as: UTF8.self).firstMatch(of: /<osm(Change)?[\s>]/) != nil
  }

  private static func of(_ user: UnsafeMutableRawPointer?) -> OSMXML? {
    unsafe user.map { unsafe Unmanaged<OSMXML>.fromOpaque($0).takeUnretainedValue() }
  }

  private func stop(_ why: Sentence) {
    fault = .other(why)
    unsafe XML_StopParser(parser, 0)
  }

  // MARK: Elements

  private typealias Attributes = UnsafeMutablePointer<UnsafePointer<CChar>?>?

  private func begin(_ name: UnsafePointer<CChar>, _ attributes: Attributes) {
    depth += 1
    if depth == 1 { return unsafe beginDocument(String(cString: name)) }
    if depth == 2 { return unsafe beginObject(name, attributes) }
    guard var object else { return }
    self.object = nil
    defer { self.object = object }
    if unsafe isEqual(name, "tag") {
      var key = "", value = ""
      unsafe Self.forEach(attributes) { name, text in
        if unsafe isEqual(name, "k") { key = unsafe String(cString: text) }
        if unsafe isEqual(name, "v") { value = unsafe String(cString: text) }
      }
      object.tags.append((key, value))
    } else if unsafe isEqual(name, "nd") {
      let vertex = unsafe Self.vertex(attributes)
      if isInMember, !object.members.isEmpty {
        object.members[object.members.count - 1].vertices.append(vertex)
      } else {
        object.vertices.append(vertex)
      }
    } else if unsafe isEqual(name, "member") {
      isInMember = true
      object.members.append(unsafe Self.member(attributes))
    } else if unsafe isEqual(name, "node") || isEqual(name, "way") || isEqual(name, "relation") {
      nested += 1
    } else if unsafe isEqual(name, "center") {
      object.place = unsafe Self.vertex(attributes).place
    } else if unsafe isEqual(name, "bounds"), object.place == nil {
      object.place = unsafe Self.centre(attributes)
    }
  }

  private func end(_ name: UnsafePointer<CChar>) {
    depth -= 1
    isRemark = false
    if unsafe isEqual(name, "member") { isInMember = false }
    guard depth == 1, let object else { return }
    self.object = nil
    take(object)
  }

  private static let isChangeFile: Sentence =
    "it is a change file, which tells what was edited and not what is there; apply it to the extract that it belongs to (osmium apply-changes), and read the result"

  private func beginDocument(_ name: String) {
    switch name {
    case "osm": break
    case "osmChange", "osmAugmentedDiff":
      stop(Self.isChangeFile)
    default: stop("it is no OSM file: it begins with <\(name)>")
    }
  }

  private func beginObject(_ name: UnsafePointer<CChar>, _ attributes: Attributes) {
    let kind: OSMObject.Kind
    if unsafe isEqual(name, "node") {
      kind = .node
    } else if unsafe isEqual(name, "way") {
      kind = .way
    } else if unsafe isEqual(name, "relation") {
      kind = .relation
    } else {
      isRemark = unsafe isEqual(name, "remark")
      if unsafe isEqual(name, "action") {
        stop(Self.isChangeFile)
      }
      return
    }
    var object = OSMObject(kind)
    object.hasIdentity = false
    var place = PlaceText()
    unsafe Self.forEach(attributes) { name, text in
      if unsafe isEqual(name, "id") {
        object.hasIdentity = true
        object.identify(as: unsafe Self.wholeNumber(text))
      } else if unsafe isEqual(name, "timestamp") {
        object.time = unsafe OSMObject.time(
          UnsafeRawBufferPointer(start: text, count: strlen(text)))
      } else if unsafe isEqual(name, "version") {
        object.version = unsafe Int32(clamping: strtoll(text, nil, 10))
      } else if unsafe isEqual(name, "visible") {
        if unsafe isEqual(text, "false") { object.exists = false }
      } else if unsafe isEqual(name, "action") {
        if unsafe isEqual(text, "delete") { object.exists = false }
      } else {
        unsafe place.read(name, text)
      }
    }
    object.place = place.place
    self.object = object
  }

  private static func vertex(_ attributes: Attributes) -> OSMObject.Vertex {
    var vertex = OSMObject.Vertex()
    var place = PlaceText()
    unsafe forEach(attributes) { name, text in
      if unsafe isEqual(name, "ref") {
        vertex.id = unsafe identity(text) ?? noIdentity
      } else {
        unsafe place.read(name, text)
      }
    }
    vertex.place = place.place
    return vertex
  }

  /// The middle of the box that Overpass tells instead of a shape, where it is asked for that.
  private static func centre(_ attributes: Attributes) -> OSMObject.Place? {
    var limits: [String: Double] = [:]
    unsafe forEach(attributes) { name, text in
      limits[unsafe String(cString: name)] =
        unsafe Double(decimal: UnsafeRawBufferPointer(start: text, count: strlen(text)))
    }
    guard let west = limits["minlon"], let south = limits["minlat"], let east = limits["maxlon"],
      let north = limits["maxlat"]
    else { return nil }
    return OSMObject.Place(west: west, south: south, east: east, north: north)
  }

  private static func member(_ attributes: Attributes) -> OSMObject.Member {
    var member = OSMObject.Member()
    var place = PlaceText()
    unsafe forEach(attributes) { name, text in
      if unsafe isEqual(name, "ref") {
        member.id = unsafe identity(text) ?? noIdentity
      } else if unsafe isEqual(name, "role") {
        member.role = unsafe String(cString: text)
      } else if unsafe isEqual(name, "type") {
        member.kind =
          unsafe isEqual(text, "way") ? .way : unsafe isEqual(text, "relation") ? .relation : .node
      } else {
        unsafe place.read(name, text)
      }
    }
    if let place = place.place {
      member.vertices = [OSMObject.Vertex(id: member.id, place: place)]
    }
    return member
  }

  /// The number that a text is; nil where it is none, or one of more than 64 bits.
  private static func wholeNumber(_ text: UnsafePointer<CChar>) -> Int64? {
    var end: UnsafeMutablePointer<CChar>?
    errno = 0
    let number = unsafe strtoll(text, &end, 10)
    guard errno == 0, let end = unsafe end, unsafe end > UnsafeMutablePointer(mutating: text),
      unsafe end.pointee == 0
    else { return nil }
    return Int64(number)
  }

  private static func forEach(
    _ attributes: Attributes,
    _ body: (_ name: UnsafePointer<CChar>, _ text: UnsafePointer<CChar>) -> Void
  ) {
    guard var next = unsafe attributes else { return }
    while let name = unsafe next[0], let text = unsafe next[1] {
      unsafe body(name, text)
      unsafe next += 2
    }
  }
}

/// A longitude and a latitude as they come, one attribute after the other.
private struct PlaceText {
  private var longitude: Double?
  private var latitude: Double?

  var place: OSMObject.Place? {
    guard let longitude, let latitude else { return nil }
    return OSMObject.Place(longitude: longitude, latitude: latitude)
  }

  mutating func read(_ name: UnsafePointer<CChar>, _ text: UnsafePointer<CChar>) {
    if unsafe isEqual(name, "lon") {
      longitude = unsafe Double(decimal: UnsafeRawBufferPointer(start: text, count: strlen(text)))
    } else if unsafe isEqual(name, "lat") {
      latitude = unsafe Double(decimal: UnsafeRawBufferPointer(start: text, count: strlen(text)))
    }
  }
}

/// What no object has, so that a member that is told by no whole number is missing.
private let noIdentity = Int64.min

/// A whole number, and nothing behind it.
private func identity(_ text: UnsafePointer<CChar>) -> Int64? {
  unsafe Int64(digits: UnsafeRawBufferPointer(start: text, count: strlen(text)))
}

/// Whether a text that ends with a 0 equals some ASCII letters.
@inline(__always)
func isEqual(_ text: UnsafePointer<CChar>, _ other: StaticString) -> Bool {
  var index = 0
  while index < other.utf8CodeUnitCount {
    // A shorter text ends with a 0, which is no byte of the other.
    guard unsafe UInt8(bitPattern: text[index]) == other.utf8Start[index] else { return false }
    index += 1
  }
  return unsafe text[index] == 0
}

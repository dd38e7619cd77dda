internal import CExpat
import Foundation
import GridcastBase
import GridcastFiles

/// Goes through a KML, GPX, GML or other XML that GDAL is to read, and finds what GDAL reads without a word as
/// something else: coordinates that are no numbers become 0, or numbers up to a decimal comma; a value
/// called `name` takes the place of a placemark's name; what is no XML ends the reading.
@safe final class XMLCheck {
  /// A change of the text by which GDAL reads it rightly: bytes that are left out, or replaced.
  struct Edit {
    let range: Range<Int>
    let text: String
  }

  var found = XMLFindings()
  /// What is to be changed, in the order of the file.
  private(set) var cuts: [Edit] = []
  private(set) var renames: [Edit] = []
  /// The names of the values of a KML, and where each stands.
  private(set) var names = KMLNames()

  /// Values of which numbers would be made that are others.
  var numbers = NumberTexts()

  private let parser: XML_Parser
  private let file: MappedFile
  private let form: Form

  private var depth = 0
  /// The feature that is being read: how deep its element lies, where it begins, and what is wrong.
  private(set) var feature: (depth: Int, start: Int, fault: String?)?
  private(set) var featureCount = 0
  /// The text of an element that may be a value, and where it begins; nil for others.
  private var valueText: [UInt8] = []
  private var valueStart: Int?
  /// How deep what holds values of no declared type lies in a GPX.
  private var extensionsDepth: Int?
  /// How deep a track of a KML lies, or what says from where it is looked at.
  private var trackDepth: Int?, viewDepth: Int?
  /// The systems of the features of a GML.
  private var systems = NamedSystems()
  /// The text of an element of coordinates, and how the element says that they are written.
  private var coordinates: (text: [UInt8], way: CoordinateText)?
  /// The text of a link to another file.
  private var link: [UInt8]?
  private var isInNetworkLink = false
  /// Whether the last element but one holds features, as in GML.
  private var holdsFeatures: [Bool] = []
  /// Whether a placemark has a name, and values called as what every placemark has.
  private var ownNames: Set<String> = [], dataNames: Set<String> = []

  init(_ file: MappedFile, _ form: Form) {
    guard let parser = unsafe XML_ParserCreate(nil) else { preconditionFailure("no memory left") }
    unsafe self.parser = parser
    self.file = file
    self.form = form
    unsafe XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
    unsafe XML_SetElementHandler(parser) { user, name, attributes in
      guard let check = unsafe XMLCheck.of(user), let name = unsafe name else { return }
      unsafe check.begin(XMLCheck.local(name), XMLAttributes(attributes))
    } _: { user, name in
      guard let check = unsafe XMLCheck.of(user), let name = unsafe name else { return }
      unsafe check.end(XMLCheck.local(name))
    }
    unsafe XML_SetCharacterDataHandler(parser) { user, text, count in
      guard let check = unsafe XMLCheck.of(user), let text = unsafe text,
        check.coordinates != nil || check.link != nil || check.valueStart != nil
      else { return }
      let bytes = unsafe UnsafeRawBufferPointer(start: text, count: Int(count))
      if check.valueStart != nil { unsafe check.valueText.append(contentsOf: bytes) }
      unsafe check.coordinates?.text.append(contentsOf: bytes)
      unsafe check.link?.append(contentsOf: bytes)
    }
    read()
  }

  deinit { unsafe XML_ParserFree(parser) }

  private func read() {
    var start = 0
    while start < file.count {
      let end = min(start + 1 << 20, file.count)
      let piece = unsafe UnsafeRawBufferPointer(rebasing: file.bytes[start..<end])
      guard
        unsafe XML_Parse(
          parser, piece.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(piece.count),
          end == file.count ? 1 : 0) == XML_STATUS_OK
      else {
        // What stands behind the end of all is no feature.
        if depth > 0 || featureCount == 0 { found.breach = unsafe MarkupParse.fault(of: parser) }
        break
      }
      start = end
    }
    found.mixedSystems = systems.mixed
  }

  private static func of(_ user: UnsafeMutableRawPointer?) -> XMLCheck? {
    unsafe user.map { unsafe Unmanaged<XMLCheck>.fromOpaque($0).takeUnretainedValue() }
  }

  private typealias Name = UnsafePointer<CChar>

  /// A name without the prefix of its name space.
  private static func local(_ name: Name) -> Name {
    unsafe strrchr(name, Int32(UInt8(ascii: ":"))).map { unsafe UnsafePointer($0 + 1) } ?? name
  }

  /// The offset of what is being read.
  private var place: Int { unsafe Int(XML_GetCurrentByteIndex(parser)) }
  /// The offset behind it.
  private var placeBehind: Int { unsafe place + Int(XML_GetCurrentByteCount(parser)) }

  // MARK: Elements

  private func begin(_ name: Name, _ attributes: XMLAttributes) {
    depth += 1
    valueStart = nil
    if depth == 1 { readServersWord(attributes) }
    switch form {
    case .kml: unsafe beginKML(name, attributes)
    case .gpx:
      if unsafe isEqual(name, "wpt") || isEqual(name, "trkpt") || isEqual(name, "rtept") {
        beginPoint(attributes)
      } else if unsafe isEqual(name, "extensions") {
        if extensionsDepth == nil { extensionsDepth = depth }
      } else if extensionsDepth != nil {
        beginValue()
      }
    case .gml: unsafe beginGML(name, attributes)
    case .jml:
      if unsafe feature == nil && isEqual(name, "feature") { beginFeature() }
      if unsafe feature != nil && isEqual(name, "coordinates") {
        coordinates = ([], CoordinateText(attributes))
      }
    case .geoRSS: unsafe beginGeoRSS(name)
    case .other: break
    }
  }

  /// Keeps the text that follows, as long as no element stands within it.
  private func beginValue() {
    valueText.removeAll(keepingCapacity: true)
    valueStart = placeBehind
  }

  private func beginGeoRSS(_ name: Name) {
    if unsafe feature == nil && (isEqual(name, "item") || isEqual(name, "entry")) { beginFeature() }
    guard feature != nil else { return }
    let isList =
      unsafe isEqual(name, "point") || isEqual(name, "line") || isEqual(name, "polygon")
      || isEqual(name, "box") || isEqual(name, "pos") || isEqual(name, "posList")
    if isList {
      coordinates = ([], .list)
    } else if unsafe isEqual(name, "lat") || isEqual(name, "long") {
      coordinates = ([], .number)
    }
  }

  private func beginGML(_ name: Name, _ attributes: XMLAttributes) {
    if feature == nil, holdsFeatures.last == true {
      beginFeature()
      unsafe systems.begin(name)
    }
    holdsFeatures.append(
      unsafe isEqual(name, "featureMember") || isEqual(name, "member")
        || isEqual(name, "featureMembers"))
    guard feature != nil else {
      if unsafe isEqual(name, "truncatedResponse") { found.isTruncated = true }
      return
    }
    if unsafe isEqual(name, "pos") || isEqual(name, "posList") {
      coordinates = ([], .list)
    } else if unsafe isEqual(name, "coordinates") {
      coordinates = ([], CoordinateText(attributes))
    } else {
      if unsafe !isEqual(name, "Envelope") && !isEqual(name, "Box") {
        systems.note(attributes, ofFeature: featureCount)
      }
      beginValue()
    }
  }

  private func beginFeature() {
    featureCount += 1
    feature = (depth, place, nil)
    ownNames = []
    dataNames = []
  }

  private func beginPoint(_ attributes: XMLAttributes) {
    beginFeature()
    let values = ["lat", "lon"].map { attributes[$0] }
    guard
      !values.allSatisfy({ $0.map { CoordinateText.isNumber(Array($0.trimmed.utf8)) } ?? false })
    else { return }
    feature?.fault = zip(["lat", "lon"], values).map { name, value in
      value.map { "\(name)=\"\($0)\"" } ?? "no \(name)"
    }.joined(separator: " ")
  }

  private func beginKML(_ name: Name, _ attributes: XMLAttributes) {
    if unsafe isEqual(name, "Placemark") {
      if feature == nil { beginFeature() }
    } else if unsafe isEqual(name, "when") || isEqual(name, "begin") || isEqual(name, "end") {
      if feature != nil, viewDepth == nil { beginValue() }
    } else if unsafe isEqual(name, "Track") {
      if feature != nil, trackDepth == nil { trackDepth = depth }
    } else if unsafe isEqual(name, "LookAt") || isEqual(name, "Camera") {
      if viewDepth == nil { viewDepth = depth }
    } else if unsafe isEqual(name, "Model") || isEqual(name, "PhotoOverlay") {
      unsafe noteUnread(name)
    } else if unsafe isEqual(name, "coordinates") {
      if feature != nil { coordinates = ([], .tuples) }
    } else if unsafe isEqual(name, "coord") {
      if feature != nil { coordinates = ([], .list) }
    } else if unsafe isEqual(name, "NetworkLink") {
      isInNetworkLink = true
    } else if unsafe isEqual(name, "href") {
      if isInNetworkLink { link = [] }
    } else if unsafe isEqual(name, "name") || isEqual(name, "description") {
      if depth - 1 == feature?.depth { unsafe ownNames.insert(String(cString: name)) }
    } else if unsafe isEqual(name, "Data") || isEqual(name, "SimpleData")
      || isEqual(name, "SimpleField")
    {
      guard let called = attributes["name"] else { return }
      unsafe note(called, isUntyped: isEqual(name, "Data"), isField: isEqual(name, "SimpleField"))
    }
  }

  /// Notes what has a place that is not read.
  private func noteUnread(_ name: Name) {
    let kind = unsafe String(cString: name)
    found.lost.lose(
      XMLFindings.unread,
      first: "a \(kind), in or behind placemark \(formatted(featureCount))")
  }

  /// Notes the name of a value; one that every placemark has otherwise gets another.
  private func note(_ called: String, isUntyped: Bool, isField: Bool) {
    let (start, end) = (place, min(placeBehind, file.count))
    let tag = unsafe UnsafeRawBufferPointer(rebasing: file.bytes[start..<end])
    guard let range = unsafe KMLNames.range(in: tag) else { return }
    let place = start + range.lowerBound..<start + range.upperBound
    if ["name", "description"].contains(called.lowercased()) {
      dataNames.insert(called.lowercased())
      renames.append(Edit(range: place.upperBound..<place.upperBound, text: "_2"))
    } else if isField || feature != nil {
      names.note(called, at: place, isUntyped: isUntyped, isField: isField)
    }
  }

  private func end(_ name: Name) {
    if form == .gml { holdsFeatures.removeLast() }
    if let start = valueStart {
      valueStart = nil
      unsafe endValue(name, start..<place)
    }
    if extensionsDepth == depth { extensionsDepth = nil }
    if trackDepth == depth { trackDepth = nil }
    if viewDepth == depth { viewDepth = nil }
    if let (text, way) = coordinates {
      coordinates = nil
      if let fault = way.fault(in: text), feature?.fault == nil { feature?.fault = fault }
    }
    if let link {
      found.links.append(String(decoding: link, as: UTF8.self).trimmed)
      self.link = nil
    }
    if isInNetworkLink, unsafe isEqual(name, "NetworkLink") { isInNetworkLink = false }
    if let feature, feature.depth == depth {
      if let fault = feature.fault {
        let isFirst = found.lost.droppedCount == 0
        found.lost.lose(
          GeoJSONCheck.badPosition,
          first: isFirst ? "in feature \(formatted(featureCount)): \(fault)" : nil)
        cuts.append(Edit(range: feature.start..<placeBehind, text: ""))
      }
      if !ownNames.isDisjoint(with: dataNames) { found.renamedCount += 1 }
      self.feature = nil
    }
    depth -= 1
  }

  private func endValue(_ name: Name, _ range: Range<Int>) {
    if form == .kml {
      found.moments.note(valueText, isOfTrack: trackDepth != nil, inFeature: featureCount)
    } else {
      unsafe numbers.note(valueText, of: name, at: range.lowerBound)
    }
  }

  private func readServersWord(_ attributes: XMLAttributes) {
    found.matched = attributes["numberMatched"].flatMap { Int($0) }
    found.returned = attributes["numberReturned"].flatMap { Int($0) }
  }
}

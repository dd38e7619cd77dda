import Foundation
import GridcastBase
import GridcastFiles
import GridcastGeo

/// A GeoJSON feature collection (RFC 7946), or a sequence of features (RFC 8142, one a line), that
/// is mapped into memory.
///
/// A block begins where a feature seems to begin; if the previous block does not end exactly there,
/// the lane declines.
@safe struct GeoJSONLane: Lane {
  /// The approximate size of a block in bytes.
  private static let blockSize = 1_048_576

  let layer: LayerInfo
  let isProvisional: Bool
  /// The field of the features' ids; nil where they have none, or it is not known.
  let identity: String?
  private let file: MappedFile
  private let isSequence: Bool
  let extent: FileRange.Extent?
  /// The bytes that are read.
  let part: Range<Int>
  /// The offset of each block, and the end of the last.
  private let starts: [Int]

  var format: String { isSequence ? "GeoJSONSeq" : "GeoJSON" }
  var blockCount: Int { starts.count - 1 }

  /// - Parameters:
  ///   - path: The path of the file.
  ///   - isSequence: Whether the file is a sequence of features, one a line.
  ///   - wanted: The properties that will be read, which lets the survey end early; nil to go
  ///     through all features.
  ///   - range: The bytes that are read, of a sequence; nil for all.
  /// - Throws: Where it is no collection of features, or an unusual one.
  init(_ path: String, isSequence: Bool, wanted: [String]?, range: FileRange? = nil)
    throws(Declined)
  {
    guard let file = MappedFile(path) else { throw Declined("it cannot be mapped") }
    let header = isSequence ? GeoJSONHeader(ofSequence: file) : try GeoJSONHeader(file)
    self.file = file
    self.isSequence = isSequence
    let all = Self.starts(of: file, isSequence, from: header.firstFeature, to: header.end)
    // Names and types are those of the whole file, of whatever part it is asked.
    let ranges = zip(all, all.dropFirst()).map { $0..<$1 }
    var schema = GeoJSONSchema()
    if let first = ranges.first { schema = try Self.schema(of: first, in: file, isSequence) }
    let known = try schema.fields().map(\.name)
    if let wanted, !schema.hasIDs, Set(wanted).isSubset(of: known) {
      isProvisional = ranges.count > 1
    } else {
      isProvisional = false
      try orderedMap(max(0, ranges.count - 1)) { (index) throws(Declined) in
        try Self.schema(of: ranges[index + 1], in: file, isSequence)
      } take: { (later) throws(Declined) in
        try schema.add(later)
        return true
      }
    }
    identity = schema.hasIDs ? GeoJSONSchema.identity : nil
    // GDAL treats a single feature like a collection.
    if isSequence, schema.count < 2 { throw Declined("it holds fewer than two features") }
    let stem = URL(filePath: path).deletingPathExtension().lastPathComponent
    layer = LayerInfo(
      name: header.name ?? stem, geometry: schema.geometry, hasGeometry: true,
      featureCount: isProvisional || range != nil ? nil : schema.count, fields: try schema.fields(),
      coordinateSystemWKT: header.coordinateSystem, repeatedNames: [])
    guard isSequence else {
      extent = nil
      part = 0..<file.count
      starts = all
      return
    }
    let extent = FileRange.Extent(unit: .bytes, count: file.count)
    self.extent = extent
    guard let range else {
      part = 0..<file.count
      starts = all
      return
    }
    part = try range.bounds(in: extent)
    let own = try range.lines(of: part) { Self.line(from: $0, of: file) }
    starts =
      own.isEmpty
      ? [own.lowerBound]
      : Self.starts(of: file, isSequence, from: own.lowerBound, to: own.upperBound)
  }

  /// Where the first line with anything in it begins, from a place on.
  private static func line(from place: Int, of file: MappedFile) -> Int {
    let bytes = unsafe file.bytes
    var place = place
    if place > 0, place < file.count, unsafe bytes[place - 1] != 10 {
      place = unsafe bytes.firstIndex(of: 10, from: place) + 1
    }
    while place < file.count, unsafe [0x20, 0x09, 0x0A, 0x0D].contains(bytes[place]) { place += 1 }
    return min(place, file.count)
  }

  func cuts(after places: [Int]) -> [Int] { places.map { Self.line(from: $0, of: file) } }

  /// The offsets past each mebibyte where a line begins, or `{"type": "Feature"`.
  private static func starts(
    of file: MappedFile, _ isSequence: Bool, from first: Int, to end: Int
  ) -> [Int] {
    var starts = [first]
    let bytes = unsafe file.bytes
    var nominal = first + blockSize
    while nominal < end {
      var place = nominal
      if isSequence { place = unsafe bytes.firstIndex(of: 10, from: place) + 1 }
      while !isSequence {
        place = unsafe bytes.firstIndex(of: UInt8(ascii: "{"), from: place)
        if place >= end || isFeature(file, at: place) { break }
        place += 1
      }
      guard place < end else { break }
      starts.append(place)
      nominal = max(nominal + blockSize, place + 1)
    }
    return first < end ? starts + [end] : [first]
  }

  private static func isFeature(_ file: MappedFile, at place: Int) -> Bool {
    var scanner = unsafe JSONScanner(file.bytes, at: place)
    do throws(Declined) {
      try scanner.pass("{")
      guard try scanner.peek() == UInt8(ascii: "\"") else { return false }
      guard case let name = try scanner.text(), scanner.isText(name, "type"),
        try scanner.passed(":"),
        try scanner.peek() == UInt8(ascii: "\"")
      else { return false }
      let type = try scanner.text()
      return scanner.isText(type, "Feature")
    } catch {
      return false
    }
  }

  /// Visits the features of a range.
  @inline(__always)
  private static func forEachFeature(
    in range: Range<Int>, of file: MappedFile, _ isSequence: Bool,
    _ body: (inout JSONScanner) throws(Declined) -> Void
  ) throws(Declined) {
    var scanner = unsafe JSONScanner(file.bytes, at: range.lowerBound)
    while true {
      try body(&scanner)
      if isSequence {
        guard scanner.passedLineEnd() else { throw Declined("a line holds more than a feature") }
      } else {
        if try scanner.peek() == UInt8(ascii: "]") { break }
        try scanner.pass(",")
        guard try scanner.peek() == UInt8(ascii: "{") else {
          throw Declined("something among the features is none")
        }
      }
      if scanner.position >= range.upperBound { break }
    }
    guard scanner.position == range.upperBound else {
      throw Declined("something in a feature looks like a feature")
    }
  }

  /// Visits the properties and the geometry of a feature, and hands over its id.
  @inline(__always)
  private static func parts(
    of scanner: inout JSONScanner,
    properties: (inout JSONScanner) throws(Declined) -> Void,
    geometry: (inout JSONScanner) throws(Declined) -> Void,
    id take: (Int64) -> Void
  ) throws(Declined) {
    var hasType = false, hasProperties = false, hasGeometry = false
    try scanner.forEachMember { (name, scanner) throws(Declined) in
      if scanner.isText(name, "type") {
        guard !hasType, case let type = try scanner.text(), scanner.isText(type, "Feature") else {
          throw Declined("something among the features is none")
        }
        hasType = true
      } else if scanner.isText(name, "properties"), !hasProperties {
        hasProperties = true
        try properties(&scanner)
      } else if scanner.isText(name, "geometry"), !hasGeometry {
        hasGeometry = true
        try geometry(&scanner)
      } else if scanner.isText(name, "id") {
        let (run, isWhole) = try scanner.number()
        let id = unsafe Int64(digits: UnsafeRawBufferPointer(rebasing: scanner.bytes[run]))
        guard isWhole, let id, id >= 0 else {
          throw Declined("a feature's id is no whole number of 64 bits from 0 on")
        }
        take(id)
      } else if scanner.isText(name, "bbox") {
        try scanner.skip()
      } else {
        throw Declined("a feature has an unusual member")
      }
    }
    guard hasType, hasProperties, hasGeometry else {
      throw Declined("a feature lacks its properties or its geometry")
    }
  }

  private static func schema(
    of range: Range<Int>, in file: MappedFile, _ isSequence: Bool
  ) throws(Declined) -> GeoJSONSchema {
    var schema = GeoJSONSchema()
    var shapes = GeoJSONShapes()
    try forEachFeature(in: range, of: file, isSequence) { (scanner) throws(Declined) in
      try parts(of: &scanner) { (scanner) throws(Declined) in
        try schema.addProperties(&scanner)
      } geometry: { (scanner) throws(Declined) in
        try shapes.add(&scanner)
      } id: {
        schema.addID($0)
      }
    }
    schema.add(shapes.finish())
    return schema
  }

  func block(_ index: Int, _ fields: [Field]) throws(Declined) -> Features {
    let place = identity.flatMap { name in fields.firstIndex { $0.name == name } }
    var others = fields
    if let place { others.remove(at: place) }
    let columns = unsafe GeoJSONColumns(others, in: file.bytes)
    var ids = Optionals<Int64>()
    var id: Int64?
    var shapes = GeoJSONShapes()
    var count = 0
    try Self.forEachFeature(in: starts[index]..<starts[index + 1], of: file, isSequence) {
      (scanner) throws(Declined) in
      try Self.parts(of: &scanner) { (scanner) throws(Declined) in
        try columns.read(&scanner, after: count)
      } geometry: { (scanner) throws(Declined) in
        try shapes.add(&scanner)
      } id: {
        id = $0
      }
      count += 1
      if place != nil {
        ids.append(id)
        id = nil
      }
    }
    var finished = try columns.finish()
    if let place { finished.insert(Column(fields[place], .integers(ids)), at: place) }
    return Features(shapes: shapes.finish(), columns: finished, coordinateSystem: nil)
  }
}

import Foundation
import GridcastBase
import GridcastFiles
import GridcastGeo

/// The members of a feature collection other than the features.
@safe struct GeoJSONHeader {
  /// The collection's `name`.
  private(set) var name: String?
  /// The coordinate system named by the `crs` member, which existed before RFC 7946; else WGS 84.
  private(set) var coordinateSystem = "EPSG:4326"
  /// The offset of the first feature.
  private(set) var firstFeature = 0
  /// The offset of the bracket after the last feature.
  let end: Int

  /// - Throws: Where it is no feature collection, or has other members after the features.
  init(_ file: MappedFile) throws(Declined) {
    let bytes = unsafe file.bytes
    end = try Self.end(of: file)
    let mark = TextEncoding.mark
    var scanner = unsafe JSONScanner(bytes, at: bytes.starts(with: mark) ? mark.count : 0)
    var isCollection = false
    try scanner.pass("{")
    while true {
      let member = try scanner.text()
      try scanner.pass(":")
      if scanner.isText(member, "features") { break }
      if scanner.isText(member, "type") {
        guard case let type = try scanner.text(), scanner.isText(type, "FeatureCollection") else {
          throw Declined("it is no collection of features")
        }
        isCollection = true
      } else if scanner.isText(member, "name") {
        name = try Self.string(&scanner)
      } else if scanner.isText(member, "crs") {
        coordinateSystem = try Self.system(&scanner)
      } else if scanner.isText(member, "bbox") {
        try scanner.skip()
      } else {
        throw Declined("the collection has an unusual member")
      }
      try scanner.pass(",")
    }
    guard isCollection else {
      throw Declined("it does not begin by saying that it is a collection")
    }
    try scanner.pass("[")
    guard try scanner.peek() != UInt8(ascii: "]") else { throw Declined("it has no features") }
    firstFeature = scanner.position
  }

  /// The header of a sequence, which consists of features only.
  init(ofSequence file: MappedFile) {
    end = file.count
  }

  /// The offset of the last `]`, after which only `}` may follow.
  private static func end(of file: MappedFile) throws(Declined) -> Int {
    let bytes = unsafe file.bytes
    var position = bytes.count
    for byte in [UInt8(ascii: "}"), UInt8(ascii: "]")] {
      repeat {
        position -= 1
      } while unsafe position > 0
        && [0x20, 0x0A, 0x0D, 0x09].contains(bytes[position])
      guard position > 0, unsafe bytes[position] == byte else {
        throw Declined("something stands behind its features")
      }
    }
    return position
  }

  private static func string(_ scanner: inout JSONScanner) throws(Declined) -> String {
    let text = try scanner.text()
    guard let string = String(validating: try scanner.resolved(text), as: UTF8.self),
      !string.isEmpty
    else { throw Declined("the collection's name is empty, or not in UTF-8") }
    return string
  }

  /// Reads `{"type": "name", "properties": {"name": …}}`; the name must be WGS 84 or an EPSG code.
  private static func system(_ scanner: inout JSONScanner) throws(Declined) -> String {
    var name: String?
    try scanner.forEachMember { (member, scanner) throws(Declined) in
      if scanner.isText(member, "properties") {
        try scanner.forEachMember { (member, scanner) throws(Declined) in
          guard scanner.isText(member, "name") else { throw Declined("its crs is unusual") }
          name = try string(&scanner)
        }
      } else {
        guard scanner.isText(member, "type"), case let type = try scanner.text(),
          scanner.isText(type, "name")
        else { throw Declined("its crs is unusual") }
      }
    }
    if name == "urn:ogc:def:crs:OGC:1.3:CRS84" { return "EPSG:4326" }
    for prefix in ["urn:ogc:def:crs:EPSG::", "EPSG:"] {
      if let code = name?.trimmingPrefix(prefix), let number = Int(code), number > 0,
        (try? CoordinateSystem("EPSG:\(number)")) != nil
      {
        return "EPSG:\(number)"
      }
    }
    throw Declined("its crs is unusual")
  }
}

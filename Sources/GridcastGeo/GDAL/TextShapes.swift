internal import CGDAL
package import GridcastBase

/// Collects shapes that are told by texts: WKT, also with an SRID before it, WKB in hexadecimal digits,
/// and GeoJSON.
package struct TextShapes {
  private var builder = FeatureBuilder(
    fields: [], in: TextEncoding.utf8, keepsOpenRings: true)

  /// Nothing yet.
  package init() {}

  /// Adds a feature without a shape.
  package mutating func appendMissing() { unsafe builder.append(shape: nil) }

  /// Adds the shape that a text tells; false, and none is added, where it tells none.
  package mutating func append(_ text: String) -> Bool {
    let geometry = unsafe collectingMessages { _ in unsafe Self.geometry(text) }
    guard let geometry = unsafe geometry else { return false }
    unsafe builder.append(shape: geometry)
    unsafe OGR_G_DestroyGeometry(geometry)
    return true
  }

  /// Adds the shape in well-known binary; false, and none is added, where the bytes are none.
  package mutating func append(wkb bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count >= 9, bytes.count <= Int(Int32.max) else { return false }
    var geometry: OGRGeometryH? = nil
    let own = unsafe Self.withoutSystem(Array(bytes)).bytes
    let status = collectingMessages { _ in
      unsafe own.withUnsafeBytes {
        unsafe OGR_G_CreateFromWkb($0.baseAddress, nil, &geometry, Int32($0.count))
      }
    }
    guard status == OGRERR_NONE, let geometry = unsafe geometry else { return false }
    unsafe builder.append(shape: geometry)
    unsafe OGR_G_DestroyGeometry(geometry)
    return true
  }

  /// The shapes of polygons that are not closed, by their number among those that were added.
  package var openOnes: Set<Int> { builder.openOnes }

  /// The shapes, and what was done to them.
  package mutating func finish(_ tally: inout Tally) -> Shapes { builder.finish(&tally).shapes }

  /// Whether a text seems to tell a shape.
  package static func isLikely(_ text: String) -> Bool {
    let (_, rest) = split(text)
    if rest.hasPrefix("{") { return rest.contains("\"coordinates\"") }
    let word = rest.prefix { $0.isLetter }.uppercased()
    return kinds.contains(word) || digits(rest) != nil
  }

  /// The number of the system that a text names, as in SRID=4326.
  package static func system(of text: String) -> Int? {
    let (system, rest) = split(text)
    return system ?? digits(rest).flatMap { withoutSystem($0).system }
  }

  private static let kinds: Set<String> = [
    "POINT", "LINESTRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON",
    "GEOMETRYCOLLECTION", "CIRCULARSTRING", "COMPOUNDCURVE", "CURVEPOLYGON", "MULTICURVE",
    "MULTISURFACE", "POLYHEDRALSURFACE", "TIN", "TRIANGLE",
  ]

  private static func split(_ text: String) -> (system: Int?, rest: Substring) {
    let text = text.drop(while: \.isWhitespace)
    guard text.prefix(5).uppercased() == "SRID=", let end = text.firstIndex(of: ";"),
      let system = Int(text[text.index(text.startIndex, offsetBy: 5)..<end])
    else { return (nil, text) }
    return (system, text[text.index(after: end)...].drop(while: \.isWhitespace))
  }

  /// The bytes of WKB that the hexadecimal digits of a text are.
  private static func digits(_ text: Substring) -> [UInt8]? {
    var digits = Array(text.utf8)
    while let last = digits.last, last == 32 || last == 10 || last == 13 { digits.removeLast() }
    // PostgreSQL writes bytes so.
    if digits.starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "x")])
      || digits.starts(with: [UInt8(ascii: "0"), UInt8(ascii: "x")])
    {
      digits.removeFirst(2)
    }
    guard digits.count >= 18, digits.count.isMultiple(of: 2), digits[0] == UInt8(ascii: "0"),
      digits[1] == UInt8(ascii: "0") || digits[1] == UInt8(ascii: "1")
    else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count / 2)
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = value(digits[index]), let low = value(digits[index + 1]) else { return nil }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 48...57: digit - 48
    case 65...70: digit - 55
    case 97...102: digit - 87
    default: nil
    }
  }

  /// PostGIS puts the number of the system behind the type, with a flag in the type.
  private static func withoutSystem(_ bytes: [UInt8]) -> (system: Int?, bytes: [UInt8]) {
    let isLittle = bytes[0] == 1
    guard bytes.count >= 9, bytes[isLittle ? 4 : 1] & 0x20 != 0 else { return (nil, bytes) }
    var bytes = bytes
    bytes[isLittle ? 4 : 1] &= ~0x20
    let number = isLittle ? Array(bytes[5..<9].reversed()) : Array(bytes[5..<9])
    bytes.removeSubrange(5..<9)
    return (number.reduce(0) { $0 << 8 | Int($1) }, bytes)
  }

  /// Whether what begins as a number in WKT is one to its end; GDAL reads 1- and 1.2.3 as 1 and 1.2.
  private static func hasWholeNumbers(_ text: Substring) -> Bool {
    var (isNumber, hasPoint, hasExponent, last) = (false, false, false, UInt8(ascii: " "))
    for byte in text.utf8 {
      defer { last = byte }
      switch byte {
      case 48...57:
        if !isNumber, last.isLetter { continue }
        isNumber = true
      case UInt8(ascii: "-"), UInt8(ascii: "+"):
        if isNumber, hasExponent, last | 0x20 == UInt8(ascii: "e") { continue }
        guard !isNumber, !last.isLetter else { return false }
        isNumber = true
      case UInt8(ascii: "."):
        guard !hasPoint, !hasExponent else { return false }
        (isNumber, hasPoint) = (true, true)
      case UInt8(ascii: "e") where isNumber, UInt8(ascii: "E") where isNumber:
        guard !hasExponent else { return false }
        hasExponent = true
      default:
        if isNumber, byte.isLetter { return false }
        (isNumber, hasPoint, hasExponent) = (false, false, false)
      }
    }
    return true
  }

  private static func geometry(_ text: String) -> OGRGeometryH? {
    let (_, rest) = split(text)
    if rest.hasPrefix("{") { return unsafe OGR_G_CreateGeometryFromJson(String(rest)) }
    var result: OGRGeometryH? = nil
    if let all = digits(rest) {
      let bytes = withoutSystem(all).bytes
      let status = unsafe bytes.withUnsafeBytes {
        unsafe OGR_G_CreateFromWkb($0.baseAddress, nil, &result, Int32($0.count))
      }
      return status == OGRERR_NONE ? unsafe result : nil
    }
    guard hasWholeNumbers(rest) else { return nil }
    let status = unsafe String(rest).withCString { start in
      var place: UnsafeMutablePointer<CChar>? = unsafe UnsafeMutablePointer(mutating: start)
      let status = unsafe OGR_G_CreateFromWkt(&place, nil, &result)
      // GDAL is content with a shape at the beginning.
      while let byte = unsafe place?.pointee, byte == 32 || 9...13 ~= byte {
        unsafe place = unsafe place?.advanced(by: 1)
      }
      guard status == OGRERR_NONE, unsafe place?.pointee ?? 0 != 0 else { return status }
      unsafe OGR_G_DestroyGeometry(result)
      unsafe result = nil
      return OGRERR_CORRUPT_DATA
    }
    return status == OGRERR_NONE ? unsafe result : nil
  }
}

extension UInt8 {
  fileprivate var isLetter: Bool { 97...122 ~= self | 0x20 }
}

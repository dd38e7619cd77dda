import GridcastBase

/// The type of a Shapefile's shapes ("ESRI Shapefile Technical Description", July 1998, pages 4 to 24).
struct ShapeRecordKind: Sendable {
  /// What its shapes are without heights and measures.
  enum Family: UInt32 {
    case point = 1
    case line = 3
    case polygon = 5
    case multiPoint = 8
  }

  /// The code in the headers.
  let code: UInt32
  let family: Family
  /// Whether vertices have heights; then they may have measures too.
  let hasZ: Bool
  /// Whether vertices can have measures.
  let mayHaveM: Bool

  /// Nil for a code that is none of points, lines or polygons.
  init?(code: UInt32) {
    guard code < 30, let family = Family(rawValue: code % 10) else { return nil }
    self.code = code
    self.family = family
    hasZ = code / 10 == 1
    mayHaveM = code / 10 > 0
  }

  /// The type of the geometry, as OGC names it.
  func label(hasM: Bool) -> String {
    let name =
      switch family {
      case .point: "Point"
      case .line: "Line String"
      case .polygon: "Polygon"
      case .multiPoint: "Multi Point"
      }
    return (hasZ ? "3D " : "") + (hasM ? "Measured " : "") + name
  }

  /// Where what is in a record stands.
  ///
  /// - Parameters:
  ///   - bytes: The file.
  ///   - place: The content of the record, which begins with its type.
  ///   - record: The index of the record, for the fault.
  /// - Returns: Where its parts, vertices, heights and measures begin.
  /// - Throws: Where it does not fit into the record.
  func layout(of bytes: UnsafeRawBufferPointer, at place: Range<Int>, record: Int)
    throws(Declined) -> ShapeRecordLayout
  {
    let start = place.lowerBound
    if family == .point {
      let heights = hasZ ? start + 20 : nil
      let measures = mayHaveM ? start + (hasZ ? 28 : 20) : nil
      guard place.count >= (hasZ ? 28 : 20) else { throw Declined.odd(record) }
      return ShapeRecordLayout(
        vertexCount: 1, parts: [0..<1], points: start + 4, heights: heights,
        measures: measures.flatMap { $0 + 8 <= place.upperBound ? $0 : nil })
    }
    let hasParts = family != .multiPoint
    let fixed = hasParts ? 44 : 40
    guard place.count >= fixed else { throw Declined.odd(record) }
    let partCount = hasParts ? unsafe Int(bytes.littleEndian(at: start + 36)) : 0
    let count = unsafe Int(bytes.littleEndian(at: start + fixed - 4))
    let room = place.count - fixed
    guard partCount > 0 || !hasParts, partCount <= room / 4, count > 0,
      count <= (room - partCount * 4) / (hasZ ? 24 : 16)
    else { throw Declined.odd(record) }
    var parts: [Range<Int>] = hasParts ? [] : [0..<count]
    for part in 0..<partCount {
      let from = unsafe Int(bytes.littleEndian(at: start + 44 + part * 4))
      let to =
        part + 1 < partCount
        ? unsafe Int(bytes.littleEndian(at: start + 48 + part * 4)) : count
      guard from < to, to <= count, part > 0 || from == 0 else { throw Declined.odd(record) }
      parts.append(from..<to)
    }
    let points = start + fixed + partCount * 4
    // Before heights and measures stands their range.
    var end = points + count * 16
    var heights: Int?
    if hasZ {
      heights = end + 16
      end += 16 + count * 8
    }
    guard end <= place.upperBound else { throw Declined.odd(record) }
    let hasM = mayHaveM && end + 16 + count * 8 <= place.upperBound
    return ShapeRecordLayout(
      vertexCount: count, parts: parts, points: points, heights: heights,
      measures: hasM ? end + 16 : nil)
  }
}

/// Where in a file what is in a record stands.
struct ShapeRecordLayout {
  let vertexCount: Int
  /// The vertices of each part.
  let parts: [Range<Int>]
  /// The offset of the first vertex.
  let points: Int
  /// The offset of the first height; nil where there are none.
  let heights: Int?
  /// The offset of the first measure; nil where there are none.
  let measures: Int?
}

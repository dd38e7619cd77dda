import GridcastBase
import GridcastGeo

/// The shapes of a block of rows of a GeoPackage ("GeoPackage Encoding Standard", 2.1.3).
struct GeoPackageShapes {
  private static let odd = Declined("a shape is unusual or damaged")

  private var shapes = Shapes()
  /// All shapes so far, as long as they are single points in two dimensions.
  private var points: [Point]?

  /// - Parameter count: The number of shapes that will be added.
  init(count: Int) {
    var points: [Point] = []
    points.reserveCapacity(count)
    self.points = points
  }

  /// All shapes.
  func all() -> Shapes { points.map { Shapes(points: $0) } ?? shapes }

  /// Adds the shape of a row that has none.
  mutating func addNull() {
    leavePoints()
    shapes.addNull()
  }

  private mutating func leavePoints() {
    guard let points else { return }
    shapes = Shapes(points: points)
    self.points = nil
  }

  /// Adds the shape in a blob.
  ///
  /// - Throws: Where the blob is no plain one of the standard, and at what `WKBReader` declines.
  @inline(__always)
  mutating func add(_ blob: UnsafeRawBufferPointer) throws(Declined) {
    guard blob.count > 8, unsafe blob[0] == UInt8(ascii: "G"), unsafe blob[1] == UInt8(ascii: "P"),
      unsafe blob[2] == 0, case let flags = unsafe blob[3], flags & 0xE1 == 1
    else { throw Self.odd }
    let start: Int
    switch flags >> 1 & 7 {
    case 0: start = 8
    case 1: start = 40
    case 2, 3: start = 56
    case 4: start = 72
    default: throw Self.odd
    }
    guard blob.count > start else { throw Self.odd }
    let wkb = unsafe UnsafeRawBufferPointer(rebasing: blob[start...])
    if points != nil {
      if let point = unsafe WKBReader.point(wkb) {
        points?.append(point)
        return
      }
      leavePoints()
    }
    var reader = unsafe WKBReader(wkb)
    try reader.read(into: &shapes)
  }
}

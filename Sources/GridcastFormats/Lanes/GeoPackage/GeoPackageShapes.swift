import GridcastBase
import GridcastGeo

/// The shapes of a block of rows of a GeoPackage ("GeoPackage Encoding Standard", 2.1.3).
struct GeoPackageShapes {
  private static let odd = Declined("a shape is unusual or damaged")

  private var gathered: GatheredShapes

  /// - Parameter count: The number of shapes that will be added.
  init(count: Int) { gathered = GatheredShapes(count: count, arePoints: true) }

  /// All shapes.
  func all() -> Shapes { gathered.all() }

  /// Adds the shape of a row that has none.
  mutating func addNull() { gathered.addNull() }

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
    if gathered.arePoints {
      if let point = unsafe WKBReader.point(wkb) { return gathered.append(point) }
      gathered.leavePoints()
    }
    var reader = unsafe WKBReader(wkb)
    try reader.read(into: &gathered.shapes)
  }
}

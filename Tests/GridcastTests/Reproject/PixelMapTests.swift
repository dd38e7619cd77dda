import Foundation
import GridcastBase
import GridcastGeo
import GridcastReproject
import Testing

/// The places of a raster's cells in another, which must be PROJ's own.
@Suite struct PixelMapTests {
  /// From, to, the box of the target, its columns and rows, and whether all squares of it have
  /// polynomials; nil where quarters of some have.
  static let maps: [(String, String, Box, Int, Int, Bool?)] = [
    (
      "EPSG:4326", "EPSG:32649",
      Box(minX: 218_000, minY: 3_500_000, maxX: 454_000, maxY: 3_780_000),
      1180, 1400, true
    ),
    (
      "EPSG:4326", "EPSG:3857", Box(minX: -2e7, minY: -2e7, maxX: 2e7, maxY: 2e7), 900, 900, nil
    ),
    ("EPSG:3413", "EPSG:4326", Box(minX: -60, minY: 62, maxX: -30, maxY: 84), 600, 440, nil),
    // Where the edge of the hemisphere goes through a square, nothing is smooth.
    (
      "EPSG:4326", "+proj=ortho +lat_0=40 +lon_0=10",
      Box(minX: -6.4e6, minY: -6.4e6, maxX: 6.4e6, maxY: 6.4e6), 500, 500, false
    ),
  ]

  @Test("Positions are off by no more than a hundred-thousandth of a cell", arguments: maps)
  func isExact(
    from: String, to: String, box: Box, columns: Int, rows: Int, isFitted: Bool?
  ) throws {
    let (source, target) = (try CoordinateSystem(from), try CoordinateSystem(to))
    let size = source.isGeographic ? 0.01 : 1000
    let corner = source.isGeographic ? Point(x: -180, y: 90) : Point(x: -5e6, y: 5e6)
    let frame = PixelMap.Frame(
      columns: 36_000, rows: 18_000, transform: [corner.x, size, 0, corner.y, 0, -size],
      system: source)
    let width = box.width / Double(columns)
    let height = box.height / Double(rows)
    let map = try #require(
      try PixelMap(
        from: frame,
        to: .init(
          columns: columns, rows: rows, transform: [box.minX, width, 0, box.maxY, 0, -height],
          system: target)))
    let found = try map.positions(0..<columns, 0..<rows, isCorner: false)
    var points = (0..<rows).flatMap { row in
      (0..<columns).map { column in
        Point(
          x: box.minX + (Double(column) + 0.5) * width, y: box.maxY - (Double(row) + 0.5) * height)
      }
    }
    var span = points.mutableSpan
    try Projection(from: target, to: source).move(&span)
    var farthest = 0.0
    for (index, point) in points.enumerated() {
      let x = (point.x - corner.x) / size
      let y = (corner.y - point.y) / size
      guard point.isFinite else {
        #expect(!found.x[index].isFinite || !found.y[index].isFinite)
        continue
      }
      farthest = max(farthest, abs(found.x[index] - x), abs(found.y[index] - y))
    }
    #expect(farthest < 1e-5, "\(farthest)")
    #expect(map.fitCounts.fitted > 0, "\(map.fitCounts)")
    if let isFitted { #expect((map.fitCounts.exact == 0) == isFitted, "\(map.fitCounts)") }
  }

  @Test("Where PROJ chooses between operations by place, GDAL is asked")
  func declines() throws {
    let frame = PixelMap.Frame(
      columns: 100, rows: 100, transform: [-100, 0.1, 0, 50, 0, -0.1],
      system: try CoordinateSystem("EPSG:4267"))
    let target = PixelMap.Frame(
      columns: 100, rows: 100, transform: [-100, 0.1, 0, 50, 0, -0.1],
      system: try CoordinateSystem("EPSG:4326"))
    #expect(try PixelMap(from: frame, to: target) == nil)
  }
}

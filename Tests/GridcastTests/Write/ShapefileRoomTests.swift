import Foundation
import GridcastBase
import GridcastFiles
import GridcastFormats
import GridcastGeo
import Testing

@Suite struct ShapefileRoomTests {
  /// Numbers of squares and hexagons, and whether a .shp holds them.
  ///
  /// By "ESRI Shapefile Technical Description" (July
  /// 1998) a polygon of one ring of 5 points has 136 bytes with its header, one of 7 points 168, and the file's header
  /// 100; offsets are 32-bit counts of 16-bit words, of which GDAL and others use half.
  static let counts: [(count: Int, points: Int, fits: Bool)] = [
    (31_580_641, 5, true), (31_580_642, 5, false), (25_565_280, 7, true), (25_565_281, 7, false),
    (400_000_000, 5, false), (0, 5, true),
  ]

  @Test("What a .shp has no room for is refused by its number of cells", arguments: counts)
  func room(count: Int, points: Int, fits: Bool) throws {
    do {
      try ShapefileOutput.requireRoom(forRings: count, of: points, in: "cells.shp")
      #expect(fits)
    } catch {
      #expect(!fits && error.kind == .unwritable && error.reason.contains("write .gpkg or .fgb"))
    }
  }

  @Test("Squares take the bytes that are reckoned with")
  func bytes() throws {
    let folder = URL.temporaryDirectory.appending(path: "room-\(UUID())").path(
      percentEncoded: false)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var shapes = Shapes()
    for index in 0..<1000 {
      shapes.beginShape(.polygon)
      shapes.addPart(
        .exterior, Box(minX: Double(index), minY: 0, maxX: Double(index) + 1, maxY: 1).ring)
    }
    var output = try ShapefileOutput("\(folder)/a.shp", of: .polygon, for: "a.shp")
    try output.append(EncodedShapes(shapes, in: .polygon))
    try output.close()
    #expect(FileManager.default.contents(atPath: "\(folder)/a.shp")?.count == 100 + 136 * 1000)
  }
}

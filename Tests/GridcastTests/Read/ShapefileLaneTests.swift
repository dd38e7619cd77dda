import Foundation
import GridcastBase
import GridcastFiles
import GridcastFormats
import GridcastGeo
import GridcastWrite
import Testing

/// Heights, measures and holes of Shapefiles come from the lane as GDAL hands them out.
@Suite struct ShapefileLaneTests {
  private static let own = "by Gridcast itself"

  private func compare(_ path: String, _ place: String) -> String {
    let own = LaneReading(Source(path), prefersGDAL: false)
    let difference = own.difference(from: LaneReading(Source(path), prefersGDAL: true))
    #expect(difference == nil, "\(place): \(own.way)")
    return own.way
  }

  /// Squares, of which every other one has a hole.
  private static func polygons(_ hasZ: Bool, _ hasM: Bool) -> Shapes {
    var shapes = Shapes()
    func add(_ part: Shapes.PartKind, _ x: Double, _ size: Double) {
      let corners = [(0, 0), (0, size), (size, size), (size, 0), (0, 0)].map {
        Point(x: x + $0.0, y: (part == .exterior ? 0 : 1) + $0.1)
      }
      let vertices = part == .exterior ? corners : corners.reversed()
      shapes.beginPart(part)
      shapes.add(
        vertices, z: hasZ ? vertices.map { $0.x + 0.5 } : [], m: hasM ? vertices.map(\.y) : [])
    }
    for row in 0..<300 {
      shapes.beginShape(.polygon)
      add(.exterior, Double(row) / 2, 8)
      if row % 2 == 0 { add(.interior, Double(row) / 2 + 1, 0.5) }
    }
    return shapes
  }

  @Test("Shapefiles of every kind come from the lane, with heights and measures")
  func everyKind() throws {
    let folder = try TemporaryFolder()
    for kind in [Shapes.Kind.point, .multiPoint, .line, .multiLine, .polygon] {
      for (hasZ, hasM) in [(false, false), (true, false), (false, true), (true, true)] {
        let features = Features(
          shapes: kind == .polygon
            ? Self.polygons(hasZ, hasM) : ArrowTests.shapes(kind, hasZ, hasM, 300),
          columns: [
            Column(Field("n", .integer), .integers(Optionals(known: (0..<300).map { $0 })))
          ],
          coordinateSystem: .wgs84)
        let path = "\(folder.path)/a.shp"
        let staging = Staging(overwrite: true)
        _ = try features.write(to: path, style: nil, staging: staging)
        try staging.commit()
        let place = "\(kind) \(hasZ) \(hasM)"
        let way = compare(path, place)
        #expect(way == Self.own, "\(place)")
        // The measures are told by the first record: one of none hides those of all others.
        guard hasM else { continue }
        let url = URL(filePath: path)
        var bytes = [UInt8](try Data(contentsOf: url))
        let record = 108
        let length =
          Int(bytes[104]) << 24 | Int(bytes[105]) << 16 | Int(bytes[106]) << 8 | Int(bytes[107])
        let count =
          kind == .point
          ? 1 : kind == .multiPoint ? Int(bytes[record + 36]) : Int(bytes[record + 40])
        for vertex in 1...count {
          let none = unsafe withUnsafeBytes(of: (-1e39).bitPattern.littleEndian) {
            unsafe Array($0)
          }
          bytes.replaceSubrange(
            record + length * 2 - 8 * vertex..<record + length * 2 - 8 * (vertex - 1), with: none)
        }
        try Data(bytes).write(to: url)
        #expect(compare(path, place + ", no measure first") == Self.own)
      }
    }
  }

  /// What ogr2ogr makes of GeoJSON with heights.
  static let made = [
    "-dim XYZ -lco SHPT=POLYGONZ", "-dim XYZ -lco SHPT=POLYGONZM", "-dim XYM -lco SHPT=POLYGONM",
    "-dim XYZ -nlt MULTIPOLYGON",
  ]

  @Test("Shapefiles with heights that ogr2ogr makes are read as GDAL does", arguments: made)
  func readsOthersFiles(options: String) throws {
    let folder = try TemporaryFolder()
    let shapes = [
      "[[[0,0,1],[1,0,2],[1,1,3],[0,0,1]],[[0.2,0.1,4],[0.3,0.1,5],[0.3,0.2,6],[0.2,0.1,4]]]",
      "[[[5,0,0],[6,0,0],[6,1,0],[5,0,0]]]",
    ]
    let features = (0..<20).map { row in
      #"{"type":"Feature","properties":{"n":\#(row)},"geometry":\#(row == 7 ? "null" : #"{"type":"Polygon","coordinates":\#(shapes[row % 2])}"#)}"#
    }
    _ = try folder.file(
      "in.geojson",
      #"{"type":"FeatureCollection","features":[\#(features.joined(separator: ","))]}"#)
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-ec", "ogr2ogr \(options) -a_srs EPSG:4326 a.shp in.geojson"]
    process.currentDirectoryURL = URL(filePath: folder.path)
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    #expect(compare("\(folder.path)/a.shp", options) == Self.own)
  }
}

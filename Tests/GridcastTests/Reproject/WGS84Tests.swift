import Foundation
import GridcastBase
import GridcastGeo
import Testing

@Suite("WGS 84 and its UTM zones without PROJ")
struct WGS84Tests {
  static let zones = [true, false].flatMap { isNorth in
    (1...60).map { UTMZone(number: $0, isNorth: isNorth) }
  }

  /// What differs by PROJ's version, or names countries.
  static func withoutRemarks(_ wkt: String) -> String {
    wkt.replacing(#/MEMBER\["[^"]*"\],/#, with: "")
      .replacing(#/onshore and offshore\.[^"]*"/#, with: "onshore and offshore.\"")
  }

  @Test("They are what PROJ makes of EPSG's entries")
  func theyAreWhatPROJMakes() throws {
    for system in [CoordinateSystem.wgs84] + Self.zones.map(CoordinateSystem.utm) {
      let code = try #require(system.code)
      // A byte-order mark keeps the code from being known.
      let asked = try CoordinateSystem("\u{FEFF}\(code)")
      #expect(system.name == asked.name)
      #expect(system.code == asked.code)
      #expect(system.isGeographic == asked.isGeographic)
      #expect(system.isPlainDegrees == asked.isPlainDegrees)
      #expect(system.metresPerUnit == asked.metresPerUnit)
      #expect(system.areaOfUse == asked.areaOfUse)
      #expect(Self.withoutRemarks(system.wkt) == Self.withoutRemarks(asked.wkt))
    }
  }

  @Test("A .prj file of theirs says what PROJ writes, and is known by its words")
  func prjFilesAreKnown() throws {
    // The line that `projinfo -o WKT1_ESRI --single-line EPSG:32749` prints.
    let expected = """
      PROJCS["WGS_1984_UTM_Zone_49S",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],\
      PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],\
      PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",10000000.0],PARAMETER["Central_Meridian",111.0],\
      PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]
      """
    let south = CoordinateSystem.utm(UTMZone(number: 49, isNorth: false))
    #expect(try south.esriDefinition() == expected)
    for system in [CoordinateSystem.wgs84] + Self.zones.map(CoordinateSystem.utm) {
      let text = try #require(try system.esriDefinition())
      for definition in [text, text + "\n", "\u{FEFF}" + text] {
        #expect(try CoordinateSystem(definition) == system)
      }
      // One digit more is another system, or PROJ's to tell.
      let other = text.replacing("6378137.0", with: "6378138.0")
      #expect(try CoordinateSystem(other) != system)
    }
  }

  @Test(
    "Points move as PROJ moves them, to a hundred-millionth of a metre, and where they are far from a zone exactly so"
  )
  func pointsMoveAsByPROJ() throws {
    let utm = CoordinateSystem.utm(UTMZone(number: 49, isNorth: true))
    let south = CoordinateSystem.utm(UTMZone(number: 1, isNorth: false))
    for (system, meridian) in [(utm, 111.0), (south, -177.0)] {
      // By its WKT the system has no code, so that PROJ moves the points.
      let asked = CoordinateSystem(
        name: system.name, code: nil, wkt: system.wkt, isGeographic: false, metresPerUnit: 1,
        areaOfUse: nil)
      var points: [Point] = []
      for x in stride(from: -20.0, through: 20, by: 0.37) {
        for y in stride(from: -90.0, through: 90, by: 1.7) {
          points.append(Point(x: meridian + x, y: y))
        }
      }
      points += [Point(x: .nan, y: 1), Point(x: meridian, y: 91), Point(x: meridian + 360, y: 10)]
      for (source, target, other) in [
        (CoordinateSystem.wgs84, system, asked), (system, .wgs84, asked),
      ] {
        let isForward = source == .wgs84
        var own = points, theirs = points
        if !isForward {
          own = try moved(points.filter { abs($0.y) < 89 }, Projection(from: .wgs84, to: other))
            .filter(\.isFinite)
          theirs = own
        }
        own = try moved(own, Projection(from: source, to: target))
        theirs = try moved(
          theirs,
          isForward ? Projection(from: source, to: other) : Projection(from: other, to: target))
        for (a, b) in zip(own, theirs) where a != b && !(a.x.isNaN && b.x.isNaN) {
          // Degrees as lengths on the ground.
          let up = isForward ? 1 : 111_320.0
          let across = isForward ? 1 : up * cos(b.y * .pi / 180)
          #expect(max(abs(a.x - b.x) * across, abs(a.y - b.y) * up) < 1e-8, "\(a), \(b)")
        }
      }
    }
  }

  private func moved(_ points: [Point], _ projection: Projection) throws -> [Point] {
    var points = points
    var span = points.mutableSpan
    try projection.move(&span)
    return points
  }

  @Test("The operation has the name that PROJ gives it")
  func operationsHaveTheirNames() throws {
    let utm = CoordinateSystem.utm(UTMZone(number: 49, isNorth: true))
    for (source, target) in [(CoordinateSystem.wgs84, utm), (utm, .wgs84)] {
      let known = try #require(try CoordinateOperation(from: source, to: target, over: nil))
      // projinfo -s EPSG:4326 -t EPSG:32649 --summary, and back.
      #expect(known.name == (source == utm ? "Inverse of UTM zone 49N" : "UTM zone 49N"))
      #expect(known.accuracy == 0)
    }
  }
}

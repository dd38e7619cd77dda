import Foundation
import GridcastBase
import GridcastGeo
import GridcastReproject
import Testing

@Suite struct CoordinateSystemTests {
  static let zones: [(Double, Double, String)] = [
    (109.5, 34.5, "EPSG:32649"), (-87.63, 41.88, "EPSG:32616"), (144.96, -37.81, "EPSG:32755"),
    (180, 10, "EPSG:32601"), (-180, 10, "EPSG:32601"), (179.999, 10, "EPSG:32660"),
    (0, 0, "EPSG:32631"), (-0.001, -0.001, "EPSG:32730"), (6, 60, "EPSG:32632"),
    // Norway's wider zone is a rule of the MGRS, not of EPSG.
    (5.3, 60.4, "EPSG:32631"), (114, 30.5, "EPSG:32650"),
  ]

  @Test("The UTM zone follows from longitude and half of the Earth", arguments: zones)
  func utmZone(longitude: Double, latitude: Double, code: String) throws {
    #expect(UTMZone(longitude: longitude, latitude: latitude).code == code)
  }

  /// By `echo "LAT LON" | cs2cs -f %.6f EPSG:4326 EPSG:CODE` of PROJ 9.1.1; x is east.
  static let projected: [(Double, Double, String, Double, Double)] = [
    (109.5, 34.5, "EPSG:32649", 362_289.446599, 3_818_618.406313),
    (-87.63, 41.88, "EPSG:32616", 447_726.870000, 4_636_644.757552),
    (144.96, -37.81, "EPSG:32755", 320_422.820265, 5_813_305.222454),
    (9.52, 47.14, "EPSG:32632", 539_429.875982, 5_220_853.151979),
    (121.47, 31.23, "EPSG:4549", 640_060.337694, 3_457_406.435497),
    (121.47, 31.23, "EPSG:3857", 13_521_978.546659, 3_662_655.183305),
  ]

  @Test("Points move to where cs2cs moves them, to a micrometre", arguments: projected)
  func agreesWithCs2cs(longitude: Double, latitude: Double, code: String, x: Double, y: Double)
    throws
  {
    let target = try CoordinateSystem.named(code)
    let start = Point(x: longitude, y: latitude)
    let moved = try Reprojection.project([start], from: .wgs84, to: target)[0]
    #expect(abs(moved.x - x) < 1e-6 && abs(moved.y - y) < 1e-6)
    let back = try Reprojection.project([moved], from: target, to: .wgs84)[0]
    #expect(abs(back.x - longitude) < 1e-9 && abs(back.y - latitude) < 1e-9)
  }

  @Test("A system is the same by code, number, WKT and ESRI's .prj")
  func isTheSameHoweverWritten() throws {
    let folder = try TemporaryFolder()
    let esri = """
      PROJCS["WGS_1984_UTM_Zone_50N",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",\
      6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],\
      PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER[\
      "False_Northing",0.0],PARAMETER["Central_Meridian",117.0],PARAMETER["Scale_Factor",0.9996],\
      PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]
      """
    let system = try CoordinateSystem("EPSG:32650")
    #expect(try CoordinateSystem.named("32650") == system)
    #expect(try CoordinateSystem.named(system.wkt) == system)
    #expect(try CoordinateSystem.named(try folder.file("a.prj", esri)) == system)
    #expect(try CoordinateSystem.named(try folder.file("b.prj", "\u{FEFF}" + esri)) == system)
  }

  @Test("What PROJ does not know is refused by name")
  func refusesNonsense() {
    let error = thrown { _ = try CoordinateSystem.named("EPSG:999999") }
    #expect(error?.kind == .badData)
    #expect(error?.description.contains("EPSG:999999") ?? false)
    #expect(thrown { _ = try CoordinateSystem.named("/nowhere/x.prj") }?.kind == .unreadable)
  }
}

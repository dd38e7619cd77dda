import GridcastBase
import GridcastGeo
import Testing

/// Equality of coordinate systems is one: it holds both ways and from one to the next, and equal ones
/// are one in a set.
@Suite struct CoordinateSystemEqualityTests {
  private func system(_ code: String?, _ wkt: String) -> CoordinateSystem {
    CoordinateSystem(
      name: "a", code: code, wkt: wkt, isGeographic: true, metresPerUnit: 111_320, areaOfUse: nil)
  }

  @Test("What equals one and the same system is equal")
  func isTransitive() throws {
    let all =
      [
        system("EPSG:1", "A"), system(nil, "A"), system("EPSG:2", "A"), system("EPSG:1", "B"),
        system(nil, "B"), system(nil, "A"),
      ] + [.wgs84, try .named("4326"), try .named("gcj02"), try .named("32649")]
    for a in all {
      #expect(a == a)
      for b in all {
        #expect((a == b) == (b == a))
        if a == b { #expect(a.hashValue == b.hashValue) }
        for c in all where a == b && b == c { #expect(a == c, "\(a.code ?? a.wkt)") }
      }
    }
  }

  @Test("A system is the same in whatever words: by code, by name, as WKT of two kinds")
  func isTheSame() throws {
    let utm = try CoordinateSystem("EPSG:32649")
    let esri = #"""
      PROJCS["WGS_1984_UTM_Zone_49N",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",111.0],PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]
      """#
    let all = [utm, try .named("32649"), try CoordinateSystem(utm.wkt), try CoordinateSystem(esri)]
    #expect(Set(all).count == 1)
    // Hashes tell systems apart, too.
    let zones = (1...60).map { CoordinateSystem.utm(UTMZone(number: $0, isNorth: true)) }
    #expect(Set(zones).count == 60 && Set(zones.map(\.hashValue)).count > 50)
    let offset = [try CoordinateSystem.named("gcj02"), try .named("bd09"), .wgs84]
    #expect(Set(offset).count == 3)
  }
}

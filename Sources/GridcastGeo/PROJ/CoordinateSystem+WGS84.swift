package import GridcastBase

/// WGS 84 and its UTM zones, of which all is known without PROJ and its database.
///
/// Most jobs have no other systems, and loading PROJ takes as long as the rest of a start. What stands here is what PROJ
/// 9.1 makes of EPSG's entries, but for the names of countries in their areas.
extension CoordinateSystem {
  /// WGS 84 with longitude and latitude in degrees.
  package static let wgs84 = CoordinateSystem(
    name: "WGS 84", code: "EPSG:4326",
    wkt: """
      GEOGCRS["WGS 84",\(datum),CS[ellipsoidal,2],\
      AXIS["geodetic latitude (Lat)",north,ORDER[1],\(degree)],\
      AXIS["geodetic longitude (Lon)",east,ORDER[2],\(degree)],\
      USAGE[SCOPE["Horizontal component of 3D system."],AREA["World."],BBOX[-90,-180,90,180]],\
      ID["EPSG",4326]]
      """, isGeographic: true, metresPerUnit: 111_320,
    areaOfUse: Box(minX: -180, minY: -90, maxX: 180, maxY: 90))

  /// The WGS 84 / UTM system of a zone.
  package static func utm(_ zone: UTMZone) -> CoordinateSystem {
    let area = zone.area
    let name = zone.description
    func place(_ degrees: Double) -> String {
      formatted(abs(degrees), 0) + "°" + (zone.meridian < 0 ? "W" : "E")
    }
    let half =
      zone.isNorth
      ? "northern hemisphere between equator and 84°N"
      : "southern hemisphere between 80°S and equator"
    return CoordinateSystem(
      name: "WGS 84 / \(name)", code: zone.code,
      wkt: """
        PROJCRS["WGS 84 / \(name)",BASEGEOGCRS["WGS 84",\(datum),ID["EPSG",4326]],\
        CONVERSION["\(name)",METHOD["Transverse Mercator",ID["EPSG",9807]],\
        PARAMETER["Latitude of natural origin",0,\(degree),ID["EPSG",8801]],\
        PARAMETER["Longitude of natural origin",\(formatted(zone.meridian, 0)),\(degree),ID["EPSG",8802]],\
        PARAMETER["Scale factor at natural origin",0.9996,SCALEUNIT["unity",1],ID["EPSG",8805]],\
        PARAMETER["False easting",500000,\(metre),ID["EPSG",8806]],\
        PARAMETER["False northing",\(zone.isNorth ? 0 : 10_000_000),\(metre),ID["EPSG",8807]]],\
        CS[Cartesian,2],AXIS["(E)",east,ORDER[1],\(metre)],AXIS["(N)",north,ORDER[2],\(metre)],\
        USAGE[SCOPE["Engineering survey, topographic mapping."],\
        AREA["Between \(place(area.minX)) and \(place(area.maxX)), \(half), onshore and offshore."],\
        BBOX[\(formatted(area.minY, 0)),\(formatted(area.minX, 0)),\(formatted(area.maxY, 0)),\(formatted(area.maxX, 0))]],\
        ID["EPSG",\(zone.code.dropFirst(5))]]
        """, isGeographic: false, metresPerUnit: 1, areaOfUse: area)
  }

  /// The system that a text names by its code or in the words of a .prj file; nil where PROJ must be asked.
  static func withoutPROJ(_ definition: String) -> CoordinateSystem? {
    if definition == "EPSG:4326" { return wgs84 }
    if let zone = UTMZone(code: definition) { return utm(zone) }
    let text = definition.hasSuffix("\n") ? String(definition.dropLast()) : definition
    if text == esriWGS84 { return wgs84 }
    guard text.hasPrefix("PROJCS[\"WGS_1984_UTM_Zone_") else { return nil }
    let name = text.dropFirst("PROJCS[\"WGS_1984_UTM_Zone_".count).prefix { $0 != "\"" }
    guard let number = Int(name.dropLast()), 1...60 ~= number else { return nil }
    let zone = UTMZone(number: number, isNorth: name.hasSuffix("N"))
    return text == esriDefinition(of: zone) ? utm(zone) : nil
  }

  /// The definition in ESRI's dialect; nil where PROJ must be asked.
  var esriDefinitionWithoutPROJ: String? {
    if code == "EPSG:4326" { return Self.esriWGS84 }
    return code.flatMap(UTMZone.init).map(Self.esriDefinition)
  }

  private static func esriDefinition(of zone: UTMZone) -> String {
    """
    PROJCS["WGS_1984_\(zone.description.replacing(" ", with: "_").replacing("zone", with: "Zone"))",\(esriWGS84),\
    PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],\
    PARAMETER["False_Northing",\(zone.isNorth ? "0.0" : "10000000.0")],\
    PARAMETER["Central_Meridian",\(formatted(zone.meridian, 0)).0],PARAMETER["Scale_Factor",0.9996],\
    PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]
    """
  }

  private static let esriWGS84 = """
    GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],\
    PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]
    """

  private static let degree = #"ANGLEUNIT["degree",0.0174532925199433]"#
  private static let metre = #"LENGTHUNIT["metre",1]"#
  private static let datum =
    "ENSEMBLE[\"World Geodetic System 1984 ensemble\","
    + ["Transit", "G730", "G873", "G1150", "G1674", "G1762", "G2139"]
    .map { "MEMBER[\"World Geodetic System 1984 (\($0))\"]," }.joined()
    + "ELLIPSOID[\"WGS 84\",6378137,298.257223563,\(metre)],ENSEMBLEACCURACY[2.0]],"
    + "PRIMEM[\"Greenwich\",0,\(degree)]"
}

import GridcastBase
import GridcastGeo

/// Layers of an OSM file, as GDAL's driver cuts it.
struct OSMLayers: OptionSet, Sendable {
  let rawValue: UInt8

  static let points = OSMLayers(rawValue: 1)
  static let lines = OSMLayers(rawValue: 2)
  /// Closed ways that are areas, and relations that describe some.
  static let areas = OSMLayers(rawValue: 4)
  /// Relations that are many lines, as routes are.
  static let routes = OSMLayers(rawValue: 8)
  /// All other relations.
  static let others = OSMLayers(rawValue: 16)

  static let ofRelations: OSMLayers = [.areas, .routes, .others]

  private static let byName: [String: OSMLayers] = [
    "points": .points, "lines": .lines, "multipolygons": .areas, "multilinestrings": .routes,
    "other_relations": .others,
  ]
}

extension OSMLayers {
  /// The layers with these names.
  init(_ names: [String]) {
    self = names.reduce(into: []) { $0.formUnion(Self.byName[$1] ?? []) }
  }
}

extension LayerInfo {
  /// The layers that GDAL's OSM driver reports for every file, with the fields of its default
  /// configuration.
  static let ofOSM: [LayerInfo] = [
    osm(
      "points", geometry: "Point",
      fields: "osm_id,name,barrier,highway,ref,address,is_in,place,man_made"),
    osm(
      "lines", geometry: "Line String",
      fields: "osm_id,name,highway,waterway,aerialway,barrier,man_made,railway,z_order"),
    osm(
      "multilinestrings", geometry: "Multi Line String",
      fields: "osm_id,name,type"),
    osm(
      "multipolygons", geometry: "Multi Polygon",
      fields:
        "osm_id,osm_way_id,name,type,aeroway,amenity,admin_level,barrier,boundary,building,craft,"
        + "geological,historic,land_area,landuse,leisure,man_made,military,natural,office,place,shop,"
        + "sport,tourism"),
    osm(
      "other_relations", geometry: "Geometry Collection",
      fields: "osm_id,name,type"),
  ]

  private static func osm(_ name: String, geometry: String, fields: String) -> LayerInfo {
    LayerInfo(
      name: name, geometry: geometry, hasGeometry: true, featureCount: nil,
      fields: (fields.split(separator: ",").map(String.init) + ["other_tags"]).map {
        $0 == "z_order" ? Field($0, .integer, detail: .integer32) : Field($0, .text)
      },
      coordinateSystemWKT: wgs84, repeatedNames: [])
  }

  private static let wgs84 = """
    GEOGCRS["WGS 84",DATUM["World Geodetic System 1984",ELLIPSOID["WGS 84",6378137,298.257223563,\
    LENGTHUNIT["metre",1]]],PRIMEM["Greenwich",0,ANGLEUNIT["degree",0.0174532925199433]],\
    CS[ellipsoidal,2],AXIS["geodetic latitude (Lat)",north,ORDER[1],\
    ANGLEUNIT["degree",0.0174532925199433]],AXIS["geodetic longitude (Lon)",east,ORDER[2],\
    ANGLEUNIT["degree",0.0174532925199433]],ID["EPSG",4326]]
    """
}

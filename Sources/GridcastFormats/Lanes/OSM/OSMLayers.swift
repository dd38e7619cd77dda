import GridcastBase
import GridcastGeo

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

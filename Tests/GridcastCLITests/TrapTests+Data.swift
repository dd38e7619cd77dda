import Foundation
import GridcastGeo

extension TrapTests {
  /// Traps of positions, kinds, values and of what strangers send.
  static let dataTraps: [Trap] = [
    Trap(
      name: "Positions in EPSG:4326 are written east first",
      files: ["p.csv": "x,y\n500000,3800000\n"],
      command: "reproject p.csv --from EPSG:32649 --to EPSG:4326 -o u.geojson",
      look: "cat u.geojson", finds: ["[ 111.0, 34.3413"]),
    Trap(
      name: "A longitude far from the zone is refused",
      files: ["p.csv": "lon,lat\n-63,34\n"], command: "reproject p.csv --to EPSG:32650 -o u.gpkg",
      code: 65, says: ["too far"]),
    Trap(
      name: "A layer over two zones is warned of, with the error at its edge",
      files: ["p.csv": "lon,lat\n108.5,34\n109,34\n115,34\n"], command: "reproject p.csv -o u.gpkg",
      says: ["beyond the area", "% too long"]),
    Trap(
      name: "A tag of OSM is a field", bytes: ["m.osm.pbf": pbf],
      command: "convert m.osm.pbf --layer points -o u.csv", look: "cat u.csv",
      finds: ["shop", "tea"]),
    Trap(
      name: "Both coordinates in one column", files: ["p.csv": "名称,坐标\n甲,\"121.47,31.23\"\n"],
      command: "reproject p.csv --to EPSG:4326 -o u.geojson", look: "cat u.geojson",
      finds: ["[ 121.47, 31.23 ]"]),
    Trap(
      name: "A byte-order mark is no part of a name",
      files: ["p.csv": "\u{FEFF}lon,lat\n121.47,31.23\n"], command: "convert p.csv -o u.geojson",
      look: "cat u.geojson", finds: ["[ 121.47, 31.23 ]", #""lon": 121.47"#]),
    Trap(
      name: "GeoJSON in UTM says so", files: ["p.csv": "lon,lat\n109.5,34.5\n"],
      command: "reproject p.csv -o u.geojson", look: "cat u.geojson", finds: ["EPSG::32649"]),
    Trap(
      name: "A text sequence holds WGS 84 only, and would be moved back unsaid",
      files: ["p.csv": "lon,lat\n109.5,34.5\n"], command: "reproject p.csv -o u.geojsonl", code: 64,
      says: ["WGS 84 longitude and latitude only"]),
    Trap(
      name: "KML is moved to WGS 84, and that is said", files: ["p.csv": "x,y\n500000,3800000\n"],
      command: "convert p.csv --from EPSG:32649 -o u.kml", says: ["moved to WGS 84"],
      look: "cat u.kml", finds: ["111.0,34.3"]),
    Trap(
      name: "Kinds that one Shapefile cannot hold together are refused",
      files: ["a.geojson": collection(point(""), polygon("[[0,0],[0,1],[1,1],[0,0]]"))],
      command: "convert a.geojson -o u.shp", code: 65, says: ["one kind", "OGR_GEOMETRY"]),
    Trap(
      name: "Rings of GeoJSON run counter-clockwise outside",
      files: ["a.geojson": collection(polygon("[[0,0],[0,1],[1,1],[0,0]]"))],
      command: "convert a.geojson -o u.geojson", look: "cat u.geojson",
      finds: ["[ [ [ 0.0, 0.0 ], [ 1.0, 1.0 ], [ 0.0, 1.0 ], [ 0.0, 0.0 ] ] ]"]),
    Trap(
      name: "Rings of a Shapefile run clockwise outside",
      files: ["a.geojson": collection(polygon("[[0,0],[1,1],[0,1],[0,0]]"))],
      command: "convert a.geojson -o u.shp", look: "ogrinfo -al u.shp",
      finds: ["POLYGON ((0 0,0 1,1 1,0 0))"]),
    Trap(
      name: "An invalid polygon is made valid on request",
      files: ["a.geojson": collection(polygon("[[0,0],[2,2],[2,0],[0,2],[0,0]]"))],
      command: "convert a.geojson -o u.gpkg --repair", says: ["1 repaired"],
      look:
        "ogrinfo -al u.gpkg -dialect sqlite -sql \"select ST_IsValid(geom) v, ST_Area(geom) a from u\"",
      finds: ["v (Integer) = 1", "a (Real) = 2"]),
    Trap(
      name: "Features without geometry stay, and are counted",
      files: [
        "a.geojson": collection(
          point(#""n":1"#), #"{"type":"Feature","properties":{"n":2},"geometry":null}"#)
      ], command: "convert a.geojson -o u.shp",
      says: ["1 feature without geometry", "2 read, 2 written"],
      look: "ogrinfo -al u.shp", finds: ["n (Integer) = 2"]),
    Trap(
      name: "FlatGeobuf keeps no features without geometry, and that is refused",
      files: [
        "a.geojson": collection(
          point(#""n":1"#), #"{"type":"Feature","properties":{"n":2},"geometry":null}"#)
      ], command: "convert a.geojson -o u.fgb", code: 65, says: ["without a position"]),
    Trap(
      name: "GCJ-02 shifts nothing outside of mainland China, and counts that",
      files: ["p.csv": "lon,lat\n109.5,34.5\n114.17,22.3\n121.5,25.05\n"],
      command: "convert p.csv --from gcj02 --to EPSG:4326 -o u.csv",
      says: ["2 vertices outside mainland China, not shifted"], look: "cat u.csv",
      finds: ["114.17,22.3,114.17,22.3", "121.5,25.05,121.5,25.05"],
      lacks: ["\n109.5,34.5,"]),
    Trap(
      name: "GCJ-02 is told by the file", files: ["p.csv": "lon,lat\n109.5,34.5\n"],
      command: "convert p.csv --to gcj02 -o u.shp", look: "cat u.prj", finds: ["GCS_GCJ-02"]),
    Trap(
      name: "The heights' system is not lost without a word",
      files: ["p.csv": "x,y,z\n120000,480000,3\n"],
      command: "convert p.csv --from EPSG:7415 -o u.gpkg", says: ["NAP height"]),
    Trap(
      name: "The operation and its accuracy are told before anything is written",
      files: ["p.csv": "lon,lat\n8.5,47.1\n"],
      command: "reproject p.csv --from EPSG:4149 --to EPSG:4326 -o u.gpkg --dry-run",
      says: ["CH1903 to WGS 84", " m", "would write 1 feature"], look: "ls", finds: ["p.csv"],
      lacks: ["u.gpkg"]),
    Trap(
      name: "Whole numbers beyond 64 bits are not clamped without a word",
      files: ["a.geojson": collection(point(#""n":12345678901234567890123"#))],
      command: "convert a.geojson -o u.gpkg", code: 65,
      says: [gdalIsAtLeast(3, 11) ? "rounded to 17 digits" : "clamped"]),
    Trap(
      name: "Numbers of GeoJSON stay numbers",
      files: ["a.geojson": collection(point(#""n":0.12345678901234568"#))],
      command: "convert a.geojson -o u.geojson", look: "cat u.geojson",
      finds: [#""n": 0.12345678901234568"#]),
    Trap(
      name: "Codes of a CSV that look like numbers stay as they are",
      files: ["p.csv": "lon,lat,code,price\n121,31,1e5,1.50\n121,31,1.10,2.25\n121,31,1.1,3.00\n"],
      command: "convert p.csv -o u.geojson", look: "cat u.geojson",
      finds: [#""code": "1e5""#, #""code": "1.10""#, #""price": 1.5"#]),
    Trap(
      name: "A layer of which nothing is wanted is a whole Shapefile all the same",
      files: ["a.geojson": collection(polygon("[[0,0],[1,1],[0,1],[0,0]]"))],
      command: "convert a.geojson -o u.shp --limit 0", look: "ogrinfo -so -al u.shp",
      finds: ["Geometry: Polygon", "Feature Count: 0"]),
    Trap(
      name: "A table that is an input is not replaced by one that is written",
      files: ["a.geojson": collection(point(#""n":7"#))],
      first: ["ogr2ogr t.shp a.geojson", "rm t.shp t.shx"],
      command: "convert t.dbf -o t.shp --overwrite", code: 64, says: ["only a table"]),
    Trap(
      name: "Heights are neither lost nor made up by adding",
      files: [
        "a.geojson": collection(point("")), "b.geojson": collection(point("", "109,34,55.5")),
      ], first: ["ogr2ogr u.shp a.geojson"], command: "convert b.geojson -o u.shp --append",
      code: 65, says: ["heights"]),
    Trap(
      name: "Adding to SQLite counts only what is new, and looks at that layer alone",
      files: [
        "a.geojson": collection(point(#""v":1"#)), "b.geojson": collection(point(#""v":2"#)),
      ],
      first: [
        "ogr2ogr -f SQLite u.sqlite a.geojson -nln other",
        "ogr2ogr -update u.sqlite a.geojson -nln a",
      ],
      command: "convert b.geojson -o u.sqlite --append --name a", says: ["1 read, 1 written"],
      look: "ogrinfo -so u.sqlite a", finds: ["Feature Count: 2"]),
    Trap(
      name: "Numbers are not rounded by adding",
      files: [
        "a.geojson": collection(point(#""v":3.14159265"#)), "w.csv": "x,y,v\n1,2,3.14\n",
        "w.csvt": "Real,Real,Real(6.2)\n",
      ],
      first: [
        "ogr2ogr u.shp w.csv -oo X_POSSIBLE_NAMES=x -oo Y_POSSIBLE_NAMES=y -a_srs EPSG:4326 -select v"
      ], command: "convert a.geojson -o u.shp --append", code: 65, says: ["would round"]),
    Trap(
      name: "Nothing is added to a CSV that keeps coordinates in columns",
      files: ["a.geojson": collection(point(#""v":1"#)), "c.csv": "X,Y,v\n1,2,3\n"],
      command: "convert a.geojson -o c.csv --append", code: 64, says: ["coordinates in columns"]),
    Trap(
      name: "A spreadsheet has no place for geometry",
      files: ["a.geojson": collection(point(#""v":1"#))], command: "convert a.geojson -o u.xlsx",
      code: 65, says: ["no place for geometry"]),
    Trap(
      name: "Every text that GBK cannot write is found, not only the first",
      files: [
        "a.geojson": collection(point(#""n":"🏙""#), point(#""n":"é🏠""#), point(#""n":"甲""#))
      ], command: "convert a.geojson -o u.shp --output-encoding GBK", code: 65,
      says: ["2 different texts"]),
    Trap(
      name: "A negative value is an option's value", files: ["p.csv": "lon,lat\n-5,4\n5,4\n"],
      command: "convert p.csv -o u.csv --extent -10,0,0,10", says: ["2 read, 1 written"]),
    Trap(
      name: "A VRT reads no other file", files: ["p.csv": "lon,lat\n1,2\n", "v.vrt": vrt],
      command: "convert v.vrt -o u.gpkg", code: 66, says: ["v.vrt", "--allow-remote"], look: "ls",
      finds: ["v.vrt"],
      lacks: ["u.gpkg"]),
    Trap(
      name: "A VRT reads other files where that is allowed",
      files: ["p.csv": "lon,lat\n1,2\n", "v.vrt": vrt],
      command: "convert v.vrt -o u.gpkg --allow-remote", look: "ogrinfo -al u.gpkg",
      finds: ["POINT (1 2)"]),
    Trap(
      name: "What lies beyond this machine is not reached",
      command: "convert http://127.0.0.1:9/a.geojson -o u.gpkg", code: 64, says: ["--allow-remote"]),
    Trap(
      name: "An entity bomb takes no memory", files: ["b.osm": bomb],
      command: "convert b.osm --layer points -o u.gpkg", code: 65, says: ["b.osm"]),
  ]

  private static let vrt = """
    <OGRVRTDataSource><OGRVRTLayer name="p"><SrcDataSource relativeToVRT="1">p.csv</SrcDataSource>
    <GeometryType>wkbPoint</GeometryType><LayerSRS>EPSG:4326</LayerSRS>
    <GeometryField encoding="PointFromColumns" x="lon" y="lat"/></OGRVRTLayer></OGRVRTDataSource>
    """

  private static let bomb: String = {
    let names = Array("abcdefghij").map(String.init)
    let entities = zip(names, names.dropFirst()).map { before, name in
      "<!ENTITY \(name) \"\(String(repeating: "&\(before);", count: 10))\">"
    }
    return
      "<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY a \"\(String(repeating: "x", count: 50))\">"
      + entities.joined()
      + "]><osm version=\"0.6\"><node id=\"1\" lat=\"1\" lon=\"1\"><tag k=\"shop\" v=\"&j;\"/></node></osm>"
  }()

  private static let pbf = [UInt8](
    FileManager.default.contents(atPath: root.appending(path: "fixtures/map.osm.pbf").path())
      ?? Data())
}

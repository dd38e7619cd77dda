import Foundation

extension TrapTests {
  /// Siblings of the traps of positions: systems that resemble one of the registry, other units and
  /// meridians, shapes over 180°, operations between datums, and columns of positions under other names.
  ///
  /// What is right is by PROJ 9.1 (cs2cs, and `ogr2ogr -t_srs`), by pyproj with always_xy
  /// (`get_last_used_operation` for operations), and by pandas for tables.
  static let placeTwinTraps: [Trap] =
    twinSystemTraps + impossiblePlaceTraps + overTraps + operationTraps + columnNameTraps
    + columnValueTraps + separatorTraps

  private static func mercator(middle: Int = 0, east: Int = 0, north: Int = 0) -> String {
    #"PROJCS["WGS_1984_Web_Mercator_Auxiliary_Sphere",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Mercator_Auxiliary_Sphere"],PARAMETER["False_Easting",\#(east).0],PARAMETER["False_Northing",\#(north).0],PARAMETER["Central_Meridian",\#(middle).0],PARAMETER["Standard_Parallel_1",0.0],PARAMETER["Auxiliary_Sphere_Type",0.0],UNIT["Meter",1.0]]"#
  }

  private static func gauss(easting: String, unit: String) -> String {
    #"PROJCS["CGCS2000_3_Degree_GK_CM_114E",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",\#(easting)],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",114.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT[\#(unit)]]"#
  }

  private static let toShape = "ogr2ogr p.shp p.csv -oo X_POSSIBLE_NAMES=x -oo Y_POSSIBLE_NAMES=y"

  private static func twin(_ name: String, _ text: String, _ point: String, _ found: String) -> Trap
  {
    Trap(
      name: "A .prj that resembles one of the registry: \(name)",
      files: ["p.csv": "x,y\n\(point)\n", "g.prj": text], first: [toShape, "cp g.prj p.prj"],
      command: "reproject p.shp --to EPSG:4326 -o u.csv", look: "cat u.csv", finds: [found])
  }

  private static let twinSystemTraps: [Trap] = [
    twin("Web Mercator around 100° E", mercator(middle: 100), "0,4000000", "\n100,33.78523007"),
    twin(
      "Web Mercator with a false easting", mercator(east: 500_000), "1000000,4000000",
      "\n4.4915764205"),
    twin(
      "Web Mercator with a false northing", mercator(north: 500_000), "1000000,4000000",
      "\n8.983152841195214,29.97237965"),
    twin("Web Mercator itself", mercator(), "1000000,4000000", ",33.78523007"),
    twin(
      "Gauss–Krüger in kilometres", gauss(easting: "500.0", unit: #""Kilometer",1000.0"#),
      "529.251846,3385.891496", "\n114.30499"),
    twin(
      "Gauss–Krüger in feet", gauss(easting: "1640419.947506562", unit: #""Foot",0.3048"#),
      "1736390.571,11108567.245", "\n114.30499"),
    twin(
      "Gauss–Krüger in centimetres", gauss(easting: "50000000.0", unit: #""Centimeter",0.01"#),
      "52925184.6,338589149.6", "\n114.30499"),
    Trap(
      name: "Kilometres are written as they are",
      files: [
        "p.csv": "lon,lat\n114.305,30.593\n",
        "g.prj": gauss(easting: "500.0", unit: #""Kilometer",1000.0"#),
      ], command: "reproject p.csv --to g.prj -o u.csv", look: "cat u.csv",
      finds: ["\n529.2518460", ",3385.891496"]),
    Trap(
      name: "A GeoPackage keeps the meridian of another Web Mercator",
      files: ["p.csv": "x,y\n0,4000000\n", "g.prj": mercator(middle: 100)],
      command: "convert p.csv --from g.prj -o u.gpkg",
      look: "ogr2ogr -f CSV /vsistdout/ u.gpkg -t_srs EPSG:4326 -lco GEOMETRY=AS_XY",
      finds: ["\n100"]),
    Trap(
      name: "One that GDAL wrote under the name of EPSG:3857 is read by its parameters",
      files: ["p.csv": "x,y\n0,4000000\n", "g.prj": mercator(middle: 100)],
      first: [toShape, "cp g.prj p.prj", "ogr2ogr p.gpkg p.shp"],
      command: "reproject p.gpkg --to EPSG:4326 -o u.csv", look: "cat u.csv", finds: ["\n100"]),
    Trap(
      name: "Degrees from Ferro are no degrees from Greenwich",
      files: ["p.csv": "lon,lat\n32.5,50\n"],
      command: "reproject p.csv --from EPSG:4818 -o u.csv",
      says: ["UTM zone 33N", "S-JTSK to WGS 84 (5)"], look: "cat u.csv",
      finds: ["\n487973.2923", ",5538559.814"]),
    Trap(
      name: "Grads from Paris", files: ["p.csv": "lon,lat\n0.1,52.1\n"],
      command: "bin p.csv --from EPSG:4807 -o u.tif", says: ["UTM zone 31N", "1 read, 1 counted"]),
    foreignProjection("EPSG:4547"),
    foreignProjection("+proj=tmerc +lon_0=114 +x_0=500000 +ellps=GRS80 +units=m +no_defs"),
    foreignProjection(
      #"PROJCRS["x",BASEGEOGCRS["y",DATUM["China 2000",ELLIPSOID["CGCS2000",6378137,298.257222101]]],CONVERSION["z",METHOD["Transverse Mercator"],PARAMETER["Latitude of natural origin",0],PARAMETER["Longitude of natural origin",114],PARAMETER["Scale factor at natural origin",1],PARAMETER["False easting",500000],PARAMETER["False northing",0]],CS[Cartesian,2],AXIS["(E)",east],AXIS["(N)",north],LENGTHUNIT["metre",1]]"#
    ),
    Trap(
      name: "A .prj that is cut is said to be that",
      files: ["p.csv": "x,y\n529251.8,3385891.5\n", "g.prj": #"PROJCS["CGCS2000_3_Deg"#],
      first: [toShape, "cp g.prj p.prj"], command: "reproject p.shp -o u.gpkg", code: 65,
      says: ["its .prj names no coordinate system that is known", "--from"]),
  ]

  private static func foreignProjection(_ text: String) -> Trap {
    Trap(
      name: "A .prj that is not in ESRI's WKT: \(text.prefix(8))",
      files: ["p.csv": "x,y\n529251.8,3385891.5\n", "g.prj": text],
      first: [toShape, "cp g.prj p.prj"], command: "reproject p.shp --to EPSG:4326 -o u.csv",
      look: "cat u.csv", finds: ["\n114.30499", ",30.59300"])
  }

  private static let impossiblePlaceTraps: [Trap] = [
    Trap(
      name: "Eastings beyond the edge of Web Mercator do not wrap round, and show their zone",
      files: ["p.csv": "x,y\n39440136,4418660\n"],
      command: "bin p.csv --from EPSG:3857 -o u.tif", code: 65,
      says: ["beyond the edge", "zone number 39", "--from EPSG:4527"]),
    Trap(
      name: "A little beyond it is told", files: ["p.csv": "x,y\n20000000,0\n20100000,0\n"],
      command: "convert p.csv --from EPSG:3857 -o u.gpkg",
      says: ["20100000 lie beyond the edge", "on the other side"]),
    Trap(
      name: "A latitude of 109.5 among others is told by convert",
      files: ["p.csv": "lon,lat\n109.5,34.5\n34.5,109.5\n"], command: "convert p.csv -o u.gpkg",
      says: ["latitudes reach to 109.5", "2 read, 2 written"]),
    Trap(
      name: "Metres among degrees by info",
      files: ["p.csv": "lon,lat\n109.5,34.5\n362289,3818618\n"],
      command: "info p.csv", says: ["latitudes reach to 3818618 and longitudes reach to 362289"]),
    Trap(
      name: "A latitude of 91, as a GPX of another program has it",
      files: [
        "p.gpx":
          #"<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1"><wpt lat="91" lon="10"/><wpt lat="60" lon="10"/></gpx>"#
      ], command: "convert p.gpx --layer waypoints -o u.gpkg", says: ["latitudes reach to 91"]),
    Trap(
      name: "Feet called metres, with the system in feet of the registry",
      files: ["p.csv": "x,y\n984250,194305.34\n1011936.49,230754.37\n"],
      command: "bin p.csv --from EPSG:32118 -o u.tif", code: 65,
      says: ["look like feet", "74° W, 40.7° N", "--from EPSG:2263"]),
    Trap(
      name: "Feet in a system that has no sibling in feet",
      files: ["p.csv": "x,y\n1421727.391,1277421.029\n"],
      command: "reproject p.csv --from EPSG:27700 -o u.gpkg", code: 65,
      says: ["look like feet", "1.5° W, 53.4° N", "one in feet"]),
    Trap(
      name: "Metres called feet", files: ["p.csv": "x,y\n300000,59224.386\n"],
      command: "bin p.csv --from EPSG:2263 -o u.tif", code: 65,
      says: ["look like metres", "--from EPSG:32118"]),
    Trap(
      name: "Who names a system is not told to name one",
      files: ["p.csv": "x,y\n529251.8,3385891.5\n"],
      command: "bin p.csv --from EPSG:4490 -o u.tif", code: 65,
      says: ["EPSG:4490 cannot be their system"]),
    Trap(
      name: "A map of exchanged positions says why there is none",
      files: ["p.csv": "x,y\n3818618.4,362289.4\n"],
      command: "map p.csv --from EPSG:32649 -o u.png", code: 65,
      says: ["easting and northing look exchanged", "EPSG:32649:yx"]),
    Trap(
      name: "A map of metres that are called degrees",
      files: ["p.csv": "lon,lat\n362289.4,3818618.4\n"],
      command: "map p.csv -o u.png", code: 65, says: ["look like metres"]),
  ]

  private static let beyond = "[[177,-19],[183,-19],[183,-16],[177,-16],[177,-19]]"

  private static let overTraps: [Trap] = [
    Trap(
      name: "Longitudes that go on beyond 180° are cut there, though the system stays",
      files: ["a.geojson": collection(polygon(beyond))],
      command: "reproject a.geojson --to EPSG:4326 -o u.geojson",
      says: ["1 shape cut at 180° of longitude"],
      look:
        "ogrinfo -q u.geojson -dialect sqlite -sql \"select ST_NumGeometries(geometry) n, ST_Area(geometry) a, st_isvalid(geometry) v, ST_MinX(geometry) x from u\"",
      finds: ["n (Integer) = 2", "a (Real) = 18", "v (Integer) = 1", "x (Real) = -180"]),
    Trap(
      name: "Unless nothing is to be moved", files: ["a.geojson": collection(polygon(beyond))],
      command: "convert a.geojson -o u.geojson", look: "cat u.geojson", finds: ["183.0, -19.0"]),
    Trap(
      name: "In KML, which holds no others, they are always",
      files: [
        "a.geojson": collection(
          polygon(beyond), point("", "182,-17"),
          polygon("[[181,-19],[182,-19],[182,-18],[181,-19]]"))
      ], command: "convert a.geojson -o u.kml", says: ["3 read, 3 written"], look: "cat u.kml",
      finds: ["-180,-16", "<Point><coordinates>-178,-17", "-179,-19"], lacks: ["183", "181"]),
    Trap(
      name: "Points beyond 180° are in the zones of the other side",
      files: [
        "p.csv": "lon,lat\n178,-17\n180.1,-17.5\n182.5,-16.5\n",
        "z.geojson": collection(
          polygon("[[177,-19],[180,-19],[180,-16],[177,-16],[177,-19]]"),
          polygon("[[-180,-19],[-177,-19],[-177,-16],[-180,-16],[-180,-19]]")),
      ], command: "bin p.csv --zones z.geojson -o u.csv", says: ["3 read, 3 counted"]),
    Trap(
      name: "A box of 340° is as wide as it was drawn",
      files: [
        "a.geojson": collection(
          polygon("[[-170,-60],[170,-60],[170,60],[-170,60],[-170,-60]]"))
      ], command: "fishnet --within a.geojson --to EPSG:3857 --cell 1000km -o u.gpkg",
      look: "ogrinfo -so -al u.gpkg", finds: ["Extent: (-19000000", ") - (19000000"],
      lacks: ["20000000"]),
    Trap(
      name: "No place is beyond the area of the whole world",
      files: ["p.csv": "lon,lat\n178,-17\n182.5,-16.5\n"],
      command: "convert p.csv -o u.gpkg", look: "ls", finds: ["u.gpkg"]),
    Trap(
      name: "An edge from 177° to −177° leads over 180°",
      files: [
        "p.csv": "lon,lat\n178,-17\n180.1,-17.5\n-178,-17\n",
        "a.geojson": collection(
          polygon("[[177,-19],[-177,-19],[-177,-16],[177,-16],[177,-19]]")),
      ], command: "bin p.csv --within a.geojson --cell 10km -o u.tif", says: ["3 read, 3 counted"]),
    Trap(
      name: "What lies round a pole has no place in a UTM zone",
      files: [
        "a.geojson": collection(polygon("[[-180,80],[180,80],[180,90],[-180,90],[-180,80]]"))
      ], command: "fishnet --within a.geojson --cell 100km -o u.gpkg", code: 65,
      says: ["a.geojson: nothing of it lies in WGS 84 / UTM", "--to"]),
  ]

  private static let operationTraps: [Trap] = [
    Trap(
      name: "The operation named is the one that PROJ takes",
      files: ["p.csv": "x,y\n7500114.643,5763444.191\n"],
      command: "reproject p.csv --from EPSG:28407 --to EPSG:4326 -o u.csv",
      says: ["Pulkovo 1942 to WGS 84 (20), to 3 m"]),
    Trap(
      name: "Where it makes no shift, none is named", files: ["p.csv": "lon,lat\n104.195,35.13\n"],
      command: "reproject p.csv --from EPSG:4214 --to EPSG:4326 -o u.csv",
      says: ["none is made", "by Ballpark geographic offset", "accuracy unknown"]),
    Trap(
      name: "A shift that is known for a part of a layer only is told as that",
      files: ["p.csv": "lon,lat\n116.3,39.9\n108.9,38\n104,35\n83,40\n"],
      command: "reproject p.csv --from EPSG:4214 --to EPSG:4326 -o u.csv",
      says: ["known for a part of this extent only", "positions jump"]),
  ]
}

import Foundation

extension TrapTests {
  /// Traps of positions in the wrong place.
  ///
  /// What is right is what pyproj (always_xy) finds of the same
  /// numbers: 114.305, 30.593 for 529251.8, 3385891.5 in EPSG:4547; `pyproj.Proj(2154).get_factors(3, 56)`
  /// for scales, `pyproj.Geod` for lengths; and what ogr2ogr cuts at 180°.
  static let placeTraps: [Trap] = misplacedTraps + shiftTraps + edgeTraps

  private static let misplacedTraps: [Trap] = [
    Trap(
      name: "Northing and easting exchanged, with the option that mends it",
      files: ["p.csv": "name,X,Y\nA,3385891.5,529251.8\nB,3386891.5,530251.8\n"],
      command: "reproject p.csv --from EPSG:4547 --to EPSG:4326 -o u.csv", code: 65,
      says: ["24° outside", "look exchanged (exchanged: 114.305° E, 30.593° N)", "EPSG:4547:yx"]),
    Trap(
      name: "Northing and easting exchanged are told by bin too",
      files: ["p.csv": "name,X,Y\nA,3385891.5,529251.8\n"],
      command: "bin p.csv --from EPSG:4547 -o u.tif", code: 65,
      says: ["easting and northing look exchanged"]),
    Trap(
      name: "By a .prj as by a code",
      files: ["p.csv": "x,y\n3385891.5,529251.8\n", "g.prj": gauss],
      command: "reproject p.csv --from g.prj --to EPSG:4326 -o u.csv", code: 65,
      says: ["(EPSG:4547)", "look exchanged", "--from g.prj:yx"]),
    Trap(
      name: "By the .prj of a Shapefile, which names no code",
      files: ["p.csv": "x,y\n3385891.5,529251.8\n", "g.prj": gauss],
      first: [
        "ogr2ogr p.shp p.csv -oo X_POSSIBLE_NAMES=x -oo Y_POSSIBLE_NAMES=y", "cp g.prj p.prj",
      ], command: "fishnet p.shp --cell 1km -o u.gpkg", code: 65,
      says: ["look exchanged", "--from yx"]),
    Trap(
      name: "In the other order they are read so, and that is said",
      files: ["p.csv": "name,X,Y\nA,3385891.5,529251.8\n"],
      command: "reproject p.csv --from EPSG:4547:yx --to EPSG:4326 -o u.csv",
      says: ["first coordinate is taken as the northing"], look: "cat u.csv",
      finds: ["114.30499", ",30.59300"]),
    Trap(
      name: "Latitude before longitude in a GeoJSON",
      files: ["a.geojson": collection(point("", "30.593,114.305"))],
      command: "bin a.geojson -o u.tif", code: 65,
      says: ["longitude and latitude look exchanged", "--from yx"]),
    Trap(
      name: "A GeoJSON in the other order is read so",
      files: ["a.geojson": collection(point("", "30.593,114.305"))],
      command: "convert a.geojson --from yx -o u.csv", look: "cat u.csv", finds: ["114.305,30.593"]
    ),
    Trap(
      name: "Exchanged longitudes that could be latitudes are told by the area of their system",
      files: ["p.csv": "lon,lat\n43.8,87.6\n"], command: "bin p.csv --from EPSG:4490 -o u.tif",
      code: 65, says: ["look exchanged", "EPSG:4490:yx"]),
    Trap(
      name: "Or by that of the system to move to", files: ["p.csv": "lon,lat\n47.1,2.3\n"],
      command: "reproject p.csv --to EPSG:2154 -o u.gpkg", code: 65,
      says: ["longitude and latitude look exchanged"]),
    Trap(
      name: "Degrees called metres", files: ["p.csv": "x,y\n114.305,30.593\n114.4,30.7\n"],
      command: "bin p.csv --from EPSG:4547 -o u.tif", code: 65,
      says: ["look like degrees", "--from EPSG:4326"]),
    Trap(
      name: "Degrees called Web Mercator, where they would lie beside (0, 0)",
      files: ["p.csv": "x,y\n114.305,30.593\n"],
      command: "reproject p.csv --from EPSG:3857 --to EPSG:4326 -o u.csv",
      says: ["look like degrees"]),
    Trap(
      name: "Metres called degrees", files: ["p.csv": "lon,lat\n529251.8,3385891.5\n"],
      command: "bin p.csv -o u.tif", code: 65, says: ["look like metres", "--from"]),
    Trap(
      name: "Metres called degrees, with the number of a zone of 6°",
      files: ["p.csv": "lon,lat\n19529251.8,3385891.5\n"],
      command: "reproject p.csv --from EPSG:4610 --to EPSG:4326 -o u.csv", code: 65,
      says: ["zone number 19", "EPSG:2333"]),
    Trap(
      name: "Eastings that begin with the number of their zone",
      files: ["p.csv": "x,y\n38529251.846,3385891.496\n", "g.prj": gauss],
      first: [
        "ogr2ogr p.shp p.csv -oo X_POSSIBLE_NAMES=x -oo Y_POSSIBLE_NAMES=y", "cp g.prj p.prj",
      ], command: "reproject p.shp -o u.gpkg", code: 65,
      says: ["begin with the zone number 38", "--from EPSG:4526"]),
    Trap(
      name: "Eastings with the number of another zone than the system's, 6° wide, by bin",
      files: ["p.csv": "x,y\n20529251.8,3385891.5\n"],
      command: "bin p.csv --from EPSG:21459 -o u.tif", code: 65,
      says: ["zone number 20", "--from EPSG:21420"]),
    Trap(
      name: "Eastings without the number of the zone that the system has",
      files: ["p.csv": "x,y\n529251.8,3385891.5\n"],
      command: "cluster p.csv --from EPSG:4526 -k 1 --points u.gpkg", code: 65,
      says: ["lack the zone number", "--from EPSG:4547"]),
    Trap(
      name: "Exchanged and with the number of the zone",
      files: ["p.csv": "x,y\n3385891.5,38529251.8\n"],
      command: "reproject p.csv --from EPSG:4547 -o u.gpkg", code: 65,
      says: ["zone number 38", "look exchanged", "--from EPSG:4526:yx"]),
    Trap(
      name: "A study area with exchanged coordinates",
      files: [
        "p.csv": "lon,lat\n109.5,34.5\n",
        "a.geojson": collection(polygon("[[34,109],[35,109],[35,110],[34,109]]")),
      ], command: "bin p.csv --within a.geojson -o u.tif", code: 65,
      says: ["look exchanged", "--within-from yx"]),
    Trap(
      name: "Some positions far outside of the area of their own system",
      files: ["p.csv": "x,y\n529251.8,3385891.5\n529251.8,885891.5\n"],
      command: "convert p.csv --from EPSG:4547 -o u.gpkg",
      says: ["14° outside the area that CGCS2000"]),
    Trap(
      name: "A zone beside 180° reaches across, and nothing is wrong",
      files: ["p.csv": "x,y\n780000,8100000\n880000,8100000\n"],
      command: "bin p.csv --from EPSG:32760 --to EPSG:32760 -o u.tif", says: ["2 read, 2 counted"],
      look: "ls", finds: ["u.tif"]),
    Trap(
      name: "What info finds of them", files: ["p.csv": "x,y\n3385891.5,529251.8\n"],
      command: "info p.csv --from EPSG:4547", says: ["look exchanged", "EPSG:4547:yx"]),
    Trap(
      name: "Zones of 3° elsewhere", files: ["p.csv": "x,y\n3500000,5500000\n"],
      command: "reproject p.csv --from EPSG:31466 --to EPSG:4326 -o u.csv", code: 65,
      says: ["zone number 3", "--from EPSG:31467"]),
    Trap(
      name: "A folder job tells the zone of each file",
      files: ["a.csv": "lon,lat\n109.5,34.5\n", "b.csv": "lon,lat\n115.5,34.5\n"],
      first: ["mkdir in", "mv a.csv b.csv in"],
      command: "reproject in --out u --format gpkg",
      says: [
        "in/a.csv: moved to WGS 84 / UTM zone 49N (EPSG:32649)",
        "in/b.csv: moved to WGS 84 / UTM zone 50N",
      ]),
    Trap(
      name: "Fields of Amap are told to be in GCJ-02 by every command",
      files: ["p.csv": "lon,lat,typecode,adcode\n114.3,30.6,050000,420100\n"],
      command: "convert p.csv -o u.gpkg", says: ["GCJ-02", "--from gcj02"]),
    Trap(
      name: "A file that is called BD-09", files: ["poi_bd09.csv": "lon,lat\n114.3,30.6\n"],
      command: "bin poi_bd09.csv -o u.tif", says: ["BD-09", "--from bd09"]),
    Trap(
      name: "A PROJ string without +type=crs is a system",
      files: ["p.csv": "x,y\n529251.8,3385891.5\n"],
      command:
        "reproject p.csv --from \"+proj=tmerc +lon_0=114 +x_0=500000 +ellps=GRS80 +units=m +no_defs\" --to EPSG:4326 -o u.csv",
      look: "cat u.csv", finds: ["114.30499", ",30.59300"]),
    Trap(
      name: "An old PROJ string of a code is a system too",
      files: ["p.csv": "lon,lat\n114.305,30.593\n"],
      command: "reproject p.csv --to +init=epsg:4547 -o u.csv", look: "cat u.csv",
      finds: ["529251.8", ",3385891.49"]),
  ]

  private static let shiftTraps: [Trap] = [
    Trap(
      name: "A datum whose shift is not known, by bin",
      files: ["p.csv": "x,y\n38529252.3,3385951.7\n"],
      command: "bin p.csv --from EPSG:2414 -o u.tif",
      says: ["no shift from Beijing 1954 to WGS 84 is known", "about 100 m"]),
    Trap(
      name: "Xian 1980 as well, by reproject", files: ["p.csv": "lon,lat\n114.3,30.6\n"],
      command: "reproject p.csv --from EPSG:4610 --to EPSG:4490 -o u.gpkg",
      says: ["no shift from Xian 1980 to China Geodetic Coordinate System 2000"]),
    Trap(
      name: "By cluster", files: ["p.csv": "lon,lat\n114.3,30.6\n114.4,30.6\n"],
      command: "cluster p.csv --from EPSG:4214 -k 2 --points u.gpkg",
      says: ["no shift from Beijing 1954"]),
    Trap(
      name: "By fishnet", files: ["p.csv": "lon,lat\n114.3,30.6\n114.4,30.6\n"],
      command: "fishnet p.csv --from EPSG:4610 --cell 1km -o u.gpkg",
      says: ["no shift from Xian 1980"]),
    Trap(
      name: "Of a study area",
      files: [
        "p.csv": "lon,lat\n109.6,34.3\n",
        "a.geojson": collection(polygon("[[109,34],[110,34],[110,35],[109,34]]")),
      ], command: "bin p.csv --within a.geojson --within-from EPSG:4214 -o u.tif",
      says: ["a.geojson: a shift from Beijing 1954 to WGS 84 is known for a part"]),
    Trap(
      name: "A shift that the user gives is made",
      files: ["p.csv": "lon,lat\n114.3,30.6\n"],
      command:
        "reproject p.csv --from \"+proj=longlat +ellps=krass +towgs84=15.8,-154.4,-82.3\" --to EPSG:4326 -o u.csv",
      look: "cat u.csv", finds: ["114.30051"], lacks: ["114.3,30.6,114.3,30.6"]),
    Trap(
      name: "The scale is that of the extreme", files: ["p.csv": "id,lon,lat\n1,3,43\n2,3,56\n"],
      command: "reproject p.csv --to EPSG:2154 -o u.gpkg", says: ["1.38 % too long"]),
    Trap(
      name: "The scale of Web Mercator at latitude 89",
      files: ["p.csv": "id,lon,lat\n1,3,43\n2,3,89\n"],
      command: "reproject p.csv --to EPSG:3857 -o u.gpkg", says: ["5,630 % too long"]),
    Trap(
      name: "Lengths in Web Mercator are twice those on the ground at 60° N",
      files: ["a.geojson": collection(line("[10,60],[10.2,60]"))],
      command: "bin a.geojson --measure length --to EPSG:3857 --cell 1km --cells u.csv",
      says: ["are 2 times those on the ground", "--to utm"]),
    Trap(
      name: "So are cells of a fishnet",
      files: [
        "a.geojson": collection(polygon("[[10,60],[10.05,60],[10.05,60.02],[10,60.02],[10,60]]"))
      ], command: "fishnet --within a.geojson --to EPSG:3857 --cell 1km -o u.csv",
      says: ["are 2 times those on the ground"]),
    Trap(
      name: "And cells of counts", files: ["p.csv": "lon,lat\n10,60\n"],
      command: "bin p.csv --to EPSG:3857 -o u.tif", says: ["2 times those on the ground"]),
    Trap(
      name: "From the equator to 60° N it is a range", files: ["p.csv": "lon,lat\n10,0\n10,60\n"],
      command: "bin p.csv --to EPSG:3857 --cell 100km -o u.tif",
      says: ["1 to 2", "times those on the ground"]),
  ]

  private static let edgeTraps: [Trap] = [
    Trap(
      name: "Long edges of a study area follow their parallel",
      files: [
        "p.csv": "lon,lat\n108,34.01\n107.5,34.02\n108.5,34.015\n108,35\n106,34.005\n110,35.9\n",
        "a.geojson": collection(
          polygon("[[105,34],[111,34],[111,36],[105,36],[105,34]]")),
      ], command: "bin p.csv --within a.geojson -o u.tif", says: ["6 read, 6 counted"]),
    Trap(
      name: "So do those of zones that are moved",
      files: [
        "p.csv": "lon,lat\n108,34.01\n108,33.99\n",
        "a.geojson": collection(
          polygon("[[105,34],[111,34],[111,36],[105,36],[105,34]]")),
      ], command: "bin p.csv --zones a.geojson --to EPSG:32648 -o u.csv",
      says: ["2 read, 1 counted"]),
    Trap(
      name: "And those of areas whose coverage is summed",
      files: [
        "a.geojson": collection(
          polygon("[[105,34],[111,34],[111,36],[105,36],[105,34]]")),
        "s.geojson": collection(
          polygon("[[107.9,34.001],[108,34.001],[108,34.01],[107.9,34.01],[107.9,34.001]]")),
      ], command: "bin a.geojson --measure coverage --within s.geojson --cell 1km -o u.tif",
      says: ["1 read, 1 counted"]),
    Trap(
      name: "A polygon across 180° is cut there", files: ["a.geojson": across(rectangle)],
      command: "reproject a.geojson --to EPSG:4326 -o u.geojson",
      says: ["1 shape cut at 180° of longitude"],
      look:
        "ogrinfo -q u.geojson -dialect sqlite -sql \"select ST_NumGeometries(geometry) n, round(ST_Area(geometry),3) a, st_isvalid(geometry) v from u\"",
      finds: ["n (Integer) = 2", "a (Real) = 0.423", "v (Integer) = 1"]),
    Trap(
      name: "A Shapefile's too, whose table stays as it is",
      files: ["a.geojson": across(rectangle)],
      first: ["ogr2ogr a.shp a.geojson"], command: "reproject a.shp --to EPSG:4326 -o u.shp",
      look: "ogrinfo -al u.shp", finds: ["MULTIPOLYGON (((179.6", ")),((-179.4", "-180 "]),
    Trap(
      name: "A line across 180° is cut there, and goes into a layer of lines",
      files: ["a.geojson": across(crossing)],
      command: "convert a.geojson --to EPSG:4326 -o u.gpkg", look: "ogrinfo -al u.gpkg",
      finds: ["Geometry: Multi Line String", "180", "-180 -17.16198"]),
    Trap(
      name: "In KML as well", files: ["a.geojson": across(crossing)],
      command: "convert a.geojson -o u.kml", says: ["cut at 180°"], look: "cat u.kml",
      finds: ["MultiGeometry"]),
    Trap(
      name: "An area round a pole is closed along the edge of the map",
      files: [
        "a.geojson":
          #"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:3031"}},"features":[{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[-1e6,-1e6],[1e6,-1e6],[1e6,1e6],[-1e6,1e6],[-1e6,-1e6]]]}}]}"#
      ], command: "reproject a.geojson --to EPSG:4326 -o u.geojson",
      look:
        "ogrinfo -q u.geojson -dialect sqlite -sql \"select st_isvalid(geometry) v, round(ST_MaxX(geometry)-ST_MinX(geometry)) w, ST_MinY(geometry) s from u\"",
      finds: ["v (Integer) = 1", "w (Real) = 360", "s (Real) = -90"]),
    Trap(
      name: "The border of a study area belongs to its cells, and there are none beyond",
      files: [
        "p.csv":
          "x,y\n303000,3831000\n302000,3832000\n300000,3830000\n303000,3832000\n301500,3831500\n",
        "a.geojson":
          #"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:32649"}},"features":[{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[303000,3830000],[303000,3832000],[300000,3832000],[300000,3830000],[303000,3830000]]]}}]}"#,
      ], command: "bin p.csv --from 32649 --to 32649 --within a.geojson --cell 1km -o u.tif",
      says: ["5 read, 5 counted", "3 columns and 2 rows"], look: "gdalinfo u.tif",
      finds: ["Size is 3, 2"]),
  ]

  /// CGCS2000 in ESRI's WKT, without a code.
  private static let gauss =
    #"PROJCS["CGCS2000_3_Degree_GK_CM_114E",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",114.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]"#

  private static let rectangle =
    #"{"type":"Polygon","coordinates":[[[780000,8100000],[880000,8100000],[880000,8150000],[780000,8150000],[780000,8100000]]]}"#
  private static let crossing =
    #"{"type":"LineString","coordinates":[[780000,8100000],[880000,8100000]]}"#

  private static func across(_ geometry: String) -> String {
    #"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:32760"}},"features":[{"type":"Feature","properties":{"n":1},"geometry":\#(geometry)}]}"#
  }

  private static func line(_ positions: String) -> String {
    #"{"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[\#(positions)]}}"#
  }
}

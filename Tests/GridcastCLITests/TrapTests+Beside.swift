import Foundation

extension TrapTests {
  /// Traps of the files that lie beside an input, of what comes through standard input, and of places that
  /// a map can hold though it is not made for them.
  ///
  /// What is right is by PROJ 9.1 (`echo "34 105.6" | cs2cs -f %.4f EPSG:4326 EPSG:4547` gives 3795652.0677
  /// -277078.1006), by gdalinfo, and by ogrinfo of what is written.
  static let besideTraps: [Trap] =
    sideFileTraps + reachTraps + mixtureTraps + edgeOfMapTraps + pipeTraps

  private static let png = "gdal_translate -q -of PNG -ot Byte a.asc p.png"
  private static let tif = "gdal_translate -q -a_srs EPSG:32649 -ot Byte a.asc a.tif"
  private static let grid =
    "ncols 2\nnrows 2\nxllcorner 300000\nyllcorner 3800000\ncellsize 1000\n1 2\n3 4\n"
  private static let shape =
    "ogr2ogr s.shp p.csv -oo X_POSSIBLE_NAMES=lon -oo Y_POSSIBLE_NAMES=lat -a_srs EPSG:4326"
  private static let one = "lon,lat,n\n109.5,34.5,1\n"

  private static let sideFileTraps: [Trap] = [
    Trap(
      name: "A world file that is a page of the web",
      files: ["a.asc": grid, "p.pgw": "<html>404</html>"],
      first: [png, "rm -f p.png.aux.xml"], command: "convert p.png --from EPSG:32649 -o o.tif",
      code: 65,
      says: ["where it lies, as the .pgw beside it cannot be read: it does not hold six numbers"]),
    Trap(
      name: "A folder in the place of a world file", files: ["a.asc": grid],
      first: [png, "rm -f p.png.aux.xml", "mkdir p.pgw"], command: "map p.png -o o.png", code: 65,
      says: ["the .pgw beside it cannot be read: it is a folder"]),
    Trap(
      name: "One that nothing depends on is told", files: ["a.asc": grid, "a.tfw": "x"],
      first: [tif],
      command: "convert a.tif -o o.tif", says: ["the .tfw beside it cannot be read"],
      look: "gdalinfo o.tif", finds: ["Origin = (300000.0"]),
    Trap(
      name: "Metadata that are damaged are no metadata", files: ["a.asc": grid],
      first: [tif, "cp a.asc a.tif.aux.xml"], command: "convert a.tif -o o.tif", code: 65,
      says: [
        "the .aux.xml beside it cannot be read: it is no metadata of a raster", "--allow-loss",
      ]),
    Trap(
      name: "They are cut off",
      files: [
        "a.asc": grid, "a.tif.aux.xml": "<PAMDataset><PAMRasterBand band=\"1\"><Scale>2</Sc",
      ],
      first: [tif], command: "hotspots a.tif -o o.tif", code: 65,
      says: ["the .aux.xml beside it cannot be read: it is damaged"]),
    Trap(
      name: "What is lost may be allowed",
      files: [
        "a.asc": grid, "a.tif.aux.xml": "<PAMDataset><PAMRasterBand band=\"1\"><Scale>2</Sc",
      ],
      first: [tif], command: "convert a.tif --allow-loss -o o.tif",
      says: ["lost: some of it cannot be read"],
      look: "gdalinfo -stats o.tif", finds: ["Maximum=4"]),
    Trap(
      name: "Statistics that are cut off are told",
      files: [
        "a.asc": grid,
        "a.tif.aux.xml":
          "<PAMDataset><PAMRasterBand band=\"1\"><Metadata><MDI key=\"STATISTICS_MAXIMUM\">4",
      ], first: [tif], command: "convert a.tif -o o.tif", says: ["held statistics"]),
    Trap(
      name: "A .prj beside a grid that names nothing", files: ["a.asc": grid, "a.prj": "<html>"],
      command: "convert a.asc -o o.tif", code: 65,
      says: ["as the .prj beside it cannot be read", "--from"]),
    Trap(
      name: "A header in whose place a folder lies", files: ["a.asc": grid],
      first: ["gdal_translate -q -of EHdr a.asc b.bil", "rm b.hdr", "mkdir b.hdr"],
      command: "convert b.bil --from EPSG:32649 -o o.tif", code: 65,
      says: ["its .hdr", "it is a folder"]),
    Trap(
      name: "A folder in the place of a .prj of a Shapefile", files: ["p.csv": one],
      first: [shape, "rm s.prj", "mkdir s.prj"], command: "convert s.shp -o o.gpkg", code: 65,
      says: ["the coordinate system, as the .prj cannot be read: it is a folder"]),
    Trap(
      name: "Who says the system needs none", files: ["p.csv": one],
      first: [shape, "rm s.prj", "mkdir s.prj"],
      command: "convert s.shp --from EPSG:4326 -o o.gpkg",
      says: ["nothing depends on it"], look: "ogrinfo -so -al o.gpkg", finds: ["WGS 84"]),
    Trap(
      name: "A .prj that is cut is refused by convert too",
      files: ["p.csv": one, "t.prj": "PROJCS[\"x"],
      first: [shape, "cp t.prj s.prj"], command: "convert s.shp -o o.gpkg", code: 65,
      says: ["what its .prj holds is none that is known", "--allow-loss"]),
    Trap(
      name: "A folder in the place of a .cpg", files: ["p.csv": one],
      first: [shape, "rm -f s.cpg", "mkdir s.cpg"], command: "bin s.shp -o o.tif", code: 65,
      says: ["the encoding of texts, as the .cpg cannot be read"]),
    Trap(
      name: "A folder in the place of the .prj of a table", files: ["p.csv": one],
      first: ["mkdir p.prj"],
      command: "convert p.csv -o o.gpkg", code: 65,
      says: ["the coordinate system, as the .prj cannot be read"]),
    Trap(
      name: "A scale of nought makes nothing of all values", files: ["a.asc": grid],
      first: ["gdal_translate -q -a_srs EPSG:32649 -a_scale 0 -ot Byte a.asc a.tif"],
      command: "hotspots a.tif -o o.tif", code: 65, says: ["band 1", "its scale is 0"]),
    Trap(
      name: "One that is no number is told by info", files: ["a.asc": grid],
      first: ["gdal_translate -q -a_srs EPSG:32649 -a_scale nan -ot Byte a.asc a.tif"],
      command: "info a.tif", says: ["its scale is nan"]),
  ]

  private static let reachTraps: [Trap] = [
    Trap(
      name: "Some 8° from the meridian of a zone a place is exact, and told",
      files: ["p.csv": "lon,lat\n105.6,34\n"], command: "reproject p.csv --to EPSG:4547 -o u.gpkg",
      says: ["0.74 % too long", "1 read, 1 written"], look: "ogrinfo -al u.gpkg",
      finds: ["POINT (-277078.1006", "3795652.0677"]),
    Trap(
      name: "So are zones that lie there",
      files: [
        "p.csv": "lon,lat\n105.6,34\n",
        "z.geojson": collection(polygon("[[105,33],[106,33],[106,35],[105,35],[105,33]]")),
      ], command: "bin p.csv --zones z.geojson --to EPSG:4547 -o u.csv", says: ["1 read, 1 counted"]
    ),
    Trap(
      name: "A place that is written so is read so",
      files: ["p.csv": "x,y\n-277078.1006,3795652.0677\n"],
      command: "reproject p.csv --from EPSG:4547 --to EPSG:4326 -o u.csv",
      says: ["outside the area"],
      look: "cat u.csv", finds: ["105.60000", ",33.99999"]),
    Trap(
      name: "Where lengths are off by more than 5 % nothing is meant",
      files: ["p.csv": "lon,lat\n134,5\n"], command: "reproject p.csv --to EPSG:4547 -o u.gpkg",
      code: 65, says: ["too far"]),
  ]

  private static let mixtureTraps: [Trap] = [
    Trap(
      name: "convert labels no metres as degrees",
      files: ["p.csv": "n,x,y\nA,529251.8,3385891.5\n"],
      command: "convert p.csv -o u.gpkg", code: 65,
      says: ["look like metres", "--from", "--allow-loss"]),
    Trap(
      name: "Unless that is allowed", files: ["p.csv": "n,x,y\nA,529251.8,3385891.5\n"],
      command: "convert p.csv -o u.gpkg --allow-loss", says: ["1 read, 1 written"]),
    Trap(
      name: "A table without a label is written as it is",
      files: ["p.csv": "n,x,y\nA,529251.8,3385891.5\n"],
      command: "convert p.csv -o u.csv", says: ["look like metres"], look: "cat u.csv",
      finds: ["529251.8,3385891.5"]),
    Trap(
      name: "No way is advised that leads nowhere",
      files: ["p.csv": "n,x,y\nA,38529251.8,3385891.5\nB,529251.8,3385891.5\n"],
      command: "reproject p.csv -o u.gpkg", code: 65,
      says: [
        "zone number 38 and others with none",
        "gridcast convert --from EPSG:4526 --extent 38000000,0,39000000,10000000",
      ]),
    Trap(
      name: "The way that is advised leads there",
      files: ["p.csv": "n,x,y\nA,38529251.8,3385891.5\nB,529251.8,3385891.5\n"],
      command: "convert p.csv --from EPSG:4526 --extent 38000000,0,39000000,10000000 -o u.gpkg",
      says: ["2 read, 1 written"],
      look: "ogr2ogr -f CSV /vsistdout/ u.gpkg -t_srs EPSG:4326 -lco GEOMETRY=AS_XY",
      finds: ["114.30499"]),
  ]

  private static let over =
    #"{"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[179.9,-17],[-179.9,-17]]}}"#

  /// 0.2° of the equator are 22,263.9 m in EPSG:3857 (`cs2cs`), whatever the latitude.
  private static let edgeOfMapTraps: [Trap] = [
    Trap(
      name: "A line over 180° does not lead round the Earth",
      files: ["l.geojson": collection(over)],
      command: "bin l.geojson --measure length --to EPSG:3857 --cell 100km -o u.tif",
      says: ["22,263.898", "1 shape cut at the edge of the map"]),
    Trap(
      name: "On a map with the Pacific in its middle it is whole",
      files: ["l.geojson": collection(over)],
      command: "bin l.geojson --measure length --to EPSG:3832 --cell 100km -o u.tif",
      says: ["22,263.898"]),
    Trap(
      name: "From a zone that reaches over 180°",
      files: ["p.csv": "g\n\"LINESTRING (780000 1900000, 880000 1900000)\"\n"],
      command:
        "bin p.csv --wkt g --from EPSG:32660 --measure length --to EPSG:3857 --cell 100km -o u.tif",
      says: ["cut at the edge of the map", "2 cells"]),
    Trap(
      name: "From a map with the Pacific in its middle to one with its edge there",
      files: ["p.csv": "g\n\"LINESTRING (3328452.775 -1908339.067, 3350716.673 -1908339.067)\"\n"],
      command:
        "bin p.csv --wkt g --from EPSG:3832 --measure length --to EPSG:3857 --cell 100km -o u.tif",
      says: ["22,263.89"]),
    Trap(
      name: "A study area over 180°",
      files: [
        "a.geojson": collection(polygon("[[179,-17],[-179,-17],[-179,-16],[179,-16],[179,-17]]"))
      ], command: "fishnet --within a.geojson --to EPSG:3832 --cell 10km -o u.gpkg",
      look: "ogrinfo -so -al u.gpkg", finds: ["Extent: (3220000"]),
    Trap(
      name: "The whole world stays whole",
      files: [
        "a.geojson": collection(polygon("[[-180,-60],[180,-60],[180,60],[-180,60],[-180,-60]]"))
      ], command: "reproject a.geojson --to EPSG:3857 -o u.gpkg", look: "ogrinfo -so -al u.gpkg",
      finds: ["Extent: (-20037508.342789, -8399737.889818) - (20037508.342789, 8399737.889818)"]),
  ]

  private static let pipeTraps: [Trap] = [
    Trap(
      name: "A TIFF through standard input is a raster", files: ["a.asc": grid], first: [tif],
      command: "convert - -o o.tif", input: "a.tif", look: "gdalinfo o.tif",
      finds: ["Origin = (300000.0", "ID[\"EPSG\",32649]"]),
    Trap(
      name: "A grid of text too", files: ["a.asc": grid],
      command: "convert - --from EPSG:32649 -o o.tif", input: "a.asc", look: "gdalinfo o.tif",
      finds: ["Origin = (300000.0"]),
    Trap(
      name: "Of a Shapefile the shapes are read", files: ["p.csv": one], first: [shape],
      command: "convert - --from EPSG:4326 -o o.csv", input: "s.shp",
      says: ["the .dbf is missing"], look: "cat o.csv", finds: ["109.5,34.5"]),
    Trap(
      name: "Of a table its values", files: ["p.csv": one], first: [shape],
      command: "convert - -o o.csv", input: "s.dbf", look: "cat o.csv", finds: ["109.5"]),
    Trap(
      name: "A packed table", files: ["p.csv": one], first: ["gzip p.csv"],
      command: "convert - -o o.geojson", input: "p.csv.gz", look: "cat o.geojson",
      finds: ["[ 109.5, 34.5 ]"]),
    Trap(
      name: "A program is no table", command: "convert - -o o.csv", input: "/bin/true", code: 66,
      says: ["by its first bytes it is in no format"]),
  ]
}

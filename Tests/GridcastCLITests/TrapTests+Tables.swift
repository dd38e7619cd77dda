import Foundation

/// Traps of tables of texts and of positions in columns; right values are by Python's csv module and pandas (rows and
/// fields), and by hand (degrees from minutes and seconds).
extension TrapTests {
  static let tableTraps: [Trap] = [
    Trap(
      name: "A quote within an unquoted value is a character",
      files: [
        "a.csv": "id,name,lon,lat\n0,a,109.51,34.5\n1,24\" TV repair,109.52,34.5\n"
          + (2..<20).map { "\($0),s,109.5\($0),34.5\n" }.joined()
      ], command: "bin a.csv -o o.tif", says: ["20 read, 20 counted"]),
    Trap(
      name: "A quote that is never closed is told with its line",
      files: ["a.csv": unclosed], command: "convert a.csv -o o.csv", code: 65,
      says: ["1 with a quote that is never closed (the first in line 2)", "--allow-loss"]),
    Trap(
      name: "Rows after a quote that is never closed are read with leave",
      files: ["a.csv": unclosed], command: "convert a.csv -o o.csv --allow-loss",
      says: ["3 read, 2 written"], look: "cat o.csv", finds: ["109.6,34.6,B", "109.7,34.7,C"]),
    Trap(
      name: "A quote that the next one closes lines away",
      files: ["a.csv": "name,lon,lat\n\"A,1,2\nB,1,2\n\"C,1,2\nD,1,2\n"],
      command: "bin a.csv -o o.tif", code: 65, says: ["2 with a quote that is never closed"]),
    Trap(
      name: "A row with more values than the header is told with its line",
      files: [
        "a.csv": "id,name,code,lon,lat\n1,A,7,109.5,34.5\n2,B, 30,50,109.6,34.6\n3,C,8,1,2\n"
      ],
      command: "convert a.csv -o o.csv", code: 65,
      says: ["1 with more values than the header (the first in line 3)"]),
    Trap(
      name: "The same where a condition chooses",
      files: ["a.csv": "id,name,code,lon,lat\n1,A,7,109.5,34.5\n2,B, 30,50,109.6,34.6\n"],
      command: "convert a.csv -o o.csv --where \"id = '1'\"", code: 65,
      says: ["with more values than the header"]),
    Trap(
      name: "Commas are no decimal commas where other numbers have points",
      files: ["a.csv": "id;lon;lat;phone\nA;109.5;34.5;010,021\nB;109.6;34.6;029,0755\n"],
      command: "convert a.csv -o o.csv", says: ["commas in 'phone' are kept as texts"],
      look: "cat o.csv", finds: ["\"010,021\"", "\"029,0755\""]),
    Trap(
      name: "Commas before three digits everywhere may part thousands",
      files: ["a.csv": "name;pop\nA;1,234\nB;12,500\n"], command: "convert a.csv -o o.csv",
      says: ["may part thousands"], look: "cat o.csv", finds: ["\"1,234\"", "\"12,500\""]),
    Trap(
      name: "A header that lost its separators does not make decimal commas cut values",
      files: [
        "a.csv":
          "id nom,lat,lon prix\n1;a;44,51;5,21;1,50\n2;b;44,52;5,22;1,60\n3;c;44,53;5,23;1,70\n"
      ], command: "convert a.csv -o o.csv --allow-loss", look: "cat o.csv", lacks: ["51;5"]),
    Trap(
      name: "A number with a decimal comma and a power",
      files: ["a.csv": "name;lat;lon\nA;44,1e0;5,2\nB;44,2;5,3\n"],
      command: "convert a.csv -o o.csv", says: ["2 read, 2 written"], look: "cat o.csv",
      finds: ["44.1"]),
    Trap(
      name: "Separators at the end of rows are no values",
      files: ["a.csv": "name,lon,lat\nA,1,2,\nB,1,2,,\n"], command: "convert a.csv -o o.csv",
      says: ["2 read, 2 written"]),
    Trap(
      name: "A byte of 0 is told", bytes: ["a.csv": Array("name,lon,lat\nA\0b,1,2\nB,1,2\n".utf8)],
      command: "convert a.csv -o o.csv", code: 65, says: ["with a byte of 0 (the first in line 2)"]),
    Trap(
      name: "Decimal commas",
      files: ["a.csv": "nom;lat;lon;prix\nMairie;44,567;5,25;12,50\nPoste;44,601;5,301;1\n"],
      command: "convert a.csv -o o.csv", says: ["decimal commas"], look: "cat o.csv",
      finds: ["5.25,44.567,Mairie", "5.301,44.601,Poste"]),
    Trap(
      name: "Decimal commas of weights",
      files: ["a.csv": "x;y;w\n300100,5;3830100,5;3,5\n300200,5;3830100,5;2,25\n"],
      command: "bin a.csv --from 32649 --to 32649 --weight w --cells o.csv", look: "cat o.csv",
      finds: [",5.75"]),
    Trap(
      name: "Marks between thousands",
      files: ["a.csv": "name,x,y\nC,\"529,251.8\",\"3,385,891.5\"\nD,529 251,\"3 385 891\"\n"],
      command: "convert a.csv --from EPSG:4547 -o o.csv", look: "cat o.csv",
      finds: ["529251.8,3385891.5,C", "529251,3385891,D"]),
    Trap(
      name: "Thousands with points, decimals with commas",
      files: ["a.csv": "name;x;y\nC;529.251,8;3.385.891,5\n"],
      command: "convert a.csv --from EPSG:4547 -o o.csv", look: "cat o.csv",
      finds: ["529251.8,3385891.5,C"]),
    Trap(
      name: "Letters for the hemisphere",
      files: ["a.csv": "name,lat,lon\nA,41.5N,12.25E\nB,33.9S,18.4E\nC,\"40.7 N\",\"74.0 W\"\n"],
      command: "convert a.csv -o o.csv", look: "cat o.csv",
      finds: ["12.25,41.5,A", "18.4,-33.9,B", "-74,40.7,C"]),
    Trap(
      name: "A letter of the other axis is no position",
      files: ["a.csv": "name,lon,lat\nA,41.5N,12.25E\n"], command: "convert a.csv -o o.csv",
      code: 65,
      says: ["1 with a position that is not understood (the first '41.5N', '12.25E' in line 2)"]),
    Trap(
      name: "Degrees, minutes and seconds",
      files: [
        "a.csv":
          "name,lat,lon\nA,\"45°8'41.3\"\"N\",\"7°26'20.5\"\"E\"\nB,\"45 9 0 S\",\"7 30 0 W\"\nC,45.2,7.6\nD,34.5°,109°30′\n"
      ], command: "convert a.csv -o o.csv", look: "cat o.csv",
      finds: [
        "7.439027777777778,45.14480555555556,A", "-7.5,-45.15,B", "7.6,45.2,C", "109.5,34.5,D",
      ]),
    Trap(
      name: "Degrees in Chinese", files: ["a.csv": "名,经度,纬度\n甲,东经109.5度,北纬34°30分\n"],
      command: "convert a.csv -o o.csv", look: "cat o.csv", finds: ["109.5,34.5,甲"]),
    Trap(
      name: "Positions that are not understood are counted",
      files: ["a.csv": "n,lon,lat\nA,109.5,34.5\nB,N/A,N/A\nC,,\nD,unknown,34\n"],
      command: "bin a.csv -o o.tif --allow-loss",
      says: [
        "4 read, 1 counted",
        "with a position that is not understood (the first 'unknown', '34' in line 5)",
      ]
    ),
    Trap(
      name: "EWKT",
      files: ["a.csv": "name,geom\nA,SRID=4547;POINT(529251.8 3385891.5)\n"],
      command: "convert a.csv -o o.csv", says: ["EPSG:4547"], look: "cat o.csv",
      finds: ["529251.8,3385891.5,A"]),
    Trap(
      name: "EWKT of two systems",
      files: ["a.csv": "n,geom\nA,SRID=4547;POINT(1 2)\nB,SRID=4326;POINT(1 2)\n"],
      command: "convert a.csv -o o.csv", code: 65,
      says: ["(the first 'SRID=4326;POINT(1 2)' in line 3)"]),
    Trap(
      name: "WKB and EWKB in hexadecimal digits",
      files: [
        "a.csv":
          "n,geom\nA,0101000000000000000000F03F0000000000000040\nB,0101000020E6100000000000000000F03F0000000000000040\n"
      ], command: "convert a.csv -o o.csv", look: "cat o.csv", finds: ["1,2,A", "1,2,B"]),
    Trap(
      name: "WKT that is cut",
      files: ["a.csv": "n;wkt\nA;LINESTRING(0 0,1 1)\nB;LINESTRING(0 0,\nC;POINT(1 2)\n"],
      command: "convert a.csv -o o.gpkg", code: 65,
      says: ["(the first 'LINESTRING(0 0,' in line 3)"]),
    Trap(
      name: "A column called geom that holds words",
      files: ["a.csv": "name,geom\nA,round\nB,square\n"],
      command: "convert a.csv -o o.csv", look: "cat o.csv", finds: ["A,round", "B,square"]),
    Trap(
      name: "A column called location that holds words",
      files: ["a.csv": "name,location\nA,Main street\nB,Broadway\n"],
      command: "convert a.csv -o o.csv", says: ["without geometry"], look: "cat o.csv",
      finds: ["A,Main street"]),
    Trap(
      name: "Latitude and longitude in round brackets",
      files: ["a.csv": "name,location\nA,\"(41.88, -87.63)\"\nB,\"(41.90, -87.65)\"\n"],
      command: "convert a.csv -o o.csv", says: ["as latitude, longitude", "--x"], look: "cat o.csv",
      finds: ["-87.63,41.88,A", "-87.65,41.9,B"]),
    Trap(
      name: "The same, asked for the other way",
      files: ["a.csv": "name,location\nA,\"(41.88, -87.63)\"\nB,\"(41.90, -87.65)\"\n"],
      command: "convert a.csv -o o.csv --x location", says: ["as longitude, latitude"],
      look: "cat o.csv", finds: ["41.88,-87.63,A"]),
    Trap(
      name: "The order is that of the whole column",
      files: ["a.csv": "name,location\nA,\"34.5,34.6\"\nB,\"34.5,109.5\"\n"],
      command: "convert a.csv -o o.csv", look: "cat o.csv", finds: ["34.6,34.5,A", "109.5,34.5,B"]),
    Trap(
      name: "UTF-16", bytes: ["a.csv": [0xFF, 0xFE] + wide("名称\t经度\t纬度\r\n茶馆\t109.5\t34.5\r\n")],
      command: "convert a.csv -o o.csv", says: ["UTF-16LE, by its byte order mark"],
      look: "cat o.csv", finds: ["109.5,34.5,茶馆"]),
    Trap(
      name: "UTF-16 without a mark, as .txt", bytes: ["a.txt": wide("name;lon;lat\nA;1,5;2,5\n")],
      command: "convert a.txt -o o.csv", look: "cat o.csv", finds: ["1.5,2.5,A"]),
    Trap(
      name: "sep=;", files: ["a.csv": "sep=;\nname;lon;lat\nA, b;1.5;2.5\n"],
      command: "convert a.csv -o o.csv", look: "cat o.csv", finds: ["1.5,2.5,\"A, b\""]),
    Trap(
      name: "Title rows", files: ["a.csv": "Shops of 2020,,\n\nname,lon,lat\nA,1.5,2.5\nB,1,2\n"],
      command: "convert a.csv -o o.csv", says: ["taken as a title"], look: "cat o.csv",
      finds: ["X,Y,name,lon,lat", "1.5,2.5,A"]),
    Trap(
      name: "Tabs in a .txt", files: ["a.txt": "name\tlon\tlat\nA\t1.5\t2.5\n"],
      command: "convert a.txt -o o.csv", look: "cat o.csv", finds: ["1.5,2.5,A"]),
    Trap(
      name: "Packed by gzip", files: ["a.csv": "name,lon,lat\nA \"x,1.5,2.5\n"],
      first: ["gzip a.csv"],
      command: "convert a.csv.gz -o o.csv", look: "cat o.csv", finds: ["1.5,2.5,\"A \"\"x\""]),
    Trap(
      name: "Columns by number, without a header", files: ["a.csv": "A,109,34\nB,110,35\n"],
      command: "convert a.csv -o o.csv --no-header --x 2 --y 3", look: "cat o.csv",
      finds: ["109,34,A", "110,35,B"]),
    Trap(
      name: "A first line of numbers is a row", files: ["a.csv": "A,109.5,34.5\nB,110,35\n"],
      command: "bin a.csv -o o.tif --x 2 --y 3", says: ["2 read, 2 counted"]),
    Trap(
      name: "Years are names", files: ["a.csv": "name,2016,lon,lat\nA,7,109.5,34.5\n"],
      command: "convert a.csv -o o.csv", look: "cat o.csv", finds: ["X,Y,name,2016,lon,lat"]),
    Trap(
      name: "Columns by name", files: ["a.csv": "name,e,n\nA,109.5,34.5\n"],
      command: "bin a.csv -o o.tif --x e --y n", says: ["1 read, 1 counted"]),
    Trap(
      name: "A column that is not there", files: ["a.csv": "name,e,n\nA,109.5,34.5\n"],
      command: "convert a.csv -o o.csv --x q --y n", code: 65,
      says: ["no column 'q'", "'name', 'e', 'n'"]),
    Trap(
      name: "Shapes in a column that is named", files: ["a.csv": "name;q\nC;POINT(1 2)\n"],
      command: "convert a.csv -o o.csv --wkt q", look: "cat o.csv", finds: ["1,2,C"]),
    Trap(
      name: "Points of a workbook", files: ["a.csv": "名称,经度,纬度\n茶馆,109.5,34.5\n书店,109.6,34.6\n"],
      first: ["ogr2ogr in.xlsx a.csv -oo AUTODETECT_TYPE=YES"], command: "bin in.xlsx -o o.tif",
      says: ["2 read, 2 counted"]),
    Trap(
      name: "Points of an ODS, as texts",
      files: ["a.csv": "名称,经度,纬度\n茶馆,109.5E,34.5N\n书店,109.6E,34.6N\n"],
      first: ["ogr2ogr in.ods a.csv"], command: "bin in.ods -o o.tif", says: ["2 read, 2 counted"]),
    Trap(
      name: "Points of a table of SQLite, whose columns are named",
      files: ["a.csv": "n,e,q\n1,109.5,34.5\n2,109.6,34.6\n"],
      first: [
        "python3 -c 'import sqlite3; d = sqlite3.connect(\"in.sqlite\"); d.execute(\"create table t (n int, e real, q text)\"); d.execute(\"insert into t values (1, 109.5, 34.5), (2, 109.6, 34.6)\"); d.commit()'"
      ],
      command: "bin in.sqlite -o o.tif --x e --y q", says: ["2 read, 2 counted"]),
    Trap(
      name: "Points of a table of dBASE",
      files: ["a.csv": "n,lon,lat\n1,109.5,34.5\n2,109.6,34.6\n"],
      first: ["ogr2ogr in.dbf a.csv -oo AUTODETECT_TYPE=YES"], command: "bin in.dbf -o o.tif",
      says: ["2 read, 2 counted"]),
    Trap(
      name: "A broken line of a GeoJSON sequence",
      files: [
        "a.geojsonl": [
          point(#""n":1"#), point(#""n":2"#), #"{"type":"Feature","pro: {}}"#, point(""),
        ]
        .joined(separator: "\n")
      ], command: "bin a.geojsonl -o o.tif", code: 65,
      says: ["1 broken as JSON (the first in line 3"]),
    Trap(
      name: "The same with leave",
      files: ["a.geojsonl": [point(#""n":1"#), "{", point("")].joined(separator: "\n")],
      command: "convert a.geojsonl -o o.csv --allow-loss", says: ["3 read, 2 written", "in line 2"]),
    Trap(
      name: "An open ring is closed by --repair",
      files: ["a.geojson": collection(polygon("[[0,0],[4,0],[4,4],[0,4]]"))],
      command: "convert a.geojson --repair -o o.gpkg", says: ["1 repaired"],
      look: "ogrinfo -q -dialect sqlite -sql 'select st_area(geom) as a from o' o.gpkg",
      finds: ["16"]),
    Trap(
      name: "An open ring is refused with a way out",
      files: ["a.geojson": collection(polygon("[[0,0],[4,0],[4,4],[0,4]]"))],
      command: "convert a.geojson -o o.gpkg", code: 65,
      says: ["1 with a ring that is not closed", "--repair"]),
    Trap(
      name: "An open ring of WKT", files: ["a.csv": "n;wkt\nA;POLYGON((0 0,4 0,4 4,0 4))\n"],
      command: "convert a.csv --repair -o o.gpkg", says: ["1 repaired"]),
  ]

  private static let unclosed = "name,lon,lat\n\"open,109.5,34.5\nB,109.6,34.6\nC,109.7,34.7\n"

  /// UTF-16, the lower byte first.
  private static func wide(_ text: String) -> [UInt8] {
    text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
  }
}

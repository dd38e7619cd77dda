import Foundation

/// Siblings of the traps of tables: names, values and separators of columns that tell positions; right values are
/// by pandas, and by hand.
extension TrapTests {
  private static func named(_ x: String, _ y: String) -> Trap {
    Trap(
      name: "Columns called \(x) and \(y)", files: ["a.csv": "name,\(x),\(y)\nA,109.5,34.5\n"],
      command: "convert a.csv -o u.csv", says: ["columns '\(x)' and '\(y)'"], look: "cat u.csv",
      finds: ["109.5,34.5,A"])
  }

  static let columnNameTraps: [Trap] =
    [
      ("Longitud", "Latitud"), ("Längengrad", "Breitengrad"), ("Rechtswert", "Hochwert"),
      ("stop_lon", "stop_lat"), ("geo_lon", "geo_lat"), ("coord_x", "coord_y"),
      ("Longitude (deg)", "Latitude (deg)"), ("经度（度）", "纬度（度）"), ("GPS经度", "GPS纬度"),
      ("location.lng", "location.lat"), ("intptlon", "intptlat"), ("LONGITUDE_X", "LATITUDE_Y"),
    ].map { named($0.0, $0.1) } + [
      Trap(
        name: "Columns of BD-09 are found, and told to be that",
        files: ["a.csv": "id,bd09_lng,bd09_lat\n0,116.404,39.915\n"],
        command: "convert a.csv -o u.csv", says: ["BD-09", "--from bd09"], look: "cat u.csv",
        finds: ["116.404,39.915,0"]),
      Trap(
        name: "Of two pairs, the surveyed one is taken",
        files: ["a.csv": "gcj_lng,gcj_lat,gps_lng84,wgs_lon,wgs_lat\n1,2,3,109.5,34.5\n"],
        command: "convert a.csv -o u.csv", look: "cat u.csv", finds: ["109.5,34.5,1,2"]),
      Trap(
        name: "Of two pairs of which nothing tells the right one, none",
        files: ["a.csv": "start_lng,start_lat,end_lng,end_lat\n1,2,3,4\n"],
        command: "bin a.csv -o u.tif", code: 65,
        says: ["more than one pair of columns", "--x start_lng --y start_lat"]),
      Trap(
        name: "Names that end alike and hold words are fields",
        files: ["a.csv": "salon,salat\nA,green\n"], command: "convert a.csv -o u.csv",
        says: ["table without geometry", "--x and --y"]),
      Trap(
        name: "A column of positions of an open data portal",
        files: ["a.csv": "n;geo_point_2d\n1;48.85, 2.35\n"], command: "convert a.csv -o u.csv",
        says: ["as latitude, longitude"], look: "cat u.csv", finds: ["2.35,48.85,1"]),
      Trap(
        name: "Without a header the numbers of the columns are named",
        files: ["a.csv": "A,109.5,34.5\nB,109.6,34.6\n"], command: "bin a.csv -o u.tif", code: 65,
        says: ["--x 2 --y 3"]),
      Trap(
        name: "By convert, which goes on without positions, too",
        files: ["a.csv": "A,34.5,109.5\nB,34.6,109.6\n"], command: "convert a.csv -o u.csv",
        says: ["table without geometry", "--x 3 --y 2"]),
      Trap(
        name: "A column whose order differs between rows",
        files: ["a.csv": "n,location\nA,\"34.5,109.5\"\nB,\"34.6,109.6\"\nC,\"109.6,34.6\"\n"],
        command: "bin a.csv -o u.tif", code: 65,
        says: ["'109.6,34.6', whose order is not that of other rows, in line 4"]),
    ]

  static let columnValueTraps: [Trap] = [
    Trap(
      name: "Half a position is a loss, told with its line",
      files: ["a.csv": "n,lon,lat\nA,109.5,34.5\nB,109.6\nC,,34.5\nD,,\n"],
      command: "convert a.csv -o u.csv", code: 65,
      says: ["2 with a position that is not understood (the first '109.6', '' in line 3)"]),
    Trap(
      name: "No place is infinitely far away",
      files: ["a.csv": "n,lon,lat\nA,109.5,34.5\nB,inf,1\nC,1e999,2\n"],
      command: "convert a.csv -o u.csv", code: 65, says: ["2 with a position", "in line 3"]),
    Trap(
      name: "The line is that of the file where a condition chooses",
      files: ["a.csv": "n,lon,lat\nA,109.5,34.5\nB,abc,34.5\nA,109.5,34.5\nA,def,34.5\n"],
      command: "convert a.csv -o u.csv --where \"n = 'A'\"", code: 65,
      says: ["1 with a position", "'def', '34.5' in line 5"]),
    Trap(
      name: "Hexadecimal digits are no number", files: ["a.csv": "n,lon,lat\nA,0x6D,0x22\n"],
      command: "convert a.csv -o u.csv", code: 65, says: ["'0x6D', '0x22' in line 2"]),
    Trap(
      name: "O is east in German", files: ["a.csv": "name;Länge;Breite\nA;11° 30' O;48° 30' N\n"],
      command: "convert a.csv -o u.csv", look: "cat u.csv", finds: ["11.5,48.5,A"]),
    Trap(
      name: "O is west in Spanish", files: ["a.csv": "name,longitud,latitud\nA,3.5 O,40.5 N\n"],
      command: "convert a.csv -o u.csv", look: "cat u.csv", finds: ["-3.5,40.5,A"]),
    Trap(
      name: "O is nothing where nothing tells", files: ["a.csv": "name,lon,lat\nA,3.5 O,40.5 N\n"],
      command: "convert a.csv -o u.csv", code: 65, says: ["'3.5 O'"]),
    Trap(
      name: "Länge and Breite of things are no position",
      files: ["a.csv": "name,Länge,Breite\nA,2.5,1.2\n"], command: "convert a.csv -o u.csv",
      says: ["table without geometry"]),
    Trap(
      name: "Full-width digits, and numbers that a spreadsheet keeps as texts",
      files: [
        "a.csv": "n,lon,lat\nA,１０９．５,３４．５\nB,'109.6,'34.6\nC,\"=\"\"109.7\"\"\",\"=\"\"34.7\"\"\"\n"
      ],
      command: "convert a.csv -o u.csv", look: "cat u.csv",
      finds: ["109.5,34.5,A", "109.6,34.6,B", "109.7,34.7,C"]),
    Trap(
      name: "WKB as databases print it",
      files: [
        "a.csv":
          "n,geom\nA,\\x01010000000000000000605b400000000000404140\nB,0x01010000006666666666665B40CDCCCCCCCC4C4140\n"
      ], command: "convert a.csv -o u.csv", look: "cat u.csv",
      finds: ["109.5,34.5,A", "109.6,34.6,B"]),
    sheet("xlsx", "XLSX"), sheet("ods", "ODS"),
    Trap(
      name: "One damaged text does not change the encoding of a thousand others",
      bytes: [
        "a.csv": Array("name,lon,lat\n".utf8)
          + (0..<1000).flatMap { Array("城\($0),109.5,34.5\n".utf8) } + [0xE5, 0x9F]
          + Array(",109.5,34.5\n".utf8)
      ], command: "convert a.csv -o u.csv --allow-loss", says: ["1 text not in UTF-8"],
      look: "cat u.csv",
      finds: ["城7,"]),
  ]

  private static func sheet(_ ending: String, _ driver: String) -> Trap {
    Trap(
      name: "A sheet of nothing but texts has a header: \(ending)",
      files: ["t.csv": "name,lon,lat\nA,\"109,5\",\"34,5\"\nB,\"109,6\",\"34,6\"\n"],
      first: ["ogr2ogr -f \(driver) t.\(ending) t.csv"], command: "convert t.\(ending) -o u.csv",
      says: ["2 read, 2 written"], look: "cat u.csv", finds: ["109.5,34.5,A", "109.6,34.6,B"])
  }

  static let separatorTraps: [Trap] =
    [":", "^", " "].map { mark in
      Trap(
        name: "Columns separated by '\(mark)'",
        files: [
          "a.csv": "name,lon,lat\nA,109.5,34.5\nB,109.6,34.6\n".replacing(",", with: mark)
        ], command: "bin a.csv -o u.tif", says: ["2 read, 2 counted"])
    } + [
      Trap(
        name: "One column of times is not cut at colons",
        files: ["a.csv": "time\n12:30:01\n12:31:02\n"], command: "convert a.csv -o u.csv",
        look: "cat u.csv", finds: ["time", "12:30:01"]),
      Trap(
        name: "Wide commas are told", files: ["a.csv": "名称，经度，纬度\nA，109.5，34.5\nB，109.6，34.6\n"],
        command: "convert a.csv -o u.csv", says: ["one column only, though wide commas"]),
      Trap(
        name: "Runs of blanks are told", files: ["a.csv": "name   lon   lat\nA   109.5   34.5\n"],
        command: "convert a.csv -o u.csv", says: ["one column only, though runs of blanks"]),
      Trap(
        name: "A .tab of text is told from MapInfo's",
        files: ["a.tab": "name\tlon\tlat\nA\t109.5\t34.5\n"], command: "convert a.tab -o u.csv",
        code: 66, says: ["separated by tabs", ".tsv"]),
      Trap(
        name: "UTF-32", files: ["t.csv": "name,lon,lat\n甲,109.5,34.5\n"],
        first: ["sh -c \"iconv -f UTF-8 -t UTF-32 t.csv > a.csv\""],
        command: "convert a.csv -o u.csv", says: ["UTF-32LE, by its byte order mark"],
        look: "cat u.csv", finds: ["109.5,34.5,甲"]),
      Trap(
        name: "A wrong checksum at the end of a packed table is told as damage",
        files: ["a.csv": "name,lon,lat\nA,109.5,34.5\nB,109.6,34.6\n"],
        first: [
          "gzip a.csv",
          "sh -c \"printf XXXX | dd of=a.csv.gz bs=1 seek=$(($(stat -c %s a.csv.gz) - 8)) conv=notrunc\"",
        ], command: "convert a.csv.gz -o u.csv", code: 65,
        says: ["what is packed is damaged", "--allow-loss"]),
    ]
}

import Foundation

/// Values and folders that were taken for something else; what is right stands in the input, or is what ogr2ogr
/// 3.6.2 makes of it.
extension TrapTests {
  private static let odd = table(
    [("l", "L", 1, 0), ("d", "D", 8, 0)],
    [["1", "20240000"], ["0", "20240115"], ["T", ""], ["?", "20240100"]])
  private static let letters = table([("l", "L", 1, 0)], [["T"], ["X"], ["?"]])
  private static let truths = table([("l", "L", 1, 0)], [["T"], ["F"], ["y"], ["?"]])
  private static let long = table(
    [("a", "N", 20, 0)], [["12345678901234567891"], ["5"]])
  private static let words = table(
    [("a", "N", 6, 0)], [["0x10"], ["12"]])
  private static let plus = table(
    [("a", "N", 6, 1), ("b", "N", 6, 0)], [["+2.5", "+7"], ["1.5", "-3"]])
  private static let zero = table([("a", "C", 6, 0)], [["B\0x"], ["whole"]])
  private static let deleted = {
    var bytes = table([("a", "C", 6, 0)], [["gone"], ["here"]])
    bytes[32 + 32 + 1] = UInt8(ascii: "*")
    return bytes
  }()
  private static let instants = collection(
    point(#""t":"2024-01-05T10:00:00.123456Z""#), point(#""t":"1969-12-31T23:59:59.999999Z""#),
    point(#""t":"2024-06-01T12:00:00+05:45""#))

  static let valueTwins: [Trap] =
    [
      Trap(
        name: "1 and 0 in a logical field, and days and months of 0", bytes: ["t.dbf": odd],
        command: "convert t.dbf -o o.csv",
        says: ["2 moments of field 'd' taken as unknown", "2024/00/00"],
        look: "cat o.csv", finds: ["l,d\n1,\n0,2024-01-15\n1,\n,\n"], lacks: ["2024-00"]),
      Trap(
        name: "Other letters in a logical field stay", bytes: ["t.dbf": letters],
        command: "convert t.dbf -o o.csv", says: ["field 'l' is to be true or false"],
        look: "cat o.csv", finds: ["T", "X"], lacks: ["?"]),
      Trap(
        name: "Moments in a file geodatabase keep their fractions",
        files: ["m.geojson": instants], command: "convert m.geojson -o o.gdb",
        says: ["moments with parts of a second become texts"], look: "ogrinfo -al -q o.gdb",
        finds: [
          "2024-01-05T10:00:00.123456Z", "1969-12-31T23:59:59.999999Z", "2024-06-01T12:00:00+05:45",
        ]),
      Trap(
        name: "Zones of moments in a file geodatabase",
        files: ["m.geojson": collection(point(#""t":"2024-06-01T12:00:00+05:45""#))],
        command: "convert m.geojson -o o.gdb", says: ["moments are kept in universal time"],
        look: "ogrinfo -al -q o.gdb", finds: ["2024/06/01 06:15:00+00"]),
      Trap(
        name: "A whole number of more than 64 bits in a condition", bytes: ["t.dbf": long],
        command: "convert t.dbf --where 'a = 5' -o o.csv", code: 64,
        says: ["field 'a' has whole numbers of more than 64 bits", "in quotes"]),
      Trap(
        name: "What is no number names the input, the field and the value", bytes: ["t.dbf": words],
        command: "convert t.dbf -o o.csv", code: 65,
        says: ["error: t.dbf: field 'a': the value '0x10' is no number", "mend it in the input"]),
      Trap(
        name: "Numbers with a plus", bytes: ["t.dbf": plus], command: "convert t.dbf -o o.csv",
        look: "cat o.csv", finds: ["a,b\n2.5,7\n1.5,-3\n"]),
      Trap(
        name: "A byte of 0 within a text of a table", bytes: ["t.dbf": zero],
        command: "convert t.dbf -o o.csv", code: 65, says: ["a byte of 0 is in it"]),
      Trap(
        name: "A record that is marked as deleted is no damage", bytes: ["t.dbf": deleted],
        command: "convert t.dbf -o o.csv",
        says: ["1 record marked as deleted and left out", "1 read, 1 written"]),
      Trap(
        name: "A .prj as a code", files: ["a.geojson": collection(point(#""n":7"#))],
        first: [
          "ogr2ogr -t_srs EPSG:4547 in.shp a.geojson", "sh -c \"printf EPSG:4547 > in.prj\"",
        ],
        command: "convert in.shp -o o.gpkg", look: "ogrinfo -al -so o.gpkg", finds: ["4547"]),
      Trap(
        name: "A .prj as WKT 2", files: ["a.geojson": collection(point(#""n":7"#))],
        first: [
          "ogr2ogr -t_srs EPSG:4547 in.shp a.geojson",
          "sh -c \"projinfo -q -o WKT2:2019 EPSG:4547 > in.prj\"",
        ], command: "convert in.shp -o o.gpkg", look: "ogrinfo -al -so o.gpkg", finds: ["4547"]),
      Trap(
        name: "A .prj as PROJJSON", files: ["a.geojson": collection(point(#""n":7"#))],
        first: [
          "ogr2ogr -t_srs EPSG:4547 in.shp a.geojson",
          "sh -c \"projinfo -q -o PROJJSON EPSG:4547 > in.prj\"",
        ], command: "convert in.shp -o o.gpkg", look: "ogrinfo -al -so o.gpkg", finds: ["4547"]),
      Trap(
        name: "A .prj that is none", files: ["a.geojson": collection(point(#""n":7"#))],
        first: ["ogr2ogr in.shp a.geojson", "sh -c \"printf 'GEOGCS[broken' > in.prj\""],
        command: "reproject in.shp -o o.gpkg", code: 65,
        says: ["its .prj names no coordinate system that is known", "--from"]),
      Trap(
        name: "Columns that name BD-09",
        files: ["t.csv": "id,bd09_lng,bd09_lat\n0,116.404,39.915\n"],
        command: "convert t.csv -o o.geojson", says: ["'bd09_lng' speaks of BD-09", "--from bd09"],
        look: "cat o.geojson", finds: ["116.404, 39.915"]),
      Trap(
        name: "Columns that name GCJ-02",
        files: ["t.csv": "id,gcj_lng,gcj_lat\n0,116.397,39.909\n"],
        command: "convert t.csv -o o.geojson",
        says: ["'gcj_lng' speaks of GCJ-02", "--from gcj02"],
        look: "cat o.geojson", finds: ["116.397, 39.909"]),
      Trap(
        name: "Cells are told with their unit",
        files: ["t.csv": "lon,lat\n109.5,34.5\n109.52,34.52\n"],
        command: "fishnet t.csv -o o.gpkg", says: ["cells of 1000 m in"]),
    ]
    + [
      ("l = 'T'", "2"), ("l = true", "2"), ("l = FALSE", "1"), ("l <> 'T'", "1"),
      ("l IN ('F')", "1"),
      ("l = 1", "2"),
    ].map { condition, count in
      Trap(
        name: "A logical field for which \(condition)", bytes: ["t.dbf": truths],
        command: "convert t.dbf --where \"\(condition)\" -o o.csv",
        says: ["\(count) read, \(count) written"])
    }

  static let folderTwins: [Trap] =
    ["bin in -o o.tif", "info in", "map in -o o.png", "fishnet in -o o.gpkg"].map { command in
      Trap(
        name: "A folder is no input: \(command)", files: ["a.csv": "lon,lat\n109.5,34.5\n"],
        first: ["mkdir in", "cp a.csv in/b.csv", "cp a.csv in/c.csv"], command: command, code: 64,
        says: ["in: it is a folder", "name the files in it"])
    } + [
      Trap(
        name: "File geodatabases in a folder, of an empty layer too",
        files: ["a.csv": "lon,lat\n109.5,34.5\n", "e.geojson": collection()],
        first: ["mkdir in", "cp a.csv e.geojson in"], command: "convert in --out out --format gdb",
        says: ["done"], look: "ls out", finds: ["a.gdb", "e.gdb"]),
      Trap(
        name: "A folder of file geodatabases is not made twice",
        files: ["a.csv": "lon,lat\n109.5,34.5\n"],
        first: ["mkdir in", "cp a.csv in", "\(gridcast) convert in --out out --format gdb"],
        command: "convert in --out out --format gdb", says: ["unchanged"]),
      Trap(
        name: "An empty layer is no failure where UTM is chosen",
        files: ["a.csv": "lon,lat\n109.5,34.5\n", "e.geojson": collection()],
        first: ["mkdir in", "cp a.csv e.geojson in"],
        command: "reproject in --out out --format gpkg",
        says: ["e.geojson: it has no features, by which to choose a UTM zone"], look: "ls out",
        finds: ["a.gpkg", "e.gpkg"]),
      Trap(
        name: "Names that differ in capital letters only",
        files: ["a.csv": "lon,lat\n109.5,34.5\n"],
        first: ["mkdir in", "cp a.csv in/a.csv", "cp a.csv in/A.CSV"],
        command: "convert in --out out --format gpkg", look: "ls out",
        finds: ["A_csv.gpkg", "a_csv_2.gpkg"]),
      Trap(
        name: "A text beside a layer in an archive is no layer",
        files: ["a.csv": "lon,lat\n109.5,34.5\n", "readme.txt": "hi"],
        first: ["\(pack) t.zip a.csv=d/a.csv readme.txt=d/readme.txt"],
        command: "convert t.zip -o o.csv", look: "cat o.csv", finds: ["109.5,34.5"]),
      Trap(
        name: "A .dbf without a Shapefile is counted where it is passed over",
        files: ["a.csv": "lon,lat\n109.5,34.5\n"],
        first: ["mkdir in", "cp a.csv in", "ogr2ogr in/t.dbf a.csv"],
        command: "convert in --out out --format gpkg",
        says: ["passed over, of other kinds: 1 .dbf"], look: "ls out", finds: ["a.gpkg"]),
      Trap(
        name: "An archive of nothing that is read is passed over",
        files: ["a.csv": "lon,lat\n109.5,34.5\n", "a.docx": "x"],
        first: ["mkdir in", "cp a.csv in", "\(pack) in/t.zip a.docx=a.docx"],
        command: "convert in --out out --format gpkg",
        says: ["passed over, of other kinds: 1 .zip"],
        look: "ls out", finds: ["a.gpkg"]),
    ]
}

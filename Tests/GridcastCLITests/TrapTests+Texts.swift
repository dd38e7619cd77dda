import Foundation

extension TrapTests {
  /// A sequence of two packed parts of which the second lacks all but its first bytes, so that what there
  /// is ends with a whole line; `gzip -t` says "unexpected end of file".
  private static let cutSequence = Trap(
    name: "", files: ["a": point("") + "\n", "b": point("") + "\n"],
    first: ["gzip a b", "sh -c \"cat a.gz > c.geojsonl.gz; head -c 12 b.gz >> c.geojsonl.gz\""],
    command: "", code: 65, says: ["breaks off before its end"])

  /// The same rule in every command, as the input is unpacked in one place.
  static let cutTraps: [Trap] = ["convert c.geojsonl.gz -o o.csv", "bin c.geojsonl.gz -o o.tif"]
    .flatMap { command in
      var refused = cutSequence
      refused.name = "A packed sequence that breaks off behind a line: \(command)"
      refused.command = command
      var allowed = refused
      allowed.name += ", allowed"
      allowed.command += " --allow-loss"
      allowed.code = 0
      return [refused, allowed]
    }

  /// A dBASE table, made by hand after "dBASE file structure": a record is a space and its values, which have their
  /// width.
  static func table(
    _ fields: [(name: String, type: Character, width: Int, decimals: Int)], _ rows: [[String]],
    driver: UInt8 = 0
  ) -> [UInt8] {
    table(fields, rows.map { $0.map { Array($0.utf8) } }, driver: driver)
  }

  static func table(
    _ fields: [(name: String, type: Character, width: Int, decimals: Int)], _ rows: [[[UInt8]]],
    driver: UInt8 = 0
  ) -> [UInt8] {
    func low(_ number: Int) -> [UInt8] { [UInt8(number & 255), UInt8(number >> 8)] }
    let length = fields.reduce(1) { $0 + $1.width }
    var bytes: [UInt8] = [3, 124, 1, 5] + low(rows.count) + [0, 0]
    bytes += low(33 + 32 * fields.count) + low(length)
    bytes += [UInt8](repeating: 0, count: 17) + [driver, 0, 0]
    for field in fields {
      let name = Array(field.name.utf8)
      bytes += name + [UInt8](repeating: 0, count: 11 - name.count)
      bytes += [field.type.asciiValue ?? 0, 0, 0, 0, 0, UInt8(field.width), UInt8(field.decimals)]
      bytes += [UInt8](repeating: 0, count: 14)
    }
    bytes.append(13)
    for row in rows {
      bytes.append(32)
      for (value, field) in zip(row, fields) {
        bytes += value + [UInt8](repeating: 32, count: field.width - value.count)
      }
    }
    return bytes + [26]
  }

  private static let commas = table(
    [("r", "N", 10, 3), ("n", "N", 10, 2)],
    [["1,500", "2.5"], ["1500,25", "-3,5"], ["", "7"]])
  private static let longNumbers = table(
    [("id", "N", 19, 0), ("id20", "N", 20, 0), ("near", "N", 20, 0)],
    [
      ["1234567890123456781", "12345678901234567891", "5"],
      ["1234567890123456782", "-2", "9007199254740992"], ["", "********************", ""],
    ])
  private static let truths = table(
    [("ok", "L", 1, 0), ("d", "D", 8, 0)],
    [["T", "20240131"], ["f", "20240231"], ["?", "00000000"], ["Y", "20230229"], ["n", ""]])
  /// ירושלים in CP1255 and 香港尖沙咀嘅 in Big5-HKSCS, by Python's str.encode; Vietnamese in CP1258 by iconv(1).
  private static let hebrew: [UInt8] = [0xE9, 0xF8, 0xE5, 0xF9, 0xEC, 0xE9, 0xED]
  private static let hongKong: [UInt8] = [
    0xAD, 0xBB, 0xB4, 0xE4, 0xA6, 0x79, 0xA8, 0x46, 0xA9, 0x43, 0x9D, 0xEF,
  ]
  private static let gbkName: [UInt8] = [0xB2, 0xE8, 0xB9, 0xDD]

  private static func texts(_ text: [UInt8], driver: UInt8 = 0) -> [UInt8] {
    table([("s", "C", 20, 0)], [[text]], driver: driver)
  }

  /// A Shapefile of points whose table is replaced, and which has heights where GDAL is to read it.
  static func shapes(_ rows: Int, flat: Bool, table: String = "t.dbf") -> [String] {
    let kind = flat ? "Point" : "Point25D"
    let python =
      "import json;json.dump({'type':'FeatureCollection','features':[{'type':'Feature','properties':{},'geometry':{'type':'Point','coordinates':[109.5,34.5,0][:\(flat ? 2 : 3)]}}]*\(rows)},open('p.geojson','w'))"
    return [
      "python3 -c \"\(python)\"", "ogr2ogr -nlt \(kind) p.shp p.geojson", "cp \(table) p.dbf",
      "rm -f p.cpg",
    ]
  }

  /// Values that tables hold in ways of their own; the right ones are those that were written, and stand in the
  /// issue's table.
  static let valueTraps: [Trap] = [true, false].flatMap { flat -> [Trap] in
    let way = flat ? "by our own lane" : "by GDAL"
    return [
      Trap(
        name: "Decimal commas in a table, \(way)", bytes: ["t.dbf": commas],
        first: shapes(3, flat: flat), command: "convert p.shp -o o.csv", look: "cat o.csv",
        finds: [",1.5,2.5\n", ",1500.25,-3.5\n", ",,7"], lacks: ["1500,", ",1,"]),
      Trap(
        name: "Decimal commas do not stay in a table that is written anew, \(way)",
        bytes: ["t.dbf": commas], first: shapes(3, flat: flat), command: "convert p.shp -o o.shp",
        look: "ogrinfo -al -q o.shp", finds: ["r (Real) = 1500.25", "n (Real) = -3.5"]),
      Trap(
        name: "Whole numbers of 19 and more digits, \(way)", bytes: ["t.dbf": longNumbers],
        first: shapes(3, flat: flat), command: "convert p.shp -o o.gpkg",
        says: ["field 'id20' has whole numbers of more than 64 bits"],
        look: "ogrinfo -al -q o.gpkg",
        finds: [
          "id (Integer64) = 1234567890123456781", "id20 (String) = 12345678901234567891",
          "id20 (String) = -2", "near (Real) = 9.00719925474099", "id20 (String) = (null)",
        ]),
      Trap(
        name: "Long numbers in FlatGeobuf, \(way)", bytes: ["t.dbf": longNumbers],
        first: shapes(3, flat: flat), command: "convert p.shp -o o.fgb",
        look: "ogrinfo -al -q o.fgb", finds: ["id (Integer64) = 1234567890123456782"]),
      Trap(
        name: "Long numbers in a Shapefile of fewer fields, \(way)", bytes: ["t.dbf": longNumbers],
        first: shapes(3, flat: flat), command: "convert p.shp --select id -o o.shp",
        says: ["more than 18 digits become texts"], look: "ogrinfo -al -q o.shp",
        finds: ["id (String) = 1234567890123456781"]),
      Trap(
        name: "Logical fields and days that no calendar has, \(way)", bytes: ["t.dbf": truths],
        first: shapes(5, flat: flat), command: "convert p.shp -o o.gpkg",
        says: ["2 moments of field 'd' taken as unknown", "2024/02/31"],
        look: "ogrinfo -al -q o.gpkg",
        finds: [
          "ok (Integer(Boolean)) = 1\n  d (Date) = 2024/01/31",
          "ok (Integer(Boolean)) = 0\n  d (Date) = (null)", "ok (Integer(Boolean)) = (null)",
        ], lacks: ["2024/03/02", "2023/03/01"]),
      Trap(
        name: "A condition on texts in GBK, \(way)",
        bytes: ["t.dbf": table([("s", "C", 20, 0)], [[gbkName], [[0x61]], [gbkName]])],
        first: shapes(3, flat: flat), command: "convert p.shp --where \"s='茶馆'\" -o o.csv",
        says: ["GB18030"], look: "cat o.csv", finds: ["茶馆"], lacks: [",a"]),
      Trap(
        name: "A letter that CP1255 holds back, \(way)",
        files: ["p.cpg": "1255"], bytes: ["t.dbf": texts(hebrew)],
        first: shapes(1, flat: flat) + ["sh -c \"printf 1255 > p.cpg\""],
        command: "convert p.shp -o o.csv", says: ["CP1255, by its .cpg"], look: "cat o.csv",
        finds: ["ירושלים"]),
      Trap(
        name: "Big5 of Hong Kong, \(way)", bytes: ["t.dbf": texts(hongKong)],
        first: shapes(1, flat: flat), command: "convert p.shp --encoding BIG5-HKSCS -o o.csv",
        look: "cat o.csv", finds: ["香港尖沙咀嘅"]),
    ]
  }

  private static let moments = collection(
    point(#""d":"2024-12-31T23:59:59.9996Z""#), point(#""d":"2024-01-05T10:00:45.123456Z""#))

  /// Moments; the right ones are the texts of the input.
  static let momentTraps: [Trap] =
    [
      Trap(
        name: "Millionths of a second in a CSV", files: ["m.geojson": moments],
        command: "convert m.geojson -o o.csv", look: "cat o.csv",
        finds: ["2024-12-31T23:59:59.9996Z", "2024-01-05T10:00:45.123456Z"], lacks: [":60"]),
      Trap(
        name: "Millionths of a second in GeoJSON", files: ["m.geojson": moments],
        command: "convert m.geojson -o o.geojson", look: "cat o.geojson",
        finds: ["2024-12-31T23:59:59.9996Z", "2024-01-05T10:00:45.123456Z"], lacks: [":60"]),
      Trap(
        name: "A day that no calendar has in GeoJSON",
        files: ["m.geojson": collection(point(#""d":"2024-02-30""#), point(#""d":"2024-02-29""#))],
        command: "convert m.geojson -o o.gpkg", says: ["1 moment of field 'd' taken as unknown"],
        look: "ogrinfo -al -q o.gpkg", finds: ["2024/02/29", "(null)"]),
    ]
    + ["gpkg", "fgb", "sqlite"].map { ending in
      Trap(
        name: "No minute has a second 60, in .\(ending)", files: ["m.geojson": moments],
        command: "convert m.geojson -o o.\(ending) --allow-loss", says: ["cut to thousandths"],
        look: "ogrinfo -al -q o.\(ending)", finds: ["23:59:59.999", "10:00:45.123"],
        lacks: ["59:60", "00:00:00"])
    }

  static let pack =
    "python3 -c \"import zipfile,sys;z=zipfile.ZipFile(sys.argv[1],'w');[z.write(*a.split('=')) for a in sys.argv[2:]]\""

  /// Archives, encodings and names; what is right is what the unpacked file gives, and ogr2ogr's new names.
  static let textTraps: [Trap] =
    [
      Trap(
        name: "GBK with language driver 0x57 in an archive",
        bytes: ["t.dbf": texts(gbkName, driver: 0x57)],
        first: shapes(1, flat: true) + ["\(pack) a.zip p.shp=p.shp p.shx=p.shx p.dbf=p.dbf"],
        command: "convert a.zip -o o.csv", says: ["GB18030, by its bytes"], look: "cat o.csv",
        finds: ["茶馆"]),
      Trap(
        name: "The encoding that is named counts in an archive",
        bytes: ["t.dbf": texts(gbkName, driver: 0x57)],
        first: shapes(1, flat: true) + ["\(pack) a.zip p.shp=p.shp p.shx=p.shx p.dbf=p.dbf"],
        command: "convert a.zip --encoding GBK -o o.csv", look: "cat o.csv", finds: ["茶馆"]),
      Trap(
        name: "A Shapefile deep in an archive", bytes: ["t.dbf": texts(hebrew)],
        first: shapes(1, flat: true) + [
          "sh -c \"printf 1255 > p.cpg\"",
          "\(pack) a.zip p.shp=data/sub/q.shp p.shx=data/sub/q.shx p.dbf=data/sub/q.dbf p.cpg=data/sub/q.cpg p.geojson=__MACOSX/._q.shp",
        ],
        command: "convert a.zip -o o.csv", look: "cat o.csv", finds: ["ירושלים", "109.5,34.5"]),
      Trap(
        name: "Of an archive of several layers one must be named",
        bytes: ["t.dbf": texts(gbkName)],
        first: shapes(1, flat: true) + [
          "\(pack) a.zip p.shp=x/q.shp p.shx=x/q.shx p.dbf=x/q.dbf p.geojson=r.geojson"
        ], command: "convert a.zip -o o.csv", code: 64, says: ["'q'", "'r'", "--layer"]),
      Trap(
        name: "The layer that is named is read from an archive", bytes: ["t.dbf": texts(gbkName)],
        first: shapes(1, flat: true) + [
          "\(pack) a.zip p.shp=x/q.shp p.shx=x/q.shx p.dbf=x/q.dbf p.geojson=r.geojson"
        ], command: "convert a.zip --layer q -o o.csv", look: "cat o.csv", finds: ["茶馆"]),
      Trap(
        name: "A CSV in GBK that is packed",
        bytes: ["t.csv": Array("lon,lat,n\n109.5,34.5,".utf8) + gbkName + [10]],
        first: ["gzip t.csv"], command: "convert t.csv.gz -o o.csv", says: ["GB18030"],
        look: "cat o.csv", finds: ["茶馆"]),
      Trap(
        name: "A CSV in GBK in an archive",
        bytes: ["t.csv": Array("lon,lat,n\n109.5,34.5,".utf8) + gbkName + [10]],
        first: ["\(pack) a.zip t.csv=d/t.csv"], command: "convert a.zip -o o.csv",
        says: ["GB18030"],
        look: "cat o.csv", finds: ["茶馆"]),
      Trap(
        name: "An encoding that is not known", bytes: ["t.dbf": texts(gbkName)],
        command: "convert t.dbf --encoding GKB -o o.csv", code: 64,
        says: ["'GKB'", "did you mean GBK"]),
      Trap(
        name: "Another that is not known", bytes: ["t.dbf": texts(gbkName)],
        command: "convert t.dbf --encoding shitfjis -o o.csv", code: 64, says: ["SHIFT_JIS"]),
      Trap(
        name: "One that is not known is not written",
        files: ["a.geojson": collection(point(#""n":1"#))],
        command: "convert a.geojson --output-encoding GKB -o o.shp", code: 64,
        says: ["did you mean GBK"]),
      Trap(
        name: "Vietnamese, written in CP1258 and read again",
        files: ["a.geojson": collection(point(#""n":"Việt Nam, Đà Nẵng""#))],
        command: "convert a.geojson --output-encoding CP1258 -o o.shp",
        look: "sh -c \"tail -c +66 o.dbf | iconv -f CP1258 -t UTF-8\"",
        finds: ["Việt Nam, Đà Nẵng"]),
      Trap(
        name: "The width of a text field stays", files: ["a.csv": "lon,lat\n1,2\n"],
        bytes: ["t.dbf": table([("s", "C", 37, 0), ("e", "C", 12, 0)], [["abc", ""]])],
        first: shapes(1, flat: true), command: "convert p.shp --select s,e -o o.gpkg",
        look: "ogrinfo -al -so o.gpkg", finds: ["s: String (37.0)", "e: String (12.0)"]),
      Trap(
        name: "The width of a text field stays in a Shapefile",
        bytes: ["t.dbf": table([("s", "C", 37, 0), ("e", "C", 12, 0)], [["abc", ""]])],
        first: shapes(1, flat: true), command: "convert p.shp --select s -o o.shp",
        look: "ogrinfo -al -so o.shp", finds: ["s: String (37.0)"]),
      Trap(
        name: "A name that a geodatabase cannot hold",
        files: [
          "a.geojson": collection(point(#""shop name":"A","1n":1,"date":"x","商 业":2,"OBJECTID":7"#))
        ], command: "convert a.geojson -o o.gdb",
        says: ["shop name → shop_name", "OBJECTID → OBJECTID_1"],
        look: "ogrinfo -al -q o.gdb",
        finds: [
          "shop_name (String) = A", "_1n (Integer) = 1", "date_ (String) = x", "商_业", "OBJECTID_1",
        ]),
      Trap(
        name: "GPX has fields of its own only", files: ["a.geojson": collection(point(#""n":1"#))],
        command: "convert a.geojson -o o.gpx", code: 65, says: ["field 'n' has no place in GPX"]),
      Trap(
        name: "GPX without the field",
        files: ["a.geojson": collection(point(#""shop name":"A","name":"B","ele":3"#))],
        command: "convert a.geojson -o o.gpx --allow-loss", says: ["'shop name' has no place"],
        look: "cat o.gpx", finds: ["<name>B</name>", "<ele>3", "lat=\"34.5\" lon=\"109.5\""]),
      Trap(
        name: "DXF without the field", files: ["a.geojson": collection(point(#""shop name":"A""#))],
        command: "convert a.geojson -o o.dxf --allow-loss", look: "ogrinfo -al -q o.dxf",
        finds: ["POINT (109.5 34.5)"]),
    ]
    + conditions.map { condition, rows in
      Trap(
        name: "Features for which \(condition)", files: ["w.geojson": choice],
        command: "convert w.geojson --where \"\(condition)\" -o o.csv",
        look: "sh -c \"cut -d, -f3 o.csv | tr '\\n' ' '\"",
        finds: ["i \(rows)"])
    }

  private static let choice = collection(
    #"{"type":"Feature","properties":{"i":1,"a":1,"t":"Cafe"},"geometry":{"type":"Point","coordinates":[1,2]}}"#,
    #"{"type":"Feature","properties":{"i":2,"a":null,"t":"cafe"},"geometry":{"type":"Point","coordinates":[1,2]}}"#,
    #"{"type":"Feature","properties":{"i":3,"a":3,"t":null},"geometry":{"type":"Point","coordinates":[1,2]}}"#,
    #"{"type":"Feature","properties":{"i":4,"a":4,"t":"茶馆"},"geometry":{"type":"Point","coordinates":[1,2]}}"#
  )

  /// Conditions and the features that they choose, by ogr2ogr 3.6.2.
  private static let conditions = [
    ("NOT (a = 1)", "2 3 4"), ("a <> 1", "3 4"), ("t = 'CAFE'", "1 2"), ("t LIKE 'C%'", "1"),
    ("t ILIKE 'C%'", "1 2"), ("t IN ('茶馆', 'x')", "4"), ("a NOT IN (1, 3)", "2 4"),
    ("a BETWEEN 3 AND 4.5", "3 4"), ("t IS NOT NULL AND a IS NULL", "2"), ("3 < a OR i = 1", "1 4"),
  ]

  /// Folders, of which each file is taken as if it were alone.
  static let folderTraps: [Trap] = [
    Trap(
      name: "All kinds of files in a folder",
      files: [
        "in.geojson": collection(point(#""n":1"#)), "README.txt": "Words.\n",
        "t.tsv": "lon\tlat\tn\n1\t2\t3\n",
      ],
      first: [
        "mkdir in", "cp in.geojson in/j.json", "sh -c \"gzip -c in.geojson > in/g.geojson.gz\"",
        "ogr2ogr -f XLSX in/two.xlsx in.geojson -nln a",
        "ogr2ogr -f XLSX -update in/two.xlsx in.geojson -nln b",
        "ogr2ogr -f ODS in/one.ods in.geojson", "cp README.txt t.tsv in",
        "\(pack) in/z.zip in.geojson=d/q.geojson", "ogr2ogr in/e.gpkg in.geojson -where n=2",
      ],
      command: "convert in --out out --format gpkg", says: ["passed over, of other kinds: 1 .txt"],
      look: "ls out",
      finds: [
        "e.gpkg", "g.gpkg", "j.gpkg", "one.gpkg", "t.gpkg", "two-a.gpkg", "two-b.gpkg", "z.gpkg",
      ])
  ]
}

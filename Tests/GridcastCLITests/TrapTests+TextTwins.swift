import Foundation

/// Texts in other encodings than one would think; what is right is what iconv(1) makes of the bytes.
extension TrapTests {
  private static let declared = "by its .cpg"

  /// A table of one field of texts, with a .cpg or a language driver.
  private static func texts(
    _ rows: [[UInt8]], width: Int = 20, driver: UInt8 = 0
  ) -> [UInt8] {
    table([("s", "C", width, 0)], rows.map { [$0] }, driver: driver)
  }

  private static let bar = Array("Bar".utf8)

  /// The encoding, a text whose last letter alone is not ASCII, and is the beginning of a character in
  /// UTF-8, and what it says.
  private static let lastLetters: [(name: String, bytes: [UInt8], text: String)] = [
    ("1252", [0x43, 0x61, 0x66, 0xE9], "Café"), ("ISO-8859-1", [0x43, 0x61, 0x66, 0xE9], "Café"),
    ("ISO-8859-2", [0x50, 0x6C, 0x7A, 0x65, 0xF2], "Plzeň"),
    ("8859-15", [0x4F, 0x6E, 0xE9], "Oné"),
    ("1250", [0x50, 0x6C, 0x7A, 0x65, 0xF2], "Plzeň"), ("1251", [0x33, 0x20, 0xC4], "3 Д"),
    ("1256", [0x31, 0x20, 0xC8], "1 ب"), ("866", [0x33, 0x20, 0xE2], "3 т"),
    ("437", [0x33, 0x20, 0xE9], "3 Θ"), ("KOI8-R", [0x33, 0x20, 0xC4], "3 д"),
    ("874", [0x31, 0x20, 0xC3], "1 ร"),
  ]

  static let textTwins: [Trap] =
    lastLetters.map { item in
      Trap(
        name: "A last letter in \(item.name)", files: ["t.cpg": item.name],
        bytes: ["t.dbf": texts([item.bytes, bar])], command: "convert t.dbf -o o.csv",
        says: [declared], look: "cat o.csv", finds: [item.text, "Bar"])
    }
    + [
      (UInt8(0x02), [0x43, 0x61, 0x66, 0x82] as [UInt8]), (0x03, [0x43, 0x61, 0x66, 0xE9]),
      (0x57, [0x43, 0x61, 0x66, 0xE9]), (0, [0x43, 0x61, 0x66, 0xE9]),
    ].map { driver, bytes in
      Trap(
        name: "A last letter with language driver \(driver)",
        bytes: ["t.dbf": texts([bytes, bar], driver: driver)], command: "convert t.dbf -o o.csv",
        look: "cat o.csv", finds: ["Café", "Bar"])
    }
    + [
      (UInt8(0xCC), [0x52, 0xEE, 0x67, 0x61] as [UInt8], "Rīga"),
      (0x7D, [0xF9, 0xEC, 0xE5, 0xED], "שלום"), (0x7E, [0xE3, 0xD5, 0xD1], "مصر"),
      (0x04, [0x5A, 0x9F, 0x72, 0x69, 0x63, 0x68], "Zürich"),
    ].map { driver, bytes, text in
      Trap(
        name: "The language driver of \(text)", bytes: ["t.dbf": texts([bytes], driver: driver)],
        command: "convert t.dbf -o o.csv", says: ["by its language driver"], look: "cat o.csv",
        finds: [text])
    }
    + [
      Trap(
        name: "A last letter at the end of a CSV",
        bytes: ["t.csv": Array("lon,lat,n\n109.5,34.5,Caf".utf8) + [0xE9]],
        command: "convert t.csv -o o.csv", says: ["CP1252, by its bytes"], look: "cat o.csv",
        finds: ["Café"]),
      Trap(
        name: "A last letter in a GeoJSON in Latin-1",
        bytes: [
          "t.geojson": Array(collection(point(#""n":"Caf~""#)).utf8).map { $0 == 0x7E ? 0xE9 : $0 }
        ], command: "convert t.geojson -o o.csv", says: ["texts are in CP1252"],
        look: "cat o.csv", finds: ["Café"]),
      Trap(
        name: "A last letter in a condition", files: ["t.cpg": "1252"],
        bytes: ["t.dbf": texts([lastLetters[0].bytes, bar])],
        command: "convert t.dbf --where \"s = 'Café'\" -o o.csv", look: "cat o.csv",
        finds: ["Café"], lacks: ["Bar"]),
      Trap(
        name: "UTF-8 that its writer cut off, which is told", files: ["t.cpg": "UTF-8"],
        bytes: ["t.dbf": texts([Array(Array("北京商业".utf8).prefix(8)), bar], width: 8)],
        command: "convert t.dbf -o o.csv", says: ["1 text of field 's' cut off within a character"],
        look: "cat o.csv", finds: ["北京\n", "Bar"]),
      Trap(
        name: "GBK that its writer cut off, which is told", files: ["t.cpg": "GBK"],
        bytes: ["t.dbf": texts([[0xB1, 0xB1, 0xBE, 0xA9, 0xC9], bar], width: 5)],
        command: "convert t.dbf -o o.csv", says: ["1 text of field 's' cut off within a character"],
        look: "cat o.csv", finds: ["北京\n"]),
      Trap(
        name: "Shift_JIS of seven bits, of which each byte is one of ASCII",
        files: ["t.cpg": "ISO-2022-JP"],
        bytes: ["t.dbf": texts([Array("\u{1B}$BEl5~\u{1B}(B".utf8)])],
        command: "convert t.dbf -o o.csv", says: [declared], look: "cat o.csv", finds: ["東京"]),
      Trap(
        name: "A CSV in an encoding of seven bits, in which a comma is none",
        files: ["t.csv": "lon,lat,n\n109.5,34.5,\u{1B}$BEl5~%,\u{1B}(B\n"],
        command: "convert t.csv --encoding ISO-2022-JP -o o.csv", says: ["as told"],
        look: "cat o.csv", finds: ["東京ガ"]),
      Trap(
        name: "A table in UTF-16 is refused", files: ["t.cpg": "UTF-16LE"],
        bytes: ["t.dbf": texts([[0x17, 0x53, 0xAC, 0x4E]])], command: "convert t.dbf -o o.csv",
        code: 65, says: ["UTF-16LE", "--encoding"]),
      Trap(
        name: "A CSV in UTF-32", files: ["u.csv": "lon,lat,n\n109.5,34.5,北京\n"],
        first: ["sh -c \"iconv -f UTF-8 -t UTF-32 u.csv > t.csv\""],
        command: "convert t.csv -o o.csv", says: ["UTF-32LE"], look: "cat o.csv", finds: ["北京"]),
      Trap(
        name: "A .cpg that nobody knows is told with the nearest name", files: ["t.cpg": "GKB"],
        bytes: ["t.dbf": texts([[0xB1, 0xB1, 0xBE, 0xA9]])], command: "convert t.dbf -o o.csv",
        says: ["its .cpg says GKB, which is not known (the nearest: GBK)"], look: "cat o.csv",
        finds: ["北京"]),
      Trap(
        name: "A .cpg that names no code page", files: ["t.cpg": "ANSI"],
        bytes: ["t.dbf": texts([Array("北京".utf8)])], command: "convert t.dbf -o o.csv",
        says: ["another code page on each machine"], look: "cat o.csv", finds: ["北京"]),
      Trap(
        name: "No code page is named", bytes: ["t.dbf": texts([bar])],
        command: "convert t.dbf --encoding OEM -o o.csv", code: 64,
        says: ["another code page on each machine"]),
      Trap(
        name: "GBK and UTF-8 in one file are told",
        bytes: [
          "t.csv": Array("lon,lat,n\n1,2,".utf8) + [0xB1, 0xB1, 0xBE, 0xA9]
            + Array("\n3,4,北京\n".utf8)
        ], command: "convert t.csv -o o.csv", says: ["1 line of it would read as UTF-8"]),
      Trap(
        name: "A packed CSV in GBK is told of once, and read",
        bytes: ["t.csv": Array("lon,lat,n\n1,2,".utf8) + [0xB1, 0xB1, 0xBE, 0xA9, 10]],
        first: ["gzip t.csv"], command: "convert t.csv.gz -o o.csv",
        says: ["GB18030, by its bytes"],
        look: "cat o.csv", finds: ["北京"]),
    ]
    + [
      ("KS_C_5601-1987", [0xBC, 0xAD] as [UInt8], "서"), ("51949", [0xBC, 0xAD], "서"),
      ("51932", [0xC5, 0xEC], "東"), ("20932", [0xC5, 0xEC], "東"), ("20866", [0xC4], "д"),
      ("21866", [0xA4], "є"), ("10000", [0x8E], "é"), ("MacRoman", [0x8E], "é"),
      ("csBig5", [0xA4, 0xA4], "中"), ("951", [0x9D, 0xEF], "嘅"), ("28591", [0xE9], "é"),
      ("28605", [0xA4], "€"), ("20936", [0xD6, 0xD0], "中"), ("x-gbk", [0xD6, 0xD0], "中"),
      ("chinese", [0xD6, 0xD0], "中"), ("shiftjis", [0x93, 0x8C], "東"),
    ].map { name, bytes, text in
      Trap(
        name: "The encoding \(name) in a .cpg", files: ["t.cpg": name],
        bytes: ["t.dbf": texts([[0x31, 0x20] + bytes + [0x20, 0x31]])],
        command: "convert t.dbf -o o.csv", says: [declared], look: "cat o.csv",
        finds: ["1 \(text) 1"])
    }

  private static func markup(_ name: String, _ body: String) -> String {
    "<?xml version=\"1.0\" encoding=\"\(name)\"?>\n\(body)"
  }

  private static let kml = """
    <kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>東京 Z</name><Point>\
    <coordinates>109.5,34.5</coordinates></Point></Placemark></Document></kml>
    """
  private static let gpx = """
    <gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><wpt lat="34.5" lon="109.5"><name>東京 Z\
    </name></wpt></gpx>
    """
  private static let gml = """
    <ogr:FeatureCollection xmlns:ogr="http://ogr.maptools.org/" xmlns:gml="http://www.opengis.net/gml">\
    <gml:featureMember><ogr:a fid="a.0"><ogr:geometryProperty><gml:Point><gml:coordinates>109.5,34.5\
    </gml:coordinates></gml:Point></ogr:geometryProperty><ogr:name>東京 Z</ogr:name></ogr:a>\
    </gml:featureMember></ogr:FeatureCollection>
    """
  private static let osm = """
    <osm version="0.6"><node id="1" lat="34.5" lon="109.5" version="1"><tag k="amenity" v="cafe"/>\
    <tag k="name" v="東京 Z"/></node></osm>
    """

  /// XML in encodings that parsers do not know; what is right is what iconv(1) makes of it.
  static let markupTwins: [Trap] =
    ["GBK", "gb2312", "GB18030", "Shift_JIS", "EUC-KR"].flatMap { name -> [Trap] in
      [("kml", kml, ""), ("gpx", gpx, " --layer waypoints"), ("gml", gml, ""), ("osm", osm, "")]
        .map { ending, text, option in
          Trap(
            name: "A .\(ending) in \(name)", files: ["u.xml": markup(name, text)],
            // What calls itself GB 2312 is GBK mostly.
            first: [
              "sh -c \"iconv -f UTF-8 -t \(name == "gb2312" ? "GBK" : name) u.xml > t.\(ending)\""
            ],
            command: ending == "osm"
              ? "convert t.osm --layer points -o o.csv" : "convert t.\(ending)\(option) -o o.csv",
            says: ["as its first line says"], look: "cat o.csv", finds: ["東京 Z"])
        }
    }
    + [
      Trap(
        name: "A KMZ in GBK", files: ["u.xml": markup("GBK", kml)],
        first: [
          "sh -c \"iconv -f UTF-8 -t GBK u.xml > doc.kml\"", "\(pack) t.kmz doc.kml=doc.kml",
        ],
        command: "convert t.kmz -o o.csv", says: ["GB18030"], look: "cat o.csv", finds: ["東京 Z"]),
      Trap(
        name: "A KML in an archive", files: ["u.xml": markup("GBK", kml)],
        first: ["sh -c \"iconv -f UTF-8 -t GBK u.xml > d.kml\"", "\(pack) t.zip d.kml=x/d.kml"],
        command: "convert t.zip -o o.csv", says: ["GB18030"], look: "cat o.csv",
        finds: ["東京 Z"]),
      Trap(
        name: "A packed KML", files: ["u.xml": markup("GBK", kml)],
        first: ["sh -c \"iconv -f UTF-8 -t GBK u.xml | gzip > t.kml.gz\""],
        command: "convert t.kml.gz -o o.csv", says: ["GB18030"], look: "cat o.csv",
        finds: ["東京 Z"]),
      Trap(
        name: "A KML that says UTF-8 and is in GBK", files: ["u.xml": markup("UTF-8", kml)],
        first: ["sh -c \"iconv -f UTF-8 -t GBK u.xml > t.kml\""], command: "convert t.kml -o o.csv",
        code: 66, says: ["not in the encoding that its first line says", "--encoding"]),
      Trap(
        name: "The same with its encoding named", files: ["u.xml": markup("UTF-8", kml)],
        first: ["sh -c \"iconv -f UTF-8 -t GBK u.xml > t.kml\""],
        command: "convert t.kml --encoding GBK -o o.csv", look: "cat o.csv", finds: ["東京 Z"]),
      Trap(
        name: "A KML in an encoding that nobody knows", files: ["t.kml": markup("x-none", kml)],
        command: "convert t.kml -o o.csv", code: 65, says: ["'x-none'", "--encoding"]),
      Trap(
        name: "What is packed in a way that is not read", files: ["t.csv": "lon,lat\n1,2\n"],
        first: ["xz t.csv"], command: "convert t.csv.xz -o o.csv", code: 66,
        says: ["packed by xz", "unpack it first"]),
      Trap(
        name: "A tar archive", files: ["t.csv": "lon,lat\n1,2\n"],
        first: ["tar czf t.tar.gz t.csv"],
        command: "convert t.tar.gz -o o.csv", code: 66, says: ["packed by tar"]),
      Trap(
        name: "Names in an archive in GBK",
        files: ["aa.csv": "lon,lat\n1,2\n", "bb.csv": "lon,lat\n3,4\n"],
        first: [
          "\(pack) t.zip aa.csv=aa.csv bb.csv=bb.csv",
          #"sh -c "LC_ALL=C sed -i 's/aa[.]csv/\xbc\xd7.csv/g; s/bb[.]csv/\xd2\xd2.csv/g' t.zip""#,
        ], command: "convert t.zip --layer 甲 -o o.csv", look: "cat o.csv", finds: ["1,2"]),
      Trap(
        name: "Names in an archive in GBK become names of files",
        files: ["aa.csv": "lon,lat\n1,2\n", "bb.csv": "lon,lat\n3,4\n"],
        first: [
          "\(pack) t.zip aa.csv=aa.csv bb.csv=bb.csv",
          #"sh -c "LC_ALL=C sed -i 's/aa[.]csv/\xbc\xd7.csv/g; s/bb[.]csv/\xd2\xd2.csv/g' t.zip""#,
        ], command: "convert t.zip --out out --format gpkg", look: "ls out",
        finds: ["t-甲.gpkg", "t-乙.gpkg"]),
      Trap(
        name: "MapInfo with field names in Chinese",
        files: ["a.geojson": collection(point(#""名":"北京""#))],
        command: "convert a.geojson -o o.tab",
        look: "ogrinfo -al -q o.tab", finds: ["名 (String) = 北京"]),
      Trap(
        name: "MIF with field names in Chinese",
        files: ["a.geojson": collection(point(#""名":"北京""#))],
        command: "convert a.geojson -o o.mif",
        look: "sh -c \"iconv -f GBK -t UTF-8 o.mif o.mid\"", finds: ["名 Char", "北京"]),
      Trap(
        name: "A layer whose name XML cannot have",
        files: ["😀 a.geojson": collection(point(#""a b":"北京""#))],
        command: "convert '😀 a.geojson' -o o.gml --name '😀 a'", says: ["a b → a_b"],
        look: "ogrinfo -al -q o.gml", finds: ["a_b (String) = 北京"]),
    ]
}

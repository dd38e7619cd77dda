import Foundation
import Testing

/// What today's tools do in silence, a row a trap: files in, a command, and what other tools find.
@Suite struct TrapTests {
  struct Trap: CustomTestStringConvertible, Sendable {
    var name: String
    /// Files to begin with, as text; `\u{..}` above 0x7F stands for the bytes of UTF-8.
    var files: [String: String] = [:]
    /// Files to begin with, as bytes.
    var bytes: [String: [UInt8]] = [:]
    /// Commands of other tools that make more of them.
    var first: [String] = []
    var command: String
    /// The file that comes through standard input; nothing where it is empty.
    var input = ""
    var code: Int32 = 0
    /// What is said on the way.
    var says: [String] = []
    /// A command of another tool that looks at the output, and what it must print or not.
    var look = ""
    var finds: [String] = []
    var lacks: [String] = []

    var testDescription: String { name }
  }

  static func point(_ properties: String, _ position: String = "109.5,34.5") -> String {
    #"{"type":"Feature","properties":{\#(properties)},"geometry":{"type":"Point","coordinates":[\#(position)]}}"#
  }

  static func collection(_ features: String...) -> String {
    #"{"type":"FeatureCollection","features":[\#(features.joined(separator: ","))]}"#
  }

  static func polygon(_ ring: String) -> String {
    #"{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[\#(ring)]}}"#
  }

  /// "商业设施" in GBK, by Python's str.encode.
  private static let gbk: [UInt8] = [0xC9, 0xCC, 0xD2, 0xB5, 0xC9, 0xE8, 0xCA, 0xA9]

  /// A table of one field of texts and one record, as dBASE III writes it.
  private static func table(_ text: [UInt8], driver: UInt8) -> [UInt8] {
    var header: [UInt8] = [3, 70, 1, 1, 1, 0, 0, 0, 65, 0, 21, 0]
    header += [UInt8](repeating: 0, count: 17) + [driver, 0, 0]
    let field: [UInt8] =
      Array("NAME".utf8) + [UInt8](repeating: 0, count: 7) + Array("C".utf8)
      + [0, 0, 0, 0, 20, 0] + [UInt8](repeating: 0, count: 14)
    return header + field + [13, 32] + text + [UInt8](repeating: 32, count: 20 - text.count) + [26]
  }

  /// Traps of Shapefiles and of files on the disk.
  static let fileTraps: [Trap] = [
    Trap(
      name: "Chinese texts and names in a Shapefile",
      files: ["a.geojson": collection(point(#""商业服务设施":"商务写字楼","行政区":"临渭区""#))],
      command: "convert a.geojson -o u.shp", says: ["商业服务设施 → 商业服"],
      look: "ogrinfo -al u.shp", finds: ["商业服 (String) = 商务写字楼", "行政区 (String) = 临渭区"]),
    Trap(
      name: "UTF-8 in a Shapefile is told by .cpg, language driver 0, by another reader of bytes",
      files: ["a.geojson": collection(point(#""名":"商业""#))],
      command: "convert a.geojson -o u.shp",
      look:
        "sh -c \"cat u.cpg; tail -c +66 u.dbf | iconv -f UTF-8 -t UTF-8; od -An -tx1 -j29 -N1 u.dbf\"",
      finds: ["UTF-8", "商业", " 00"]),
    Trap(
      name: "GBK on request, told by .cpg and language driver 0x4D, decoded by iconv",
      files: ["a.geojson": collection(point(#""商业服务设施":"商务写字楼""#))],
      command: "convert a.geojson -o u.shp --output-encoding GBK",
      look:
        "sh -c \"cat u.cpg; tail -c +33 u.dbf | iconv -f GBK -t UTF-8; od -An -tx1 -j29 -N1 u.dbf\"",
      finds: ["GBK", "商业服务设", "商务写字楼", " 4d"]),
    Trap(
      name: "What GBK cannot write is refused",
      files: ["a.geojson": collection(point(#""n":"🏙 tower""#))],
      command: "convert a.geojson -o u.shp --output-encoding GBK", code: 65,
      says: ["field 'n'", "CP936 cannot write"]),
    Trap(
      name: "A GBK table with language driver 0x57, which tells nothing",
      bytes: ["a.dbf": table(gbk, driver: 0x57)], command: "convert a.dbf -o u.csv",
      says: ["GB18030, by its bytes"], look: "cat u.csv", finds: ["商业设施"]),
    Trap(
      name: "A GBK table with language driver 0x4D",
      bytes: ["a.dbf": table(gbk, driver: 0x4D)], command: "convert a.dbf -o u.csv",
      says: ["language driver 0x4D"], look: "cat u.csv", finds: ["商业设施"]),
    Trap(
      name: "A GBK table with no word on its encoding",
      bytes: ["a.dbf": table(gbk, driver: 0)], command: "convert a.dbf -o u.csv",
      says: ["GB18030, by its bytes"], look: "cat u.csv", finds: ["商业设施"]),
    Trap(
      name: "A text of more than 254 bytes is refused, not cut",
      files: ["a.geojson": collection(point(#""t":"\#(String(repeating: "商", count: 85))""#))],
      command: "convert a.geojson -o u.shp", code: 65, says: ["255 bytes", "254"]),
    Trap(
      name: "A text that must be cut is cut at a character",
      files: ["a.geojson": collection(point(#""t":"\#(String(repeating: "商", count: 85))""#))],
      command: "convert a.geojson -o u.shp --allow-loss", look: "ogrinfo -al u.shp",
      finds: ["= \(String(repeating: "商", count: 84))\n"]),
    Trap(
      name: "Moments keep their time of day in a Shapefile",
      files: ["a.geojson": collection(point(#""t":"2024-05-06T07:08:09.5+08:00""#))],
      command: "convert a.geojson -o u.shp", says: ["moments become texts"],
      look: "ogrinfo -al u.shp", finds: ["2024-05-06T07:08:09.5+08:00"]),
    Trap(
      name: "Integers of 64 bits are not rounded",
      files: ["a.geojson": collection(point(#""n":9223372036854775807"#))],
      command: "convert a.geojson -o u.shp", look: "ogrinfo -al u.shp",
      finds: ["9223372036854775807"]),
    Trap(
      name: "Small numbers keep their digits in a Shapefile",
      files: ["a.geojson": collection(point(#""n":1.23456789e-10"#))],
      command: "convert a.geojson -o u.shp", look: "ogrinfo -al u.shp",
      finds: ["0.000000000123456789"]),
    Trap(
      name: "More than 255 fields are refused",
      files: [
        "a.geojson": collection(
          point((0..<256).map { #""f\#($0)":1"# }.joined(separator: ",")))
      ], command: "convert a.geojson -o u.shp", code: 65, says: ["255 fields"]),
    Trap(
      name: "A lost .shx is rebuilt, and not beside the input",
      files: ["a.geojson": collection(point(#""n":7"#))],
      first: ["ogr2ogr in.shp a.geojson", "rm in.shx"], command: "convert in.shp -o u.csv",
      says: [".shx is missing"], look: "sh -c \"cat u.csv; ls\"", finds: ["109.5,34.5,7"],
      lacks: ["in.shx"]),
    Trap(
      name: "Without .dbf the shapes are read",
      files: ["a.geojson": collection(point(#""n":7"#))],
      first: ["ogr2ogr in.shp a.geojson", "rm in.dbf"], command: "convert in.shp -o u.csv",
      says: [".dbf is missing"], look: "cat u.csv", finds: ["109.5,34.5"]),
    Trap(
      name: "Without .prj nothing is reprojected",
      files: ["a.geojson": collection(point(#""n":7"#))],
      first: ["ogr2ogr in.shp a.geojson", "rm in.prj"], command: "reproject in.shp -o u.gpkg",
      code: 65, says: ["--from"]),
    Trap(
      name: "ESRI's flavour of .prj", files: ["a.geojson": collection(point(#""n":7"#))],
      command: "reproject a.geojson -o u.shp", look: "cat u.prj",
      finds: [#"PROJCS["WGS_1984_UTM_Zone_49N",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984""#]),
    Trap(
      name: "The rest of a file that is replaced goes too",
      files: [
        "a.geojson": collection(point(#""n":7"#)), "u.shp": "old", "u.qix": "old", "u.sbn": "old",
        "u.shp.xml": "old", "u.qml": "old", "u2.shp": "another",
      ], command: "convert a.geojson -o u.shp --overwrite", look: "ls", finds: ["u2.shp"],
      lacks: ["u.qix", "u.sbn", "u.shp.xml", "u.qml"]),
    Trap(
      name: "An output that is there is not replaced unasked",
      files: ["a.geojson": collection(point(#""n":7"#)), "u.gpkg": "old"],
      command: "convert a.geojson -o u.gpkg", code: 73, says: ["--overwrite"], look: "cat u.gpkg",
      finds: ["old"]),
  ]

  @Test(
    "Traps of today's tools",
    arguments: fileTraps + dataTraps + osmTraps + osmObjectTraps + rasterValueTraps
      + rasterKindTraps
      + rasterTwinTraps
      + textTraps
      + cutTraps + siblingTraps + valueTraps + momentTraps + folderTraps
      + tableTraps + placeTraps + placeTwinTraps + damageTraps + textTwins + markupTwins
      + valueTwins + folderTwins + earlyTraps + characterTraps + besideTraps + foundTexts
      + nameTraps + byteTraps + reviewTraps + reviewValues)
  func springsNoTrap(trap: Trap) throws {
    let folder = try TemporaryFolder()
    for (name, text) in trap.files { _ = try folder.file(name, text) }
    for (name, bytes) in trap.bytes {
      try Data(bytes).write(to: URL(filePath: "\(folder.path)/\(name)"))
    }
    for line in trap.first {
      let made = try run(words(line)[0], Array(words(line).dropFirst()), in: folder.path)
      #expect(made.code == 0, "\(line): \(made.errors)")
    }
    let before = try folder.content
    let result = try run(
      gridcast, words(trap.command), in: folder.path, input: trap.input, seconds: 20)
    #expect(result.code == trap.code, "\(trap.name): \(result.errors)")
    for text in trap.says {
      #expect((result.errors + result.output).contains(text), "\(trap.name): \(result.errors)")
    }
    if trap.code != 0 { #expect(try folder.content == before, "\(trap.name)") }
    guard !trap.look.isEmpty else { return }
    let look = try run(words(trap.look)[0], Array(words(trap.look).dropFirst()), in: folder.path)
    for text in trap.finds { #expect(look.output.contains(text), "\(trap.name): \(look.output)") }
    for text in trap.lacks { #expect(!look.output.contains(text), "\(trap.name): \(look.output)") }
  }
}

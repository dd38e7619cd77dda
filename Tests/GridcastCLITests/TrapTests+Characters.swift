import Foundation
import Testing

extension TrapTests {
  private static let escape = "lon,lat,a\n109.5,34.5,x\u{1}y\n109.6,34.6,\u{1B}[2J\n"
  private static let formulas = "lon,lat,a\n109.5,34.5,=cmd|calc\n109.6,34.6,-5\n109.7,34.7,@x\n"

  private static let markup = #"""
    lon,lat,name
    109.5,34.5,"]]></name><script>alert(1)</script><!-- & &x; ""'"
    109.6,34.6,"<!DOCTYPE a [<!ENTITY b SYSTEM ""file:///etc/passwd"">]>&b;"

    """#

  private static func whole(_ file: String) -> String {
    ["kmz", "xlsx", "ods"].contains(where: file.hasSuffix)
      ? "python3 -c \"import xml.dom.minidom as m, zipfile; z = zipfile.ZipFile('\(file)'); [m.parseString(z.read(n)) for n in z.namelist() if n.endswith(('xml', 'kml'))]; print('it is whole')\""
      : "python3 -c \"import xml.dom.minidom as m; m.parse('\(file)'); print('it is whole')\""
  }

  /// Traps of characters that a format or a reader takes for something else.
  static let characterTraps: [Trap] =
    ["kml", "kmz", "gml", "jml", "gpx", "xlsx", "ods"].map { ending in
      Trap(
        name: "Control characters leave \(ending) well-formed, and are counted",
        files: ["a.csv": escape.replacing(",a\n", with: ",name\n")],
        command: "convert a.csv -o o.\(ending) --allow-loss",
        says: ["2 different texts with characters that XML does not have"],
        look: whole("o.\(ending)"), finds: ["it is whole"])
    }
    + ["kml", "gml", "gpx", "jml", "xlsx"].map { ending in
      Trap(
        name: "What looks like markup stays a text in \(ending)",
        files: ["a.csv": markup], command: "convert a.csv -o o.\(ending) --allow-loss",
        look: whole("o.\(ending)"), finds: ["it is whole"])
    } + [
      Trap(
        name: "Control characters in values are lost in XML only where that is allowed",
        files: ["a.csv": escape], command: "convert a.csv -o o.kml", code: 65,
        says: ["field 'a': 2 different texts", "--allow-loss"]),
      Trap(
        name: "Control characters in names leave KML well-formed, and are said",
        files: ["a.csv": "lon,lat,a\u{2}b\n109.5,34.5,1\n"], command: "convert a.csv -o o.kml",
        says: [#"fields renamed: a\u{2}b →"#], look: whole("o.kml"), finds: ["it is whole"]),
      Trap(
        name: "Control characters stay in formats that hold them", files: ["a.csv": escape],
        command: "convert a.csv -o o.gpkg", look: "ogrinfo -al o.gpkg",
        finds: ["x\u{1}y", "\u{1B}[2J"]),
      Trap(
        name: "Formulas are made harmless where that is asked for, and counted",
        files: ["a.csv": formulas], command: "convert a.csv -o o.csv --safe-csv",
        says: ["field 'a': 2 different texts with an apostrophe in front"], look: "cat o.csv",
        finds: [",'=cmd|calc\n", ",-5\n", ",'@x\n"]),
      Trap(
        name: "Formulas in the names of categories are made harmless in tables of cells",
        files: ["a.csv": formulas],
        command: "bin a.csv --cell 10km --category a --cells c.csv --safe-csv",
        says: ["=cmd|calc → '=cmd|calc"], look: "head -1 c.csv", finds: [",'=cmd|calc,", ",'@x"]),
      Trap(
        name: "A plan makes formulas harmless where it says so",
        files: [
          "a.csv": formulas,
          "p.yaml":
            "inputs: a.csv\ncell: 10km\ncategory: a\noutputs: {cells: [c.csv], correlation: r.csv, safe-csv: true}\n",
        ], command: "run p.yaml", look: "head -1 c.csv r.csv",
        finds: [",'=cmd|calc,", ",'@x"]),
      Trap(
        name: "Formulas stay where nothing is said", files: ["a.csv": formulas],
        command: "convert a.csv -o o.csv", look: "cat o.csv", finds: [",=cmd|calc\n"]),
    ]
}

/// What is said where a name or a message is hostile.
@Suite struct HostileMessageTests {
  @Test("What a terminal would obey is written out, from names of files, fields and layers")
  func controlCharacters() throws {
    let folder = try TemporaryFolder()
    let name = "a\u{1B}[2J\u{9B}31m\u{202E}.csv"
    _ = try folder.file(name, "lon,lat,b\u{1B}]0;x\u{7}\n109.5,34.5,c\u{1B}[8m\n")
    for arguments in [
      ["info", name], ["info", name, "--json"], ["info", "--verbose", name],
      ["convert", name, "-o", "o.gpkg"], ["convert", name, "-o", "no/such/folder/\u{1B}c.gpkg"],
      ["bin", name, "--cell", "1km", "--category", "\u{1B}x", "-o", "c.tif"],
      ["convert", ".", "--out", "out", "--format", "gpkg", "--progress", "json"],
      ["convert", "\u{1B}[5m", "--no-such-\u{1B}option"], ["\u{1B}[5m"],
      ["map", "\(name):\u{1B}x", "-o", "m.png"],
    ] {
      let said = try run(gridcast, arguments, in: folder.path)
      let text = said.output + said.errors
      let raw = text.unicodeScalars.filter {
        ($0.value < 0x20 && $0 != "\n" && $0 != "\t") || (0x7F...0x9F).contains($0.value)
          || $0 == "\u{202E}"
      }
      #expect(raw.isEmpty, "\(arguments): \(text.debugDescription)")
    }
  }

  @Test(
    "No character that a terminal obeys is said, wherever it stands",
    arguments: [
      0x01...0x09, 0x0B...0x0C, 0x0E...0x1F, 0x7F...0x9F, 0x200E...0x200F, 0x2028...0x202E,
      0x2066...0x2069,
    ])
  func everyCharacter(codes: ClosedRange<UInt32>) throws {
    let folder = try TemporaryFolder()
    let all = String(String.UnicodeScalarView(codes.compactMap(Unicode.Scalar.init)))
    let name = "n\(all)n.csv"
    _ = try folder.file(name, "lon,lat,f\(all)f\n109.5,34.5,v\(all)v\n")
    for arguments in [
      ["info", name], ["info", name, "--json"], ["convert", name, "-o", "o.shp"],
      ["convert", name, "-o", "o.kml"], ["convert", name, "--select", "x\(all)", "-o", "o.gpkg"],
      ["bin", name, "--cell", "1km", "--category", "f\(all)f", "--cells", "c.csv"],
      ["convert", ".", "--out", "out", "--format", "kml", "--progress", "json"],
    ] {
      let said = try run(gridcast, arguments, in: folder.path)
      let text = said.output + said.errors
      let raw = text.unicodeScalars.filter {
        codes.contains($0.value) && $0 != "\t" && $0 != "\n"
      }
      #expect(raw.isEmpty, "\(arguments): \(text.debugDescription)")
    }
  }

  @Test("Styles, aliases and project of categories with control characters are well-formed")
  func styles() throws {
    let folder = try TemporaryFolder()
    let markup = #""]]></a><script>alert(1)</script>&x;''""#
    _ = try folder.file(
      "p.csv",
      "lon,lat,cat\n109.5,34.5,shop\u{B}tea\n109.6,34.6,\(markup)\n109.55,34.55,\(markup)\n")
    _ = try folder.file(
      "plan.yaml",
      "inputs: p.csv\ncell: 2km\ncategory: cat\noutputs: {folder: map, counts: counts.tif, cells: [cells.shp], report: r.html}\n"
    )
    let done = try run(gridcast, ["run", "plan.yaml"], in: folder.path, seconds: 600)
    #expect(done.code == 0, "\(done.errors)")
    let drawn = try gridcast("map", "p.csv:cat", "-o", "p.svg", in: folder.path)
    #expect(drawn.code == 0, "\(drawn.errors)")
    let script = """
      import xml.dom.minidom as m, zipfile, glob
      z = zipfile.ZipFile('map/plan.qgz')
      for name in z.namelist():
          if name.endswith('.qgs'): m.parseString(z.read(name))
      files = [f for e in ('qml', 'sld', 'xml') for f in glob.glob('map/*.' + e)]
      for file in files: m.parse(file)
      import html.parser
      class Parser(html.parser.HTMLParser):
          tag = ''
          def handle_starttag(self, tag, attributes):
              self.tag = tag
              assert not any(name.startswith('on') for name, _ in attributes), attributes
          def handle_data(self, data):
              assert self.tag != 'script' or not data.startswith('alert(1)'), data
      Parser().feed(open('map/r.html').read())
      m.parse('p.svg')
      print(len(files))
      """
    let said = try run("python3", ["-c", script], in: folder.path)
    #expect(
      (Int(said.output.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0) > 4, "\(said.errors)")
  }

  @Test(
    "A password is never said, whatever form the database is named in",
    arguments: [
      "PG:host=127.0.0.1 port=1 user=u password=geheim1", "PG:postgresql://u:geheim1@127.0.0.1:1/d",
      "PG:host=127.0.0.1 port=1 password='geh eim1'", "PG:postgresql://u:geheim1/x@127.0.0.1:1/d",
      "PG:host=127.0.0.1 port=1 password=geheim1 more", "postgresql://u:geheim1@127.0.0.1:1/d",
    ])
  func passwords(database: String) throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("p.csv", "lon,lat\n109.5,34.5\n")
    _ = try folder.file("m.yaml", "out: out\njobs: [{input: \"\(database)\", output: a.gpkg}]")
    _ = try folder.file(
      "plan.yaml", "inputs: \"\(database)\"\ncell: 1km\noutputs: {folder: map, counts: c.tif}")
    for arguments in [
      ["info", database], ["info", database, "--json"], ["convert", database, "-o", "o.gpkg"],
      ["convert", database, "-o", "o.gpkg", "--progress", "json", "--json"],
      ["convert", "p.csv", "-o", database], ["bin", database, "--cell", "1km", "-o", "c.tif"],
      ["batch", "m.yaml"], ["batch", "m.yaml", "--json", "--progress", "json"],
      ["batch", "m.yaml", "--dry-run"], ["run", "plan.yaml"], ["map", database, "-o", "m.png"],
    ] {
      let said = try run(gridcast, arguments, in: folder.path)
      #expect(said.code != 0)
      let text = said.output + said.errors
      #expect(!text.contains("geh") && !text.contains("eim1"), "\(arguments): \(text)")
    }
    let kept = try run("grep", ["-rl", "eim1", "."], in: folder.path).output
    #expect(Set(kept.split(separator: "\n")) == ["./m.yaml", "./plan.yaml"])
  }

  @Test("A name of a million letters makes no message of a million letters")
  func bounded() throws {
    let folder = try TemporaryFolder()
    let name = String(repeating: "A", count: 1_000_000)
    _ = try folder.file("a.csv", "lon,lat,\(name)\n109.5,34.5,1\n")
    _ = try folder.file("b.geojson", TrapTests.collection(TrapTests.point("\"\(name)\":1")))
    // The longest path that Linux passes on.
    let path = String(repeating: "p", count: 130_000)
    for line in [
      "info \(path)", "convert a.csv -o \(path).gpkg",
      "convert \(path) a.csv --out out --format gpkg",
      "info a.csv", "info b.geojson", "convert a.csv -o o.shp",
      "convert a.csv --select q -o o.gpkg",
      "convert b.geojson -o o.shp", "bin a.csv --cell 1km --weight q -o c.tif",
      "convert b.geojson --rename q=r -o o.gpkg",
    ] {
      let said = try run(gridcast, words(line), in: folder.path)
      #expect(said.output.count + said.errors.count < 30_000, "\(line.prefix(60))")
    }
  }
}

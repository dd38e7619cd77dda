import Foundation

extension TrapTests {
  /// Traps of files that belong together and do not fit: 20 points, whose table or index is damaged by one line of
  /// Python; right is what lies in the .shp, by its own records.
  static let siblingTraps: [Trap] = [
    sibling(
      "An empty table", "open('a.dbf','wb')", code: 65,
      says: ["all attributes", "the .dbf cannot be read: it is empty"]),
    sibling(
      "A table that is a web page", "open('a.dbf','w').write('<html>404</html>')", code: 65,
      says: ["all attributes", "no dBASE table"]),
    sibling(
      "A table cut within its header", "import os;os.truncate('a.dbf',40)", code: 65,
      says: ["all attributes"]),
    sibling(
      "A table cut after some records", "import os;os.truncate('a.dbf',200)", code: 65,
      says: ["missing, as reading ended early"]),
    sibling(
      "A folder in place of the table", "import os;os.remove('a.dbf');os.mkdir('a.dbf')", code: 65,
      says: ["all attributes", "it is no file"]),
    sibling(
      "A table that is a link to nothing",
      "import os;os.remove('a.dbf');os.symlink('nowhere','a.dbf')", code: 65,
      says: ["all attributes", "No such file"]),
    sibling(
      "A table of fewer records than shapes",
      "b=bytearray(open('a.dbf','rb').read());b[4]=15;open('a.dbf','wb').write(b)", code: 65,
      says: ["20 shapes and the .dbf 15 records"]),
    sibling(
      "A table of more records than shapes",
      "b=bytearray(open('a.dbf','rb').read());n=int.from_bytes(b[10:12],'little');b[4]=25;open('a.dbf','wb').write(b[:-1]+b[-1-5*n:])",
      code: 65, says: ["20 shapes and the .dbf 25 records"]),
    sibling(
      "An unusable table is a loss that can be allowed", "open('a.dbf','wb')",
      command: "convert a.shp -o o.csv --allow-loss", says: ["lost: all attributes"], lines: 20),
    sibling(
      "An index that knows half of the shapes is rebuilt", Self.halfIndex,
      says: ["the .shx knows 10 of 20 shapes; the index was rebuilt"], lines: 20),
    sibling(
      "An index that knows half of the shapes, with a table of logical fields, is rebuilt",
      Self.halfIndex, properties: #""n":7,"t":true"#,
      says: ["the .shx knows 10 of 20 shapes; the index was rebuilt"], lines: 20),
    sibling(
      "An index and a table that know half of the shapes contradict the shapes",
      Self.halfIndex
        + ";b=bytearray(open('a.dbf','rb').read());b[4]=10;open('a.dbf','wb').write(b)",
      code: 65, says: ["20 shapes and the .dbf 10 records"]),
    sibling(
      "An index of something else is rebuilt", "open('a.shx','w').write('<html>404</html>'*20)",
      says: ["the .shx is damaged; the index was rebuilt"], lines: 20),
    sibling(
      "An empty index is rebuilt", "open('a.shx','wb')",
      says: ["the .shx cannot be read (it is empty); the index was rebuilt"], lines: 20),
  ]

  private static let halfIndex =
    "b=bytearray(open('a.shx','rb').read())[:180];b[24:28]=(90).to_bytes(4,'big');open('a.shx','wb').write(b)"

  private static func sibling(
    _ name: String, _ damage: String, properties: String = #""n":7"#,
    command: String = "convert a.shp -o o.csv", code: Int32 = 0, says: [String], lines: Int = 0
  ) -> Trap {
    Trap(
      name: name,
      files: [
        "a.geojson":
          #"{"type":"FeatureCollection","features":[\#(Array(repeating: point(properties), count: 20).joined(separator: ","))]}"#,
        "damage.py": damage,
      ],
      first: ["ogr2ogr a.shp a.geojson", "python3 damage.py", "rm damage.py a.geojson"],
      command: command, code: code, says: says,
      look: lines == 0 ? "" : "sh -c \"tail -n +2 o.csv | wc -l; ls\"",
      finds: lines == 0 ? [] : ["\(lines)\n"])
  }
}

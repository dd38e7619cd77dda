import Foundation
import Testing

extension DifferentialSeed {
  /// Points, lines and areas, whose shapes GDAL writes, with a table of fields of every type.
  static func shapefiles() throws -> [DifferentialSeed] {
    let folder = try TemporaryFolder()
    let ring = "[[109,34],[109,35],[110,35],[110,34],[109,34]]"
    let hole = "[[109.2,34.2],[109.4,34.2],[109.4,34.4],[109.2,34.2]]"
    let kinds: [(name: String, kind: String, coordinates: (Int) -> String)] = [
      ("points", "Point", { "[109.\($0),34.5\($0)]" }),
      ("lines", "LineString", { "[[109,34.\($0)],[109.5,34.25],[110,34]]" }),
      ("areas", "Polygon", { $0 % 2 == 0 ? "[\(ring),\(hole)]" : "[\(ring)]" }),
    ]
    return try kinds.map { name, kind, coordinates in
      let features = (1...12).map {
        #"{"type":"Feature","properties":{},"geometry":{"type":"\#(kind)","coordinates":\#(coordinates($0))}}"#
      }
      _ = try folder.file(
        "\(name).geojson",
        #"{"type":"FeatureCollection","features":[\#(features.joined(separator: ","))]}"#)
      let made = try run("ogr2ogr", ["\(name).shp", "\(name).geojson"], in: folder.path)
      #expect(made.code == 0, "\(made.errors)")
      var files = try ["shp", "shx", "prj"].map {
        ("a.\($0)", try Data(contentsOf: URL(filePath: "\(folder.path)/\(name).\($0)")))
      }
      files.append(("a.dbf", table()))
      files.append(("a.cpg", Data("UTF-8".utf8)))
      return DifferentialSeed(
        name: name, format: "shapefile", files: files, outputs: [([], "out.geojsonl")])
    }
  }

  /// A dBASE table of twelve rows.
  private static func table() -> Data {
    let fields: [(name: String, type: Character, width: Int, decimals: Int)] = [
      ("NAME", "C", 20, 0), ("CODE", "C", 4, 0), ("COUNT", "N", 9, 0), ("BIG", "N", 18, 0),
      ("PRICE", "N", 12, 3), ("SHARE", "F", 14, 6), ("DAY", "D", 8, 0), ("OPEN", "L", 1, 0),
    ]
    var rows: [[String]] = (1...12).map { number in
      [
        ["商业\(number)", "plain", "café \(number)"][number % 3], "00\(number)", "\(number * 37)",
        "12345678901\(number)", "\(number).250", "0.5\(number)", "202002\(10 + number)",
        number % 2 == 0 ? "T" : "F",
      ]
    }
    rows[4] = ["", "", "", "", "", "", "", "?"]
    let width = fields.reduce(1) { $0 + $1.width }
    var bytes: [UInt8] = [3, 120, 2, 3, UInt8(rows.count), 0, 0, 0]
    bytes += [
      UInt8(truncatingIfNeeded: 32 * fields.count + 33), UInt8((32 * fields.count + 33) >> 8),
    ]
    bytes += [UInt8(width), 0] + [UInt8](repeating: 0, count: 20)
    for field in fields {
      let name = Array(field.name.utf8)
      bytes += name + [UInt8](repeating: 0, count: 11 - name.count) + Array("\(field.type)".utf8)
      bytes += [0, 0, 0, 0, UInt8(field.width), UInt8(field.decimals)]
      bytes += [UInt8](repeating: 0, count: 14)
    }
    bytes.append(13)
    for row in rows {
      bytes.append(32)
      for (text, field) in zip(row, fields) {
        let blanks = [UInt8](repeating: 32, count: field.width - text.utf8.count)
        bytes += field.type == "C" ? Array(text.utf8) + blanks : blanks + Array(text.utf8)
      }
    }
    return Data(bytes + [26])
  }
}

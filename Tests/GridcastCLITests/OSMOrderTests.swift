import Foundation
import Testing

/// Large OSM files in which ways come before their nodes, and nodes in no order, as Overpass sends them.
@Suite struct OSMOrderTests {
  private static let ways = 100_000

  /// Square shops of four nodes each; the nodes come after all ways, 7,919 numbers apart, which is
  /// prime to their number.
  private static func makeFile(at path: String) throws {
    var text = "<osm version=\"0.6\">\n"
    for way in 0..<ways {
      let node = 4 * way
      let corners = [0, 1, 2, 3, 0].map { "<nd ref=\"\(node + $0 + 1)\"/>" }.joined()
      text += "<way id=\"\(way + 1)\">\(corners)<tag k=\"shop\" v=\"tea\"/>"
      text += "<tag k=\"building\" v=\"yes\"/></way>\n"
    }
    for number in 0..<4 * ways {
      let node = number * 7919 % (4 * ways)
      let (column, row, corner) = (node / 4 % 500, node / 4 / 500, node % 4)
      let longitude = 109_400_000 + column * 400 + (corner == 1 || corner == 2 ? 100 : 0)
      let latitude = 34_400_000 + row * 400 + (corner > 1 ? 100 : 0)
      text += "<node id=\"\(node + 1)\" lat=\"\(latitude / 1_000_000).\(latitude % 1_000_000)\""
      text += " lon=\"\(longitude / 1_000_000).\(longitude % 1_000_000)\"/>\n"
    }
    try (text + "</osm>\n").write(toFile: path, atomically: false, encoding: .utf8)
  }

  @Test("100,000 ways before their nodes are all counted, plain and packed")
  func countsWaysBeforeTheirNodes() throws {
    let folder = try TemporaryFolder()
    try Self.makeFile(at: folder.path + "/ways.osm")
    for packer in ["gzip", "bzip2"] { _ = try run(packer, ["-k", "ways.osm"], in: folder.path) }
    for name in ["ways.osm", "ways.osm.gz", "ways.osm.bz2"] {
      let result = try gridcast(
        "bin", name, "--categories", "osm", "-o", "\(name).tif", in: folder.path)
      #expect(result.code == 0, "\(name): \(result.errors)")
      #expect(result.output.contains("100,000 read, 100,000 counted"), "\(name): \(result.output)")
    }
    // By `osmium sort`, `osmium export` and `grep -c Polygon` there are as many areas.
    let sorted = try run("osmium", ["sort", "ways.osm", "-o", "sorted.osm.pbf"], in: folder.path)
    #expect(sorted.code == 0, "\(sorted.errors)")
    let areas = try run(
      "sh", ["-c", "osmium export sorted.osm.pbf -f geojsonseq -o - | grep -c Polygon"],
      in: folder.path)
    #expect(areas.output.trimmingCharacters(in: .whitespacesAndNewlines) == "\(Self.ways)")
  }
}

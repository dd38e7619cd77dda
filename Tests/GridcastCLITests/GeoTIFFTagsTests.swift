import Foundation
import Testing

/// The directory of a GeoTIFF that Gridcast writes, beside that of GDAL's copy of it.
@Suite struct GeoTIFFTagsTests {
  /// The entries of a little-endian TIFF's first directory: type and value by tag.
  private func tags(_ path: String) throws -> [Int: (type: Int, value: [UInt8])] {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    func number(_ offset: Int, _ size: Int) -> Int {
      (0..<size).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
    }
    #expect(bytes.prefix(4) == [0x49, 0x49, 42, 0])
    let directory = number(4, 4)
    let sizes = [1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 12: 8]
    var tags: [Int: (type: Int, value: [UInt8])] = [:]
    var last = 0
    for index in 0..<number(directory, 2) {
      let entry = directory + 2 + 12 * index
      let (tag, type) = (number(entry, 2), number(entry + 2, 2))
      let size = try #require(sizes[type]) * number(entry + 4, 4)
      let start = size > 4 ? number(entry + 8, 4) : entry + 8
      #expect(tag > last && start % 2 == 0, "tag \(tag)")
      last = tag
      tags[tag] = (type, Array(bytes[start..<start + size]))
    }
    return tags
  }

  /// Where strips lie and how they are cut is each writer's own; all else must be the same.
  private static let own: Set = [273, 278, 279]

  @Test(
    "Every tag but those of the strips has GDAL's type and value",
    arguments: ["EPSG:32649", "EPSG:32749", "EPSG:4326"], [1, 3])
  func areGDALs(system: String, categories: Int) throws {
    let folder = try TemporaryFolder()
    let sign = system == "EPSG:32749" ? "-" : ""
    let rows = (0..<200).map {
      "\(["tea", "茶", "a&b"][$0 % categories]),\(109.2 + Double($0 % 97) * 0.004),\(sign)\(34.3 + Double($0 % 89) * 0.003)"
    }
    _ = try folder.file("points.csv", (["name,lon,lat"] + rows).joined(separator: "\n"))
    let counted = try gridcast(
      "bin", "points.csv", "--category", "name", "--cell",
      system == "EPSG:4326" ? "0.01deg" : "1km", "--to", system, "-o", "own.tif", in: folder.path)
    #expect(counted.code == 0, "\(counted.errors)")
    let copied = try run(
      "gdal_translate",
      [
        "-q", "-co", "COMPRESS=DEFLATE", "-co", "PREDICTOR=3", "-co",
        // Of one band both are the same, and GDAL says PIXEL unless told.
        categories > 1 ? "INTERLEAVE=BAND" : "INTERLEAVE=PIXEL", "own.tif", "gdal.tif",
      ], in: folder.path)
    #expect(copied.code == 0, "\(copied.errors)")
    let own = try tags("\(folder.path)/own.tif")
    let theirs = try tags("\(folder.path)/gdal.tif")
    #expect(own.keys.sorted() == theirs.keys.sorted())
    for (tag, entry) in own where !Self.own.contains(tag) {
      let other = try #require(theirs[tag])
      #expect(entry.type == other.type && entry.value == other.value, "tag \(tag)")
    }
  }
}

import Foundation
import GridcastFiles

@testable import GridcastFormats

/// OSM PBF files made of blocks that are not packed, so that what is changed is read, and not refused for its
/// checksum or length.
enum PBFParts {
  /// A file of the blocks of an input.
  static func file(_ input: FuzzInput) -> [UInt8] {
    var header: [UInt8] = []
    for feature in ["OsmSchema-V0.6", "DenseNodes"] { header += field(4, Array(feature.utf8)) }
    if input.saysSorted { header += field(5, Array("Sort.Type_then_ID".utf8)) }
    return input.parts.reduce(blob("OSMHeader", header)) { $0 + blob("OSMData", $1) }
  }

  /// The file that a map in XML is written to for sorting, and its blocks.
  static func file(ofMap text: String) throws -> (whole: [UInt8], blocks: [[UInt8]]) {
    let folder = try ScratchFolder(for: "map.osm")
    let path = folder.path + "/map.osm"
    try text.write(toFile: path, atomically: false, encoding: .utf8)
    guard let form = OSMCopy.Form(ofPath: path) else { return ([], []) }
    let copy = try OSMCopy(of: path, as: path, form)
    let file = try PBFFile(copy.path)
    let blocks = try file.blobs.map { place in
      let bytes = try file.inflated(place)
      return unsafe Array(bytes.bytes)
    }
    return ([UInt8](try Data(contentsOf: URL(filePath: copy.path))), blocks)
  }

  private static func blob(_ kind: String, _ content: [UInt8]) -> [UInt8] {
    let body = field(1, content)
    let header = field(1, Array(kind.utf8)) + [3 << 3] + varint(body.count)
    let length = UInt32(header.count).bigEndian
    return unsafe withUnsafeBytes(of: length) { unsafe Array($0) } + header + body
  }

  private static func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
    [number << 3 | 2] + varint(content.count) + content
  }

  private static func varint(_ value: Int) -> [UInt8] {
    var rest = value
    var bytes: [UInt8] = []
    while rest > 127 {
      bytes.append(UInt8(rest & 127) | 128)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }
}

import Foundation
import GridcastBase

/// Writes an OSM PBF that is not compressed: for a copy that is read once and thrown away.
///
/// Layout after "PBF Format" in the OSM wiki.
struct PBFWriter {
  /// The most objects of a block, as the wiki advises.
  private static let blockLimit = 8000
  private static let byteLimit = 8 << 20

  private let file: FileHandle
  private var kind = OSMObject.Kind.node
  private var count = 0
  private var texts = Texts()
  private var dense = Dense()
  private var group: [UInt8] = []

  init(_ file: FileHandle) throws {
    self.file = file
    var header: [UInt8] = []
    for feature in ["OsmSchema-V0.6", "DenseNodes"] { header.add(4, Array(feature.utf8)) }
    header.add(5, Array("Sort.Type_then_ID".utf8))
    try write("OSMHeader", header)
  }

  mutating func addNode(
    _ id: Int64, _ place: OSMObject.Place, tags: ArraySlice<Int32>, of all: [String]
  ) throws {
    try begin(.node)
    dense.add(id, place)
    for tag in tags { dense.tags.add(varint: UInt64(texts.index(of: tag, all))) }
    dense.tags.append(0)
  }

  mutating func addWay(
    _ id: Int64, _ refs: ArraySlice<Int64>, tags: ArraySlice<Int32>, of all: [String]
  ) throws {
    try begin(.way)
    var way = object(id, tags, all)
    var packed: [UInt8] = []
    var last: Int64 = 0
    for ref in refs {
      packed.add(signed: ref &- last)
      last = ref
    }
    way.add(8, packed)
    group.add(3, way)
  }

  mutating func addRelation(
    _ id: Int64, _ members: ArraySlice<OSMCollection.Member>, tags: ArraySlice<Int32>,
    of all: [String]
  ) throws {
    try begin(.relation)
    var relation = object(id, tags, all)
    var roles: [UInt8] = []
    var ids: [UInt8] = []
    var kinds: [UInt8] = []
    var last: Int64 = 0
    for member in members {
      roles.add(varint: UInt64(texts.index(of: member.role, all)))
      ids.add(signed: member.id &- last)
      last = member.id
      kinds.add(varint: UInt64(member.kind.rawValue))
    }
    relation.add(8, roles)
    relation.add(9, ids)
    relation.add(10, kinds)
    group.add(4, relation)
  }

  /// Writes what is left.
  mutating func finish() throws { try endBlock() }

  // MARK: Pieces

  private mutating func object(_ id: Int64, _ tags: ArraySlice<Int32>, _ all: [String]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.add(key: 1, type: 0)
    bytes.add(varint: UInt64(bitPattern: id))
    guard !tags.isEmpty else { return bytes }
    var keys: [UInt8] = []
    var values: [UInt8] = []
    for (index, tag) in tags.enumerated() {
      let number = UInt64(texts.index(of: tag, all))
      if index.isMultiple(of: 2) { keys.add(varint: number) } else { values.add(varint: number) }
    }
    bytes.add(2, keys)
    bytes.add(3, values)
    return bytes
  }

  /// Makes room for one more object of a kind.
  private mutating func begin(_ kind: OSMObject.Kind) throws {
    let isFull =
      count == Self.blockLimit || texts.size + group.count + dense.count > Self.byteLimit
    if kind != self.kind || isFull { try endBlock() }
    self.kind = kind
    count += 1
  }

  private mutating func endBlock() throws {
    guard count > 0 else { return }
    if kind == .node {
      group = []
      group.add(2, dense.message)
    }
    var block: [UInt8] = []
    block.add(1, texts.message)
    block.add(2, group)
    // Places in billionths of a degree.
    block.add(key: 17, type: 0)
    block.add(varint: 1)
    try write("OSMData", block)
    (count, texts, dense, group) = (0, Texts(), Dense(), [])
  }

  private func write(_ type: String, _ content: [UInt8]) throws {
    var blob: [UInt8] = []
    blob.add(1, content)
    var header: [UInt8] = []
    header.add(1, Array(type.utf8))
    header.add(key: 3, type: 0)
    header.add(varint: UInt64(blob.count))
    var bytes = unsafe withUnsafeBytes(of: UInt32(header.count).bigEndian) { unsafe Array($0) }
    bytes += header
    bytes += blob
    try file.write(contentsOf: bytes)
  }

  /// The texts of a block; the first is the empty one, since 0 ends the tags of a node.
  private struct Texts {
    private var indices: [Int32: Int] = [:]
    private(set) var message: [UInt8] = []
    var size: Int { message.count }

    init() { message.add(1, []) }

    mutating func index(of text: Int32, _ all: [String]) -> Int {
      if let index = indices[text] { return index }
      let index = indices.count + 1
      indices[text] = index
      message.add(1, Array(all[Int(text)].utf8))
      return index
    }
  }

  /// Nodes packed together, each number as the difference from the one before.
  private struct Dense {
    var tags: [UInt8] = []
    private var ids: [UInt8] = []
    private var latitudes: [UInt8] = []
    private var longitudes: [UInt8] = []
    private var last: (id: Int64, latitude: Int64, longitude: Int64) = (0, 0, 0)

    var count: Int { tags.count + ids.count + latitudes.count + longitudes.count }

    mutating func add(_ id: Int64, _ place: OSMObject.Place) {
      ids.add(signed: id &- last.id)
      latitudes.add(signed: place.latitude - last.latitude)
      longitudes.add(signed: place.longitude - last.longitude)
      last = (id, place.latitude, place.longitude)
    }

    var message: [UInt8] {
      var bytes: [UInt8] = []
      bytes.add(1, ids)
      bytes.add(8, latitudes)
      bytes.add(9, longitudes)
      bytes.add(10, tags)
      return bytes
    }
  }
}

extension [UInt8] {
  fileprivate mutating func add(varint value: UInt64) {
    var value = value
    while value >= 0x80 {
      append(UInt8(truncatingIfNeeded: value) | 0x80)
      value >>= 7
    }
    append(UInt8(truncatingIfNeeded: value))
  }

  /// A number whose sign stands in its lowest bit.
  fileprivate mutating func add(signed value: Int64) {
    add(varint: UInt64(bitPattern: value &<< 1 ^ value >> 63))
  }

  fileprivate mutating func add(key number: Int, type: UInt64) {
    add(varint: UInt64(number) << 3 | type)
  }

  /// A field that is a message, a text, or numbers packed together.
  fileprivate mutating func add(_ number: Int, _ bytes: [UInt8]) {
    add(key: number, type: 2)
    add(varint: UInt64(bytes.count))
    append(contentsOf: bytes)
  }
}

import Foundation
import GridcastBase
import Synchronization

/// The spatial index of a GeoPackage, which is built in one go once all features are written.
///
/// SQLite's R-tree inserts one box after the other, which takes most of the time that GDAL needs
/// for a GeoPackage. Here the tree is built in memory by sort–tile–recursive packing (Leutenegger,
/// Edgington and Lopez 1997), and its nodes are written in SQLite's format (R*Tree module, "Shadow
/// tables").
final class SpatialIndex: Sendable {
  /// The number of children of a node in SQLite with pages of 4096 bytes.
  private static let fanOut = 51
  private static let nodeSize = 4 + 24 * fanOut

  /// The box of a feature or node, rounded outwards, and its identifier: 20 bytes, as there is one of each
  /// feature.
  private struct Entry {
    var west: Float
    var east: Float
    var south: Float
    var north: Float
    let id: UInt32
  }

  /// Entries in blocks, since one array that grows would have to be copied, and be twice as large as needed.
  private struct Entries {
    static let blockSize = 65_536
    var blocks: [[Entry]] = []
    var count: UInt32 = 0

    mutating func append(_ entry: Entry) {
      if blocks.last?.count ?? Self.blockSize == Self.blockSize {
        blocks.append([])
        blocks[blocks.count - 1].reserveCapacity(Self.blockSize)
      }
      blocks[blocks.count - 1].append(entry)
    }

    /// Hands all entries over; none stay.
    mutating func take() -> [Entry] {
      var all: [Entry] = []
      all.reserveCapacity(blocks.reduce(0) { $0 + $1.count })
      blocks.reverse()
      while let block = blocks.popLast() { all.append(contentsOf: block) }
      return all
    }
  }

  private let entries = Mutex(Entries())

  /// Adds the extents of written features, whose identifiers count up from 1.
  func add(_ boxes: [Box]) {
    entries.withLock { entries in
      for box in boxes {
        entries.count += 1
        guard !box.isEmpty else { continue }
        entries.append(
          Entry(
            west: down(box.minX), east: up(box.maxX), south: down(box.minY), north: up(box.maxY),
            id: entries.count))
      }
    }
  }

  /// Fills the index of a layer, which is empty.
  ///
  /// - Parameters:
  ///   - database: The GeoPackage.
  ///   - table: The name of the layer.
  ///   - target: The final path of the file, for errors.
  /// - Throws: `.unwritable` with SQLite's message.
  func write(into database: borrowing SQLiteDatabase, table: String, for target: String)
    throws(GridcastError)
  {
    let count = entries.withLock { $0.count }
    let names = try database.rows(
      "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%' AND name = "
        + "(SELECT 'rtree_' || table_name || '_' || column_name FROM gpkg_geometry_columns "
        + "WHERE table_name = \(table.asSQLText))")
    let extent = try database.rows(
      "SELECT count(*), max(rowid) FROM \(table.asSQLName) WHERE rowid > 0")
    guard let name = names.first?.first, extent == [["\(count)", count > 0 ? "\(count)" : ""]]
    else {
      throw GridcastError(.bug, target, "GDAL numbers the features of a GeoPackage differently")
    }
    try Self.fill(name, with: entries.withLock { $0.take() }, in: database)
  }

  private static func fill(
    _ name: String, with entries: consuming [Entry], in database: borrowing SQLiteDatabase
  ) throws(GridcastError) {
    func shadow(_ part: String) -> String { "\(name)_\(part)".asSQLName }
    guard !entries.isEmpty else { return }
    // The levels of the tree, leaves first; a node is a run of entries of the level below.
    pack(&entries)
    var levels = [entries]
    while levels[levels.count - 1].count > fanOut {
      var above = parents(of: levels[levels.count - 1])
      pack(&above)
      levels.append(above)
    }
    // The root is node 1, followed by the levels from the top down.
    var firsts = [Int](repeating: 1, count: levels.count)
    for level in stride(from: levels.count - 2, through: 0, by: -1) {
      firsts[level] = firsts[level + 1] + nodeCount(of: levels[level + 1].count)
    }
    var parents: [(Int, Int)] = []
    for level in levels.indices.reversed() {
      let all = levels[level]
      let first = level == 0 ? 0 : firsts[level - 1]
      let depth = level == levels.count - 1 ? level : 0
      try database.insert(
        "INSERT OR REPLACE INTO \(shadow("node")) VALUES (?, ?)",
        (0..<nodeCount(of: all.count)).lazy.map { node in
          let children = all[node * fanOut..<min((node + 1) * fanOut, all.count)]
          return (firsts[level] + node, encoded(children, idsFrom: first, depth: depth))
        })
      guard level > 0 else { continue }
      for (index, child) in all.enumerated() {
        parents.append((first + Int(child.id), firsts[level] + index / fanOut))
      }
    }
    try database.insert(
      "INSERT INTO \(shadow("parent")) VALUES (?, ?)", parents.sorted { $0.0 < $1.0 })
    // Of each feature, by its identifier, its node; 0 where it has no place.
    let last = levels[0].reduce(0) { max($0, $1.id) }
    var nodes = [UInt32](repeating: 0, count: Int(last) + 1)
    for (index, entry) in levels[0].enumerated() {
      nodes[Int(entry.id)] = UInt32(firsts[0] + index / fanOut)
    }
    levels = []
    try database.insert(
      "INSERT INTO \(shadow("rowid")) VALUES (?, ?)",
      nodes.enumerated().lazy.filter { $1 != 0 }.map { ($0, Int($1)) })
  }

  /// The bytes of a node: the depth of the tree in the root, the number of children, and the
  /// children.
  private static func encoded(_ children: ArraySlice<Entry>, idsFrom first: Int, depth: Int)
    -> [UInt8]
  {
    var node = [UInt8](repeating: 0, count: nodeSize)
    unsafe node.withUnsafeMutableBytes { node in
      unsafe node.storeBytes(of: UInt16(depth).bigEndian, as: UInt16.self)
      unsafe node.storeBytes(
        of: UInt16(children.count).bigEndian, toByteOffset: 2, as: UInt16.self)
      var offset = 4
      for child in children {
        unsafe node.storeBytes(
          of: UInt64(first + Int(child.id)).bigEndian, toByteOffset: offset, as: UInt64.self)
        for (side, value) in [child.west, child.east, child.south, child.north].enumerated() {
          unsafe node.storeBytes(
            of: value.bitPattern.bigEndian, toByteOffset: offset + 8 + 4 * side,
            as: UInt32.self)
        }
        offset += 24
      }
    }
    return node
  }

  private static func nodeCount(of count: Int) -> Int { (count + fanOut - 1) / fanOut }

  /// Puts entries in the order in which nodes take them: in strips from west to east, and within each from
  /// south to north.
  private static func pack(_ entries: inout [Entry]) {
    let nodes = nodeCount(of: entries.count)
    let strips = max(1, Int(Double(nodes).squareRoot().rounded(.up)))
    let stripSize = max(1, (nodes + strips - 1) / strips) * fanOut
    entries.sort { ($0.west / 2 + $0.east / 2, $0.id) < ($1.west / 2 + $1.east / 2, $1.id) }
    for start in stride(from: 0, to: entries.count, by: stripSize) {
      entries[start..<min(start + stripSize, entries.count)].sort {
        ($0.south / 2 + $0.north / 2, $0.id) < ($1.south / 2 + $1.north / 2, $1.id)
      }
    }
  }

  /// One entry for each node of a level, whose identifier is its index in the level.
  private static func parents(of level: [Entry]) -> [Entry] {
    (0..<nodeCount(of: level.count)).map { node in
      let children = level[node * fanOut..<min((node + 1) * fanOut, level.count)]
      let first = children[children.startIndex]
      var (west, east, south, north) = (first.west, first.east, first.south, first.north)
      for child in children {
        west = min(west, child.west)
        east = max(east, child.east)
        south = min(south, child.south)
        north = max(north, child.north)
      }
      return Entry(west: west, east: east, south: south, north: north, id: UInt32(node))
    }
  }
}

/// Rounds down to a 32-bit number.
private func down(_ value: Double) -> Float {
  let near = Float(value)
  return Double(near) > value ? near.nextDown : near
}

/// Rounds up to a 32-bit number.
private func up(_ value: Double) -> Float {
  let near = Float(value)
  return Double(near) < value ? near.nextUp : near
}

import Foundation
import GridcastBase
import GridcastFiles

/// The spatial index of a GeoPackage, which is built in one go once all features are written.
///
/// SQLite's R-tree inserts one box after the other, which takes most of the time that GDAL needs
/// for a GeoPackage. Here the tree is built at once by sort–tile–recursive packing (Leutenegger,
/// Edgington and Lopez 1997), and its nodes are written in SQLite's format (R*Tree module, "Shadow
/// tables").
final class SpatialIndex {
  /// The number of children of a node in SQLite with pages of 4096 bytes.
  private static let fanOut = 51
  private static let nodeSize = 4 + 24 * fanOut

  /// How many entries wait in memory; more go to a file.
  private static let room = 1 << 20

  /// The box of a feature or node, rounded outwards, and its identifier: 20 bytes, as there is one of each
  /// feature.
  private struct Entry: BitwiseCopyable {
    var west: Float
    var east: Float
    var south: Float
    var north: Float
    let id: UInt32
  }

  private let place: OutputPlace
  private var waiting: [Entry] = []
  private var filed: FiledArray<Entry>?
  private var count: UInt32 = 0

  /// Begins an index without entries, of a layer that is written to a place.
  init(of place: OutputPlace) { self.place = place }

  /// Adds the extents of written features, whose identifiers count up from 1.
  ///
  /// - Throws: `.unwritable` where there is no room for them.
  func add(_ boxes: [Box]) throws(GridcastError) {
    for box in boxes {
      count += 1
      guard !box.isEmpty else { continue }
      waiting.append(
        Entry(
          west: down(box.minX), east: up(box.maxX), south: down(box.minY), north: up(box.maxY),
          id: count))
    }
    if waiting.count > Self.room { try fileEntries() }
  }

  private func fileEntries() throws(GridcastError) {
    if filed == nil {
      let folder = try place.staging.workFolder(for: place.target)
      filed = try FiledArray("\(folder)/boxes", for: place.target)
    }
    try filed?.append(waiting)
    waiting.removeAll(keepingCapacity: true)
  }

  /// Fills the index of a layer, which is empty.
  ///
  /// - Parameters:
  ///   - database: The GeoPackage.
  ///   - table: The name of the layer.
  /// - Throws: `.unwritable` with SQLite's message.
  func write(into database: borrowing SQLiteDatabase, table: String) throws(GridcastError) {
    let names = try database.rows(
      "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%' AND name = "
        + "(SELECT 'rtree_' || table_name || '_' || column_name FROM gpkg_geometry_columns "
        + "WHERE table_name = \(table.asSQLText))")
    let extent = try database.rows(
      "SELECT count(*), max(rowid) FROM \(table.asSQLName) WHERE rowid > 0")
    guard let name = names.first?.first, extent == [["\(count)", count > 0 ? "\(count)" : ""]]
    else {
      throw GridcastError(
        .bug, place.target, "GDAL numbers the features of a GeoPackage differently")
    }
    guard filed != nil else {
      return try unsafe waiting.withUnsafeMutableBufferPointer { (entries) throws(GridcastError) in
        try unsafe Self.fill(name, with: entries, in: database)
      }
    }
    try fileEntries()
    if let filed { try unsafe Self.fill(name, with: filed.finish(), in: database) }
  }

  private static func fill(
    _ name: String, with leaves: UnsafeMutableBufferPointer<Entry>,
    in database: borrowing SQLiteDatabase
  ) throws(GridcastError) {
    func shadow(_ part: String) -> String { "\(name)_\(part)".asSQLName }
    guard !leaves.isEmpty else { return }
    // The levels of the tree, leaves first; a node is a run of entries of the level below.
    unsafe pack(leaves)
    var levels = unsafe [leaves]
    defer { unsafe levels.dropFirst().forEach { unsafe $0.deallocate() } }
    while unsafe levels[levels.count - 1].count > fanOut {
      let above = unsafe parents(of: levels[levels.count - 1])
      unsafe pack(above)
      unsafe levels.append(above)
    }
    // The root is node 1, followed by the levels from the top down.
    let sizes = unsafe levels.map(\.count)
    var firsts = [Int](repeating: 1, count: sizes.count)
    for level in stride(from: sizes.count - 2, through: 0, by: -1) {
      firsts[level] = firsts[level + 1] + nodeCount(of: sizes[level + 1])
    }
    var parents: [(Int, Int)] = []
    for level in sizes.indices.reversed() {
      let all = unsafe levels[level]
      let first = level == 0 ? 0 : firsts[level - 1]
      let depth = level == sizes.count - 1 ? level : 0
      try database.insert(
        "INSERT OR REPLACE INTO \(shadow("node")) VALUES (?, ?)",
        (0..<nodeCount(of: all.count)).lazy.map { node in
          let children = unsafe all[node * fanOut..<min((node + 1) * fanOut, all.count)]
          return (firsts[level] + node, unsafe encoded(children, idsFrom: first, depth: depth))
        })
      guard level > 0 else { continue }
      for index in all.indices {
        let child = unsafe all[index]
        parents.append((first + Int(child.id), firsts[level] + index / fanOut))
      }
    }
    try database.insert(
      "INSERT INTO \(shadow("parent")) VALUES (?, ?)", parents.sorted { $0.0 < $1.0 })
    // Of each feature, by its identifier, its node; 0 where it has no place.
    let last = unsafe leaves.reduce(0) { max($0, $1.id) }
    var nodes = [UInt32](repeating: 0, count: Int(last) + 1)
    for index in leaves.indices {
      let entry = unsafe leaves[index]
      nodes[Int(entry.id)] = UInt32(firsts[0] + index / fanOut)
    }
    try database.insert(
      "INSERT INTO \(shadow("rowid")) VALUES (?, ?)",
      nodes.enumerated().lazy.filter { $1 != 0 }.map { ($0, Int($1)) })
  }

  /// The bytes of a node: the depth of the tree in the root, the number of children, and the
  /// children.
  private static func encoded(
    _ children: Slice<UnsafeMutableBufferPointer<Entry>>, idsFrom first: Int, depth: Int
  ) -> [UInt8] {
    var node = [UInt8](repeating: 0, count: nodeSize)
    unsafe node.withUnsafeMutableBytes { node in
      unsafe node.storeBytes(of: UInt16(depth).bigEndian, as: UInt16.self)
      unsafe node.storeBytes(
        of: UInt16(children.count).bigEndian, toByteOffset: 2, as: UInt16.self)
      var offset = 4
      for index in unsafe children.indices {
        let child = unsafe children[index]
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
  private static func pack(_ entries: UnsafeMutableBufferPointer<Entry>) {
    let nodes = nodeCount(of: entries.count)
    let strips = max(1, Int(Double(nodes).squareRoot().rounded(.up)))
    let stripSize = max(1, (nodes + strips - 1) / strips) * fanOut
    var entries = unsafe entries
    unsafe entries.sort { ($0.west / 2 + $0.east / 2, $0.id) < ($1.west / 2 + $1.east / 2, $1.id) }
    for start in stride(from: 0, to: entries.count, by: stripSize) {
      var strip = unsafe UnsafeMutableBufferPointer(
        rebasing: entries[start..<min(start + stripSize, entries.count)])
      unsafe strip.sort {
        ($0.south / 2 + $0.north / 2, $0.id) < ($1.south / 2 + $1.north / 2, $1.id)
      }
    }
  }

  /// One entry for each node of a level, whose identifier is its index in the level.
  ///
  /// The memory is to be freed.
  private static func parents(
    of level: UnsafeMutableBufferPointer<Entry>
  ) -> UnsafeMutableBufferPointer<Entry> {
    let count = nodeCount(of: level.count)
    let above = UnsafeMutableBufferPointer<Entry>.allocate(capacity: count)
    for node in 0..<count {
      let children = unsafe level[node * fanOut..<min((node + 1) * fanOut, level.count)]
      let first = unsafe children[children.startIndex]
      var (west, east, south, north) = (first.west, first.east, first.south, first.north)
      for index in unsafe children.indices {
        let child = unsafe children[index]
        west = min(west, child.west)
        east = max(east, child.east)
        south = min(south, child.south)
        north = max(north, child.north)
      }
      unsafe above.initializeElement(
        at: node,
        to: Entry(west: west, east: east, south: south, north: north, id: UInt32(node)))
    }
    return unsafe above
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

import GridcastBase

/// The spatial index of a FlatGeobuf: an R-tree whose leaves stand in the order of a Hilbert curve.
///
/// Nodes of 16 children each are packed from the leaves up ("FlatGeobuf", packed Hilbert R-tree), and are
/// stored from the root down.
struct PackedTree {
  /// The number of children of a node.
  static let fanOut = 16
  /// The bytes of a node: the box, and where its first child or its feature is.
  static let nodeSize = 40

  private struct Node {
    let box: Box
    let first: UInt64
  }

  /// The levels above the leaves, from the lowest up.
  private var levels: [[Node]] = []

  /// Builds the tree over boxes, which are in the order of the leaves.
  init(_ boxes: some Collection<Box>) {
    var sizes = [boxes.count]
    var size = boxes.count
    repeat {
      size = (size + Self.fanOut - 1) / Self.fanOut
      sizes.append(size)
    } while size > 1
    // Where the nodes of the level below begin, counted from the root.
    var below = sizes.reduce(0, +) - boxes.count
    var level = Self.parents(of: boxes, at: below)
    levels = [level]
    while level.count > 1 {
      below -= level.count
      level = Self.parents(of: level.map(\.box), at: below)
      levels.append(level)
    }
  }

  private static func parents(of boxes: some Collection<Box>, at first: Int) -> [Node] {
    var nodes: [Node] = []
    nodes.reserveCapacity(boxes.count / fanOut + 1)
    var box = Box.empty
    var number = 0
    for child in boxes {
      box.add(child)
      number += 1
      if number % fanOut == 0 || number == boxes.count {
        let start = (number - 1) / fanOut * fanOut
        nodes.append(Node(box: box, first: UInt64(first + start)))
        box = .empty
      }
    }
    return nodes
  }

  /// The bytes of the nodes above the leaves.
  func bytes() -> [UInt8] {
    var builder = ByteBuilder(capacity: levels.reduce(0) { $0 + $1.count } * Self.nodeSize)
    for level in levels.reversed() {
      for node in level { Self.put(node.box, node.first, &builder) }
    }
    return builder.bytes()
  }

  /// Adds a node or a leaf.
  static func put(_ box: Box, _ place: UInt64, _ builder: inout ByteBuilder) {
    for side in [box.minX, box.minY, box.maxX, box.maxY] { builder.put(raw: side) }
    builder.put(raw: place)
  }

  /// The order in which boxes within an extent stand along a Hilbert curve, from its end; equal ones as they
  /// come.
  static func order(of boxes: some Collection<Box>, within extent: Box) -> [UInt32] {
    var keys: [UInt64] = []
    keys.reserveCapacity(boxes.count)
    let greatest = 65_535.0
    let across = extent.width > 0 ? greatest / extent.width : 0
    let up = extent.height > 0 ? greatest / extent.height : 0
    for box in boxes {
      let center = box.center
      let place = hilbert(
        cell((center.x - extent.minX) * across), cell((center.y - extent.minY) * up))
      keys.append(UInt64(~place) << 32 | UInt64(keys.count))
    }
    keys.sort()
    return keys.map { UInt32(truncatingIfNeeded: $0) }
  }

  /// The cell at a place; 0 for one that is nowhere.
  private static func cell(_ place: Double) -> UInt32 { place > 0 ? UInt32(min(place, 65_535)) : 0 }

  /// How far along a Hilbert curve over 2¹⁶ × 2¹⁶ cells a cell lies (Warren, "Hacker's Delight", 16.2).
  static func hilbert(_ x: UInt32, _ y: UInt32) -> UInt32 {
    var (x, y) = (x, y)
    var distance: UInt32 = 0
    var side: UInt32 = 32_768
    while side > 0 {
      let (right, upper) = (x & side != 0, y & side != 0)
      distance += side &* side &* ((right ? 3 : 0) ^ (upper ? 1 : 0))
      if !upper {
        if right { (x, y) = (65_535 - x, 65_535 - y) }
        swap(&x, &y)
      }
      side /= 2
    }
    return distance
  }
}

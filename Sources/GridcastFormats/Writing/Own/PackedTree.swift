package import GridcastBase

/// The spatial index of a FlatGeobuf: an R-tree whose leaves stand in the order of a Hilbert curve.
///
/// Nodes of 16 children each are packed from the leaves up ("FlatGeobuf", packed Hilbert R-tree), and are
/// stored from the root down.
package struct PackedTree {
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

  /// Builds the tree from the boxes of the nodes right above its leaves, which are in order.
  init(above parents: [Box], leafCount: Int) {
    var sizes = [leafCount]
    repeat {
      sizes.append((sizes[sizes.count - 1] + Self.fanOut - 1) / Self.fanOut)
    } while sizes[sizes.count - 1] > 1
    // Where the nodes of the level below begin, counted from the root.
    var below = sizes.reduce(0, +) - leafCount
    levels = [
      parents.enumerated().map { Node(box: $1, first: UInt64(below + $0 * Self.fanOut)) }
    ]
    while let level = levels.last, level.count > 1 {
      below -= level.count
      levels.append(Self.parents(of: level.map(\.box), at: below))
    }
  }

  private static func parents(of boxes: [Box], at first: Int) -> [Node] {
    stride(from: 0, to: boxes.count, by: fanOut).map { start in
      var box = Box.empty
      for child in boxes[start..<min(start + fanOut, boxes.count)] { box.add(child) }
      return Node(box: box, first: UInt64(first + start))
    }
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
  package static func order(
    of count: Int, within extent: Box, _ box: @Sendable (Int) -> Box
  ) -> [UInt32] {
    let greatest = 65_535.0
    let across = extent.width > 0 ? greatest / extent.width : 0
    let up = extent.height > 0 ? greatest / extent.height : 0
    let size = 65_536
    let keys = concurrentMap((count + size - 1) / size) { block in
      (block * size..<min((block + 1) * size, count)).map { index in
        let center = box(index).center
        return ~hilbert(
          cell((center.x - extent.minX) * across), cell((center.y - extent.minY) * up))
      }
    }
    return sorted(keys.flatMap(\.self))
  }

  /// The indices of keys from the least to the greatest; of equal ones the first comes first.
  ///
  /// They are sorted digit by digit from the last on (Knuth, "The Art of Computer Programming" 3, 5.2.5).
  private static func sorted(_ keys: [UInt32]) -> [UInt32] {
    let mask: UInt32 = 2047
    var order = Array(0..<UInt32(keys.count))
    var next = order
    for shift: UInt32 in [0, 11, 22] {
      var starts = [Int](repeating: 0, count: Int(mask) + 2)
      for key in keys { starts[Int(key >> shift & mask) + 1] += 1 }
      for digit in 1..<starts.count { starts[digit] += starts[digit - 1] }
      for index in order {
        let digit = Int(keys[Int(index)] >> shift & mask)
        next[starts[digit]] = index
        starts[digit] += 1
      }
      swap(&order, &next)
    }
    return order
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

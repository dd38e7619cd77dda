import GridcastBase

/// A position in steps of 10⁻⁷ degrees, the precision with which GDAL stores the vertices of ways.
struct OSMLocation: BitwiseCopyable, Sendable, Equatable {
  let longitude: Int32
  let latitude: Int32

  init(longitude: Double, latitude: Double) {
    self.longitude = Self.steps(longitude)
    self.latitude = Self.steps(latitude)
  }

  init(_ point: Point) { self.init(longitude: point.x, latitude: point.y) }

  private static func steps(_ degrees: Double) -> Int32 {
    Int32((degrees * 1e7 + 0.5).rounded(.down))
  }

  var point: Point { Point(x: Double(longitude) / 1e7, y: Double(latitude) / 1e7) }
}

extension [OSMLocation] {
  /// Whether no two of these differ.
  var areOnePlace: Bool {
    guard let first else { return true }
    return !contains { $0 != first }
  }

  /// Whether these span no area, as all lie on one straight line.
  var areOnOneLine: Bool {
    guard let first, let other = self.first(where: { $0 != first }) else { return true }
    let (x, y) = other.difference(from: first)
    // At most 3.6·10⁹ each, so their products may not fit 64 bits.
    return !contains {
      let (dx, dy) = $0.difference(from: first)
      return x.multipliedFullWidth(by: dy) != y.multipliedFullWidth(by: dx)
    }
  }
}

extension OSMLocation {
  fileprivate func difference(from other: OSMLocation) -> (Int64, Int64) {
    (Int64(longitude) - Int64(other.longitude), Int64(latitude) - Int64(other.latitude))
  }
}

/// Some consecutive nodes: their identifiers in ascending order, and the position of each.
@safe final class OSMNodeRun: Sendable {
  /// The greatest number of nodes of a run, so that an index in it fits two bytes.
  private static let limit = 1 << 14

  fileprivate struct Node: BitwiseCopyable {
    /// The difference of the identifier from the first of the run.
    let offset: UInt32
    let location: OSMLocation
  }

  let count: Int
  let first: Int64
  let last: Int64
  fileprivate nonisolated(unsafe) let nodes: UnsafeMutablePointer<Node>
  /// The index of a node plus one at the place that a hash of its offset asks for, by open
  /// addressing; 0 where the place is free.
  fileprivate nonisolated(unsafe) let slots: UnsafeMutablePointer<UInt16>
  fileprivate let shift: UInt32

  private init(_ ids: ArraySlice<Int64>, _ locations: [OSMLocation]) {
    count = ids.count
    let first = ids[ids.startIndex]
    self.first = first
    last = ids[ids.endIndex - 1]
    unsafe nodes = .allocate(capacity: count)
    let bits = UInt32(Int.bitWidth - max(count, 2).leadingZeroBitCount) + 1
    shift = 32 - bits
    unsafe slots = .allocate(capacity: 1 << Int(bits))
    unsafe slots.initialize(repeating: 0, count: 1 << Int(bits))
    let mask = UInt32(1) << bits - 1
    for (index, id) in ids.enumerated() {
      let offset = UInt32(id - first)
      unsafe (nodes + index).initialize(
        to: Node(offset: offset, location: locations[ids.startIndex + index]))
      var slot = Self.slot(of: offset, shift)
      while unsafe slots[Int(slot)] != 0 { slot = (slot + 1) & mask }
      unsafe slots[Int(slot)] = UInt16(index + 1)
    }
  }

  deinit {
    unsafe nodes.deallocate()
    unsafe slots.deallocate()
  }

  /// Cuts the nodes of a block into runs, wherever they become too many or their identifiers too
  /// far apart.
  static func runs(_ ids: [Int64], _ locations: [OSMLocation]) -> [OSMNodeRun] {
    var runs: [OSMNodeRun] = []
    var start = 0
    for end in 1..<max(ids.count + 1, 1)
    where end == ids.count || end - start == limit || ids[end] &- ids[start] > Int64(UInt32.max) {
      runs.append(OSMNodeRun(ids[start..<end], locations))
      start = end
    }
    return runs
  }

  @inline(__always)
  fileprivate static func slot(of offset: UInt32, _ shift: UInt32) -> UInt32 {
    (offset &* 0x9E37_79B1) &>> shift
  }
}

/// The positions of all nodes of a file.
struct OSMLocations: Sendable {
  private var runs: [OSMNodeRun] = []
  private var firsts: [Int64] = []

  /// Adds the nodes of the next block, whose identifiers are higher.
  mutating func append(_ runs: [OSMNodeRun]) {
    self.runs += runs
    firsts += runs.map(\.first)
  }

  /// The last run whose first identifier is not above `id`.
  fileprivate func run(at id: Int64) -> OSMNodeRun? {
    let count = firsts.countOfThose { $0 <= id }
    return count > 0 ? runs[count - 1] : nil
  }

  /// Looks up positions one after another, with a shortcut for nodes that follow each other in the
  /// file.
  @safe struct Finder {
    private let locations: OSMLocations
    private var run: OSMNodeRun?
    // A pointer into the run, which avoids the cost of reference counting.
    private var nodes: UnsafeMutablePointer<OSMNodeRun.Node>?
    private var slots: UnsafeMutablePointer<UInt16>?
    private var shift: UInt32 = 0
    private var first: Int64 = 0
    private var last: Int64 = -1
    private var count = 0
    private var index = 0

    init(_ locations: OSMLocations) { self.locations = locations }

    /// The position of a node; nil where it is missing.
    @inline(__always)
    mutating func location(of id: Int64) -> OSMLocation? {
      if id < first || id > last {
        guard turn(to: id) else { return nil }
      }
      guard let nodes = unsafe nodes, let slots = unsafe slots else { return nil }
      let offset = UInt32(truncatingIfNeeded: id - first)
      if index + 1 < count, unsafe nodes[index + 1].offset == offset {
        index += 1
      } else {
        let mask = UInt32.max &>> shift
        var slot = OSMNodeRun.slot(of: offset, shift)
        // There are more slots than nodes, so a free slot ends the search.
        while true {
          let place = unsafe Int(slots[Int(slot)])
          guard place > 0 else { return nil }
          if unsafe nodes[place - 1].offset == offset {
            index = place - 1
            break
          }
          slot = (slot &+ 1) & mask
        }
      }
      return unsafe nodes[index].location
    }

    private mutating func turn(to id: Int64) -> Bool {
      guard let found = locations.run(at: id), id <= found.last else { return false }
      run = found
      unsafe nodes = unsafe found.nodes
      unsafe slots = unsafe found.slots
      (shift, first, last, count, index) = (found.shift, found.first, found.last, found.count, 0)
      return true
    }
  }
}

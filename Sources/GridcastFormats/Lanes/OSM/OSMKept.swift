import GridcastBase
import Synchronization

/// What is kept of a file from one reading to the next: the inflated blobs, where they are few, and
/// the positions of the nodes.
final class OSMKept: Sendable {
  private static let limit = 32 << 20

  private let copy = Mutex<(copy: OSMCopy, lane: OSMLane)?>(nil)
  private let places = Mutex<OSMLocations?>(nil)
  private let blobs = Mutex<(bytes: [Int: BlobBytes], count: Int)>(([:], 0))

  /// The positions of the nodes; nil until all were read.
  var locations: OSMLocations? {
    get { places.withLock(\.self) }
    set { places.withLock { $0 = newValue } }
  }

  /// A sorted copy of the file; nil where none was needed so far.
  var sorted: (copy: OSMCopy, lane: OSMLane)? {
    get { copy.withLock { $0.map { ($0.copy, $0.lane) } } }
    set { copy.withLock { $0 = newValue } }
  }

  /// The block in a blob of the file, from the inflated bytes where they are kept.
  ///
  /// - Throws: Where it is damaged, or something in it is unusual.
  func block(_ index: Int, of file: PBFFile) throws(Declined) -> PBFBlock {
    let bytes: BlobBytes
    if let known = blobs.withLock({ $0.bytes[index] }) {
      bytes = known
    } else {
      bytes = try file.inflated(file.blobs[index])
    }
    let block = try PBFBlock(bytes)
    keep(bytes, index)
    return block
  }

  private func keep(_ bytes: BlobBytes, _ index: Int) {
    blobs.withLock { blobs in
      guard blobs.bytes[index] == nil, blobs.count + bytes.count <= Self.limit else { return }
      blobs.bytes[index] = bytes
      blobs.count += bytes.count
    }
  }
}

/// The areas that are ways, held back until those of relations were delivered, where they are few.
final class HeldAreas: Sendable {
  private static let limit = 1 << 21

  private let blocks = Mutex<(areas: [Int: OSMWays.Areas], indices: Set<Int>, count: Int)>(
    ([:], [], 0))

  /// Whether no more areas should be held back.
  var isFull: Bool { blocks.withLock { $0.count >= Self.limit } }

  func hold(_ areas: OSMWays.Areas, _ index: Int) {
    blocks.withLock { blocks in
      blocks.areas[index] = areas
      blocks.indices.insert(index)
      blocks.count += areas.features?.shapes.points.count ?? 0
    }
  }

  /// Whether the areas of a block were held back, and what of them is left out counted.
  func countsAll(_ index: Int) -> Bool { blocks.withLock { $0.indices.contains(index) } }

  /// The areas of a block without those that are rings of relations; nil where not all of them are
  /// held.
  func areas(_ index: Int, without rings: Set<Int64>) -> OSMWays.Areas? {
    let areas = blocks.withLock { $0.areas.removeValue(forKey: index) }
    return areas.flatMap { $0.doubtful.allSatisfy(rings.contains) ? $0 : nil }
  }
}

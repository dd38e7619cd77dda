import GridcastBase
import Synchronization

/// What is kept of a file until it is needed again, maybe by another reading: blobs inflated, as far
/// as they are few, and where the nodes lie.
final class OSMKept: Sendable {
  private static let limit = 32 << 20

  private let places = Mutex<OSMLocations?>(nil)
  private let blobs = Mutex<(bytes: [Int: BlobBytes], count: Int)>(([:], 0))

  /// Where the nodes lie; nil until all were read.
  var locations: OSMLocations? {
    get { places.withLock(\.self) }
    set { places.withLock { $0 = newValue } }
  }

  subscript(index: Int) -> BlobBytes? { blobs.withLock { $0.bytes[index] } }

  func keep(_ bytes: BlobBytes, _ index: Int) {
    blobs.withLock { blobs in
      guard blobs.bytes[index] == nil, blobs.count + bytes.count <= Self.limit else { return }
      blobs.bytes[index] = bytes
      blobs.count += bytes.count
    }
  }
}

/// Areas that are held until those of relations have been handed over, as far as they are few.
final class HeldAreas: Sendable {
  private static let limit = 1 << 21

  private let blocks = Mutex<(areas: [Int: OSMWays.Areas], count: Int)>(([:], 0))

  /// Whether no more should be held.
  var isFull: Bool { blocks.withLock { $0.count >= Self.limit } }

  func hold(_ areas: OSMWays.Areas, _ index: Int) {
    blocks.withLock { blocks in
      blocks.areas[index] = areas
      blocks.count += areas.features?.shapes.points.count ?? 0
    }
  }

  /// The areas of a block, once it is known which of them are rings; nil where they are not held,
  /// or not all.
  func areas(_ index: Int, without rings: Set<Int64>) -> OSMWays.Areas? {
    let areas = blocks.withLock { $0.areas.removeValue(forKey: index) }
    return areas.flatMap { $0.doubtful.allSatisfy(rings.contains) ? $0 : nil }
  }
}

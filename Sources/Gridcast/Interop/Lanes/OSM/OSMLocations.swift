/// A place in steps of 10⁻⁷ degrees, as GDAL keeps the vertices of ways.
struct OSMLocation: BitwiseCopyable, Sendable, Equatable {
  let longitude: Int32
  let latitude: Int32

  init(longitude: Double, latitude: Double) {
    self.longitude = Self.steps(longitude)
    self.latitude = Self.steps(latitude)
  }

  private static func steps(_ degrees: Double) -> Int32 {
    Int32((degrees * 1e7 + 0.5).rounded(.down))
  }

  var point: Point { Point(x: Double(longitude) / 1e7, y: Double(latitude) / 1e7) }

  /// GDAL takes a node at 0, 0 for one that is missing.
  var isMissing: Bool { longitude == 0 && latitude == 0 }
}

/// The nodes of one block: identities in ascending order, and where each lies.
@safe final class OSMNodeRun: Sendable {
  let count: Int
  let first: Int64
  let last: Int64
  /// How far each identity is from the first.
  fileprivate nonisolated(unsafe) let offsets: UnsafeMutablePointer<UInt32>
  fileprivate nonisolated(unsafe) let locations: UnsafeMutablePointer<OSMLocation>

  /// nil where the identities are too far apart.
  init?(_ ids: [Int64], _ locations: [OSMLocation]) {
    guard let first = ids.first, let last = ids.last, last - first <= Int64(UInt32.max) else {
      return nil
    }
    count = ids.count
    self.first = first
    self.last = last
    unsafe offsets = .allocate(capacity: ids.count)
    unsafe self.locations = .allocate(capacity: ids.count)
    for index in ids.indices {
      unsafe (offsets + index).initialize(to: UInt32(ids[index] - first))
      unsafe (self.locations + index).initialize(to: locations[index])
    }
  }

  deinit {
    unsafe offsets.deallocate()
    unsafe locations.deallocate()
  }
}

/// Where the nodes of a file lie.
struct OSMLocations: Sendable {
  private var runs: [OSMNodeRun] = []
  private var firsts: [Int64] = []
  private(set) var count = 0

  /// The highest identity.
  var last: Int64 { runs.last?.last ?? -1 }

  /// Adds the nodes of the next block, whose identities are higher.
  mutating func append(_ run: OSMNodeRun) {
    runs.append(run)
    firsts.append(run.first)
    count += run.count
  }

  /// The last of the runs that begin at an identity or before.
  fileprivate func run(at id: Int64) -> OSMNodeRun? {
    var low = 0
    var high = firsts.count
    while low < high {
      let middle = (low + high) / 2
      if firsts[middle] <= id { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? runs[low - 1] : nil
  }

  /// Looks up places one after another; nodes of a way often lie close to each other in the file.
  @safe struct Finder {
    private let locations: OSMLocations
    private var run: OSMNodeRun?
    // The run's own, without the cost of counting who holds it.
    private var offsets: UnsafeMutablePointer<UInt32>?
    private var places: UnsafeMutablePointer<OSMLocation>?
    private var first: Int64 = 0
    private var last: Int64 = -1
    private var count = 0
    private var index = 0

    init(_ locations: OSMLocations) { self.locations = locations }

    /// Where a node lies; nil where it is missing.
    @inline(__always)
    mutating func location(of id: Int64) -> OSMLocation? {
      if id < first || id > last {
        guard id >= 0, turn(to: id) else { return nil }
      }
      guard let offsets = unsafe offsets, let places = unsafe places else { return nil }
      let offset = UInt32(truncatingIfNeeded: id - first)
      var low = 0
      var high = count - 1
      // In growing steps away from the last one found.
      var step = 1
      if unsafe offsets[index] < offset {
        low = index + 1
        while low + step <= count, unsafe offsets[low + step - 1] < offset {
          low += step
          step += step
        }
        high = min(low + step - 1, count - 1)
      } else {
        high = index
        while high - step >= 0, unsafe offsets[high - step] >= offset {
          high -= step
          step += step
        }
        low = max(high - step + 1, 0)
      }
      while low < high {
        let middle = (low + high) / 2
        if unsafe offsets[middle] < offset { low = middle + 1 } else { high = middle }
      }
      guard low < count, unsafe offsets[low] == offset else { return nil }
      index = low
      let location = unsafe places[low]
      return location.isMissing ? nil : location
    }

    private mutating func turn(to id: Int64) -> Bool {
      guard let found = locations.run(at: id), id <= found.last else { return false }
      run = found
      unsafe offsets = unsafe found.offsets
      unsafe places = unsafe found.locations
      (first, last, count, index) = (found.first, found.last, found.count, 0)
      return true
    }
  }
}

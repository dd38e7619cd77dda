import GridcastBase
import GridcastFiles

/// The boxes of the features of a FlatGeobuf that wait to be put in order, and where they end in their file.
struct FlatPlaces: Sendable {
  private let file: MappedFile
  /// The number of features.
  let count: Int

  init(_ file: MappedFile, count: Int) {
    self.file = file
    self.count = count
  }

  @inline(__always)
  private func value<Value: BitwiseCopyable>(_ index: Int, _ offset: Int) -> Value {
    unsafe file.bytes.loadUnaligned(
      fromByteOffset: index * PackedTree.nodeSize + offset, as: Value.self)
  }

  /// The extent of a feature.
  func box(_ index: Int) -> Box {
    Box(
      minX: value(index, 0), minY: value(index, 8), maxX: value(index, 16), maxY: value(index, 24))
  }

  /// Where a feature lies in the file of features.
  func range(_ index: Int) -> Range<Int> {
    let end: UInt64 = value(index, 32)
    let start: UInt64 = index > 0 ? value(index - 1, 32) : 0
    return Int(start)..<Int(end)
  }
}

/// A stretch of the features of a FlatGeobuf in the order of its index, which is made ready on one core.
struct FlatStretch: Sendable {
  /// The number of features in a stretch, a multiple of the children of a node.
  static let length = 1024 * PackedTree.fanOut
  /// The number of bytes at which a piece of the features is written.
  private static let pieceSize = 1 << 20

  /// Its places in the order.
  let range: Range<Int>
  /// The boxes of the nodes above its leaves.
  private(set) var parents: [Box] = []
  /// The places in the order of each piece that is written at once.
  private(set) var pieces: [Range<Int>] = []
  /// The number of bytes of its features.
  private(set) var size = 0

  /// The stretch of a number.
  init(_ number: Int, in order: [UInt32], of places: FlatPlaces) {
    range = number * Self.length..<min((number + 1) * Self.length, order.count)
    var box = Box.empty
    var (start, written) = (range.lowerBound, 0)
    for place in range {
      let feature = Int(order[place])
      box.add(places.box(feature))
      size += places.range(feature).count
      let isLast = place + 1 == range.upperBound
      if (place + 1) % PackedTree.fanOut == 0 || isLast {
        parents.append(box)
        box = .empty
      }
      if size - written >= Self.pieceSize || isLast {
        pieces.append(start..<place + 1)
        (start, written) = (place + 1, size)
      }
    }
  }

  /// The leaves of the index; `offset` is where the first feature begins.
  func leaves(from offset: Int, in order: [UInt32], of places: FlatPlaces) -> [UInt8] {
    var builder = ByteBuilder(capacity: range.count * PackedTree.nodeSize)
    var offset = offset
    for place in range {
      let feature = Int(order[place])
      PackedTree.put(places.box(feature), UInt64(offset), &builder)
      offset += places.range(feature).count
    }
    return builder.bytes()
  }

  /// The features of a piece, end to end.
  static func features(
    _ piece: Range<Int>, in order: [UInt32], of places: FlatPlaces, from file: MappedFile
  ) -> [UInt8] {
    let ranges = order[piece].map { places.range(Int($0)) }
    let size = ranges.reduce(0) { $0 + $1.count }
    return unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      let memory = UnsafeMutableRawBufferPointer(buffer)
      for range in ranges {
        unsafe UnsafeMutableRawBufferPointer(rebasing: memory[count..<count + range.count])
          .copyMemory(from: UnsafeRawBufferPointer(rebasing: file.bytes[range]))
        count += range.count
      }
    }
  }
}

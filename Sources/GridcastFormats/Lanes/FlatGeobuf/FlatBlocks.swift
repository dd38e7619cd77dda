import GridcastBase
import GridcastFiles
import Synchronization

/// Where the blocks of features of a FlatGeobuf begin: by the index where there is one, and else by going from
/// feature to feature.
@safe final class FlatBlocks: Sendable {
  /// A run of features.
  struct Block {
    let start: Int
    let count: Int
    /// Where the next block begins; nil behind the last, where GDAL does not look.
    let end: Int?
  }

  /// The greatest number of features of a block, and the number of bytes at which one ends.
  private static let mostFeatures = 16_384, enoughBytes = 1 << 21
  /// How many features are passed over at once in an index.
  private static let step = 256

  private let file: MappedFile
  /// Where the features begin.
  private let first: Int
  /// The number of features; nil where the file does not say.
  private let count: Int?
  /// Found when it is first asked for, as without an index that takes a look at every feature.
  private let known: Mutex<[Block]?>

  /// - Parameters:
  ///   - file: The file.
  ///   - start: Where the index begins, or where there is none the first feature.
  ///   - count: The number of features; nil where the file does not say.
  ///   - nodeSize: The number of children of a node of the index; 0 where there is none.
  /// - Throws: Where the index does not fit the file.
  init(_ file: MappedFile, from start: Int, count: Int?, nodeSize: Int) throws(Declined) {
    self.file = file
    self.count = count
    guard nodeSize > 0 else {
      first = start
      known = Mutex(nil)
      return
    }
    // GDAL is told of more than the file can hold, too.
    guard let count, nodeSize > 1, count > 0, count <= file.count / PackedTree.nodeSize else {
      throw Declined("its index is unusual")
    }
    var nodes = count
    var level = count
    repeat {
      level = (level + nodeSize - 1) / nodeSize
      nodes += level
    } while level > 1
    let leaves = start + (nodes - count) * PackedTree.nodeSize
    first = start + nodes * PackedTree.nodeSize
    guard first < file.count else { throw Declined("its index breaks off") }
    known = Mutex(try Self.blocks(of: file, leaves: leaves, count, from: first))
  }

  private static func blocks(
    of file: MappedFile, leaves: Int, _ count: Int, from first: Int
  ) throws(Declined) -> [Block] {
    func start(of feature: Int) throws(Declined) -> Int {
      let offset = unsafe file.bytes.loadUnaligned(
        fromByteOffset: leaves + feature * PackedTree.nodeSize + 32, as: UInt64.self)
      guard offset < UInt64(file.count - first) else {
        throw Declined("its index leads beyond its end")
      }
      return first + Int(offset)
    }
    var blocks: [Block] = []
    var (begin, place) = (0, first)
    guard try start(of: 0) == first else { throw Declined("its index is in another order") }
    while begin < count {
      var end = begin
      var next = place
      repeat {
        end = min(end + step, count, begin + mostFeatures)
        next = end < count ? try start(of: end) : file.count
        guard next > place else { throw Declined("its index is in another order") }
      } while end < count && end - begin < mostFeatures && next - place < enoughBytes
      blocks.append(Block(start: place, count: end - begin, end: end < count ? next : nil))
      (begin, place) = (end, next)
    }
    return blocks
  }

  /// All blocks, in file order; one without features where the file is damaged.
  var all: [Block] {
    known.withLock { known in
      if let known { return known }
      let found = walk()
      known = found
      return found
    }
  }

  private func walk() -> [Block] {
    let damaged = [Block(start: first, count: 0, end: first)]
    var blocks: [Block] = []
    var (begin, place, start, number) = (0, first, first, 0)
    while count.map({ number < $0 }) ?? (place < file.count) {
      guard place <= file.count - 4 else { return damaged }
      let size = unsafe Int(file.bytes.littleEndian(at: place))
      guard size <= file.count - place - 4 else { return damaged }
      place += 4 + size
      number += 1
      guard number - begin == Self.mostFeatures || place - start >= Self.enoughBytes else {
        continue
      }
      blocks.append(Block(start: start, count: number - begin, end: place))
      (begin, start) = (number, place)
    }
    if number > begin { blocks.append(Block(start: start, count: number - begin, end: place)) }
    return blocks
  }
}

import GridcastBase
import GridcastFiles

/// Records of a .shp that are damaged, and an index that does not fit them; GDAL reads such records as
/// shapes all the same, or as none.
@safe struct ShapefileFaults {
  private let main: MappedFile
  private let index: MappedFile?

  /// Looks at a .shp and the .shx beside it; nil where there is none.
  init?(_ path: String) {
    guard path.lowercased().hasSuffix(".shp"), let main = MappedFile(path), main.count >= 100
    else { return nil }
    let stem = path.dropLast(4)
    self.main = main
    index = MappedFile("\(stem).shx") ?? MappedFile("\(stem).SHX")
  }

  /// How many records of the .shp follow one another without fault to its end, where the .shx names
  /// other places, so that the index is better made anew; nil where it need not or cannot be.
  var countDespiteIndex: Int? {
    guard let index, !fits(index), let count = recordCount, count > 0 else { return nil }
    return count
  }

  /// Counts the records that are not where the index says, or not what their header says.
  func tell(_ tally: inout Tally) {
    guard let index, index.count >= 108 else { return }
    var count = 0
    var first = 0
    for record in 0..<(index.count - 100) / 8 where !isSound(record, index) {
      if count == 0 { first = record }
      count += 1
    }
    if count > 0 {
      tally.lose(
        "with a damaged record in the .shp", count, first: "record \(formatted(first + 1))")
    }
  }

  /// Whether the records follow one another as an index says, which is usual, or lie where it says.
  private func fits(_ index: MappedFile) -> Bool {
    let bytes = unsafe index.bytes
    guard index.count >= 100, (index.count - 100) % 8 == 0,
      unsafe bytes.bigEndian(at: 0) == 9994
    else { return false }
    let count = (index.count - 100) / 8
    var next: UInt32 = 50
    var isPlain = true
    for record in 0..<count where isPlain {
      isPlain = unsafe bytes.bigEndian(at: 100 + record * 8) == next
      next &+= unsafe bytes.bigEndian(at: 104 + record * 8) &+ 4
    }
    if isPlain, Int(next) * 2 == main.count { return true }
    return (0..<count).allSatisfy { isSound($0, index) } && recordCount ?? count == count
  }

  private func isSound(_ record: Int, _ index: MappedFile) -> Bool {
    let bytes = unsafe main.bytes
    let place = unsafe Int(index.bytes.bigEndian(at: 100 + record * 8)) * 2
    let length = unsafe Int(index.bytes.bigEndian(at: 104 + record * 8)) * 2
    guard place >= 100, length >= 4, place + 8 + length <= main.count else { return false }
    return unsafe Int(bytes.bigEndian(at: place)) == record + 1
      && Int(bytes.bigEndian(at: place + 4)) * 2 == length && isKnownKind(at: place + 8)
  }

  /// Whether a record is of the kind of the file, or without a shape.
  private func isKnownKind(at place: Int) -> Bool {
    let kind = unsafe main.bytes.littleEndian(at: place)
    return unsafe kind == 0 || kind == main.bytes.littleEndian(at: 32)
  }

  /// How many records there are, one behind the other to the end; nil where one is damaged.
  private var recordCount: Int? {
    let bytes = unsafe main.bytes
    var place = 100
    var count = 0
    while place < main.count {
      guard place + 12 <= main.count, unsafe Int(bytes.bigEndian(at: place)) == count + 1 else {
        return nil
      }
      let length = unsafe Int(bytes.bigEndian(at: place + 4)) * 2
      guard length >= 4, place + 8 + length <= main.count, isKnownKind(at: place + 8) else {
        return nil
      }
      place += 8 + length
      count += 1
    }
    return count
  }
}

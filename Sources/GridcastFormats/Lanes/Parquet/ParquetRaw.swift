import GridcastBase

/// Values as they lie in memory, without those that are missing.
@safe struct ParquetRaw {
  /// How they lie.
  enum Form {
    /// Each of `width` bytes, from one to the next `stride` bytes.
    case fixed(width: Int, stride: Int)
    /// Anywhere.
    case runs
  }

  let form: Form
  let count: Int
  private let start: UnsafeRawPointer?
  private let places: [UnsafeRawBufferPointer]
  /// What keeps the memory.
  private let memory: [BlobBytes]

  /// Values of one width from a place on, end to end or with something before each but the first.
  ///
  /// - Throws: Where there are fewer.
  init(
    _ bytes: UnsafeRawBufferPointer, width: Int, stride: Int? = nil, count: Int,
    in memory: BlobBytes
  ) throws(Declined) {
    let stride = stride ?? width
    guard count >= 0, count == 0 || (count - 1) * stride + width <= bytes.count else {
      throw Declined("its values end early")
    }
    form = .fixed(width: width, stride: stride)
    self.count = count
    unsafe start = bytes.baseAddress
    unsafe places = []
    self.memory = [memory]
  }

  /// Values of one width in new memory, which `fill` fills.
  ///
  /// - Throws: Where there is no such memory.
  init(filling count: Int, width: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Void)
    throws(Declined)
  {
    let memory = unsafe BlobBytes(max(count * width, 1), areChecked: false) {
      unsafe fill($0)
      return true
    }
    guard let memory else { throw Declined("its values end early") }
    try unsafe self.init(memory.bytes, width: width, count: count, in: memory)
  }

  /// Values that lie at places of their own.
  init(_ places: [UnsafeRawBufferPointer], in memory: [BlobBytes]) {
    form = .runs
    unsafe count = places.count
    unsafe start = nil
    unsafe self.places = unsafe places
    self.memory = memory
  }

  /// The values of several, one behind the other.
  static func joined(_ parts: [ParquetRaw]) -> ParquetRaw {
    var places = unsafe [UnsafeRawBufferPointer]()
    for part in parts {
      for index in 0..<part.count { unsafe places.append(part.run(index)) }
    }
    return unsafe ParquetRaw(places, in: parts.flatMap(\.memory))
  }

  /// The bytes of a value.
  @inline(__always)
  func run(_ index: Int) -> UnsafeRawBufferPointer {
    switch form {
    case .fixed(let width, let stride):
      unsafe UnsafeRawBufferPointer(start: start.map { unsafe $0 + index * stride }, count: width)
    case .runs: unsafe places[index]
    }
  }

  /// What is made of each value that is a number in memory of a width.
  ///
  /// - Throws: Where the values have another width, and what `body` throws.
  @inline(__always)
  func map<Number: BitwiseCopyable, Result>(
    _: Number.Type, _ body: (Number) throws(Declined) -> Result
  ) throws(Declined) -> [Result] {
    if case .runs = form {
      return try (0..<count).map { (index) throws(Declined) in
        let run = unsafe run(index)
        guard run.count == MemoryLayout<Number>.size else {
          throw Declined("its values are stored in another way than the column tells")
        }
        return try body(unsafe run.loadUnaligned(as: Number.self))
      }
    }
    guard count == 0 || isFixed(MemoryLayout<Number>.size), let start = unsafe start else {
      if count == 0 { return [] }
      throw Declined("its values are stored in another way than the column tells")
    }
    var results: [Result] = []
    results.reserveCapacity(count)
    let width = MemoryLayout<Number>.size
    for index in 0..<count {
      results.append(
        try body(unsafe start.loadUnaligned(fromByteOffset: index * width, as: Number.self)))
    }
    return results
  }

  /// Whether the values lie end to end, each of so many bytes.
  private func isFixed(_ size: Int) -> Bool {
    if case .fixed(size, size) = form { true } else { false }
  }
}

/// The values of some rows of a column, in their order.
struct ParquetSlice {
  /// The values that are there.
  enum Values {
    case raw(ParquetRaw)
    /// Numbers of values of a dictionary.
    case codes([UInt32], of: ParquetDictionary)
  }

  /// The number of rows.
  let count: Int
  /// Which rows have a value; nil where all have.
  let known: [Bool]?
  let values: Values
  /// What of lists begins with each entry, where rows have lists: `count` is then the number of entries.
  var levels: Levels?

  /// For each entry of a column of lists the number of the lists that go on with it, counted from the outermost (0 where
  /// a row begins), and its level, by which the column tells what of it is there.
  struct Levels: Equatable {
    var repetitions: [UInt32] = []
    var definitions: [UInt32] = []
  }
}

/// The values that codes stand for in a row group.
final class ParquetDictionary {
  let values: ParquetRaw

  init(_ values: ParquetRaw) { self.values = values }
}

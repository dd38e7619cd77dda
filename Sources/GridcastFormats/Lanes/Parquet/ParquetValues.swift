import GridcastBase

/// The values of a page, without those that are missing ("Encodings").
@safe struct ParquetValues {
  private let leaf: ParquetLeaf
  private let bytes: UnsafeRawBufferPointer
  private let memory: BlobBytes
  /// How many there are at most.
  private let total: Int

  /// The greatest number of values that one encoding makes at once of few bytes.
  private static let mostValues = 1 << 26
  private static let early = Declined("its values end early")

  /// - Parameters:
  ///   - leaf: The column.
  ///   - bytes: The values.
  ///   - memory: What keeps the bytes.
  ///   - total: The number of values of the page, with those that are missing.
  init(_ leaf: ParquetLeaf, _ bytes: UnsafeRawBufferPointer, in memory: BlobBytes, total: Int) {
    self.leaf = leaf
    unsafe self.bytes = unsafe bytes
    self.memory = memory
    self.total = total
  }

  /// Some of the values.
  ///
  /// - Parameters:
  ///   - encoding: The number of their encoding (parquet.thrift, `Encoding`).
  ///   - wanted: Which of them.
  ///   - dictionary: What codes stand for.
  /// - Returns: The values, or their codes.
  /// - Throws: Where they are damaged, or encoded in a way that is not known.
  func read(_ encoding: Int, _ wanted: Range<Int>, _ dictionary: ParquetDictionary?)
    throws(Declined) -> ParquetSlice.Values
  {
    switch (encoding, leaf.type) {
    case _ where wanted.isEmpty: return .raw(unsafe ParquetRaw([], in: []))
    case (0, _): return .raw(try plain(wanted))
    case (2, _), (8, _):
      guard let dictionary else { throw Declined("its dictionary is missing") }
      return .codes(try codes(wanted, dictionary.values.count), of: dictionary)
    case (3, .boolean): return .raw(try truths(wanted))
    case (5, .int32), (5, .int64): return .raw(try deltas(wanted))
    case (6, .bytes):
      var delta = unsafe ParquetDelta(bytes)
      let runs = try unsafe delta.runs(most: min(total, Self.mostValues))
      return .raw(unsafe ParquetRaw(try part(of: runs, wanted), in: [memory]))
    case (7, .bytes), (7, .fixed):
      var delta = unsafe ParquetDelta(bytes)
      let (runs, made) = try unsafe delta.continuedRuns(most: min(total, Self.mostValues))
      return .raw(unsafe ParquetRaw(try part(of: runs, wanted), in: [made]))
    case (9, .int32), (9, .int64), (9, .float), (9, .double), (9, .fixed):
      return .raw(try split(wanted))
    default:
      throw Declined(
        "its values are encoded in a way that is not known (number \(encoding)); write the file with plain or dictionary encoding"
      )
    }
  }

  private func part(of runs: [UnsafeRawBufferPointer], _ wanted: Range<Int>) throws(Declined)
    -> [UnsafeRawBufferPointer]
  {
    guard unsafe wanted.upperBound <= runs.count else { throw Self.early }
    return unsafe Array(runs[wanted])
  }

  /// Values as they are (PLAIN).
  func plain(_ wanted: Range<Int>) throws(Declined) -> ParquetRaw {
    if leaf.type == .boolean {
      guard unsafe wanted.upperBound <= bytes.count * 8 else { throw Self.early }
      return try unsafe ParquetRaw(filling: wanted.count, width: 1) { memory in
        for (place, index) in wanted.enumerated() {
          unsafe memory[place] = unsafe bytes[index >> 3] >> UInt8(index & 7) & 1
        }
      }
    }
    if let width = leaf.width {
      guard unsafe wanted.upperBound <= bytes.count / width else { throw Self.early }
      return try unsafe ParquetRaw(
        UnsafeRawBufferPointer(
          rebasing: bytes[wanted.lowerBound * width..<wanted.upperBound * width]),
        width: width, count: wanted.count, in: memory)
    }
    // Each has its length before it.
    guard unsafe wanted.upperBound <= bytes.count / 4 else { throw Self.early }
    if let alike = try ofOneLength(wanted) { return alike }
    var runs = unsafe [UnsafeRawBufferPointer]()
    unsafe runs.reserveCapacity(wanted.count)
    var place = 0
    for index in 0..<wanted.upperBound {
      guard unsafe place <= bytes.count - 4 else { throw Self.early }
      let size = unsafe Int(bytes.littleEndian(at: place))
      place += 4
      guard unsafe size <= bytes.count - place else { throw Self.early }
      if index >= wanted.lowerBound {
        unsafe runs.append(UnsafeRawBufferPointer(rebasing: bytes[place..<place + size]))
      }
      place += size
    }
    return unsafe ParquetRaw(runs, in: [memory])
  }

  /// Byte runs that all have one length, as points have; nil where they have not.
  private func ofOneLength(_ wanted: Range<Int>) throws(Declined) -> ParquetRaw? {
    guard wanted.upperBound > 0, unsafe bytes.count >= 4 else { return nil }
    let length = unsafe bytes.littleEndian(at: 0)
    let (stride, isOver) = Int(length).addingReportingOverflow(4)
    guard !isOver, unsafe wanted.upperBound <= bytes.count / stride else { return nil }
    for index in 1..<wanted.upperBound
    where unsafe bytes.littleEndian(at: index * stride) != length {
      return nil
    }
    return try unsafe ParquetRaw(
      UnsafeRawBufferPointer(
        rebasing: bytes[wanted.lowerBound * stride + 4..<wanted.upperBound * stride]),
      width: Int(length), stride: stride, count: wanted.count, in: memory)
  }

  /// Codes of values in a dictionary (RLE_DICTIONARY), all of which it has.
  private func codes(_ wanted: Range<Int>, _ count: Int) throws(Declined) -> [UInt32] {
    guard let width = unsafe bytes.first else { throw Self.early }
    var runs = try unsafe ParquetRuns(
      UnsafeRawBufferPointer(rebasing: bytes.dropFirst()), width: Int(width))
    _ = try runs.skip(wanted.lowerBound, counting: 0)
    var codes: [UInt32] = []
    try runs.read(wanted.count, into: &codes)
    guard codes.allSatisfy({ $0 < count }) else {
      throw Declined("its dictionary lacks a value")
    }
    return codes
  }

  /// Truths in runs (RLE).
  private func truths(_ wanted: Range<Int>) throws(Declined) -> ParquetRaw {
    guard unsafe bytes.count >= 4, case let size = unsafe Int(bytes.littleEndian(at: 0)),
      unsafe size <= bytes.count - 4
    else { throw Self.early }
    var runs = try unsafe ParquetRuns(
      UnsafeRawBufferPointer(rebasing: bytes[4..<4 + size]), width: 1)
    _ = try runs.skip(wanted.lowerBound, counting: 0)
    var truths: [UInt32] = []
    try runs.read(wanted.count, into: &truths)
    return try unsafe ParquetRaw(filling: truths.count, width: 1) { memory in
      for index in truths.indices { unsafe memory[index] = UInt8(truths[index]) }
    }
  }

  private func deltas(_ wanted: Range<Int>) throws(Declined) -> ParquetRaw {
    var delta = unsafe ParquetDelta(bytes)
    let numbers = try delta.numbers(most: min(total, Self.mostValues))
    guard wanted.upperBound <= numbers.count else { throw Self.early }
    let isNarrow = leaf.type == .int32
    return try unsafe ParquetRaw(filling: wanted.count, width: isNarrow ? 4 : 8) { memory in
      for (place, index) in wanted.enumerated() {
        if isNarrow {
          unsafe memory.storeBytes(
            of: Int32(truncatingIfNeeded: numbers[index]), toByteOffset: place * 4, as: Int32.self)
        } else {
          unsafe memory.storeBytes(of: numbers[index], toByteOffset: place * 8, as: Int64.self)
        }
      }
    }
  }

  /// Values whose first bytes stand together, then their second ones, and so on (BYTE_STREAM_SPLIT).
  private func split(_ wanted: Range<Int>) throws(Declined) -> ParquetRaw {
    guard let width = leaf.width, case let count = unsafe bytes.count / width,
      wanted.upperBound <= count
    else { throw Self.early }
    return try unsafe ParquetRaw(filling: wanted.count, width: width) { memory in
      for byte in 0..<width {
        let start = byte * count + wanted.lowerBound
        for index in 0..<wanted.count {
          unsafe memory[index * width + byte] = unsafe bytes[start + index]
        }
      }
    }
  }
}

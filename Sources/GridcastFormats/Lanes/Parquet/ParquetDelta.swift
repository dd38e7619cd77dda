import GridcastBase

/// The encodings that tell values by what differs from one to the next ("Encodings", DELTA_…).
@safe struct ParquetDelta {
  static let damaged = Declined("its values are damaged")

  private let bytes: UnsafeRawBufferPointer
  /// Where the next byte is.
  private(set) var place = 0

  init(_ bytes: UnsafeRawBufferPointer) { unsafe self.bytes = unsafe bytes }

  private mutating func varint() throws(Declined) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while shift < 64 {
      guard unsafe place < bytes.count else { throw Self.damaged }
      let byte = unsafe UInt64(bytes[place])
      place += 1
      value |= (byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    throw Self.damaged
  }

  private mutating func signed() throws(Declined) -> Int64 {
    let value = try varint()
    return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }

  /// Whole numbers (DELTA_BINARY_PACKED), of which sums may run over.
  ///
  /// - Parameter most: How many there may be.
  /// - Returns: All of them.
  /// - Throws: Where they are damaged, or more.
  mutating func numbers(most: Int) throws(Declined) -> [Int64] {
    let (size, parts) = (try varint(), try varint())
    let count = Int(clamping: try varint())
    var value = try signed()
    // What is packed best takes a block of 128 numbers in five bytes; of larger blocks nobody knows.
    guard parts > 0, size % parts == 0, size / parts % 8 == 0, size <= 1 << 16, count <= most,
      unsafe count <= 4096 + 512 * bytes.count
    else { throw Self.damaged }
    let length = Int(size / parts)
    guard length > 0 else { throw Self.damaged }
    var numbers: [Int64] = []
    numbers.reserveCapacity(count)
    if count > 0 { numbers.append(value) }
    while numbers.count < count {
      let least = try signed()
      guard unsafe Int(parts) <= bytes.count - place else { throw Self.damaged }
      let widths = place
      place += Int(parts)
      for part in 0..<Int(parts) where numbers.count < count {
        let width = unsafe Int(bytes[widths + part])
        guard width <= 64, unsafe width * length / 8 <= bytes.count - place else {
          throw Self.damaged
        }
        var bit = place * 8
        for _ in 0..<min(length, count - numbers.count) {
          value = value &+ least &+ Int64(bitPattern: number(at: bit, width))
          numbers.append(value)
          bit += width
        }
        place += width * length / 8
      }
    }
    return numbers
  }

  @inline(__always)
  private func number(at bit: Int, _ width: Int) -> UInt64 {
    guard width > 0 else { return 0 }
    let start = bit >> 3
    var word: UInt64 = 0
    if unsafe start <= bytes.count - 8 {
      word = unsafe bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self)
    } else {
      for index in unsafe start..<bytes.count {
        word |= unsafe UInt64(bytes[index]) << UInt64(8 * (index - start))
      }
    }
    word >>= UInt64(bit & 7)
    if bit & 7 + width > 64 {
      word |= unsafe UInt64(bytes[start + 8]) << UInt64(64 - bit & 7)
    }
    return width == 64 ? word : word & (1 << UInt64(width) - 1)
  }

  /// Byte runs whose lengths stand before them all (DELTA_LENGTH_BYTE_ARRAY).
  mutating func runs(most: Int) throws(Declined) -> [UnsafeRawBufferPointer] {
    let lengths = try numbers(most: most)
    var runs = unsafe [UnsafeRawBufferPointer]()
    unsafe runs.reserveCapacity(lengths.count)
    for length in lengths {
      guard length >= 0, unsafe length <= bytes.count - place else { throw Self.damaged }
      unsafe runs.append(
        UnsafeRawBufferPointer(rebasing: bytes[place..<place + Int(length)]))
      place += Int(length)
    }
    return unsafe runs
  }

  /// Byte runs of which each begins as that before it does (DELTA_BYTE_ARRAY).
  mutating func continuedRuns(most: Int) throws(Declined) -> (
    runs: [UnsafeRawBufferPointer], memory: BlobBytes
  ) {
    let shared = try numbers(most: most)
    let ends = unsafe try runs(most: most)
    guard unsafe shared.count == ends.count else { throw Self.damaged }
    var (total, last) = (0, 0)
    for index in shared.indices {
      guard 0...Int64(last) ~= shared[index] else { throw Self.damaged }
      last = unsafe Int(shared[index]) + ends[index].count
      total += last
      guard total <= 1 << 30 else { throw Declined("its values are too long") }
    }
    var runs = unsafe [UnsafeRawBufferPointer]()
    unsafe runs.reserveCapacity(shared.count)
    let made = unsafe BlobBytes(max(total, 1), areChecked: false) { memory in
      guard let base = memory.baseAddress else { return false }
      var (start, before) = (0, 0)
      for index in shared.indices {
        let count = Int(shared[index])
        unsafe (base + start).copyMemory(from: base + before, byteCount: count)
        if let rest = unsafe ends[index].baseAddress {
          unsafe (base + start + count).copyMemory(from: rest, byteCount: ends[index].count)
        }
        let size = unsafe count + ends[index].count
        unsafe runs.append(UnsafeRawBufferPointer(start: base + start, count: size))
        before = start
        start += size
      }
      return true
    }
    guard let made else { throw Self.damaged }
    return unsafe (runs, made)
  }
}

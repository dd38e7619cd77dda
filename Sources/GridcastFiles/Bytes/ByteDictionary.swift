/// Runs of bytes, each different one kept once under a code.
///
/// The runs stay where they are, so that nothing is made of a run that was there before.
@safe package struct ByteDictionary {
  private var entries: [UnsafeRawBufferPointer] = unsafe []
  private var hashes: [UInt64] = []
  /// Codes by hash, open addressing; −1 where there is none.
  private var slots = [Int32](repeating: -1, count: 64)

  /// No runs.
  package init() {}

  /// The number of different runs, whose codes count from 0 in the order in which they first came.
  package var count: Int { hashes.count }

  /// The run of a code.
  package subscript(code: Int) -> UnsafeRawBufferPointer { unsafe entries[code] }

  /// The code of a run.
  package mutating func code(of run: UnsafeRawBufferPointer) -> Int32 {
    let hash = unsafe Self.hash(run)
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] >= 0 {
      let code = slots[slot]
      if hashes[Int(code)] == hash, unsafe Self.areEqual(entries[Int(code)], run) { return code }
      slot = (slot + 1) & (slots.count - 1)
    }
    let code = Int32(hashes.count)
    slots[slot] = code
    unsafe entries.append(run)
    hashes.append(hash)
    if hashes.count * 2 > slots.count { grow() }
    return code
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 4)
    for (code, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(code)
    }
  }

  /// Whether two runs are of the same bytes.
  static func areEqual(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Bool {
    guard a.count == b.count else { return false }
    var index = 0
    while index + 8 <= a.count {
      let left = unsafe a.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      let right = unsafe b.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      guard left == right else { return false }
      index += 8
    }
    while index < a.count {
      guard unsafe a[index] == b[index] else { return false }
      index += 1
    }
    return true
  }

  /// Multiplies and folds eight bytes at a time.
  private static func hash(_ run: UnsafeRawBufferPointer) -> UInt64 {
    var hash = UInt64(run.count) &* 0x9E37_79B9_7F4A_7C15
    var index = 0
    while index + 8 <= run.count {
      let next = unsafe run.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      hash = fold(hash ^ next)
      index += 8
    }
    var rest: UInt64 = 0
    while index < run.count {
      rest = rest << 8 | UInt64(unsafe run[index])
      index += 1
    }
    hash = fold(hash ^ rest)
    return hash ^ hash >> 32
  }

  @inline(__always)
  private static func fold(_ value: UInt64) -> UInt64 {
    let product = value.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return product.high ^ product.low
  }
}

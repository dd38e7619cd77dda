internal import CLZ4

/// Compression by LZ4, as in its block format, whole pieces at a time.
enum LZ4 {
  /// Makes of a compressed piece what it was; false where that is not as long, or it is damaged.
  static func inflate(
    _ packed: UnsafeRawBufferPointer, to memory: UnsafeMutableRawBufferPointer
  ) -> Bool {
    let count = unsafe LZ4_decompress_safe(
      packed.baseAddress?.assumingMemoryBound(to: CChar.self),
      memory.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(clamping: packed.count),
      Int32(clamping: memory.count))
    return Int(count) == memory.count
  }
}

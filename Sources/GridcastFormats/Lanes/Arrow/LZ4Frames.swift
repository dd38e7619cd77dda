internal import CLZ4

extension LZ4 {
  /// Makes of a frame (lz4, "LZ4 Frame Format") what it was; false where that is not as long, or it is damaged.
  ///
  /// Checksums are passed over.
  static func inflateFrame(
    _ packed: UnsafeRawBufferPointer, to memory: UnsafeMutableRawBufferPointer
  ) -> Bool {
    guard packed.count >= 7, unsafe packed.littleEndian(at: 0) == 0x184D_2204,
      let base = memory.baseAddress
    else { return false }
    let flags = unsafe packed[4]
    guard flags >> 6 == 1, flags & 1 == 0 else { return false }
    var place = 7 + (flags & 8 == 0 ? 0 : 8)
    var made = 0
    while true {
      guard packed.count - place >= 4 else { return false }
      let head = unsafe packed.littleEndian(at: place)
      place += 4
      if head == 0 { return made == memory.count }
      let size = Int(head & 0x7FFF_FFFF)
      guard size <= packed.count - place else { return false }
      let block = unsafe UnsafeRawBufferPointer(rebasing: packed[place..<place + size])
      let room = memory.count - made
      if head >> 31 == 1 {
        guard size <= room, let start = block.baseAddress else { return false }
        unsafe (base + made).copyMemory(from: start, byteCount: size)
        made += size
      } else {
        // A block may refer to the 64 KiB before it.
        let before = min(made, 1 << 16)
        let count = unsafe LZ4_decompress_safe_usingDict(
          block.baseAddress?.assumingMemoryBound(to: CChar.self),
          (base + made).assumingMemoryBound(to: CChar.self), Int32(clamping: size),
          Int32(clamping: room), (base + made - before).assumingMemoryBound(to: CChar.self),
          Int32(before))
        guard count >= 0 else { return false }
        made += Int(count)
      }
      place += size + (flags & 16 == 0 ? 0 : 4)
    }
  }
}

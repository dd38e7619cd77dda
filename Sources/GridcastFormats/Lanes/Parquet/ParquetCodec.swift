internal import CDeflate
internal import CZstd
import GridcastBase

/// What pages are compressed by (parquet.thrift, `CompressionCodec`).
enum ParquetCodec: Int {
  case none, snappy, gzip
  /// LZ4 in the frames of Hadoop, or without, as it was written before `lz4` had a number of its own.
  case framedLZ4 = 5
  case zstd, lz4

  /// The greatest number of bytes that a page may have.
  private static let greatestPage = 1 << 30
  private static let damaged = Declined("what is compressed is damaged")

  /// - Throws: Where it is one that is not read, by its name.
  init(number: Int) throws(Declined) {
    guard let codec = ParquetCodec(rawValue: number) else {
      let name: Sentence =
        [3: "LZO", 4: "Brotli"][number].map { Sentence($0) } ?? "a way of number \(number)"
      throw Declined(
        "it is compressed by \(name), which is not read; write the file with Zstandard or Snappy")
    }
    self = codec
  }

  /// How many bytes one of a compressed piece may stand for.
  private var greatestRatio: Int {
    switch self {
    case .none: 1
    case .snappy: Snappy.greatestRatio
    case .gzip: 1032
    case .framedLZ4, .lz4: 255
    // A block of 128 KiB of one byte takes four.
    case .zstd: 1 << 15
    }
  }

  /// Makes of a compressed piece what it was.
  ///
  /// - Throws: Where it is damaged, or the number of bytes cannot be right.
  func inflated(_ packed: UnsafeRawBufferPointer, size: Int) throws(Declined) -> BlobBytes {
    guard size <= Self.greatestPage, size <= (packed.count + 16) * greatestRatio,
      self != .none || size == packed.count
    else { throw Self.damaged }
    let bytes = unsafe BlobBytes(size, areChecked: false) { memory in
      // A compressed piece of nothing may be written in any way.
      if size == 0 { return true }
      switch self {
      case .none:
        unsafe memory.copyMemory(from: packed)
        return true
      case .snappy: return unsafe Snappy.inflate(packed, to: memory)
      case .gzip: return unsafe Self.inflateGzip(packed, to: memory)
      case .zstd:
        return unsafe ZSTD_decompress(
          memory.baseAddress, memory.count, packed.baseAddress, packed.count) == memory.count
      case .lz4: return unsafe LZ4.inflate(packed, to: memory)
      case .framedLZ4:
        return unsafe Self.inflateFrames(packed, to: memory) || LZ4.inflate(packed, to: memory)
      }
    }
    guard let bytes else { throw Self.damaged }
    return bytes
  }

  /// One or more members of gzip's format, end to end.
  private static func inflateGzip(
    _ packed: UnsafeRawBufferPointer, to memory: UnsafeMutableRawBufferPointer
  ) -> Bool {
    guard let decompressor = unsafe libdeflate_alloc_decompressor() else {
      preconditionFailure("no memory left")
    }
    defer { unsafe libdeflate_free_decompressor(decompressor) }
    var (place, made) = (0, 0)
    while place < packed.count {
      var (used, size) = (0, 0)
      let input = unsafe UnsafeRawBufferPointer(rebasing: packed[place...])
      let output = unsafe UnsafeMutableRawBufferPointer(rebasing: memory[made...])
      let result = unsafe libdeflate_gzip_decompress_ex(
        decompressor, input.baseAddress, input.count, output.baseAddress, output.count, &used,
        &size)
      guard result == LIBDEFLATE_SUCCESS, used > 0 else { return false }
      place += used
      made += size
    }
    return made == memory.count
  }

  /// Hadoop's frames: the number of bytes before and after compression, big-endian, and the compressed bytes.
  private static func inflateFrames(
    _ packed: UnsafeRawBufferPointer, to memory: UnsafeMutableRawBufferPointer
  ) -> Bool {
    var (place, made) = (0, 0)
    while packed.count - place >= 8 {
      func number(_ offset: Int) -> Int {
        unsafe Int(
          UInt32(
            bigEndian: packed.loadUnaligned(fromByteOffset: place + offset, as: UInt32.self)))
      }
      let (size, length) = (number(0), number(4))
      guard size <= memory.count - made, length <= packed.count - place - 8,
        unsafe LZ4.inflate(
          UnsafeRawBufferPointer(rebasing: packed[place + 8..<place + 8 + length]),
          to: UnsafeMutableRawBufferPointer(rebasing: memory[made..<made + size]))
      else { return false }
      place += 8 + length
      made += size
    }
    return place == packed.count && made == memory.count
  }
}

internal import CDeflate
internal import CZstd
import GridcastBase

/// A page of a column that is ready to be written.
struct ParquetPart: Sendable {
  /// The least and the greatest value, as they are stored.
  struct Limits: Sendable {
    var least: [UInt8]
    var greatest: [UInt8]
    /// The same as numbers, by which those of several pages are compared.
    var range: ClosedRange<Double>
  }

  /// The header and the compressed bytes.
  let bytes: [UInt8]
  /// How many bytes they would be without compression.
  let plainSize: Int
  /// The number of rows, and of those without a value.
  let count: Int
  let missingCount: Int
  let limits: Limits?

  /// The number of the way of compression (parquet.thrift, `CompressionCodec`): Zstandard.
  static let codec = 6
  private static let level: Int32 = 3

  /// Makes a page of values.
  ///
  /// - Parameters:
  ///   - values: The values that are there, encoded.
  ///   - known: Which rows have one; nil where all columns of the group always have one.
  ///   - count: The number of rows.
  ///   - encoding: The number of their encoding.
  ///   - limits: The least and the greatest of them, where they have an order.
  init(
    _ values: consuming [UInt8], known: KnownBits?, count: Int, encoding: Int = 0,
    limits: Limits? = nil
  ) {
    var content: [UInt8] = []
    missingCount = known.map { count - $0.knownCount(of: count) } ?? 0
    if let known {
      let levels = Self.levels(known, count)
      content.reserveCapacity(values.count + levels.count + 4)
      content.append(contentsOf: UInt32(levels.count).littleEndianBytes)
      content += levels
      content += values
    } else {
      content = values
    }
    let packed = Self.compressed(content)
    let header = ThriftWriter.structure { writer in
      writer.put(1, int32: 0)
      Self.put(sizes: content.count, packed, &writer)
      writer.put(5) {
        $0.put(1, int32: count)
        $0.put(2, int32: encoding)
        $0.put(3, int32: 3)
        $0.put(4, int32: 3)
      }
    }
    bytes = header + packed
    plainSize = header.count + content.count
    self.count = count
    self.limits = limits
  }

  /// Makes the page of a dictionary.
  init(dictionary table: TextTable) {
    let content = Self.encoded(table)
    let packed = Self.compressed(content)
    let header = ThriftWriter.structure { writer in
      writer.put(1, int32: 2)
      Self.put(sizes: content.count, packed, &writer)
      writer.put(7) {
        $0.put(1, int32: table.count)
        $0.put(2, int32: 0)
      }
    }
    bytes = header + packed
    plainSize = header.count + content.count
    (count, missingCount, limits) = (0, 0, nil)
  }

  private static func put(sizes size: Int, _ packed: [UInt8], _ writer: inout ThriftWriter) {
    writer.put(2, int32: size)
    writer.put(3, int32: packed.count)
    let checksum = unsafe packed.withUnsafeBytes {
      unsafe libdeflate_crc32(0, $0.baseAddress, $0.count)
    }
    writer.put(4, int32: Int(Int32(bitPattern: checksum)))
  }

  /// Which values are there, in one run, or packed.
  private static func levels(_ known: KnownBits, _ count: Int) -> [UInt8] {
    func varint(_ value: Int) -> [UInt8] {
      var (rest, bytes) = (value, [UInt8]())
      while rest >= 0x80 {
        bytes.append(UInt8(rest & 0x7F) | 0x80)
        rest >>= 7
      }
      return bytes + [UInt8(rest)]
    }
    guard known.knownCount(of: count) < count else { return varint(count << 1) + [1] }
    let groups = (count + 7) / 8
    var bytes = varint(groups << 1 | 1)
    for group in 0..<groups {
      bytes.append(UInt8(truncatingIfNeeded: known.words[group >> 3] >> UInt64(8 * (group & 7))))
    }
    return bytes
  }

  private static func compressed(_ bytes: [UInt8]) -> [UInt8] {
    let bound = ZSTD_compressBound(bytes.count)
    return unsafe [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
      unsafe bytes.withUnsafeBytes { bytes in
        unsafe count = ZSTD_compress(
          buffer.baseAddress, bound, bytes.baseAddress, bytes.count, level)
      }
      precondition(ZSTD_isError(count) == 0, "the buffer is large enough")
    }
  }

  /// Texts, each with its length before it.
  private static func encoded(_ table: TextTable) -> [UInt8] {
    var builder = ByteBuilder(capacity: table.bytes.count + 4 * table.count)
    unsafe table.bytes.withUnsafeBytes { bytes in
      for index in table.indices {
        let range = table.range(of: index)
        builder.put(raw: UInt32(range.count))
        unsafe builder.put(UnsafeRawBufferPointer(rebasing: bytes[range]))
      }
    }
    return builder.bytes()
  }
}

extension UInt32 {
  var littleEndianBytes: [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: self >> (8 * UInt32($0))) }
  }
}

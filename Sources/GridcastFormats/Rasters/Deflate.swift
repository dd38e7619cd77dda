internal import CDeflate

/// Compression as in zlib's format (RFC 1950), whole pieces at a time.
enum Deflate {
  /// The piece, compressed as well as GDAL does by default.
  static func compressed(_ bytes: [UInt8]) -> [UInt8] {
    guard let compressor = unsafe libdeflate_alloc_compressor(6) else {
      preconditionFailure("no memory left")
    }
    defer { unsafe libdeflate_free_compressor(compressor) }
    let bound = unsafe libdeflate_zlib_compress_bound(compressor, bytes.count)
    return unsafe [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
      unsafe bytes.withUnsafeBytes { bytes in
        unsafe count = libdeflate_zlib_compress(
          compressor, bytes.baseAddress, bytes.count, buffer.baseAddress, bound)
      }
    }
  }

  /// Makes of a compressed piece what it was; false where that is not as long, or it is damaged.
  static func inflate(
    _ packed: UnsafeRawBufferPointer, to memory: UnsafeMutableRawBufferPointer
  ) -> Bool {
    guard let decompressor = unsafe libdeflate_alloc_decompressor() else {
      preconditionFailure("no memory left")
    }
    defer { unsafe libdeflate_free_decompressor(decompressor) }
    return unsafe libdeflate_zlib_decompress(
      decompressor, packed.baseAddress, packed.count, memory.baseAddress, memory.count, nil)
      == LIBDEFLATE_SUCCESS
  }
}

internal import CDeflate

/// Compression in zlib's format (RFC 1950), of whole buffers.
package enum Deflate {
  /// Compresses bytes at the level that GDAL uses by default.
  package static func compressed(_ bytes: [UInt8]) -> [UInt8] {
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

  /// Inflates bytes; false where they are damaged or the size differs.
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

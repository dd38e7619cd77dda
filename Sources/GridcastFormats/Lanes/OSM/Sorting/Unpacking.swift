internal import CBZip2
internal import CZlib
import Foundation
import GridcastBase

/// The bytes of a file that may be packed by itself, piece by piece.
enum Unpacking {
  /// What a file is packed by.
  enum Packing { case none, gzip, bzip2 }

  private static let pieceSize = 1 << 20

  /// Why the bytes end early.
  struct Damage: Error {
    let reason: String
  }

  /// Hands over the unpacked bytes, all of them, also of a file of several packed parts.
  ///
  /// - Throws: `Damage` where the file cannot be read or what is packed breaks off or is damaged, and
  ///   what `body` throws.
  static func read(
    _ path: String, _ packing: Packing, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw Damage(reason: "it cannot be read")
    }
    defer { try? file.close() }
    switch packing {
    case .none:
      while let piece = try file.read(upToCount: pieceSize), !piece.isEmpty {
        unsafe try piece.withUnsafeBytes { unsafe try body($0) }
      }
    case .gzip: unsafe try inflate(file, body)
    case .bzip2: unsafe try decompress(file, body)
    }
  }

  private static let cut = Damage(reason: "what is packed breaks off before its end")
  private static let damaged = Damage(reason: "what is packed is damaged")

  private static func inflate(
    _ file: FileHandle, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var stream = unsafe z_stream()
    // 15 bits of window, and 16 for gzip's own header.
    let start = unsafe inflateInit2_(
      &stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(start == Z_OK, "no memory left")
    defer { unsafe inflateEnd(&stream) }
    let output = UnsafeMutableRawBufferPointer.allocate(byteCount: pieceSize, alignment: 16)
    defer { unsafe output.deallocate() }
    var isWhole = false
    while var piece = try file.read(upToCount: pieceSize), !piece.isEmpty {
      let count = piece.count
      try unsafe piece.withUnsafeMutableBytes { input in
        unsafe stream.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        unsafe stream.avail_in = UInt32(count)
        while unsafe stream.avail_in > 0 || stream.avail_out == 0 {
          if isWhole {
            // Another part may follow; what else stands behind the last one is no data.
            guard unsafe stream.avail_in > 0, unsafe stream.next_in.pointee == 0x1F else {
              unsafe stream.avail_in = 0
              break
            }
            unsafe inflateReset(&stream)
            isWhole = false
          }
          unsafe stream.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
          unsafe stream.avail_out = UInt32(output.count)
          let status = unsafe CZlib.inflate(&stream, Z_NO_FLUSH)
          let made = unsafe output.count - Int(stream.avail_out)
          if made > 0 { unsafe try body(UnsafeRawBufferPointer(rebasing: output[..<made])) }
          if status == Z_STREAM_END {
            isWhole = true
          } else if status == Z_BUF_ERROR {
            break
          } else if status != Z_OK {
            throw damaged
          }
        }
      }
    }
    guard isWhole else { throw cut }
  }

  private static func decompress(
    _ file: FileHandle, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var stream = unsafe bz_stream()
    precondition(unsafe BZ2_bzDecompressInit(&stream, 0, 0) == BZ_OK, "no memory left")
    defer { unsafe BZ2_bzDecompressEnd(&stream) }
    let output = UnsafeMutableRawBufferPointer.allocate(byteCount: pieceSize, alignment: 16)
    defer { unsafe output.deallocate() }
    var isWhole = false
    while var piece = try file.read(upToCount: pieceSize), !piece.isEmpty {
      let count = piece.count
      try unsafe piece.withUnsafeMutableBytes { input in
        unsafe stream.next_in = input.baseAddress?.assumingMemoryBound(to: CChar.self)
        unsafe stream.avail_in = UInt32(count)
        repeat {
          if isWhole {
            // Parallel compressors write many parts one after another.
            guard unsafe stream.avail_in > 0, unsafe stream.next_in.pointee == 0x42 else {
              unsafe stream.avail_in = 0
              break
            }
            unsafe BZ2_bzDecompressEnd(&stream)
            let (next, left) = unsafe (stream.next_in, stream.avail_in)
            unsafe stream = unsafe bz_stream()
            precondition(unsafe BZ2_bzDecompressInit(&stream, 0, 0) == BZ_OK, "no memory left")
            unsafe (stream.next_in, stream.avail_in) = unsafe (next, left)
            isWhole = false
          }
          unsafe stream.next_out = output.baseAddress?.assumingMemoryBound(to: CChar.self)
          unsafe stream.avail_out = UInt32(output.count)
          let status = unsafe BZ2_bzDecompress(&stream)
          let made = unsafe output.count - Int(stream.avail_out)
          if made > 0 { unsafe try body(UnsafeRawBufferPointer(rebasing: output[..<made])) }
          if status == BZ_STREAM_END { isWhole = true } else if status != BZ_OK { throw damaged }
        } while unsafe stream.avail_in > 0 || stream.avail_out == 0
      }
    }
    guard isWhole else { throw cut }
  }
}

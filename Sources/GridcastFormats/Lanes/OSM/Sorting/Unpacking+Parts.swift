internal import CLZMA
internal import CZstd
import GridcastBase

/// A part of a file packed by xz.
@safe final class XZPart: PackedPart {
  static let mark: UInt8 = 0xFD
  private let stream: UnsafeMutablePointer<lzma_stream>

  init() {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: lzma_stream())
    precondition(
      unsafe lzma_stream_decoder(stream, .max, 0) == LZMA_OK, "no memory left")
  }

  deinit {
    unsafe lzma_end(stream)
    unsafe stream.deallocate()
  }

  func unpack(_ input: inout UnsafeRawBufferPointer, to output: UnsafeMutableRawBufferPointer)
    throws(Unpacking.Damage) -> (made: Int, isEnd: Bool)
  {
    unsafe stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.avail_in = input.count
    unsafe stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.avail_out = output.count
    let status = unsafe lzma_code(stream, LZMA_RUN)
    // Without input there may be nothing left to hand out.
    guard
      unsafe [LZMA_OK, LZMA_STREAM_END].contains(status)
        || status == LZMA_BUF_ERROR && input.isEmpty
    else { throw Unpacking.damaged }
    unsafe input = UnsafeRawBufferPointer(rebasing: input.suffix(stream.pointee.avail_in))
    return unsafe (output.count - stream.pointee.avail_out, status == LZMA_STREAM_END)
  }
}

/// A part of a file packed by Zstandard.
@safe final class ZstdPart: PackedPart {
  static let mark: UInt8 = 0x28
  private let stream: OpaquePointer

  init() {
    guard let stream = unsafe ZSTD_createDStream() else { preconditionFailure("no memory left") }
    unsafe self.stream = stream
  }

  deinit { unsafe ZSTD_freeDStream(stream) }

  func unpack(_ input: inout UnsafeRawBufferPointer, to output: UnsafeMutableRawBufferPointer)
    throws(Unpacking.Damage) -> (made: Int, isEnd: Bool)
  {
    var source = unsafe ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
    var target = unsafe ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
    let left = unsafe ZSTD_decompressStream(stream, &target, &source)
    guard ZSTD_isError(left) == 0 else { throw Unpacking.damaged }
    unsafe input = UnsafeRawBufferPointer(rebasing: input.dropFirst(source.pos))
    return unsafe (target.pos, left == 0)
  }
}

internal import CBZip2
internal import CZlib
import Foundation
import GridcastBase

/// The bytes of a file that may be packed by itself, piece by piece.
enum Unpacking {
  /// What a file is packed by.
  enum Packing {
    case none, gzip, bzip2, xz, zstd

    /// What a file is packed by, and the path without the ending that tells it.
    static func of(path: String) -> (packing: Packing, inner: String) {
      let ending = path.fileEnding
      let packing: Packing? =
        switch Format.Archive(rawValue: ending) {
        case .gz: .gzip
        case .bz2: .bzip2
        case .xz: .xz
        case .zst: .zstd
        case .zip, nil: nil
        }
      return packing.map { ($0, String(path.dropLast(ending.count + 1))) } ?? (.none, path)
    }
  }

  private static let pieceSize = 1 << 20

  /// Why the bytes end early.
  struct Damage: Error {
    let reason: Sentence
    /// How many bytes were made of the last piece before the damage showed, as a wrong checksum does only
    /// behind them.
    var made = 0
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
    case .gzip: unsafe try unpack(file, by: GzipPart.self, body)
    case .bzip2: unsafe try unpack(file, by: BZip2Part.self, body)
    case .xz: unsafe try unpack(file, by: XZPart.self, body)
    case .zstd: unsafe try unpack(file, by: ZstdPart.self, body)
    }
  }

  /// The first bytes, unpacked, or as many as there are.
  static func beginning(of path: String, _ packing: Packing, _ count: Int) -> Data {
    struct Enough: Error {}
    if packing == .none {
      let file = FileHandle(forReadingAtPath: path)
      defer { try? file?.close() }
      return (try? file?.read(upToCount: count)) ?? Data()
    }
    var bytes = Data()
    try? unsafe read(path, packing) { piece in
      unsafe bytes.append(contentsOf: piece.prefix(count - bytes.count))
      if bytes.count == count { throw Enough() }
    }
    return bytes
  }

  private static let cut = Damage(reason: "what is packed breaks off before its end")
  static let damaged = Damage(reason: "what is packed is damaged")

  private static func unpack<Part: PackedPart>(
    _ file: FileHandle, by type: Part.Type, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let output = UnsafeMutableRawBufferPointer.allocate(byteCount: pieceSize, alignment: 16)
    defer { unsafe output.deallocate() }
    var part = Part()
    var isWhole = false
    while let piece = try file.read(upToCount: pieceSize), !piece.isEmpty {
      try unsafe piece.withUnsafeBytes { bytes in
        var input = unsafe bytes
        var isFull = false
        while unsafe !input.isEmpty || isFull {
          if isWhole {
            // Another part may follow, as parallel compressors write many; what else stands behind the
            // last one is no data.
            guard unsafe input.first == Part.mark else { return }
            part = Part()
          }
          let made: Int
          do throws(Damage) { (made, isWhole) = try unsafe part.unpack(&input, to: output) } catch {
            if error.made > 0 {
              unsafe try body(UnsafeRawBufferPointer(rebasing: output[..<error.made]))
            }
            throw error
          }
          if made > 0 { unsafe try body(UnsafeRawBufferPointer(rebasing: output[..<made])) }
          isFull = made == output.count
        }
      }
    }
    guard isWhole else { throw cut }
  }
}

/// Unpacks one part of a packed file; a class, as the libraries hold on to the address of their state.
protocol PackedPart: AnyObject {
  /// The first byte of a part.
  static var mark: UInt8 { get }

  init()

  /// Takes some bytes from the front of the input, and says how many it made of them and whether the
  /// part ended.
  func unpack(_ input: inout UnsafeRawBufferPointer, to output: UnsafeMutableRawBufferPointer)
    throws(Unpacking.Damage) -> (made: Int, isEnd: Bool)
}

@safe private final class GzipPart: PackedPart {
  static let mark: UInt8 = 0x1F
  private let stream: UnsafeMutablePointer<z_stream>

  init() {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    // 15 bits of window, and 16 for gzip's own header.
    let status = unsafe inflateInit2_(
      stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(status == Z_OK, "no memory left")
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  func unpack(_ input: inout UnsafeRawBufferPointer, to output: UnsafeMutableRawBufferPointer)
    throws(Unpacking.Damage) -> (made: Int, isEnd: Bool)
  {
    unsafe stream.pointee.next_in = UnsafeMutablePointer(
      mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
    unsafe stream.pointee.avail_in = UInt32(input.count)
    unsafe stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.avail_out = UInt32(output.count)
    let status = unsafe inflate(stream, Z_NO_FLUSH)
    // Without input there may be nothing left to hand out.
    guard unsafe [Z_OK, Z_STREAM_END].contains(status) || status == Z_BUF_ERROR && input.isEmpty
    else {
      var damage = Unpacking.damaged
      damage.made = unsafe output.count - Int(stream.pointee.avail_out)
      throw damage
    }
    unsafe input = UnsafeRawBufferPointer(rebasing: input.suffix(Int(stream.pointee.avail_in)))
    return unsafe (output.count - Int(stream.pointee.avail_out), status == Z_STREAM_END)
  }
}

@safe private final class BZip2Part: PackedPart {
  static let mark: UInt8 = 0x42
  private let stream: UnsafeMutablePointer<bz_stream>

  init() {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: bz_stream())
    precondition(unsafe BZ2_bzDecompressInit(stream, 0, 0) == BZ_OK, "no memory left")
  }

  deinit {
    unsafe BZ2_bzDecompressEnd(stream)
    unsafe stream.deallocate()
  }

  func unpack(_ input: inout UnsafeRawBufferPointer, to output: UnsafeMutableRawBufferPointer)
    throws(Unpacking.Damage) -> (made: Int, isEnd: Bool)
  {
    unsafe stream.pointee.next_in = UnsafeMutablePointer(
      mutating: input.baseAddress?.assumingMemoryBound(to: CChar.self))
    unsafe stream.pointee.avail_in = UInt32(input.count)
    unsafe stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: CChar.self)
    unsafe stream.pointee.avail_out = UInt32(output.count)
    let status = unsafe BZ2_bzDecompress(stream)
    guard [BZ_OK, BZ_STREAM_END].contains(status) else { throw Unpacking.damaged }
    unsafe input = UnsafeRawBufferPointer(rebasing: input.suffix(Int(stream.pointee.avail_in)))
    return unsafe (output.count - Int(stream.pointee.avail_out), status == BZ_STREAM_END)
  }
}

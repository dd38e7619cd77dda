import Foundation
import GridcastBase
import GridcastFiles

/// The blobs of an OSM PBF file, each of which is compressed separately.
///
/// The layout and its limits are those of "PBF Format" in the OSM wiki.
@safe struct PBFFile: Sendable {
  /// The ranges of the data blobs, in file order.
  let blobs: [Range<Int>]
  /// Whether its header promises nodes, ways and relations in this order, each by identity, and nodes that
  /// are packed together.
  private(set) var saysSorted = false
  /// Whether it breaks off, after the last of these blobs.
  let isCut: Bool
  /// Whether any block is packed in a way that GDAL takes for an empty one.
  let isForeign: Bool
  private let file: MappedFile

  private static let maximalHeader = 64 << 10
  private static let maximalBlob = 32 << 20

  /// - Throws: Where the file does not end with a complete blob, or its header requires an unusual
  ///   feature.
  init(_ path: String) throws(Declined) {
    guard let file = MappedFile(path) else { throw Declined("it cannot be mapped") }
    let bytes = unsafe file.bytes
    var blobs: [Range<Int>] = []
    var place = 0
    var isCut = false
    var isForeign = false
    while place < bytes.count {
      guard bytes.count - place > 4 else {
        isCut = true
        break
      }
      let length = unsafe Int(
        UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)))
      place += 4
      guard length <= Self.maximalHeader, length < bytes.count - place else {
        isCut = true
        break
      }
      let header = unsafe UnsafeRawBufferPointer(rebasing: bytes[place..<place + length])
      let (kind, size) = try unsafe Self.header(WireReader(header))
      place += length
      guard size <= Self.maximalBlob, size <= bytes.count - place else {
        isCut = true
        break
      }
      let blob = unsafe UnsafeRawBufferPointer(rebasing: bytes[place..<place + size])
      if unsafe Self.isForeign(WireReader(blob)) { isForeign = true }
      // Downloads that were broken off may be filled up with zeros.
      if kind.isEmpty, size == 0 {
        isCut = true
        break
      }
      blobs.append(place..<place + size)
      guard kind == (blobs.count == 1 ? "OSMHeader" : "OSMData") else {
        throw Declined("it holds a blob of an unusual kind", isFinal: isForeign)
      }
      place += size
    }
    guard let first = blobs.first else { throw Declined("a blob is cut off or too large") }
    self.file = file
    self.blobs = Array(blobs.dropFirst())
    self.isCut = isCut
    self.isForeign = isForeign
    saysSorted = try Self.check(header: try inflated(first))
  }

  /// Whether a blob is packed neither by zlib nor not at all, as what stands in front of its bytes tells.
  private static func isForeign(_ blob: WireReader) -> Bool {
    var blob = unsafe blob
    while unsafe blob.hasMore {
      let (number, type) = unsafe blob.field()
      if type == 2 { return number > 3 }
      unsafe blob.skip(type)
    }
    return false
  }

  private static func header(_ header: WireReader) throws(Declined) -> (kind: String, size: Int) {
    var header = unsafe header
    var kind = ""
    var size: UInt64 = 0
    while unsafe header.hasMore {
      switch unsafe header.field() {
      case (1, 2): kind = unsafe String(decoding: header.piece().bytes, as: UTF8.self)
      case (3, 0): size = unsafe header.varint()
      case (_, let type): unsafe header.skip(type)
      }
    }
    guard unsafe !header.isBroken else { throw Declined("a blob's header is damaged") }
    return (kind, Int(clamping: size))
  }

  /// Whether the file says that it is sorted.
  private static func check(header bytes: borrowing BlobBytes) throws(Declined) -> Bool {
    var header = unsafe WireReader(bytes.bytes)
    var saysSorted = false
    var saysDense = false
    while unsafe header.hasMore {
      switch unsafe header.field() {
      case (4, 2):
        let feature = unsafe String(decoding: header.piece().bytes, as: UTF8.self)
        guard feature != "HistoricalInformation" else {
          throw Declined(
            "it is a history file, with all versions of each object; take the present ones out first, "
              + "as with osmium time-filter", isFinal: true)
        }
        guard ["OsmSchema-V0.6", "DenseNodes"].contains(feature) else {
          throw Declined("it requires '\(feature)'")
        }
        if feature == "DenseNodes" { saysDense = true }
      case (5, 2):
        let feature = unsafe String(decoding: header.piece().bytes, as: UTF8.self)
        if feature == "Sort.Type_then_ID" { saysSorted = true }
      case (_, let type): unsafe header.skip(type)
      }
    }
    guard unsafe !header.isBroken else { throw Declined("its header is damaged") }
    return saysSorted && saysDense
  }

  /// The inflated bytes of a blob.
  ///
  /// - Throws: Where it is damaged, or not compressed by zlib or LZ4.
  func inflated(_ place: Range<Int>) throws(Declined) -> BlobBytes {
    var blob = unsafe WireReader(UnsafeRawBufferPointer(rebasing: file.bytes[place]))
    var size = 0
    var result: BlobBytes?
    while unsafe blob.hasMore {
      switch unsafe blob.field() {
      case (1, 2) where result == nil: result = unsafe BlobBytes(blob.piece().bytes, of: file)
      case (2, 0): size = unsafe Int(clamping: blob.varint())
      case (let packing, 2) where (packing == 3 || packing == 6) && result == nil:
        let packed = unsafe blob.piece().bytes
        let isLZ4 = packing == 6
        // Deflate compresses by a factor of at most 1032, LZ4 of 255, and LZ4 has no checksum.
        guard size > 0, size <= Self.maximalBlob, size / (isLZ4 ? 255 : 1032) <= packed.count,
          let bytes = unsafe BlobBytes(
            size, areChecked: !isLZ4,
            {
              unsafe isLZ4 ? LZ4.inflate(packed, to: $0) : Deflate.inflate(packed, to: $0)
            })
        else { throw Declined("a blob is damaged or too large") }
        result = bytes
      // GDAL takes what it cannot unpack for empty.
      case (4...7, 2):
        throw Declined(
          "a block is packed in a way that Gridcast does not read (LZMA, bzip2 or Zstandard); pack it "
            + "by zlib, as with osmium cat", isFinal: true)
      default: throw Declined("a blob is compressed in an unusual way")
      }
    }
    guard unsafe !blob.isBroken, let result else { throw Declined("a blob is damaged") }
    return result
  }
}

/// The bytes of a blob, within the mapped file or in separate memory.
@safe final class BlobBytes: Sendable {
  private nonisolated(unsafe) let storage: UnsafeRawBufferPointer
  /// The file that the bytes belong to; nil for separate memory.
  private let file: MappedFile?
  /// Whether a checksum has shown that the bytes are intact.
  let areChecked: Bool

  var bytes: UnsafeRawBufferPointer { unsafe storage }
  var count: Int { unsafe storage.count }

  init(_ bytes: UnsafeRawBufferPointer, of file: MappedFile) {
    unsafe storage = unsafe bytes
    self.file = file
    areChecked = false
  }

  /// Inflates a blob; nil where it is damaged, or its size is not as declared; `areChecked` where what they are
  /// packed in has a checksum.
  init?(_ size: Int, areChecked: Bool, _ inflate: (UnsafeMutableRawBufferPointer) -> Bool) {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
    unsafe storage = UnsafeRawBufferPointer(memory)
    file = nil
    self.areChecked = areChecked
    guard unsafe inflate(memory) else { return nil }
  }

  deinit { if file == nil { unsafe storage.deallocate() } }
}

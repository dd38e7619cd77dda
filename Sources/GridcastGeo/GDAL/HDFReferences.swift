internal import CGDAL
internal import Foundation

/// Whether a file of HDF names other files: as the place of its values, which may be any of this machine, read as
/// if its bytes were values, or as the place of datasets and groups that are shown as if they were its own.
///
/// The libraries open those files themselves, past GDAL, and nothing can be set that keeps them from it.
enum HDFReferences {
  /// Looks through a file that begins like one of HDF; others have none.
  static func isForeign(_ path: String, beginning start: [UInt8]) -> Bool {
    if start.starts(with: [0x0E, 0x03, 0x13, 0x01]) { return isForeign4(path) }
    guard let place = signaturePlace(in: start) else { return false }
    return isForeign5(path, start, place)
  }

  /// Where HDF5's signature stands: at the beginning, or after a block of the user's of 512 bytes times a power
  /// of two.
  private static func signaturePlace(in start: [UInt8]) -> Int? {
    let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
    var place = 0
    while place + 64 < start.count {
      if start[place...].starts(with: signature) { return place }
      place = place == 0 ? 512 : place * 2
    }
    return nil
  }

  /// Searches an HDF5 file for the messages of the format's specification, section IV.A.2, that name other files.
  ///
  /// "External Data Files" (h) are a version, how many files there is place for and how many there are, and the
  /// address of the heap with their names; links (g) of the kind 64 hold the names themselves; a data layout (i)
  /// of the class 3 has a heap with the names of datasets that others are put together of. Where links are packed
  /// they cannot be searched.
  private static func isForeign5(_ path: String, _ start: [UInt8], _ signature: Int) -> Bool {
    let version = start[signature + 8]
    let size = Int(start[signature + (version < 2 ? 13 : 9)])
    guard [2, 4, 8].contains(size) else { return false }
    let base = number(start, signature + (version < 2 ? version == 0 ? 24 : 28 : 12), size)
    return unsafe withFile(path) { file, buffer in
      var place: UInt64 = 0
      while true {
        guard unsafe VSIFSeekL(file, place, SEEK_SET) == 0 else { return false }
        let count = unsafe VSIFReadL(buffer.baseAddress, 1, buffer.count, file)
        let piece = unsafe UnsafeRawBufferPointer(
          rebasing: UnsafeRawBufferPointer(buffer)[..<count])
        if unsafe hasVirtual(piece, size, base, file) { return true }
        if unsafe hasPackedLinks(piece) { return true }
        var index = 0
        while index + 8 + size <= count, let begin = piece.baseAddress,
          let found = unsafe memchr(begin + index, 1, count - index)
        {
          index = unsafe begin.distance(to: UnsafeRawPointer(found))
          guard index + 8 + size <= count else { break }
          if unsafe piece[index + 1] & 0xE8 == 0x08, unsafe piece[index + 2] == 64,
            unsafe isLink(file, place + UInt64(index), piece[index + 1])
          {
            return true
          }
          guard unsafe piece.loadUnaligned(fromByteOffset: index, as: UInt32.self).littleEndian == 1
          else {
            index += 1
            continue
          }
          let places = unsafe piece.loadUnaligned(fromByteOffset: index + 4, as: UInt16.self)
          let used = unsafe piece.loadUnaligned(fromByteOffset: index + 6, as: UInt16.self)
          index += 1
          guard used.littleEndian > 0, used.littleEndian <= places.littleEndian,
            let heap = base.adding(unsafe number(piece, index + 7, size))
          else { continue }
          if unsafe read(file, heap, 4) == Array("HEAP".utf8) { return true }
        }
        // A message may lie across the border of two pieces.
        guard count == buffer.count else { return false }
        place += UInt64(count - 16)
      }
    }
  }

  /// Whether a link that goes to another file stands at a place: its own name, and a value that holds the
  /// names of a file and an object in it, each with a zero at its end.
  private static func isLink(
    _ file: UnsafeMutablePointer<VSILFILE>, _ place: UInt64, _ flags: UInt8
  ) -> Bool {
    let width = 1 << Int(flags & 3)
    let head = 3 + (flags & 4 != 0 ? 8 : 0) + (flags & 16 != 0 ? 1 : 0)
    guard let start = unsafe read(file, place, head + width), start.count == head + width
    else { return false }
    let length = number(start, head, width)
    guard 1...65_536 ~= length,
      let value = unsafe read(file, place + UInt64(head + width) + length, 3), value.count == 3
    else { return false }
    let size = Int(number(value, 0, 2))
    // Its first byte holds a version and flags, both 0.
    guard size > 3, value[2] == 0,
      let names = unsafe read(file, place + UInt64(head + width) + length + 3, size - 1),
      names.count == size - 1
    else { return false }
    return names.last == 0 && names.first != 0 && names.dropLast().contains(0)
  }

  /// Whether a dataset is put together of others: the version 4 of the layout, the class, and the address of
  /// a heap.
  private static func hasVirtual(
    _ piece: UnsafeRawBufferPointer, _ size: Int, _ base: UInt64,
    _ file: UnsafeMutablePointer<VSILFILE>
  ) -> Bool {
    unsafe places(of: [4, 3], in: piece) { index in
      guard index + 2 + size <= piece.count,
        let heap = base.adding(unsafe number(piece, index + 2, size))
      else { return false }
      return unsafe read(file, heap, 4) == Array("GCOL".utf8)
    }
  }

  /// Whether a heap of links, or of anything else of any length, is packed: the header of a fractal heap
  /// (III.G) names filters.
  private static func hasPackedLinks(_ piece: UnsafeRawBufferPointer) -> Bool {
    unsafe places(of: Array("FRHP".utf8) + [0], in: piece) { index in
      index + 9 <= piece.count && (unsafe piece[index + 7] != 0 || piece[index + 8] != 0)
    }
  }

  /// Whether one of the places of a word fits.
  private static func places(
    of word: [UInt8], in piece: UnsafeRawBufferPointer, _ fits: (Int) -> Bool
  ) -> Bool {
    var index = 0
    while index + word.count <= piece.count, let begin = piece.baseAddress {
      guard let found = unsafe memchr(begin + index, Int32(word[0]), piece.count - index) else {
        return false
      }
      index = unsafe begin.distance(to: UnsafeRawPointer(found))
      if unsafe piece[index...].starts(with: word), fits(index) { return true }
      index += 1
    }
    return false
  }

  /// Looks through the list of an HDF4 file's parts for one that is "special" and of the kind "external", in HDF
  /// 4.2's specification, chapter 10.
  private static func isForeign4(_ path: String) -> Bool {
    unsafe withFile(path) { file, _ in
      var place: UInt64 = 4
      var seen = Set<UInt64>()
      while place != 0, seen.insert(place).inserted, seen.count < 100_000,
        let head = unsafe read(file, place, 6), head.count == 6
      {
        let count = Int(head[0]) << 8 | Int(head[1])
        let parts = unsafe read(file, place + 6, count * 12) ?? []
        for begin in stride(from: 0, to: parts.count - 11, by: 12) {
          let tag = Int(parts[begin]) << 8 | Int(parts[begin + 1])
          guard tag & 0x4000 != 0, tag & 0x8000 == 0 else { continue }
          let offset = parts[(begin + 4)..<(begin + 8)].reduce(0) { $0 << 8 | UInt64($1) }
          if unsafe read(file, offset, 2) == [0, 2] { return true }
        }
        place = head[2...].reduce(0) { $0 << 8 | UInt64($1) }
      }
      return false
    }
  }

  private static func withFile(
    _ path: String, _ body: (UnsafeMutablePointer<VSILFILE>, UnsafeMutableRawBufferPointer) -> Bool
  ) -> Bool {
    collectingMessages { _ in
      guard let file = unsafe VSIFOpenL(path, "rb") else { return false }
      defer { unsafe VSIFCloseL(file) }
      return unsafe withUnsafeTemporaryAllocation(byteCount: 1 << 22, alignment: 16) {
        unsafe body(file, $0)
      }
    }
  }

  private static func read(_ file: UnsafeMutablePointer<VSILFILE>, _ place: UInt64, _ count: Int)
    -> [UInt8]?
  {
    guard unsafe VSIFSeekL(file, place, SEEK_SET) == 0 else { return nil }
    return unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      unsafe filled = VSIFReadL(buffer.baseAddress, 1, count, file)
    }
  }

  /// A little-endian number.
  private static func number(_ bytes: some Collection<UInt8>, _ place: Int, _ size: Int) -> UInt64 {
    bytes.dropFirst(place).prefix(size).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}

extension UInt64 {
  /// The sum; nil where there is none.
  fileprivate func adding(_ other: UInt64) -> UInt64? {
    let (sum, isTooLarge) = addingReportingOverflow(other)
    return isTooLarge ? nil : sum
  }
}

import Foundation

/// Compression by Snappy (google/snappy, "format_description.txt"), of whole pieces.
enum Snappy {
  /// The greatest number of bytes that one byte of a compressed piece may stand for.
  static let greatestRatio = 64

  /// Makes of a compressed piece what it was; false where that is not as long, or it is damaged.
  static func inflate(
    _ packed: UnsafeRawBufferPointer, to memory: UnsafeMutableRawBufferPointer
  ) -> Bool {
    guard let source = packed.baseAddress, let target = memory.baseAddress else {
      return unsafe packed.count == 1 && memory.isEmpty
    }
    let (end, size) = (packed.count, memory.count)
    var (place, made) = (0, 0)
    var length: UInt64 = 0
    var shift: UInt64 = 0
    repeat {
      guard place < end, shift < 35 else { return false }
      let byte = unsafe UInt64(packed[place])
      length |= (byte & 0x7F) << shift
      shift += 7
      place += 1
    } while unsafe packed[place - 1] >= 0x80
    guard length == UInt64(size) else { return false }
    while place < end {
      let tag = unsafe source.load(fromByteOffset: place, as: UInt8.self)
      place += 1
      var count = Int(tag >> 2) + 1
      if tag & 3 == 0 {
        if count > 60 {
          let more = count - 60
          guard more <= end - place else { return false }
          count = 0
          for index in 0..<more {
            count |=
              unsafe Int(source.load(fromByteOffset: place + index, as: UInt8.self)) << (8 * index)
          }
          count += 1
          place += more
        }
        guard count <= end - place, count <= size - made else { return false }
        if count <= 16, end - place >= 16, size - made >= 16 {
          // Two words are copied sooner than the right number of bytes.
          unsafe copy16(from: source + place, to: target + made)
        } else {
          unsafe (target + made).copyMemory(from: source + place, byteCount: count)
        }
        place += count
        made += count
        continue
      }
      let offset: Int
      switch tag & 3 {
      case 1:
        guard place < end else { return false }
        count = Int(tag >> 2 & 7) + 4
        offset = unsafe Int(tag >> 5) << 8 | Int(source.load(fromByteOffset: place, as: UInt8.self))
        place += 1
      case 2:
        guard end - place >= 2 else { return false }
        offset = unsafe Int(source.loadUnaligned(fromByteOffset: place, as: UInt16.self))
        place += 2
      default:
        guard end - place >= 4 else { return false }
        offset = unsafe Int(source.loadUnaligned(fromByteOffset: place, as: UInt32.self))
        place += 4
      }
      guard offset > 0, offset <= made, count <= size - made else {
        return false
      }
      let (from, to) = unsafe (target + made - offset, target + made)
      if offset >= 16, count <= 16, size - made >= 16 {
        unsafe copy16(from: from, to: to)
      } else if offset >= count {
        unsafe to.copyMemory(from: from, byteCount: count)
      } else {
        for index in 0..<count {
          unsafe to.storeBytes(
            of: from.load(fromByteOffset: index, as: UInt8.self), toByteOffset: index,
            as: UInt8.self)
        }
      }
      made += count
    }
    return made == size
  }

  @inline(__always)
  private static func copy16(from: UnsafeRawPointer, to: UnsafeMutableRawPointer) {
    let first = unsafe from.loadUnaligned(as: UInt64.self)
    let second = unsafe from.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
    unsafe to.storeBytes(of: first, as: UInt64.self)
    unsafe to.storeBytes(of: second, toByteOffset: 8, as: UInt64.self)
  }
}

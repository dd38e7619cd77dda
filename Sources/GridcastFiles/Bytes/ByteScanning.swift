internal import Foundation

/// Compares eight bytes at once with one: the highest bit of each byte of the result is set where
/// the two are equal.
@inlinable
@inline(__always)
public func bytesEqual(_ word: UInt64, _ byte: UInt8) -> UInt64 {
  let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
  let other = word ^ (UInt64(byte) &* 0x0101_0101_0101_0101)
  return ~(((other & low) &+ low) | other | low)
}

extension UnsafeRawBufferPointer {
  /// The bytes before the first that is 0.
  package var untilZero: UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(rebasing: self[..<firstIndex(of: 0, from: 0)])
  }

  /// The index of the first byte of this value from `start` on; the end where there is none.
  public func firstIndex(of byte: UInt8, from start: Int) -> Int {
    guard start < count, let base = baseAddress else { return start }
    guard let found = unsafe memchr(base + start, Int32(byte), count - start) else { return count }
    return unsafe UnsafeRawPointer(found) - base
  }

  /// The number of bytes of this value in a range.
  @inlinable
  public func occurrences(of byte: UInt8, in range: Range<Int>) -> Int {
    var number = 0
    var index = range.lowerBound
    while index + 8 <= range.upperBound {
      number += unsafe bytesEqual(loadUnaligned(fromByteOffset: index, as: UInt64.self), byte)
        .nonzeroBitCount
      index += 8
    }
    while index < range.upperBound {
      if unsafe self[index] == byte { number += 1 }
      index += 1
    }
    return number
  }

  /// Whether all bytes of a range are below 128.
  @inlinable
  public func isASCII(in range: Range<Int>) -> Bool {
    var bits: UInt64 = 0
    var index = range.lowerBound
    while index + 8 <= range.upperBound {
      bits |= unsafe loadUnaligned(fromByteOffset: index, as: UInt64.self)
      index += 8
    }
    while index < range.upperBound {
      bits |= unsafe UInt64(self[index])
      index += 1
    }
    return bits & 0x8080_8080_8080_8080 == 0
  }
}

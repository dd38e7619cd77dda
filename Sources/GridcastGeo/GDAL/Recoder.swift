import Foundation
import GridcastBase

/// Makes UTF-8 of a text in another encoding, piece by piece.
///
/// What is invalid becomes U+FFFD, and is counted.
@safe package struct Recoder: ~Copyable {
  private static let replacement = Array("\u{FFFD}".utf8)

  private let converter: iconv_t
  /// The beginning of a character that the last piece ended within.
  private var rest: [UInt8] = []
  private var isAtStart = true
  /// How many bytes were invalid.
  package private(set) var damagedCount = 0

  /// nil where iconv does not know the encoding.
  package init?(from encoding: String) {
    let opened = unsafe iconv_open(TextEncoding.utf8, encoding)
    guard let opened = unsafe opened, Int(bitPattern: opened) != -1 else { return nil }
    unsafe converter = unsafe opened
  }

  deinit { unsafe iconv_close(converter) }

  /// The text of the next bytes, without a byte order mark; `isEnd` says whether they are the last ones.
  package mutating func text(of piece: [UInt8], isEnd: Bool) -> [UInt8] {
    var input = rest + piece
    var result: [UInt8] = []
    var room = [CChar](repeating: 0, count: max(4096, input.count * 2))
    var place = 0
    var isOver = false
    while !isOver {
      let (status, error, made, left) = convert(&input, from: place, into: &room)
      result += room[..<made].map { UInt8(bitPattern: $0) }
      place = input.count - left
      if status >= 0 {
        isOver = true
      } else if error == E2BIG {
        continue
      } else if error == EINVAL, !isEnd {
        isOver = true
      } else {
        result += Self.replacement
        damagedCount += 1
        place += 1
        isOver = place >= input.count
      }
    }
    rest = Array(input[min(place, input.count)...])
    if isEnd { result += flushed() }
    if isAtStart, !result.isEmpty {
      isAtStart = false
      if result.starts(with: TextEncoding.mark) { result.removeFirst(TextEncoding.mark.count) }
    }
    return result
  }

  private func convert(
    _ input: inout [UInt8], from place: Int, into room: inout [CChar]
  ) -> (status: Int, error: Int32, made: Int, left: Int) {
    unsafe input.withUnsafeMutableBytes { input in
      unsafe room.withUnsafeMutableBufferPointer { room in
        var source = unsafe input.baseAddress?.advanced(by: place).assumingMemoryBound(
          to: CChar.self)
        var left = input.count - place
        var target = room.baseAddress
        var free = room.count
        let status = unsafe iconv(converter, &source, &left, &target, &free)
        return (status, errno, room.count - free, left)
      }
    }
  }

  /// What an encoding such as CP1255 holds back, a letter that the next one may have changed.
  private func flushed() -> [UInt8] {
    var room = [CChar](repeating: 0, count: 64)
    let made = unsafe room.withUnsafeMutableBufferPointer { room in
      var target = room.baseAddress
      var free = room.count
      _ = unsafe iconv(converter, nil, nil, &target, &free)
      return room.count - free
    }
    return room[..<made].map { UInt8(bitPattern: $0) }
  }
}

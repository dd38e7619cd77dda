import GridcastBase
import GridcastFiles

/// Where a table of texts can be cut into blocks: between records, which may contain line ends.
enum CSVBlocks {
  /// The approximate size of a block in bytes.
  private static let blockSize = 1_048_576
  private static let quote = UInt8(ascii: "\"")

  /// The offsets of the blocks, and the end of the last.
  static func starts(of file: MappedFile, from first: Int, separator: UInt8) -> [Int] {
    let bytes = unsafe file.bytes
    guard first < bytes.count else { return [first] }
    let nominal = places(in: file, from: first)
    guard nominal.count > 1 else { return [first, bytes.count] }
    let ends = nominal.dropFirst() + [bytes.count]
    let quotes = concurrentMap(nominal.count) { index in
      Quotes(in: nominal[index]..<ends[ends.startIndex + index], of: file, separator)
    }
    var isQuoted = false
    var starts = [first]
    for (index, block) in quotes.enumerated() {
      if index > 0, let start = place(after: nominal[index], isQuoted, file, separator) {
        if start < bytes.count, start > starts[starts.count - 1] { starts.append(start) }
      }
      let end = isQuoted ? block.fromWithin : block.fromOutside
      guard end != .odd else { return careful(file, from: first, separator) }
      isQuoted = end == .within
    }
    return isQuoted ? careful(file, from: first, separator) : starts + [bytes.count]
  }

  /// Places about a block apart, where no pair of quotes is torn.
  private static func places(in file: MappedFile, from first: Int) -> [Int] {
    let bytes = unsafe file.bytes
    var places = [first]
    var next = first + blockSize
    while next < bytes.count {
      if unsafe bytes[next] == quote || bytes[next - 1] == quote {
        next += 1
      } else {
        places.append(next)
        next += blockSize
      }
    }
    return places
  }

  /// Where the first record begins after a place; nil where that is not before the end.
  private static func place(
    after place: Int, _ isQuoted: Bool, _ file: MappedFile, _ separator: UInt8
  ) -> Int? {
    let bytes = unsafe file.bytes
    var isQuoted = isQuoted
    var position = place
    while position < bytes.count {
      let byte = unsafe bytes[position]
      if byte == quote {
        if isQuoted {
          if position + 1 < bytes.count, unsafe bytes[position + 1] == quote {
            position += 1
          } else {
            isQuoted = false
          }
        } else {
          isQuoted = unsafe Quotes.opens(bytes, position, separator)
        }
      } else if byte == 10, !isQuoted {
        return position + 1
      }
      position += 1
    }
    return nil
  }

  /// Goes through all records one after another, as quotes are not where they should be.
  private static func careful(_ file: MappedFile, from first: Int, _ separator: UInt8) -> [Int] {
    var records = unsafe CSVRecords(
      file.bytes, in: first..<file.count, separator: separator)
    var starts = [first]
    while records.next() {
      if records.start >= starts[starts.count - 1] + blockSize { starts.append(records.start) }
    }
    return starts + [file.count]
  }
}

/// What the quotes of a part of a file do, whether or not it begins within a value in quotes.
private struct Quotes {
  enum End {
    case outside, within
    /// A value goes on behind its closing quote.
    case odd
  }

  var fromOutside = End.outside
  var fromWithin = End.within

  init(in range: Range<Int>, of file: MappedFile, _ separator: UInt8) {
    let bytes = unsafe file.bytes
    // Not beyond the part: the next quote may be at the other end of the file.
    let part = unsafe UnsafeRawBufferPointer(rebasing: bytes[..<range.upperBound])
    var position = unsafe part.firstIndex(of: UInt8(ascii: "\""), from: range.lowerBound)
    let first = position
    guard first < range.upperBound else { return }
    for start in [End.outside, .within] {
      var state = start
      position = first
      while position < range.upperBound {
        if state == .outside {
          if unsafe Self.opens(bytes, position, separator) { state = .within }
        } else if position + 1 < bytes.count, unsafe bytes[position + 1] == UInt8(ascii: "\"") {
          position += 1
        } else if unsafe position + 1 == bytes.count || bytes[position + 1] == separator
          || bytes[position + 1] == 10 || bytes[position + 1] == 13
        {
          state = .outside
        } else {
          state = .odd
          break
        }
        position = unsafe part.firstIndex(of: UInt8(ascii: "\""), from: position + 1)
      }
      if start == .outside { fromOutside = state } else { fromWithin = state }
    }
  }

  /// Whether a quote outside of values in quotes begins one.
  static func opens(_ bytes: UnsafeRawBufferPointer, _ place: Int, _ separator: UInt8) -> Bool {
    guard place > 0, case let before = unsafe bytes[place - 1] else { return true }
    // A quote behind a byte order mark begins a value too.
    return before == separator || before == 10 || before == 13 || (place == 3 && before == 0xBF)
  }
}

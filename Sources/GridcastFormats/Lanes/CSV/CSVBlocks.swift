import GridcastBase
import GridcastFiles

/// Where a table of texts can be cut into blocks: between records, which may contain line ends.
struct CSVBlocks {
  /// The approximate size of a block in bytes.
  private static let blockSize = 1_048_576
  private static let quote = UInt8(ascii: "\"")

  private let file: MappedFile
  private let separator: UInt8

  /// - Parameters:
  ///   - file: The table.
  ///   - separator: What stands between two values.
  init(_ file: MappedFile, separator: UInt8) {
    self.file = file
    self.separator = separator
  }

  /// The offsets of the blocks of a part, whose records are those that begin in it; and the end of the last.
  ///
  /// Whether a place lies within a value in quotes, only what stands before it tells, so the file is gone
  /// through.
  func starts(of part: Range<Int>, from first: Int) -> [Int] {
    let all = starts(first..<file.count)
    return starts(record(from: part.lowerBound, all)..<record(from: part.upperBound, all))
  }

  /// The same of a part that is known to begin and to end between records, for which no more is read than it.
  ///
  /// - Throws: Where it does not.
  func starts(ofRecords part: Range<Int>, from first: Int) throws(Declined) -> [Int] {
    let bytes = unsafe file.bytes
    func isBetween(_ place: Int) -> Bool {
      guard place > first, place < file.count else { return true }
      return unsafe bytes[place - 1] == 10 || bytes[place - 1] == 13
    }
    guard isBetween(part.lowerBound), isBetween(part.upperBound) else {
      throw Declined.cutElsewhere
    }
    let start = min(max(part.lowerBound, first), file.count)
    return starts(start..<max(start, part.upperBound))
  }

  /// Where the first record begins from a place on; `starts` are those of the blocks of the whole file.
  func record(from place: Int, _ starts: [Int]) -> Int {
    // Behind the names of the columns stands the end of their line.
    let place = max(place, starts[0])
    guard let block = starts.dropLast().lastIndex(where: { $0 <= place }),
      place < starts[block + 1]
    else { return starts[starts.count - 1] }
    var records = unsafe CSVRecords(
      file.bytes, in: starts[block]..<starts[block + 1], separator: separator)
    while records.next() {
      if records.start >= place { return records.start }
    }
    return starts[block + 1]
  }

  /// The offsets of the blocks of a range between two records, and the end of the last.
  func starts(_ range: Range<Int>) -> [Int] {
    let first = range.lowerBound
    guard !range.isEmpty else { return [first] }
    let nominal = places(in: range)
    guard nominal.count > 1 else { return [first, range.upperBound] }
    let ends = nominal.dropFirst() + [range.upperBound]
    let quotes = concurrentMap(nominal.count) { index in
      Quotes(in: nominal[index]..<ends[ends.startIndex + index], of: file, separator)
    }
    var isQuoted = false
    var starts = [first]
    for (index, block) in quotes.enumerated() {
      if index > 0, let start = place(after: nominal[index], isQuoted, range.upperBound) {
        if start < range.upperBound, start > starts[starts.count - 1] { starts.append(start) }
      }
      let end = isQuoted ? block.fromWithin : block.fromOutside
      guard end != .odd else { return careful(range) }
      isQuoted = end == .within
    }
    return isQuoted ? careful(range) : starts + [range.upperBound]
  }

  /// Places about a block apart, where no pair of quotes is torn.
  private func places(in range: Range<Int>) -> [Int] {
    let bytes = unsafe file.bytes
    var places = [range.lowerBound]
    var next = range.lowerBound + Self.blockSize
    while next < range.upperBound {
      if unsafe bytes[next] == Self.quote || bytes[next - 1] == Self.quote {
        next += 1
      } else {
        places.append(next)
        next += Self.blockSize
      }
    }
    return places
  }

  /// Where the first record begins after a place; nil where that is not before the end.
  private func place(after place: Int, _ isQuoted: Bool, _ end: Int) -> Int? {
    let bytes = unsafe file.bytes
    var isQuoted = isQuoted
    var position = place
    while position < end {
      let byte = unsafe bytes[position]
      if byte == Self.quote {
        if isQuoted {
          if position + 1 < end, unsafe bytes[position + 1] == Self.quote {
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
  private func careful(_ range: Range<Int>) -> [Int] {
    var records = unsafe CSVRecords(file.bytes, in: range, separator: separator)
    var starts = [range.lowerBound]
    while records.next() {
      if records.start >= starts[starts.count - 1] + Self.blockSize { starts.append(records.start) }
    }
    return starts + [range.upperBound]
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

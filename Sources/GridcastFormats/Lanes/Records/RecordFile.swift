import Foundation
package import GridcastBase
import GridcastFiles

/// A file of records of other programs, mapped into memory and cut into blocks: JSON with a record a line, as mongoexport
/// and Scrapy write it, an array of records, records behind one another, or BSON as mongodump writes it.
@safe package struct RecordFile: Sendable {
  /// How records lie in a file.
  package enum Form: Sendable {
    /// A record a line.
    case lines
    /// In an array, or behind one another, over any number of lines.
    case sequence
    /// Documents behind one another, each with its length.
    case bson
  }

  /// A record that cannot be read.
  package struct Fault: Error, Sendable {
    /// Why, for counting.
    package let reason: Sentence
    /// Where and what, as in "in line 3".
    package let first: Sentence
  }

  /// The approximate size of a block in bytes.
  private static let blockSize = 1_048_576
  /// Why a record of JSON cannot be read.
  private static let noJSON: Sentence = "in lines that are no JSON in UTF-8"

  let file: MappedFile
  package let form: Form
  /// The offset of each block, and the end of the last.
  let starts: [Int]
  /// How many records lie before each block; known of BSON only.
  private let counts: [Int]
  /// Why reading ends before the file does; nil where it does not.
  package let endFault: Sentence?

  /// Maps a file; nil where that cannot be done, or it holds no records.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - form: How records lie in it; nil to find out.
  package init?(_ path: String, as form: Form? = nil) {
    guard let file = MappedFile(path), let form = form ?? Self.form(of: file, path) else {
      return nil
    }
    self.init(file, form, nil)
  }

  init(_ file: MappedFile, _ form: Form, _ part: Range<Int>?) {
    self.file = file
    self.form = form
    switch form {
    case .lines:
      let range = part ?? Self.beginning(of: file)..<file.count
      starts = Self.lines(of: file, in: range)
      counts = []
      endFault = nil
    case .sequence: (starts, counts, endFault) = Self.sequence(of: file)
    case .bson: (starts, counts, endFault) = Self.documents(of: file)
    }
  }

  var blockCount: Int { starts.count - 1 }

  /// The first byte behind a mark of UTF-8.
  private static func beginning(of file: MappedFile) -> Int {
    unsafe file.count > 2 && file.bytes[0] == 0xEF && file.bytes[1] == 0xBB && file.bytes[2] == 0xBF
      ? 3 : 0
  }

  // MARK: What it is

  private static let geoJSONTypes: Set<String> = [
    "FeatureCollection", "Feature", "Point", "MultiPoint", "LineString", "MultiLineString",
    "Polygon", "MultiPolygon", "GeometryCollection", "Topology",
  ]
  private static let foreignNames: Set<String> = [
    "features", "geometryType", "spatialReference", "arcs", "fieldAliases",
  ]

  /// How records lie in a file; nil where it holds none, or is a GeoJSON or its like.
  static func form(of file: MappedFile, _ path: String) -> Form? {
    let ending = path.fileEnding
    if ending == "bson" { return .bson }
    var scanner = unsafe JSONScanner(file.bytes, at: beginning(of: file))
    var isList = false
    do throws(Declined) {
      isList = try scanner.passed("[")
      guard try scanner.peek() == UInt8(ascii: "{") else { return nil }
    } catch { return nil }
    let start = scanner.position
    var isForeign = false
    var hasIdentity = false
    do throws(Declined) {
      try scanner.forEachMember { (name, scanner) throws(Declined) in
        let word = unsafe String(
          decoding: scanner.bytes[name.start..<name.end], as: UTF8.self)
        isForeign = Self.foreignNames.contains(word)
        if word == "_id" { hasIdentity = true }
        if word == "type", try scanner.peek() == UInt8(ascii: "\"") {
          let text = try scanner.text()
          let type = unsafe String(decoding: scanner.bytes[text.start..<text.end], as: UTF8.self)
          isForeign = Self.geoJSONTypes.contains(type)
        } else if !isForeign {
          _ = try scanner.record()
        }
        if isForeign { throw Declined("") }
      }
    } catch {
      // One that is damaged may still be one of many.
      guard !isForeign, ["jl", "jsonl"].contains(ending) else { return nil }
    }
    let isWhole = unsafe file.bytes.firstIndex(of: 10, from: start) >= scanner.position
    // A single object may be anything.
    if ending == "json", !isList, !hasIdentity {
      scanner.skipSpace()
      guard scanner.position < file.count else { return nil }
    }
    return !isList && isWhole ? .lines : .sequence
  }

  // MARK: Blocks

  private static func lines(of file: MappedFile, in range: Range<Int>) -> [Int] {
    guard !range.isEmpty else { return [range.lowerBound] }
    var starts = [range.lowerBound]
    var nominal = range.lowerBound + blockSize
    while nominal < range.upperBound {
      let place = unsafe file.bytes.firstIndex(of: 10, from: nominal) + 1
      guard place < range.upperBound else { break }
      starts.append(place)
      nominal = place + blockSize
    }
    return starts + [range.upperBound]
  }

  private static func documents(of file: MappedFile) -> ([Int], [Int], Sentence?) {
    var (starts, counts) = ([0], [0])
    var (place, count) = (0, 0)
    do throws(BSONDocument.Fault) {
      while place < file.count {
        if place >= starts[starts.count - 1] + blockSize {
          starts.append(place)
          counts.append(count)
        }
        place = unsafe try BSONDocument.end(of: file.bytes, from: place, before: file.count)
        count += 1
      }
      return (starts + [place], counts, nil)
    } catch {
      let fault: Sentence =
        "reading ended early: document \(formatted(count + 1)) is damaged, \(error.reason)"
      return (starts + [place], counts, fault)
    }
  }

  private static func sequence(of file: MappedFile) -> ([Int], [Int], Sentence?) {
    var walk = SequenceWalk(file, from: beginning(of: file))
    var starts = [walk.position]
    while let place = walk.next() {
      if place >= starts[starts.count - 1] + blockSize { starts.append(place) }
      _ = walk.read()
    }
    let fault: Sentence? =
      walk.isOpen ? "its array is not closed, so that it may have broken off" : nil
    return (starts + [file.count], [], fault)
  }

  // MARK: Records

  /// Visits the records of a block, with the place at which each begins.
  func forEachRecord<Failure: Error>(
    inBlock index: Int, _ body: (Result<RecordValue, Fault>, Int) throws(Failure) -> Void
  ) throws(Failure) {
    let range = starts[index]..<starts[index + 1]
    switch form {
    case .lines: try forEachLine(in: range, body)
    case .sequence:
      var walk = SequenceWalk(file, from: range.lowerBound)
      while let place = walk.next(), place < range.upperBound {
        let record = walk.read()
        try body(record.map { .success($0) } ?? .failure(noJSON(at: place)), place)
      }
    case .bson:
      var place = range.lowerBound
      var number = counts[index]
      while place < range.upperBound,
        let end = unsafe try? BSONDocument.end(of: file.bytes, from: place, before: file.count)
      {
        number += 1
        let record = Result { () throws(Fault) in try document(place..<end, number) }
        try body(record, place)
        place = end
      }
    }
  }

  /// Visits all records.
  package func forEachRecord(_ body: (Result<RecordValue, Fault>) -> Void) {
    for block in 0..<blockCount { forEachRecord(inBlock: block) { (record, _) in body(record) } }
  }

  private func document(_ range: Range<Int>, _ number: Int) throws(Fault) -> RecordValue {
    do throws(BSONDocument.Fault) {
      return unsafe try BSONDocument.read(file.bytes, range)
    } catch {
      throw Fault(
        reason: "in damaged documents",
        first: "document \(formatted(number)): \(error.reason)")
    }
  }

  private func forEachLine<Failure: Error>(
    in range: Range<Int>, _ body: (Result<RecordValue, Fault>, Int) throws(Failure) -> Void
  ) throws(Failure) {
    let bytes = unsafe file.bytes
    var start = range.lowerBound
    while start < range.upperBound {
      let end = unsafe min(bytes.firstIndex(of: 10, from: start), range.upperBound)
      let line = unsafe UnsafeRawBufferPointer(rebasing: bytes[start..<end])
      if unsafe line.contains(where: { $0 > 0x20 }) {
        let record = unsafe Self.record(line)
        try body(record.map { .success($0) } ?? .failure(noJSON(at: start)), start)
      }
      start = end + 1
    }
  }

  /// The record of a line; nil where it is none.
  private static func record(_ line: UnsafeRawBufferPointer) -> RecordValue? {
    var scanner = unsafe JSONScanner(line, at: 0)
    do throws(Declined) {
      guard case .object(let members) = try scanner.record(), scanner.passedLineEnd(),
        scanner.position == line.count
      else { return nil }
      return .object(members)
    } catch { return nil }
  }

  private func noJSON(at place: Int) -> Fault {
    Fault(reason: Self.noJSON, first: "in line \(formatted(line(at: place)))")
  }

  /// The line of a byte, counted from the beginning of the file.
  func line(at place: Int) -> Int { unsafe file.bytes.occurrences(of: 10, in: 0..<place) + 1 }

  /// Where a record is, for messages.
  func name(of place: Int, inBlock index: Int) -> Sentence {
    guard form == .bson else { return "in line \(formatted(line(at: place)))" }
    var number = counts[index]
    forEachRecord(inBlock: index) { (_, start) in if start <= place { number += 1 } }
    return "in document \(formatted(number))"
  }
}

/// Goes through records that lie in an array, or behind one another.
///
/// Behind a record that is none, it goes on at the next line that begins with another.
@safe private struct SequenceWalk: ~Copyable {
  private var scanner: JSONScanner
  /// Whether an array has begun and not ended.
  private(set) var isOpen = false

  init(_ file: MappedFile, from place: Int) {
    unsafe scanner = JSONScanner(file.bytes, at: place)
  }

  var position: Int { scanner.position }

  /// Where the next record begins; nil at the end.
  mutating func next() -> Int? {
    while let byte = try? scanner.peek() {
      switch byte {
      case UInt8(ascii: "["): isOpen = true
      case UInt8(ascii: "]"): isOpen = false
      case UInt8(ascii: ","): break
      default: return scanner.position
      }
      scanner.position += 1
    }
    return nil
  }

  /// Reads the record at which `next` has arrived; nil where it is none.
  mutating func read() -> RecordValue? {
    let start = scanner.position
    do throws(Declined) {
      if case .object(let members) = try scanner.record() { return .object(members) }
    } catch {
      scanner.position = start
      let count = unsafe scanner.bytes.count
      while scanner.position < count {
        let end = unsafe scanner.bytes.firstIndex(of: 10, from: scanner.position)
        scanner.position = min(end + 1, count)
        scanner.skipSpace()
        if scanner.position < count,
          unsafe scanner.bytes[scanner.position] == UInt8(ascii: "{")
        {
          break
        }
      }
    }
    return nil
  }
}

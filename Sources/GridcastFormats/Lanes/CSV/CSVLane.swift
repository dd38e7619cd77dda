import Foundation
import GridcastBase
import GridcastFiles
import GridcastGeo
import Synchronization

/// A table of texts, such as a CSV file, that is mapped into memory; every field is a text.
@safe struct CSVLane: Lane {
  let format = "CSV"
  let layer: LayerInfo
  let dialect: CSVDialect
  private let file: MappedFile
  private let encoding: String
  let extent: FileRange.Extent?
  /// The bytes that are read.
  let part: Range<Int>
  /// The offset of each block, and the end of the last.
  private let starts: [Int]
  private let firstLost = FirstLost()

  var blockCount: Int { starts.count - 1 }

  /// - Parameters:
  ///   - path: The path of the file.
  ///   - encoding: The encoding of its texts, in which separators and quotes are those of ASCII.
  ///   - hasHeader: Whether the first line holds the names; nil to find out.
  ///   - range: The bytes that are read; nil for all.
  /// - Throws: Where it holds no lines, or a file beside it describes its fields.
  init(
    _ path: String, in encoding: String, hasHeader: Bool? = nil, range: FileRange? = nil
  ) throws(Declined) {
    let url = URL(filePath: path)
    let stem = url.deletingPathExtension()
    for ending in ["csvt", "CSVT"]
    where FileManager.default.fileExists(atPath: "\(stem.plainPath).\(ending)") {
      throw Declined("a .\(ending) lies beside it")
    }
    guard let file = MappedFile(path) else { throw Declined("it cannot be mapped") }
    let dialect = try CSVDialect(file, in: encoding, hasHeader: hasHeader)
    if dialect.separator == UInt8(ascii: "|"), encoding != TextEncoding.utf8 {
      // In GB 18030 and Big5 this byte can be the second of a character.
      throw Declined("its separator may be a part of a character")
    }
    layer = LayerInfo(
      name: stem.lastPathComponent, geometry: "None", hasGeometry: false,
      featureCount: nil, fields: dialect.names.map { Field($0, .text) }, coordinateSystemWKT: nil,
      repeatedNames: dialect.repeatedNames)
    let extent = FileRange.Extent(unit: .bytes, count: file.count)
    let blocks = CSVBlocks(file, separator: dialect.separator)
    let first = min(dialect.firstRow, file.count)
    if let range {
      let part = try range.bounds(in: extent)
      starts =
        try range.whole == nil
        ? blocks.starts(of: part, from: first) : blocks.starts(ofRecords: part, from: first)
      self.part = part
    } else {
      starts = blocks.starts(first..<file.count)
      part = 0..<file.count
    }
    self.extent = extent
    self.file = file
    self.encoding = encoding
    self.dialect = dialect
  }

  func cuts(after places: [Int]) -> [Int] {
    let blocks = CSVBlocks(file, separator: dialect.separator)
    return places.map { blocks.record(from: $0, starts) }
  }

  func block(_ index: Int, _ fields: [Field]) throws(Declined) -> Features {
    var tally = Tally()
    return try block(index, fields, &tally)
  }

  /// Reads one block; numbers come as texts where one of them is none.
  func block(_ index: Int, _ fields: [Field], _ tally: inout Tally) throws(Declined) -> Features {
    let bytes = unsafe file.bytes
    var columns: [CSVColumn] = []
    for field in fields {
      guard let place = layer.fields.firstIndex(where: { $0.name == field.name }) else {
        throw Declined("a field is wanted that its header lacks")
      }
      unsafe columns.append(
        CSVColumn(
          field, at: place, in: bytes, encoding,
          hasDecimalComma: dialect.commaColumns.contains(place)))
    }
    var records = unsafe CSVRecords(
      bytes, in: starts[index]..<starts[index + 1], separator: dialect.separator)
    let width = layer.fields.count
    var count = 0
    var lost = Lost()
    while records.next() {
      if records.fault != nil || records.values.count > width,
        let reason = reason(to: records)
      {
        lost.add(reason, at: records.start)
        continue
      }
      count += 1
      for index in columns.indices {
        let place = columns[index].place
        columns[index].append(place < records.values.count ? records.values[place] : nil)
      }
    }
    if columns.contains(where: \.isOdd) {
      var others = fields
      for (index, column) in columns.enumerated() where column.isOdd { others[index].kind = .text }
      return try block(index, others, &tally)
    }
    for (reason, count, place) in lost.reasons {
      // Lines are counted from the beginning of the file, and only that of the first is told.
      guard firstLost.mayBe(place, for: reason) else {
        tally.lose(reason, count)
        continue
      }
      tally.lose(reason, count, first: line(at: place))
    }
    var finished: [Column] = []
    for column in columns { finished.append(try column.finish(&tally)) }
    return Features(shapes: Shapes(nullCount: count), columns: finished, coordinateSystem: nil)
  }

  /// The line of a byte, counted from the beginning of the file.
  private func line(at place: Int) -> Sentence {
    "in line \(formatted(unsafe file.bytes.occurrences(of: 10, in: 0..<place) + 1))"
  }

  func place(ofRow row: Int, inBlock index: Int) -> Sentence? {
    var records = unsafe CSVRecords(
      file.bytes, in: starts[index]..<starts[index + 1], separator: dialect.separator)
    var count = -1
    while count < row, records.next() {
      let isLost =
        (records.fault != nil || records.values.count > layer.fields.count)
        && reason(to: records) != nil
      if !isLost { count += 1 }
    }
    return firstLost.mayBe(records.start, for: CoordinateColumns.notUnderstood)
      ? line(at: records.start) : nil
  }

  /// Why a record is lost; nil where it only ends in separators.
  private func reason(to records: borrowing CSVRecords) -> Sentence? {
    switch records.fault {
    case .unclosedQuote: return "with a quote that is never closed"
    case .zero: return "with a byte of 0"
    case nil: break
    }
    let extra = records.values.dropFirst(layer.fields.count)
    return extra.contains { $0.end > $0.start } ? "with more values than the header" : nil
  }
}

/// Where the first record is that is lost for each reason, as far as known.
private final class FirstLost: Sendable {
  private let known = Mutex<[Sentence: Int]>([:])

  /// Whether no record before this place is known to be lost for the reason.
  func mayBe(_ place: Int, for reason: Sentence) -> Bool {
    known.withLock { known in
      guard place <= known[reason] ?? .max else { return false }
      known[reason] = place
      return true
    }
  }
}

/// The records of a block that are lost.
private struct Lost {
  private(set) var reasons: [(reason: Sentence, count: Int, first: Int)] = []

  mutating func add(_ reason: Sentence, at place: Int) {
    if let index = reasons.firstIndex(where: { $0.reason == reason }) {
      reasons[index].count += 1
    } else {
      reasons.append((reason, 1, place))
    }
  }
}

import Foundation
import GridcastBase
import GridcastFiles
import GridcastGeo

/// A CSV file that is mapped into memory; every field is a text.
@safe struct CSVLane: Lane {
  /// The approximate size of a block in bytes.
  private static let blockSize = 1_048_576
  /// The separators that GDAL recognises.
  private static let separators = [",", ";", "\t"].flatMap(\.utf8)

  let format = "CSV"
  let layer: LayerInfo
  private let file: MappedFile
  private let separator: UInt8
  private let encoding: String
  /// The offset of each block, and the end of the last.
  private let starts: [Int]

  var blockCount: Int { starts.count - 1 }

  /// - Throws: Where the header is unusual, or a file beside it describes its fields.
  init(_ path: String, in encoding: String) throws(Declined) {
    let stem = String(path.dropLast(4))
    for ending in ["csvt", "CSVT"]
    where FileManager.default.fileExists(atPath: "\(stem).\(ending)") {
      throw Declined("a .\(ending) lies beside it")
    }
    guard !["UTF-16", "UTF-32", "UCS"].contains(where: encoding.hasPrefix) else {
      throw Declined("its characters are wider than a byte")
    }
    guard let file = MappedFile(path) else { throw Declined("it cannot be mapped") }
    let bytes = unsafe file.bytes
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let start = unsafe bytes.starts(with: mark) ? mark.count : 0
    let headerEnd = unsafe min(bytes.firstIndex(of: 10, from: start) + 1, bytes.count)
    let header = unsafe Array(bytes[start..<headerEnd])
    separator = try Self.separator(of: header)
    let names = unsafe try Self.names(
      in: bytes, range: start..<headerEnd, separator: separator, encoding: encoding)
    layer = LayerInfo(
      name: URL(filePath: stem).lastPathComponent, geometry: "None", hasGeometry: false,
      featureCount: nil, fields: names.map { Field($0, .text) }, coordinateSystemWKT: nil,
      repeatedNames: [])
    starts = Self.starts(of: file, from: headerEnd)
    self.file = file
    self.encoding = encoding
  }

  /// The one separator that occurs in the header.
  private static func separator(of header: [UInt8]) throws(Declined) -> UInt8 {
    let present = separators.filter { header.contains($0) }
    guard present.count == 1, !header.contains(UInt8(ascii: "\"")) else {
      throw Declined("its header has quotes, or leaves the separator open")
    }
    return present[0]
  }

  private static func names(
    in bytes: UnsafeRawBufferPointer, range: Range<Int>, separator: UInt8, encoding: String
  ) throws(Declined) -> [String] {
    var records = unsafe CSVRecords(bytes, in: range, separator: separator)
    guard try records.next() else { throw Declined("its first line is empty") }
    var names: [String] = []
    for value in records.values {
      let decoded = unsafe DecodedText(
        run: UnsafeRawBufferPointer(rebasing: bytes[value.start..<value.end]), in: encoding)
      let name = decoded.text
      // GDAL takes a line with numbers as data, and columns with certain names as shapes.
      guard decoded.guess == nil, !name.isEmpty, name.trimmed == name, Double(name) == nil,
        !name.lowercased().contains("wkt"), !name.lowercased().hasPrefix("geom"),
        !name.lowercased().hasPrefix("the_geom"), !names.contains(name)
      else { throw Declined("a name in its header is unusual, or there twice") }
      names.append(name)
    }
    return names
  }

  /// A block begins after the first line end outside quotes past each mebibyte.
  private static func starts(of file: MappedFile, from first: Int) -> [Int] {
    let bytes = unsafe file.bytes
    let count = (bytes.count - first + blockSize - 1) / blockSize
    guard count > 0 else { return [first] }
    let quote = UInt8(ascii: "\"")
    // If quotes come late, reading a block shows whether it begins within them.
    let hasQuotes =
      unsafe bytes.occurrences(
        of: quote, in: first..<min(first + blockSize, bytes.count)) > 0
    let quotes = concurrentMap(hasQuotes ? count : 0) { block in
      let start = first + block * blockSize
      let end = min(start + blockSize, file.count)
      return unsafe file.bytes.occurrences(of: quote, in: start..<end)
    }
    var starts = [first]
    var quotesBefore = 0
    for block in 1..<max(count, 1) {
      quotesBefore += hasQuotes ? quotes[block - 1] : 0
      var isQuoted = quotesBefore % 2 == 1
      var position = first + block * blockSize
      while position < bytes.count, unsafe isQuoted || bytes[position] != 10 {
        if unsafe hasQuotes && bytes[position] == quote { isQuoted.toggle() }
        position += 1
      }
      if position + 1 < bytes.count, position + 1 > starts[starts.count - 1] {
        starts.append(position + 1)
      }
    }
    return starts + [bytes.count]
  }

  func block(_ index: Int, _ fields: [Field]) throws(Declined) -> Features {
    let bytes = unsafe file.bytes
    var columns: [CSVColumn] = []
    for field in fields {
      guard let place = layer.fields.firstIndex(where: { $0.name == field.name }) else {
        throw Declined("a field is wanted that its header lacks")
      }
      columns.append(unsafe CSVColumn(field, at: place, in: bytes, encoding))
    }
    var records = unsafe CSVRecords(
      bytes, in: starts[index]..<starts[index + 1], separator: separator)
    var count = 0
    while try records.next() {
      count += 1
      for index in columns.indices {
        let place = columns[index].place
        columns[index].append(place < records.values.count ? records.values[place] : nil)
      }
    }
    var finished: [Column] = []
    for column in columns { finished.append(try column.finish()) }
    return Features(shapes: Shapes(nullCount: count), columns: finished, coordinateSystem: nil)
  }
}

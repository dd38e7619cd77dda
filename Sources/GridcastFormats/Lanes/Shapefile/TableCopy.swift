import Foundation
import GridcastBase
import GridcastFiles
import Synchronization

/// A copy of a dBASE table that GDAL understands, made when GDAL is about to read one that it does not:
/// logical fields become 1 and 0, long whole numbers texts, and decimal commas points.
final class TableCopy: Sendable {
  private enum State {
    case unknown
    /// GDAL reads the table as it is.
    case needless
    case made(ScratchFolder, path: String)
  }

  private let path: String
  private let state = Mutex(State.unknown)
  private let knownCommas = Mutex<[Int]?>(nil)
  /// The types of the fields that GDAL takes for something else.
  let types: [Int: (kind: Field.Kind, detail: Field.Detail)]
  private let fieldCount: Int
  private let logicalFields: Set<Int>

  /// Looks at the table of a .shp or .dbf; nil where there is none, or it is unusual.
  init?(for path: String) {
    guard let file = Self.table(of: path), let header = try? DBFHeader(file) else { return nil }
    self.path = path
    types = DBFTypes(file, header).fields
    fieldCount = header.entries.count
    logicalFields = Set(header.entries.indices.filter { header.entries[$0].isLogical })
  }

  /// The fields as GDAL tells them, with the types that they have.
  func corrected(_ fields: [Field]) -> [Field] {
    guard fields.count == fieldCount else { return fields }
    var fields = fields
    for (index, type) in types {
      fields[index].kind = type.kind
      fields[index].detail = type.detail
    }
    return fields
  }

  /// The names of the fields of whole numbers that 64 bits do not hold.
  func longNumbers(among fields: [Field]) -> [String] {
    guard fields.count == fieldCount else { return [] }
    return types.filter { $0.value.kind == .text && !logicalFields.contains($0.key) }.keys.sorted()
      .map { fields[$0].name }
  }

  /// The names of the logical fields that hold other values than true and false.
  func oddTruths(among fields: [Field]) -> [String] {
    guard fields.count == fieldCount else { return [] }
    return logicalFields.sorted().filter { types[$0]?.kind == .text }.map { fields[$0].name }
  }

  /// What GDAL opens in place of the input; nil where it reads that as it is.
  ///
  /// - Throws: `.tryAgain` where no copy can be written.
  func place() throws(GridcastError) -> String? {
    let result = state.withLock { state -> Result<String?, GridcastError> in
      do throws(GridcastError) {
        if case .unknown = state { state = try make() }
        if case .made(_, let path) = state { return .success(path) }
        return .success(nil)
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  private static func table(of path: String) -> MappedFile? {
    let stem = path.dropLast(4)
    return MappedFile("\(stem).dbf") ?? MappedFile("\(stem).DBF")
  }

  /// Whether there are numbers with a decimal comma, which other programs may not understand.
  var hasCommas: Bool {
    guard let file = Self.table(of: path), let header = try? DBFHeader(file) else { return false }
    return !fieldsWithCommas(file, header).isEmpty
  }

  /// The fields with a decimal comma, for which the table is gone through once.
  private func fieldsWithCommas(_ file: MappedFile, _ header: DBFHeader) -> [Int] {
    knownCommas.withLock { known in
      if let known { return known }
      let found = header.entries.indices.filter { index in
        let entry = header.entries[index]
        return entry.isNumeric && entry.decimals > 0
          && (0..<header.recordCount).contains { record in
            unsafe header.value(of: entry.place, record: record, in: file).contains(0x2C)
          }
      }
      known = found
      return found
    }
  }

  private func make() throws(GridcastError) -> State {
    guard let file = Self.table(of: path), let header = try? DBFHeader(file) else {
      return .needless
    }
    let withCommas = fieldsWithCommas(file, header)
    guard !types.isEmpty || !withCommas.isEmpty else { return .needless }
    let name = URL(filePath: path).lastPathComponent
    let scratch = try ScratchFolder(linking: path, without: "dbf")
    let copy = "\(scratch.path)/\(name.dropLast(4)).dbf"
    do {
      try write(file, header, withCommas, to: copy)
    } catch {
      throw GridcastError(
        .tryAgain, path, "its table cannot be copied to \(copy): \(error.localizedDescription)")
    }
    return .made(scratch, path: name.hasSuffix(".DBF") ? copy : "\(scratch.path)/\(name)")
  }

  private func write(
    _ file: MappedFile, _ header: DBFHeader, _ withCommas: [Int], to path: String
  ) throws {
    var head = file.copy(0..<header.length)
    for (index, type) in types {
      let entry = header.entries[index]
      head[entry.start + 11] =
        type.kind != .text && entry.isLogical ? UInt8(ascii: "N") : UInt8(ascii: "C")
      if type.kind == .text || !entry.isLogical { head[entry.start + 17] = 0 }
    }
    try ScratchFolder.write(path) { output in
      try output.write(contentsOf: head)
      try writeRecords(of: file, header, withCommas, to: output)
    }
  }

  private func writeRecords(
    of file: MappedFile, _ header: DBFHeader, _ withCommas: [Int], to output: FileHandle
  ) throws {
    let step = max(1, 1 << 20 / header.recordLength)
    for first in stride(from: 0, to: header.recordCount, by: step) {
      let count = min(step, header.recordCount - first)
      let start = header.length + first * header.recordLength
      var bytes = file.copy(start..<start + count * header.recordLength)
      for record in 0..<count {
        let base = record * header.recordLength
        for (index, type) in types {
          Self.rewrite(&bytes, header.entries[index], type.kind, at: base)
        }
        for index in withCommas {
          let place = header.entries[index].place
          for at in base + place.lowerBound..<base + place.upperBound where bytes[at] == 0x2C {
            let value = bytes[base + place.lowerBound..<base + place.upperBound]
            if !value.contains(0x2E) { bytes[at] = 0x2E }
          }
        }
      }
      try output.write(contentsOf: bytes)
    }
    try output.write(contentsOf: [0x1A])
  }

  /// Makes 1, 0 or nothing of a truth, and a text without spaces before it of a long whole number.
  private static func rewrite(
    _ bytes: inout [UInt8], _ entry: DBFHeader.Entry, _ kind: Field.Kind, at base: Int
  ) {
    let place = base + entry.place.lowerBound..<base + entry.place.upperBound
    let value = Array(bytes[place])
    let (truth, isMissing) = unsafe value.withUnsafeBytes {
      unsafe ($0.truth, entry.isLogical ? $0.isUnknownTruth : $0.isMissingNumber)
    }
    var text: [UInt8] = []
    if entry.isLogical, kind != .text {
      text = truth.map { [UInt8(48 + $0)] } ?? []
    } else if !isMissing {
      text = value.filter { $0 != 0x20 && $0 != 0 }
    }
    bytes.replaceSubrange(
      place, with: text + [UInt8](repeating: 0x20, count: max(0, place.count - text.count)))
  }
}

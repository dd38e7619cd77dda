import GridcastBase
import GridcastFiles
import GridcastGeo

/// Values of a dBASE table that are none of their field's type, of which GDAL reads the beginning, or
/// nothing, mostly without a word.
struct DBFFaults {
  private let file: MappedFile
  private let header: DBFHeader

  /// Tells what is wrong in the table of a .shp or .dbf, if it has one.
  static func tell(of path: String, _ tally: inout Tally, in encoding: String) {
    let stem = path.dropLast(4)
    guard let file = MappedFile("\(stem).dbf") ?? MappedFile("\(stem).DBF") else { return }
    do throws(Declined) {
      DBFFaults(file: file, header: try DBFHeader(file)).tell(&tally, in: encoding)
    } catch {
      tally.note("\(error.reason), so its values may be wrong")
    }
  }

  /// Tells of each field how many of its values are not what they should be.
  private func tell(_ tally: inout Tally, in encoding: String) {
    for entry in header.entries {
      if !Self.types.contains(entry.type) {
        tally.change("field '\(name(of: entry, in: encoding))' of the .dbf is of no known type")
      }
      tellUnread(entry, &tally, in: encoding)
      guard let (isValue, what) = unsafe Self.check(entry) else { continue }
      var count = 0
      var first = ""
      unsafe header.forEachValue(of: entry.place, in: file, records: 0..<header.recordCount) {
        (run) in
        guard unsafe !isValue(run) else { return }
        if count == 0 { first = unsafe DecodedText(run: run.untilZero, in: encoding).text.trimmed }
        count += 1
      }
      guard count > 0 else { continue }
      tally.change(
        "field '\(name(of: entry, in: encoding))': \(counted(count, "value")) \(count == 1 ? "is" : "are") no \(what), "
          + "the first is '\(first)'")
    }
    tellMarks(&tally)
  }

  /// Tells of values that GDAL takes for texts: the places of memos, or numbers in bytes.
  private func tellUnread(_ entry: DBFHeader.Entry, _ tally: inout Tally, in encoding: String) {
    let what: Sentence
    if Self.memos.contains(entry.type) {
      what = "memos or objects, whose content lies in another file and is not read"
    } else if Self.binaries.contains(entry.type) {
      what = "numbers or moments written as bytes, which are not read"
    } else {
      return
    }
    var count = 0
    unsafe header.forEachValue(of: entry.place, in: file, records: 0..<header.recordCount) {
      (run) in
      if unsafe !run.allSatisfy({ $0 == 0x20 || $0 == 0 }) { count += 1 }
    }
    guard count > 0 else { return }
    tally.change(
      "field '\(name(of: entry, in: encoding))' of the .dbf holds \(what), in \(counted(count, "record"))"
    )
  }

  private func name(of entry: DBFHeader.Entry, in encoding: String) -> String {
    let run = unsafe UnsafeRawBufferPointer(rebasing: file.bytes[entry.start..<entry.start + 11])
    return unsafe DecodedText(run: run.untilZero, in: encoding).text
  }

  /// The types of memos and objects, and of numbers and moments in bytes.
  private static let memos = Set("MBGPW".utf8)
  private static let binaries = Set("IO@+TY".utf8)

  /// The types of dBASE, FoxPro and Clipper.
  private static let types = Set("CNFDLMBGPIO@+TYVWX0".utf8)

  private static func check(_ entry: DBFHeader.Entry) -> (
    isValue: (UnsafeRawBufferPointer) -> Bool, what: Sentence
  )? {
    if entry.isNumeric, entry.decimals == 0, !entry.mayBeLong {
      return ({ unsafe isNumber($0, isWhole: true) }, "whole number")
    }
    if entry.isNumeric { return ({ unsafe isNumber($0, isWhole: false) }, "number") }
    if entry.type == UInt8(ascii: "D"), entry.width == 8 {
      return ({ unsafe isDay($0) }, "date")
    }
    return entry.type == UInt8(ascii: "C")
      ? ({ unsafe isText($0) }, "text: a byte of 0 is in it") : nil
  }

  private static func isNumber(_ run: UnsafeRawBufferPointer, isWhole: Bool) -> Bool {
    if unsafe run.isMissingNumber {
      return unsafe !run.isDamagedStar
    }
    var digits = unsafe run.untilZero.withoutSpaces
    guard unsafe isText(run) else { return false }
    if unsafe digits.first == UInt8(ascii: "+") {
      unsafe digits = UnsafeRawBufferPointer(rebasing: digits.dropFirst())
    }
    if isWhole { return unsafe Int64(digits: digits) != nil }
    return unsafe Double(decimal: digits) != nil || Double(decimalComma: digits) != nil
  }

  private static func isDay(_ run: UnsafeRawBufferPointer) -> Bool {
    unsafe run.allSatisfy { $0 == 0x20 || $0 == 0 || $0 == UInt8(ascii: "0") }
      || run.allSatisfy { 48...57 ~= $0 }
  }

  /// Whether nothing but blanks and zeros stands behind a byte of 0, which ends a text.
  static func isText(_ run: UnsafeRawBufferPointer) -> Bool {
    let end = unsafe run.untilZero.count
    return unsafe end == run.count || run[end...].allSatisfy { $0 == 0 || $0 == 0x20 }
  }

  /// What is said of records that whoever edited the table took out of it.
  static let deleted: Sentence = "marked as deleted and left out"

  /// Counts the records that are marked as deleted, and those that are neither there nor deleted, as where a
  /// download left a hole.
  private func tellMarks(_ tally: inout Tally) {
    let bytes = unsafe file.bytes
    var deleted = 0
    var damaged = 0
    for record in 0..<header.recordCount {
      switch unsafe bytes[header.length + record * header.recordLength] {
      case 0x20: continue
      case UInt8(ascii: "*"): deleted += 1
      default: damaged += 1
      }
    }
    tally.count(Self.deleted, of: "record", plural: "records", deleted)
    if damaged > 0 {
      tally.change("\(counted(damaged, "record")) of the .dbf damaged")
    }
  }
}

import GridcastBase
import GridcastFiles
import GridcastGeo

/// A dBASE table, in which records and fields have fixed lengths.
///
/// The layout is that of "dBASE file structure" (Xbase documentation by E. Bachmann); missing
/// values and the types of fields follow GDAL.
@safe struct DBFTable: Sendable {
  let recordCount: Int
  let fields: [Field]
  private let header: DBFHeader
  private let file: MappedFile
  private let encoding: String

  /// - Throws: Where the header is unusual, or versions of GDAL disagree about the type of a field.
  init(_ file: MappedFile, in encoding: String) throws(Declined) {
    let bytes = unsafe file.bytes
    header = try DBFHeader(file)
    recordCount = header.recordCount
    let types = DBFTypes(file, header)
    var fields: [Field] = []
    for (index, entry) in header.entries.enumerated() {
      let start = entry.start
      let name = unsafe DecodedText(
        run: UnsafeRawBufferPointer(rebasing: bytes[start..<start + 11]).untilZero, in: encoding)
      guard name.guess == nil, name.text.trimmed == name.text else {
        throw Declined("the name of a field of the .dbf is unusual")
      }
      var field = try Self.field(name.text, entry)
      if let type = types.fields[index] {
        field = Field(field.name, type.kind, detail: type.detail, width: field.width)
      }
      fields.append(field)
    }
    guard Set(fields.map(\.name)).count == fields.count, !fields.contains(where: \.name.isEmpty)
    else { throw Declined("two fields of the .dbf have one name, or one has none") }
    self.fields = fields
    self.file = file
    self.encoding = encoding
  }

  private static func field(_ name: String, _ entry: DBFHeader.Entry) throws(Declined) -> Field {
    let width = entry.width
    guard width > 0 else { throw Declined("a field of the .dbf has no width") }
    switch entry.type {
    case UInt8(ascii: "C"): return Field(name, .text, width: width)
    case UInt8(ascii: "N"), UInt8(ascii: "F"):
      if entry.decimals > 0 || width >= 19 {
        return Field(name, .number, width: width, precision: entry.decimals)
      }
      return Field(name, .integer, detail: width < 10 ? .integer32 : .none, width: width)
    case UInt8(ascii: "D") where width == 8: return Field(name, .date, width: 10)
    case UInt8(ascii: "L") where width == 1:
      return Field(name, .integer, detail: .boolean, width: 1)
    default: throw Declined("a field of the .dbf is of an unusual type")
    }
  }

  /// The values of one field in a range of records.
  ///
  /// - Throws: Where a value is written in an unusual way.
  func column(
    _ field: Field, records: Range<Int>, _ tally: inout Tally
  ) throws(Declined) -> Column {
    guard let index = fields.firstIndex(where: { $0.name == field.name }) else {
      throw Declined("a field is wanted that the .dbf lacks")
    }
    switch fields[index].kind {
    case .text:
      var codes: [Int32] = []
      var runs = ByteDictionary()
      codes.reserveCapacity(records.count)
      let isNumeric = header.entries[index].isNumeric
      let isLogical = header.entries[index].isLogical
      unsafe forEachValue(of: index, in: records) { run in
        if unsafe isNumeric && run.isMissingNumber || isLogical && run.isUnknownTruth {
          codes.append(unsafe runs.code(of: UnsafeRawBufferPointer(rebasing: run[..<0])))
        } else {
          codes.append(unsafe runs.code(of: run.withoutSpacesAtEnd))
        }
      }
      let (texts, cutCount) = try Self.texts(
        of: runs, codes: codes, encoding: encoding, width: header.entries[index].width)
      tally.countCut(cutCount, of: field.name)
      return Column(field, .texts(texts))
    case .integer:
      var values = Optionals<Int64>()
      values.reserveCapacity(records.count)
      if header.entries[index].isLogical {
        try unsafe forEachValue(of: index, in: records) { (run) throws(Declined) in
          let truth = unsafe run.truth
          if truth == nil, unsafe !run.isUnknownTruth {
            throw Declined("a truth in the .dbf is written in an unusual way")
          }
          values.append(truth)
        }
        return Column(field, .integers(values))
      }
      try unsafe forEachValue(of: index, in: records) { (run) throws(Declined) in
        if unsafe run.isMissingNumber {
          guard unsafe !run.isDamagedStar else { throw Self.oddNumber }
          return values.append(nil)
        }
        guard let value = unsafe Int64(digits: run.withoutSpaces) else { throw Self.oddNumber }
        values.append(value)
      }
      return Column(field, .integers(values))
    case .number:
      var values = Optionals<Double>()
      values.reserveCapacity(records.count)
      try unsafe forEachValue(of: index, in: records) { (run) throws(Declined) in
        if unsafe run.isMissingNumber {
          guard unsafe !run.isDamagedStar else { throw Self.oddNumber }
          return values.append(nil)
        }
        if let value = unsafe Double(decimal: run.withoutSpaces) { return values.append(value) }
        guard let value = unsafe Double(decimalComma: run.withoutSpaces) else {
          throw Self.oddNumber
        }
        values.append(value)
      }
      return Column(field, .numbers(values))
    default:
      var values = Optionals<DateTime>()
      values.reserveCapacity(records.count)
      try unsafe forEachValue(of: index, in: records) { (run) throws(Declined) in
        values.append(try unsafe Self.date(run))
      }
      return Column(field, .dateTimes(values))
    }
  }

  private static let oddNumber = Declined("a number in the .dbf is written in an unusual way")

  @inline(__always)
  private func forEachValue<Failure: Error>(
    of index: Int, in records: Range<Int>,
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    try unsafe header.forEachValue(
      of: header.entries[index].place, in: file, records: records, body)
  }

  /// A date of eight digits; nil where all are blank or 0.
  private static func date(_ run: UnsafeRawBufferPointer) throws(Declined) -> DateTime? {
    if unsafe run.allSatisfy({ $0 == 0x20 }) || run.allSatisfy({ $0 == 0x30 }) { return nil }
    guard let value = unsafe Int64(digits: run), value > 1_0000, value / 100 % 100 <= 12,
      value / 100 % 100 > 0, 1...31 ~= value % 100
    else { throw Declined("a date in the .dbf is written in an unusual way") }
    let date = DateTime(
      year: Int16(value / 1_0000), month: UInt8(value / 100 % 100), day: UInt8(value % 100),
      hour: 0, minute: 0, second: 0, zone: 0)
    guard date.isOfCalendar else { throw Declined("there is no such day as one of the .dbf") }
    return date
  }

  /// The different ones among runs of bytes without what pads them before and behind, and which each run is.
  private static func trimmed(
    _ runs: ByteDictionary
  ) throws(Declined) -> (different: ByteDictionary, own: [Int32]) {
    var areTrimmed = true
    for code in 0..<runs.count {
      guard unsafe DBFFaults.isText(runs[code]) else {
        throw Declined("a text of the .dbf holds a byte of 0")
      }
      areTrimmed =
        unsafe areTrimmed && runs[code].untilZero.withoutSpaces.count == runs[code].count
    }
    if areTrimmed { return (runs, Array(0..<Int32(runs.count))) }
    var different = ByteDictionary()
    var own: [Int32] = []
    for code in 0..<runs.count {
      own.append(unsafe different.code(of: runs[code].untilZero.withoutSpaces))
    }
    return (different, own)
  }

  /// The texts of runs of bytes, without the spaces that pad them, and how many of them end within a
  /// character.
  private static func texts(
    of runs: ByteDictionary, codes: [Int32], encoding: String, width: Int
  ) throws(Declined) -> (Texts, cutCount: Int) {
    let (different, own) = try trimmed(runs)
    var texts = TextTable()
    // A blank text counts as missing.
    var positions: [Int32] = []
    // Runs that all stay as they are differ; of others, two may be one text.
    var areAsTheyLie = true
    var cutOnes: Set<Int32> = []
    for code in 0..<different.count {
      let length = texts.bytes.count
      let run = unsafe different[code]
      switch unsafe texts.append(run, in: encoding, fillsField: run.count >= width - 1) {
      case .whole: break
      case .cut: cutOnes.insert(Int32(code))
      case .odd: throw Declined("some texts of the .dbf are not in \(encoding)")
      }
      areAsTheyLie = unsafe areAsTheyLie && texts.ends(with: different[code], from: length)
      positions.append(Int32(texts.count - 1))
      if texts.bytes.count == length {
        texts.removeLast()
        positions[code] = -1
      }
    }
    let all = codes.map { positions[Int(own[Int($0)])] }
    let cutCount =
      cutOnes.isEmpty ? 0 : codes.count { cutOnes.contains(own[Int($0)]) }
    return (areAsTheyLie ? Texts(texts, codes: all) : Texts(merging: texts, codes: all), cutCount)
  }

  /// - Throws: Where one of the records is marked as deleted.
  func checkMarks(of records: Range<Int>) throws(Declined) {
    let bytes = unsafe file.bytes
    for record in records
    where unsafe bytes[header.length + record * header.recordLength] != UInt8(ascii: " ") {
      throw Declined("a record is marked as deleted")
    }
  }
}

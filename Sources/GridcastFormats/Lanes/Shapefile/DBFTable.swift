import GridcastBase
import GridcastFiles
import GridcastGeo

/// A dBASE table: records of fixed length, in each the fields at fixed places.
///
/// Layout after "dBASE file structure" (Xbase documentation by E. Bachmann); which values are
/// missing, and which type a field is of, as GDAL has it.
@safe struct DBFTable: Sendable {
  let recordCount: Int
  let fields: [Field]
  private let places: [Range<Int>]
  private let types: [UInt8]
  private let headerLength: Int
  private let recordLength: Int
  private let file: MappedFile
  private let encoding: String

  /// - Throws: Where the header is strange, or a field is of a type that GDAL's versions read
  ///   differently.
  init(_ file: MappedFile, in encoding: String) throws(Declined) {
    let bytes = unsafe file.bytes
    guard bytes.count >= 33 else { throw Declined("the .dbf is too short") }
    recordCount = unsafe Int(bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self).littleEndian)
    headerLength = unsafe Int(bytes.loadUnaligned(fromByteOffset: 8, as: UInt16.self).littleEndian)
    recordLength = unsafe Int(bytes.loadUnaligned(fromByteOffset: 10, as: UInt16.self).littleEndian)
    guard headerLength >= 33, headerLength <= bytes.count, recordLength > 0,
      recordCount <= (bytes.count - headerLength) / recordLength
    else { throw Declined("the .dbf is shorter than its header says") }
    var fields: [Field] = []
    var places: [Range<Int>] = []
    var types: [UInt8] = []
    var offset = 1
    for start in stride(from: 32, to: headerLength - 31, by: 32) {
      if unsafe bytes[start] == 0x0D { break }
      let type = unsafe bytes[start + 11]
      let width = unsafe Int(bytes[start + 16])
      let decimals = unsafe Int(bytes[start + 17])
      let name = unsafe DecodedText(
        run: UnsafeRawBufferPointer(rebasing: bytes[start..<start + 11]).untilZero, in: encoding)
      guard name.guess == nil, name.text.trimmed == name.text else {
        throw Declined("the name of a field of the .dbf is unusual")
      }
      fields.append(try Self.field(name.text, type, width, decimals))
      places.append(offset..<offset + width)
      types.append(type)
      offset += width
    }
    guard offset == recordLength else {
      throw Declined("the fields of the .dbf do not fill its records")
    }
    guard Set(fields.map(\.name)).count == fields.count, !fields.contains(where: \.name.isEmpty)
    else { throw Declined("two fields of the .dbf have one name, or one has none") }
    self.fields = fields
    self.places = places
    self.types = types
    self.file = file
    self.encoding = encoding
  }

  private static func field(_ name: String, _ type: UInt8, _ width: Int, _ decimals: Int)
    throws(Declined) -> Field
  {
    guard width > 0 else { throw Declined("a field of the .dbf has no width") }
    switch type {
    case UInt8(ascii: "C"): return Field(name, .text, width: width)
    case UInt8(ascii: "N"), UInt8(ascii: "F"):
      if decimals > 0 || width >= 19 {
        return Field(name, .number, width: width, precision: decimals)
      }
      return Field(name, .integer, detail: width < 10 ? .integer32 : .none, width: width)
    case UInt8(ascii: "D") where width == 8: return Field(name, .date, width: 10)
    default: throw Declined("a field of the .dbf is of an unusual type")
    }
  }

  /// The values of one field in some records.
  ///
  /// - Throws: Where a value is written in an unusual way.
  func column(_ field: Field, records: Range<Int>) throws(Declined) -> Column {
    guard let index = fields.firstIndex(where: { $0.name == field.name }) else {
      throw Declined("a field is wanted that the .dbf lacks")
    }
    switch fields[index].kind {
    case .text:
      var codes: [Int32] = []
      var runs = ByteDictionary()
      codes.reserveCapacity(records.count)
      unsafe forEachValue(of: index, in: records) { run in codes.append(unsafe runs.code(of: run)) }
      return Column(field, .texts(try Self.texts(runs, codes, encoding)))
    case .integer:
      var values = Optionals<Int64>()
      values.reserveCapacity(records.count)
      try unsafe forEachValue(of: index, in: records) { (run) throws(Declined) in
        if unsafe run.isMissingNumber { return values.append(nil) }
        guard let value = unsafe Int64(digits: run.withoutSpaces) else { throw Self.oddNumber }
        values.append(value)
      }
      return Column(field, .integers(values))
    case .number:
      var values = Optionals<Double>()
      values.reserveCapacity(records.count)
      try unsafe forEachValue(of: index, in: records) { (run) throws(Declined) in
        if unsafe run.isMissingNumber { return values.append(nil) }
        guard let value = unsafe Double(decimal: run.withoutSpaces) else { throw Self.oddNumber }
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

  /// Visits the bytes of one field in some records, one after another.
  @inline(__always)
  private func forEachValue<Failure: Error>(
    of index: Int, in records: Range<Int>,
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    let bytes = unsafe file.bytes
    let place = places[index]
    for record in records {
      let start = headerLength + record * recordLength + place.lowerBound
      try unsafe body(UnsafeRawBufferPointer(rebasing: bytes[start..<start + place.count]))
    }
  }

  /// A date of eight digits; nil where they are blank or all 0.
  private static func date(_ run: UnsafeRawBufferPointer) throws(Declined) -> DateTime? {
    if unsafe run.allSatisfy({ $0 == 0x20 }) || run.allSatisfy({ $0 == 0x30 }) { return nil }
    guard let value = unsafe Int64(digits: run), value > 1_0000, value / 100 % 100 <= 12,
      value / 100 % 100 > 0, 1...31 ~= value % 100
    else { throw Declined("a date in the .dbf is written in an unusual way") }
    return DateTime(
      year: Int16(value / 1_0000), month: UInt8(value / 100 % 100), day: UInt8(value % 100),
      hour: 0, minute: 0, second: 0, zone: 0)
  }

  /// The texts of runs of bytes that may still be filled up with spaces.
  private static func texts(
    _ runs: ByteDictionary, _ codes: [Int32], _ encoding: String
  ) throws(Declined) -> Texts {
    var different = ByteDictionary()
    let own = (0..<runs.count).map { code in
      unsafe different.code(of: runs[code].untilZero.withoutSpaces)
    }
    var texts = TextTable()
    // A blank text is none.
    var positions: [Int32] = []
    // Runs that all stay as they are differ; of others, two may be one text.
    var areAsTheyLie = true
    for code in 0..<different.count {
      let length = texts.bytes.count
      guard unsafe texts.append(different[code], in: encoding) else {
        throw Declined("some texts of the .dbf are not in \(encoding)")
      }
      areAsTheyLie = unsafe areAsTheyLie && texts.ends(with: different[code], from: length)
      positions.append(Int32(texts.count - 1))
      if texts.bytes.count == length {
        texts.removeLast()
        positions[code] = -1
      }
    }
    let all = codes.map { positions[Int(own[Int($0)])] }
    return areAsTheyLie ? Texts(texts, codes: all) : Texts(merging: texts, codes: all)
  }

  /// - Throws: Where one of the records is marked as deleted.
  func checkMarks(of records: Range<Int>) throws(Declined) {
    let bytes = unsafe file.bytes
    for record in records
    where unsafe bytes[headerLength + record * recordLength] != UInt8(ascii: " ") {
      throw Declined("a record is marked as deleted")
    }
  }
}

extension UnsafeRawBufferPointer {
  /// Whether a number is blank or its place was too narrow for it.
  fileprivate var isMissingNumber: Bool {
    guard let first = unsafe first else { return true }
    return unsafe first == UInt8(ascii: "*") || allSatisfy { $0 == 0x20 }
  }
}

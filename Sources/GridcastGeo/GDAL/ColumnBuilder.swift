internal import CGDAL
import GridcastBase

/// Collects the values of one OGR field.
///
/// A class, so that the arrays of many builders in one array grow in place.
final class ColumnBuilder {
  let field: Field
  /// The number of texts that were not UTF-8, by the encoding that was assumed for them.
  private(set) var guessed: [String: Int] = [:]
  /// The number of texts that end within a character.
  private(set) var cutCount = 0
  /// The number of moments that no calendar has, and the first one.
  private(set) var impossible: (count: Int, first: String) = (0, "")
  private let encoding: String
  private var integers = Optionals<Int64>()
  private var numbers = Optionals<Double>()
  private var texts = Texts()
  private var dateTimes = Optionals<DateTime>()
  private var binaries = OptionalLists<[UInt8]>()
  private var integerLists = OptionalLists<[Int64]>()
  private var numberLists = OptionalLists<[Double]>()
  private var textLists = OptionalLists<TextTable>()

  init(_ field: Field, in encoding: String) {
    self.field = field
    self.encoding = encoding
  }

  func appendMissing() {
    switch field.kind {
    case .integer: integers.append(nil)
    case .number: numbers.append(nil)
    case .text: texts.append(nil)
    case .date, .time, .dateTime: dateTimes.append(nil)
    case .binary: binaries.append(nil)
    case .integerList: integerLists.append(nil)
    case .numberList: numberLists.append(nil)
    case .textList: textLists.append(nil)
    }
  }

  func append(_ feature: OGRFeatureH, _ position: Int32) {
    switch field.kind {
    case .integer: integers.append(unsafe integer(feature, position))
    case .number: numbers.append(unsafe number(feature, position))
    case .text: texts.append(unsafe decode(OGR_F_GetFieldAsString(feature, position)))
    case .date, .time, .dateTime:
      let moment = unsafe DateTime(feature, position)
      if moment?.isOfCalendar != true {
        if impossible.count == 0 {
          impossible.first = unsafe decode(OGR_F_GetFieldAsString(feature, position))
        }
        impossible.count += 1
        dateTimes.append(nil)
      } else {
        dateTimes.append(moment)
      }
    case .binary:
      var size: Int32 = 0
      let bytes = unsafe OGR_F_GetFieldAsBinary(feature, position, &size)
      binaries.append(unsafe Array(UnsafeBufferPointer(start: bytes, count: Int(size))))
    case .integerList:
      integerLists.append(unsafe integers(feature, position))
    case .numberList:
      var count: Int32 = 0
      let list = unsafe OGR_F_GetFieldAsDoubleList(feature, position, &count)
      numberLists.append(unsafe Array(UnsafeBufferPointer(start: list, count: Int(count))))
    case .textList:
      let list = unsafe OGR_F_GetFieldAsStringList(feature, position)
      textLists.append(unsafe (0..<Int(CSLCount(list))).map { unsafe decode(list?[$0]) })
    }
  }

  func finish() -> Column {
    let values: Column.Values =
      switch field.kind {
      case .integer: .integers(integers)
      case .number: .numbers(numbers)
      case .text: .texts(texts)
      case .date, .time, .dateTime: .dateTimes(dateTimes)
      case .binary: .binaries(binaries)
      case .integerList: .integerLists(integerLists)
      case .numberList: .numberLists(numberLists)
      case .textList: .textLists(textLists)
      }
    return Column(field, values)
  }

  private func integer(_ feature: OGRFeatureH, _ position: Int32) -> Int64? {
    guard unsafe OGR_Fld_GetType(OGR_F_GetFieldDefnRef(feature, position)) == OFTString else {
      return unsafe OGR_F_GetFieldAsInteger64(feature, position)
    }
    guard let text = unsafe OGR_F_GetFieldAsString(feature, position) else { return nil }
    return unsafe Int64(String(cString: text).trimmed)
  }

  /// OGR has separate calls for lists of 32-bit and of 64-bit integers.
  private func integers(_ feature: OGRFeatureH, _ position: Int32) -> [Int64] {
    var count: Int32 = 0
    if unsafe OGR_Fld_GetType(OGR_F_GetFieldDefnRef(feature, position)) == OFTIntegerList {
      let list = unsafe OGR_F_GetFieldAsIntegerList(feature, position, &count)
      return unsafe UnsafeBufferPointer(start: list, count: Int(count)).map { Int64($0) }
    }
    let list = unsafe OGR_F_GetFieldAsInteger64List(feature, position, &count)
    return unsafe UnsafeBufferPointer(start: list, count: Int(count)).map { Int64($0) }
  }

  /// The text must be a number from end to end; OGR itself would read "n/a" as 0.
  private func number(_ feature: OGRFeatureH, _ position: Int32) -> Double? {
    guard unsafe OGR_Fld_GetType(OGR_F_GetFieldDefnRef(feature, position)) == OFTString else {
      return unsafe OGR_F_GetFieldAsDouble(feature, position)
    }
    guard let text = unsafe OGR_F_GetFieldAsString(feature, position) else { return nil }
    return unsafe Double(String(cString: text).trimmed)
  }

  private func decode(_ bytes: UnsafePointer<CChar>?) -> String {
    let decoded = unsafe DecodedText(
      bytes, in: encoding, width: field.kind == .text ? field.width : 0)
    if decoded.isCut { cutCount += 1 }
    if let guess = decoded.guess { guessed[guess, default: 0] += 1 }
    return decoded.text
  }
}

extension DateTime {
  /// The value of a field that is a moment, or a text of one.
  init?(_ feature: OGRFeatureH, _ position: Int32) {
    if unsafe OGR_Fld_GetType(OGR_F_GetFieldDefnRef(feature, position)) == OFTString {
      guard let text = unsafe OGR_F_GetFieldAsString(feature, position) else { return nil }
      unsafe self.init(text: text)
      return
    }
    var year: Int32 = 0, month: Int32 = 0, day: Int32 = 0, hour: Int32 = 0, minute: Int32 = 0
    var second: Float = 0, zone: Int32 = 0
    guard
      unsafe OGR_F_GetFieldAsDateTimeEx(
        feature, position, &year, &month, &day, &hour, &minute, &second, &zone) == 1
    else { return nil }
    self.init(
      year: Int16(clamping: year), month: UInt8(clamping: month), day: UInt8(clamping: day),
      hour: UInt8(clamping: hour), minute: UInt8(clamping: minute), second: Self.exact(second),
      zone: UInt8(clamping: zone))
  }

  /// OGR's parts of a text, but for the fraction of its second, of which OGR keeps some digits only.
  private init?(text: UnsafePointer<CChar>) {
    var value = unsafe OGRField()
    let words = unsafe String(cString: text)
    guard Self.mayBeMoment(words), unsafe OGRParseDate(text, &value, 0) != 0 else { return nil }
    let date = unsafe value.Date
    let clock = words.drop { $0 != ":" }.dropFirst()
    let digits = clock.drop { $0 != ":" }.dropFirst().prefix { $0.isNumber || $0 == "." }
    self.init(
      year: date.Year, month: date.Month, day: date.Day, hour: date.Hour, minute: date.Minute,
      second: Double(digits) ?? Self.exact(date.Second), zone: date.TZFlag)
  }

  /// Whether a text holds nothing that a moment after ISO 8601 has not; OGR is content with one at the
  /// beginning.
  package static func mayBeMoment(_ text: String) -> Bool {
    guard let first = text.first, !first.isLetter else { return true }
    return first.isNumber && text.utf8.allSatisfy { 48...57 ~= $0 || signs.contains($0) }
  }

  private static let signs = Set("-/:Tt .,+ZzUCGM".utf8)

  /// The decimal number that the file says of a second that OGR keeps in 32 bits: the shortest of those
  /// that become it.
  private static func exact(_ second: Float) -> Double {
    second.rounded(.down) == second ? Double(second) : Double("\(second)") ?? Double(second)
  }
}

extension Field {
  init(ogr field: OGRFieldDefnH, in encoding: String) {
    let subtype = unsafe OGR_Fld_GetSubType(field)
    var detail: Detail =
      switch subtype {
      case OFSTBoolean: .boolean
      case OFSTInt16: .integer16
      case OFSTFloat32: .float32
      case OFSTJSON: .json
      case OFSTUUID: .uuid
      default: .none
      }
    let type = unsafe OGR_Fld_GetType(field)
    let kind: Kind =
      switch type {
      case OFTInteger, OFTInteger64: .integer
      case OFTReal: .number
      case OFTDate: .date
      case OFTTime: .time
      case OFTDateTime: .dateTime
      case OFTBinary: .binary
      case OFTIntegerList, OFTInteger64List: .integerList
      case OFTRealList: .numberList
      case OFTStringList: .textList
      default: .text
      }
    if type == OFTInteger && detail == .none { detail = .integer32 }
    unsafe self.init(
      DecodedText(OGR_Fld_GetNameRef(field), in: encoding).text, kind, detail: detail,
      width: Int(OGR_Fld_GetWidth(field)), precision: Int(OGR_Fld_GetPrecision(field)))
    let second = unsafe DecodedText(OGR_Fld_GetAlternativeNameRef(field), in: encoding).text
    if !second.isEmpty, second != name { alias = second }
  }

  /// The OGR type and subtype for the field.
  var ogrType: (OGRFieldType, OGRFieldSubType) {
    let subtype: OGRFieldSubType =
      switch detail {
      case .boolean: OFSTBoolean
      case .integer16: OFSTInt16
      case .float32: OFSTFloat32
      case .json: OFSTJSON
      case .uuid: OFSTUUID
      case .none, .integer32: OFSTNone
      }
    let type: OGRFieldType =
      switch kind {
      case .integer: detail == .none ? OFTInteger64 : OFTInteger
      case .number: OFTReal
      case .text: OFTString
      case .date: OFTDate
      case .time: OFTTime
      case .dateTime: OFTDateTime
      case .binary: OFTBinary
      case .integerList: OFTInteger64List
      case .numberList: OFTRealList
      case .textList: OFTStringList
      }
    return (type, subtype)
  }
}

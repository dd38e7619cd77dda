package import GridcastBase

/// How one attribute is stored in a format: under which name and as what type.
package struct FieldPlan: Sendable, Equatable {
  /// The attribute under the name that the user knows.
  package let source: Field
  /// The field that the file declares.
  package internal(set) var target: Field
  /// A change of type without loss of values, as in "moments become texts".
  package private(set) var change: Sentence?
  /// What is lost, in words.
  package private(set) var loss: Sentence?
  /// The type of a database column, where the one that GDAL would choose changes values.
  private(set) var columnType: String?

  /// Whether the column has moments in universal time; otherwise in no zone that is told.
  private(set) var momentsAreUniversal = false

  /// How texts are changed before they are written.
  package private(set) var cleaning = Cleaning.none

  /// How texts are changed that a format, or a reader of it, would not take as texts.
  package enum Cleaning: Sendable {
    case none
    /// Characters are replaced that XML does not have.
    case xml
    /// An apostrophe is put before what is taken for a formula.
    case formulas
  }

  /// Whether the format has no place for the field, which is left out.
  private(set) var isLeftOut = false

  /// Leaves a field out.
  mutating func leaveOut(of format: VectorFormat) {
    isLeftOut = true
    target.name = source.name
    change = nil
    loss = "\(name) has no place in \(format.label), which has fields of its own only"
  }

  /// Gives the field its name in the file, and beside it, where the format has room for that, the one for people and
  /// what its values mean.
  mutating func rename(_ name: String, in format: VectorFormat) {
    target.name = name
    let alias = source.alias ?? (name == source.name ? nil : source.name)
    target.alias = format.holdsAliases ? alias : nil
    guard let domain = source.domain else { return }
    target.domain = format.holdsDomains && target.kind == source.kind ? domain : nil
    guard target.domain == nil else { return }
    let words: Sentence =
      "\(self.name): what its values mean (domain '\(domain.name)') is not kept by \(format.label)"
    change = change.map { "\($0); \(words)" } ?? words
  }

  /// Keeps a field of an existing table as it is.
  init(kept field: Field) {
    source = field
    target = field
  }

  /// Plans the field for an attribute from what a survey learned about its values, if there was
  /// one.
  init(
    _ field: Field, _ survey: ColumnSurvey?, in format: VectorFormat, encoding: String,
    appends: Bool, disarmsFormulas: Bool = false
  ) {
    source = field
    target = field
    if format.details.contains(field.detail) || field.detail == .integer32 {
      target.detail = field.detail
    } else {
      target.detail = .none
    }
    switch field.kind {
    case .integer: planInteger(survey, format)
    case .number: planNumber(survey, in: format, appends: appends)
    case .date where format.known == .flatGeobuf: become(.dateTime, "dates")
    case .dateTime where format.isColumnar: planMomentInColumn(survey)
    case .dateTime where format.isDatabase:
      planMomentInDatabase(survey)
    // GDAL rounds a moment of a file geodatabase to its second; a text keeps all of it.
    case .dateTime where format.roundsMoments && survey?.hasFraction ?? false:
      becomeText("moments with parts of a second")
    case .dateTime where format.roundsMoments && survey?.hasZone ?? false:
      change = "\(name): moments are kept in universal time"
    case .dateTime where format.isShapefile:
      // Moments without a time of day are stored as dates without loss.
      if survey?.hasTimeOfDay ?? true { becomeText("moments") } else { become(.date, "moments") }
    case .text: if !format.kinds.contains(.text) { loss = "\(name) has no place" }
    default:
      if !format.kinds.contains(field.kind) { becomeText(Self.words[field.kind] ?? "values") }
    }
    planFraction(survey, in: format)
    planText(survey, in: format, encoding: encoding)
    planCleaning(survey, in: format, disarmsFormulas: disarmsFormulas)
  }

  private mutating func planCleaning(
    _ survey: ColumnSurvey?, in format: VectorFormat, disarmsFormulas: Bool
  ) {
    guard target.kind == .text else { return }
    if format.isXML {
      let count = survey?.unwritableInXMLCount ?? 1
      cleaning = count > 0 ? .xml : .none
      guard survey != nil, count > 0 else { return }
      loss =
        "\(name): \(counted(count, "different text")) with characters that XML does not have, which become \u{FFFD}"
    } else if format.isCSV, disarmsFormulas {
      let count = survey?.formulaCount ?? 1
      cleaning = count > 0 ? .formulas : .none
      guard survey != nil, count > 0 else { return }
      let words: Sentence =
        "\(name): \(counted(count, "different text")) with an apostrophe in front, as a table calculation would take them for formulas"
      change = change.map { "\($0); \(words)" } ?? words
    }
  }

  /// GDAL's writers keep thousandths of a second; texts of JSON are the same as moments.
  private mutating func planFraction(_ survey: ColumnSurvey?, in format: VectorFormat) {
    guard let count = survey?.fineMomentCount, count > 0,
      target.kind == .dateTime || target.kind == .time, !format.isColumnar
    else { return }
    if format.writesJSON {
      target.kind = .text
    } else if columnType == nil {
      change =
        "\(name): \(counted(count, "moment")) cut to thousandths of a second, which is what GDAL writes"
    }
  }

  private static let words: [Field.Kind: Sentence] = [
    .date: "dates", .time: "times", .dateTime: "moments", .binary: "bytes",
    .integerList: "lists", .numberList: "lists", .textList: "lists",
  ]

  private var name: Sentence { "field '\(source.name)'" }

  private mutating func become(_ kind: Field.Kind, _ what: Sentence) {
    target.kind = kind
    target.detail = .none
    target.width = 0
    target.precision = 0
    change = "\(name): \(what) become \(Self.words[kind] ?? "texts")"
  }

  private mutating func becomeText(_ what: Sentence) { become(.text, what) }

  private mutating func planInteger(_ survey: ColumnSurvey?, _ format: VectorFormat) {
    let range = survey?.integers ?? 0...0
    if format.isShapefile {
      let digits = max("\(range.lowerBound)".count, "\(range.upperBound)".count)
      // Many readers convert a number of more than 18 digits to a floating-point number, which
      // rounds it.
      if digits > 18 {
        becomeText("whole numbers of more than 18 digits")
      } else {
        target.width = max(digits, source.width, survey == nil ? 18 : 1)
        if target.width > 18 { target.width = 18 }
      }
    } else if !format.hasInteger64 && source.detail == .none {
      if Int32(exactly: range.lowerBound) != nil, Int32(exactly: range.upperBound) != nil {
        target.detail = .integer32
      } else {
        becomeText("whole numbers of more than 32 bits")
      }
    }
    if source.detail == .boolean && target.detail != .boolean && target.kind == .integer {
      target.detail = format.isShapefile ? .none : .integer32
      change = "\(name): true and false become 1 and 0"
    }
  }

  private mutating func planNumber(
    _ survey: ColumnSurvey?, in format: VectorFormat, appends: Bool
  ) {
    guard let survey else {
      if !format.kinds.contains(.number) { target.kind = .text }
      return
    }
    if survey.notFiniteCount > 0 && !format.holdsNotFinite {
      loss = "\(name): \(counted(survey.notFiniteCount, "value")) infinite or not a number"
    }
    if format.isShapefile {
      let decimals = max(survey.decimals, min(15, 22 - survey.wholeDigits))
      let width = max(24, survey.wholeDigits + decimals + 2)
      target.detail = .none
      if width <= 32 {
        target.width = width
        target.precision = decimals
      } else {
        // The numbers are of too different magnitudes for one column of digits, while texts are
        // exact.
        becomeText("numbers that need \(formatted(width)) digits")
      }
    } else if !format.kinds.contains(.number) {
      target.kind = .text
      target.detail = .none
    } else if survey.significantDigits > 15 && format.writesJSON {
      // GDAL, which adds to a file, shortens numbers such as 0.30000000000000004.
      guard appends else { return }
      change = "\(name): numbers of more than 15 digits, of which the last may be rounded"
    } else if survey.significantDigits > 15 && !format.keepsDoubles {
      // GDAL would write only 15 digits.
      if format.isDatabase && appends {
        loss = "\(name): numbers of more than 15 digits, and adding to a table rounds them"
      } else if format.isDatabase && !target.name.contains(where: { ",=".contains($0) }) {
        target.kind = .text
        target.detail = .none
        columnType = source.detail == .float32 ? "real" : "double precision"
      } else {
        becomeText("numbers of more than 15 digits")
      }
    }
  }

  /// The server would take a moment without a time zone as one in its own zone.
  private mutating func planMomentInDatabase(_ survey: ColumnSurvey?) {
    guard let survey else { return }
    if survey.zonedCount == 0, !target.name.contains(where: { ",=".contains($0) }) {
      columnType = "timestamp"
    } else if survey.zonedCount < survey.knownCount {
      loss = "\(name): some moments tell no time zone, and the server takes them to be in its own"
    } else if survey.hasZone {
      change = "\(name): moments are kept in universal time"
    }
  }

  /// A column of moments is in universal time, or in no zone that is told.
  private mutating func planMomentInColumn(_ survey: ColumnSurvey?) {
    guard let survey, survey.zonedCount > 0 else { return }
    guard survey.zonedCount == survey.knownCount else {
      return becomeText("moments of which only some tell a zone")
    }
    momentsAreUniversal = true
    if survey.hasZone { change = "\(name): moments are kept in universal time" }
  }

  private mutating func planText(
    _ survey: ColumnSurvey?, in format: VectorFormat, encoding: String
  ) {
    guard target.kind == .text else { return }
    target.precision = 0
    target.width = 0
    let width = source.kind == .text ? source.width : 0
    if format.isMapInfo, let count = survey?.unencodableCount, count > 0 {
      loss = "\(name): \(counted(count, "different text")) that \(encoding) cannot write"
    }
    guard let limit = format.textBytes else {
      // Of formats that Gridcast does not know some cut texts at the width in bytes.
      let length = format.isKnown || format.keepsDoubles ? survey?.textLength : survey?.textBytes
      if width > 0, !format.isCSV, !format.writesJSON { target.width = max(width, length ?? 0) }
      return
    }
    let bytes = survey?.textBytes ?? width
    let needed = source.kind == .number ? 40 : source.kind == .integer ? 20 : bytes
    target.width = needed == 0 && width == 0 ? limit : min(max(needed, width, 1), limit)
    if survey?.knownCount == 0 { target.width = min(max(width, 1), limit) }
    if needed > limit {
      loss =
        "\(name): texts of up to \(needed) bytes, and a Shapefile cuts them at \(limit)"
    }
    if let count = survey?.unencodableCount, count > 0 {
      loss = "\(name): \(counted(count, "different text")) that \(encoding) cannot write"
    }
  }
}

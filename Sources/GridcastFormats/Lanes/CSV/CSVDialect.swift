import GridcastBase
import GridcastFiles

/// How a table of texts is written, as far as its first lines tell: the separator, what stands above
/// the header, the names of its columns, and which of them have decimal commas.
struct CSVDialect {
  /// A record with its place in the file.
  private struct Record {
    let start: Int, end: Int
    let values: [String]
  }

  /// The separators, the most usual first.
  private static let separators = [",", ";", "\t", "|"].flatMap(\.utf8)
  /// How many bytes and records are looked at.
  private static let sampleSize = 262_144
  private static let sampleCount = 200
  /// How many records tell the separator.
  private static let firstCount = 30

  let separator: UInt8
  /// Where the rows begin.
  private(set) var firstRow = 0
  /// The names of the columns, each another.
  private(set) var names: [String] = []
  /// The names that stand there more than once.
  private(set) var repeatedNames: [String] = []
  /// The first rows.
  private(set) var sample: [[String]] = []
  /// The columns of numbers with a decimal comma.
  private(set) var commaColumns: Set<Int> = []
  /// What the user should know of how the table was understood.
  private(set) var notes: [Sentence] = []

  /// - Throws: Where the file holds no table.
  init(_ file: MappedFile, in encoding: String, hasHeader: Bool?) throws(Declined) {
    let bytes = unsafe file.bytes
    let mark = TextEncoding.mark
    var start = unsafe bytes.starts(with: mark) ? mark.count : 0
    let told = Self.toldSeparator(file, &start)
    var best: (separator: UInt8, records: [Record], score: Double)?
    for candidate in told.map({ [$0] }) ?? Self.separators {
      let records = Self.records(file, from: start, candidate, encoding, Self.firstCount)
      var score = Self.score(records.map(\.values))
      if score > 0, Self.hasDecimalCommas(records.map(\.values), between: candidate) { score += 1 }
      if score > best?.score ?? -1 { best = (candidate, records, score) }
    }
    if told == nil, best?.score == 0, encoding == TextEncoding.utf8 {
      // Signs that stand in texts separate columns only where all lines are rows of numbers by them.
      for candidate in [":", "^", " "].flatMap(\.utf8) {
        let records = Self.records(file, from: start, candidate, encoding, Self.firstCount)
        if Self.areRowsOfNumbers(records.map(\.values)) { best = (candidate, records, 1) }
      }
    }
    guard let best, !best.records.isEmpty else { throw Declined("it holds no lines") }
    separator = best.separator
    if let fault = Self.faultOfFirst(file, from: start, separator) {
      notes.append("the first line is passed over: it holds \(fault)")
    }
    var records = Self.records(file, from: start, separator, encoding, Self.sampleCount)[...]
    let titles = Self.titleCount(records.map(\.values))
    if titles > 0 {
      notes.append(
        titles == 1
          ? "the first line is taken as a title" : "the first \(titles) lines are taken as a title")
      records = records.dropFirst(titles)
    }
    guard let first = records.first else { throw Declined("it holds no lines") }
    let isHeader = hasHeader ?? !Self.areData(first.values)
    if isHeader {
      firstRow = first.end
      records = records.dropFirst()
      name(Self.header(first.values, above: records.map(\.values)))
    } else {
      if hasHeader == nil {
        notes.append("the first line holds numbers, so it is taken as a row, not as names")
      }
      firstRow = first.start
      let width = records.map(\.values.count).max() ?? 0
      name([String](repeating: "", count: width))
    }
    sample = records.map(\.values)
    if separator == UInt8(ascii: " ") { notes.append("blanks are taken to separate its columns") }
    if names.count == 1, let name = names.first {
      for (mark, what) in Self.foreignMarks
      where name.contains(mark) && !sample.isEmpty && sample.allSatisfy({ $0[0].contains(mark) }) {
        notes.append(
          "it has one column only, though \(what) seem to separate more; write commas instead")
        break
      }
    }
    readCommas()
  }

  /// Finds the columns of numbers with decimal commas, if the table writes numbers so.
  private mutating func readCommas() {
    let columns = names.indices.filter { hasDecimalComma($0) }
    guard !columns.isEmpty else { return }
    func list(_ columns: [Int]) -> Sentence { quoted(columns.map { names[$0] }) }
    func values(_ column: Int) -> [String] {
      sample.compactMap { column < $0.count ? $0[column].trimmed : nil }.filter { !$0.isEmpty }
    }
    // A comma before three digits may part thousands, as a point may.
    let isCertain = columns.contains {
      values($0).contains { DecimalComma($0)?.isCertain ?? false }
    }
    let hasPoints = names.indices.contains { column in
      let values = values(column)
      return values.count > 1 && values.allSatisfy { Double($0) != nil }
        && values.contains { $0.contains(#/^[-+]?(\d{4,}\.\d+|\d*\.(\d{1,2}|\d{4,}))$/#) }
    }
    guard isCertain, !hasPoints else {
      let why: Sentence = hasPoints ? "other numbers have points" : "they may part thousands"
      return notes.append("commas in \(list(columns)) are kept as texts, as \(why)")
    }
    commaColumns = Set(columns)
    notes.append("decimal commas are read as points in \(list(columns))")
  }

  /// The separator that a first line such as "sep=;" tells, behind which the table begins.
  private static func toldSeparator(_ file: MappedFile, _ start: inout Int) -> UInt8? {
    let line = file.copy(start..<min(start + 8, file.count))
    guard line.count > 4,
      String(decoding: line.prefix(4), as: UTF8.self).lowercased() == "sep="
    else { return nil }
    var end = 5
    while end < line.count, line[end] == 13 || line[end] == 10 { end += 1 }
    guard end > 5 || line.count == 5 else { return nil }
    start += end
    return line[4]
  }

  /// What is wrong with the first record, so that another is taken for the header.
  private static func faultOfFirst(_ file: MappedFile, from start: Int, _ separator: UInt8)
    -> String?
  {
    let end = min(start + sampleSize, file.count)
    var records = unsafe CSVRecords(file.bytes, in: start..<end, separator: separator)
    guard records.next(), let fault = records.fault else { return nil }
    return switch fault {
    case .unclosedQuote: "a quote that is never closed"
    case .zero: "a byte of 0"
    }
  }

  private static func records(
    _ file: MappedFile, from start: Int, _ separator: UInt8, _ encoding: String, _ most: Int
  ) -> [Record] {
    let end = min(start + sampleSize, file.count)
    var records = unsafe CSVRecords(file.bytes, in: start..<end, separator: separator)
    var result: [Record] = []
    while result.count < most, records.next() {
      // The last record may be cut off.
      if end < file.count, records.position >= end, !result.isEmpty { break }
      if records.fault == nil {
        result.append(
          Record(
            start: records.start, end: records.position, values: records.texts(in: encoding)))
      }
    }
    return result
  }

  /// How well a separator fits: the share of records with the most frequent number of values, if that
  /// is more than one, and above all of the first.
  private static func score(_ records: [[String]]) -> Double {
    let counts = records.map(\.count)
    let width = usualCount(counts)
    guard width > 1 else { return 0 }
    let share = Double(counts.count { $0 == width }) / Double(counts.count)
    // Of two separators that fit all lines, the one that makes more columns is meant.
    return share + Double(min(width, 100)) / 1000 + (counts[0] == width ? 0.5 : 0)
  }

  /// Whether another sign than the comma leaves a column of numbers with decimal commas, which commas would
  /// cut in two.
  private static func hasDecimalCommas(_ records: [[String]], between separator: UInt8) -> Bool {
    let rows = records.dropFirst()
    guard separator != UInt8(ascii: ","), rows.count > 1 else { return false }
    let width = usualCount(rows.map(\.count))
    return (0..<width).contains { column in
      let numbers = rows.compactMap { column < $0.count ? DecimalComma($0[column].trimmed) : nil }
      return numbers.count * 10 > rows.count * 8
        && numbers.count(where: \.isCertain) * 2 > rows.count
    }
  }

  /// What looks as if it separated columns, but is not read so.
  private static let foreignMarks = [
    ("，", "wide commas"), ("；", "wide semicolons"), ("  ", "runs of blanks"),
  ]

  /// Whether there are a header of words and rows of as many values, of which at least two are numbers
  /// with decimals.
  private static func areRowsOfNumbers(_ records: [[String]]) -> Bool {
    guard let header = records.first, header.count > 2, records.count > 1,
      header.allSatisfy({ !$0.isEmpty && Double($0) == nil })
    else { return false }
    return records.dropFirst().allSatisfy { row in
      row.count == header.count && row.count { $0.contains(".") && Double($0) != nil } > 1
    }
  }

  private static func usualCount(_ counts: [Int]) -> Int {
    var frequency: [Int: Int] = [:]
    for count in counts { frequency[count, default: 0] += 1 }
    return frequency.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? 0
  }

  /// How many of the first lines are a title, in one or two cells above a header of more.
  private static func titleCount(_ records: [[String]]) -> Int {
    let width = usualCount(records.dropFirst().map(\.count))
    guard width > 1, records.count > 2 else { return 0 }
    func known(_ record: [String]) -> Int { record.count { !$0.trimmed.isEmpty } }
    func isTitle(_ record: [String]) -> Bool { known(record) <= 1 || known(record) * 2 < width }
    let count = records.prefix(20).prefix(while: isTitle).count
    guard count > 0, count < records.count - 1, records[count].count == width,
      !areData(records[count]), records[count].allSatisfy({ !$0.trimmed.isEmpty })
    else { return 0 }
    return count
  }

  /// Whether a first line holds values rather than names: nothing but numbers, or among others numbers
  /// that are no years.
  private static func areData(_ values: [String]) -> Bool {
    let known = values.map(\.trimmed).filter { !$0.isEmpty }
    let numbers = known.compactMap { Double($0.replacing(",", with: ".")) }
    return !known.isEmpty
      && (numbers.count == known.count && known.count > 1
        || numbers.contains { $0 != $0.rounded() || $0 < 0 })
  }

  /// The cells of a header without those at its end that have neither a name nor a value below.
  private static func header(_ cells: [String], above rows: [[String]]) -> [String] {
    var cells = cells
    while let last = cells.last, last.trimmed.isEmpty, cells.count > 1,
      !rows.contains(where: { $0.count >= cells.count && !$0[cells.count - 1].trimmed.isEmpty })
    { cells.removeLast() }
    return cells
  }

  private mutating func name(_ header: [String]) {
    var taken = Set<String>()
    for (index, value) in header.enumerated() {
      let own = value.trimmed.isEmpty ? "field_\(index + 1)" : value.trimmed
      var name = own
      var number = 2
      while !taken.insert(name).inserted {
        name = "\(own)_\(number)"
        number += 1
      }
      if number > 2, !repeatedNames.contains(own) { repeatedNames.append(own) }
      names.append(name)
    }
  }

  private func hasDecimalComma(_ column: Int) -> Bool {
    // Between commas, "1,2" in quotes may as well be a list, and 1,234 a thousand.
    guard separator != UInt8(ascii: ",") else { return false }
    let values = sample.lazy.compactMap { column < $0.count ? $0[column].trimmed : nil }
      .filter { !$0.isEmpty }
    var isFound = false
    for value in values {
      guard let number = DecimalComma(value) else { return false }
      if number.hasComma { isFound = true }
    }
    return isFound
  }
}

import GridcastBase
import GridcastFiles

/// Makes a column of features of the values of a column in a block of rows.
struct ParquetColumn {
  private static let beyond = Declined(
    "it holds a moment beyond the years 1 to 9999; \(.allowLoss)")
  /// Stands for a moment that no field has.
  private static let lost = DateTime(
    year: 0, month: 255, day: 255, hour: 0, minute: 0, second: 0, zone: 0)
  private static let notText = Declined("it holds a text that is not in UTF-8, or has a byte of 0")

  private let field: Field
  private let form: ParquetForm
  /// Whether decimal numbers are stored as whole numbers of the processor.
  private let isStoredAsInteger: Bool
  /// Whether a moment had billionths of a second, which are cut.
  private(set) var wasCut = false
  /// How many moments no field has.
  private(set) var lostCount = 0
  private let allowsLoss: Bool

  /// - Parameters:
  ///   - field: The field.
  ///   - form: What the values become.
  ///   - leaf: The column.
  ///   - allowsLoss: Whether moments that no field has are left empty.
  /// - Throws: Where the values are asked for as others than they are.
  init(
    _ field: Field, _ form: ParquetForm, _ leaf: ParquetLeaf, allowsLoss: Bool = false
  ) throws(Declined) {
    self.allowsLoss = allowsLoss
    let own = form.field(leaf).kind
    let isParsed = own == .text && [.integer, .number].contains(field.kind)
    guard own == field.kind || isParsed else {
      throw Declined("it is asked for as one of another type")
    }
    self.field = field
    self.form = form
    isStoredAsInteger = leaf.type == .int32 || leaf.type == .int64
  }

  /// The column of all slices.
  ///
  /// - Throws: Where a value is damaged, or has no place in a field.
  mutating func column(_ slices: [ParquetSlice]) throws(Declined) -> Column {
    let values: Column.Values
    switch form {
    case .truth, .integer, .decimalInteger:
      values = .integers(try optionals(slices) { (raw) throws(Declined) in try integers(raw) })
    case .half, .float, .double, .decimalNumber:
      values = .numbers(try optionals(slices) { (raw) throws(Declined) in try numbers(raw) })
    case .date, .time, .moment, .oldMoment:
      var cut = false
      let all = try optionals(slices) { (raw) throws(Declined) in try moments(raw, &cut) }
      wasCut = cut
      lostCount = allowsLoss ? all.count { $0 == Self.lost } : 0
      values = .dateTimes(
        lostCount == 0 ? all : Optionals(all.map { $0 == Self.lost ? nil : $0 }))
    case .binary: values = .binaries(try binaries(slices))
    case .text, .uuid, .decimalText: values = try texts(slices)
    }
    return Column(field, values)
  }

  private func optionals<Value: ColumnValue>(
    _ slices: [ParquetSlice], _ convert: (ParquetRaw) throws(Declined) -> [Value]
  ) throws(Declined) -> Optionals<Value> {
    var all = Optionals<Value>()
    all.reserveCapacity(slices.reduce(0) { $0 + $1.count })
    var table: (of: ParquetDictionary, values: [Value])?
    for slice in slices {
      let present: [Value]
      switch slice.values {
      case .raw(let raw): present = try convert(raw)
      case .codes(let codes, let dictionary):
        if table?.of !== dictionary { table = (dictionary, try convert(dictionary.values)) }
        let values = table?.values ?? []
        present = codes.map { values[Int($0)] }
      }
      try spread(slice, present.count) {
        all.append($0.map { present[$0] })
      } all: {
        all.append(contentsOf: Optionals(known: present))
      }
    }
    return all
  }

  /// Calls a body with the number of each row's value, nil where it has none, or another once where all have one.
  private func spread(
    _ slice: ParquetSlice, _ count: Int, _ body: (Int?) -> Void, all: () -> Void
  ) throws(Declined) {
    guard let known = slice.known else {
      guard count == slice.count else { throw Declined("it has fewer values than rows") }
      return all()
    }
    var next = 0
    for isKnown in known {
      guard !isKnown || next < count else { throw Declined("it has fewer values than rows") }
      body(isKnown ? next : nil)
      if isKnown { next += 1 }
    }
  }

  private func integers(_ raw: ParquetRaw) throws(Declined) -> [Int64] {
    switch form {
    case .truth: return try raw.map(UInt8.self) { Int64($0) }
    case .integer(64, let isSigned):
      return try raw.map(Int64.self) { (value) throws(Declined) in
        guard isSigned || value >= 0 else {
          throw Declined(
            "it holds a whole number beyond 9,223,372,036,854,775,807; \(.leaveOutField)")
        }
        return value
      }
    case .integer(let bits, let isSigned):
      return try raw.map(Int32.self) { (value) throws(Declined) in
        let unused = Int32(32 - bits)
        let shifted = value << unused
        return isSigned
          ? Int64(shifted >> unused) : Int64(UInt32(bitPattern: shifted) >> UInt32(unused))
      }
    default:
      var integers: [Int64] = []
      integers.reserveCapacity(raw.count)
      for index in 0..<raw.count {
        integers.append(try unsafe ParquetDecimal.integer(raw.run(index), isStoredAsInteger))
      }
      return integers
    }
  }

  private func numbers(_ raw: ParquetRaw) throws(Declined) -> [Double] {
    switch form {
    case .double: return try raw.map(Double.self) { $0 }
    case .float: return try raw.map(Float.self) { Double($0) }
    case .half: return try raw.map(UInt16.self) { Double(half: $0) }
    case .decimalNumber(let scale):
      let unit = ParquetDecimal.power(scale)
      var numbers: [Double] = []
      for index in 0..<raw.count {
        // Both are exact, so the quotient is the number nearest to the decimal one.
        numbers.append(
          Double(try unsafe ParquetDecimal.integer(raw.run(index), isStoredAsInteger)) / unit)
      }
      return numbers
    default: return []
    }
  }

  private func moments(_ raw: ParquetRaw, _ cut: inout Bool) throws(Declined) -> [DateTime] {
    func made(_ days: Int64, _ microseconds: Int64, _ zone: UInt8) throws(Declined) -> DateTime {
      if let moment = DateTime(days: days, microseconds: microseconds, zone: zone) {
        return moment
      }
      guard allowsLoss else { throw Self.beyond }
      return Self.lost
    }
    func split(_ value: Int64, by unit: Int64) -> (Int64, Int64) {
      let (quotient, rest) = value.quotientAndRemainder(dividingBy: unit)
      return rest < 0 ? (quotient - 1, rest + unit) : (quotient, rest)
    }
    func microseconds(_ value: Int64, _ perSecond: Int) -> Int64 {
      guard perSecond > 1_000_000 else { return value * (1_000_000 / Int64(perSecond)) }
      if value % 1000 != 0 { cut = true }
      return value / 1000
    }
    func time(_ value: Int64, _ perSecond: Int) throws(Declined) -> DateTime {
      guard 0..<86_400 * Int64(perSecond) ~= value else {
        guard allowsLoss else { throw Declined("it holds a time beyond a day; \(.allowLoss)") }
        return Self.lost
      }
      var time = try made(0, microseconds(value, perSecond), 0)
      (time.year, time.month, time.day) = (0, 0, 0)
      return time
    }
    switch form {
    case .date:
      return try raw.map(Int32.self) { (days) throws(Declined) in try made(Int64(days), 0, 0) }
    case .time(1_000):
      return try raw.map(Int32.self) { (value) throws(Declined) in try time(Int64(value), 1_000) }
    case .time(let perSecond):
      return try raw.map(Int64.self) { (value) throws(Declined) in try time(value, perSecond) }
    case .moment(let perSecond, let zone):
      return try raw.map(Int64.self) { (value) throws(Declined) in
        let (days, rest) = split(value, by: 86_400 * Int64(perSecond))
        return try made(days, microseconds(rest, perSecond), zone)
      }
    default:
      var moments: [DateTime] = []
      for index in 0..<raw.count {
        let run = unsafe raw.run(index)
        guard run.count == 12 else { throw ParquetDelta.damaged }
        let (days, rest) = split(
          unsafe run.loadUnaligned(as: Int64.self), by: 86_400_000_000_000)
        let day = unsafe Int64(run.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
        moments.append(
          try made(day - DateTime.julianEpoch + days, microseconds(rest, 1_000_000_000), 0))
      }
      return moments
    }
  }

  private func binaries(_ slices: [ParquetSlice]) throws(Declined) -> OptionalLists<[UInt8]> {
    var all = OptionalLists<[UInt8]>()
    try unsafe ParquetShapes.forEachRun(slices) { (run) throws(Declined) in
      if let run = unsafe run { unsafe all.append(run) } else { all.append(nil as [UInt8]?) }
    }
    return all
  }

  private func texts(_ slices: [ParquetSlice]) throws(Declined) -> Column.Values {
    var runs = TextRuns()
    switch form {
    case .text:
      if let texts = try codedTexts(slices) { return texts.asKind(field.kind) }
      try unsafe ParquetShapes.forEachRun(slices) { (run) throws(Declined) in
        if let run = unsafe run { unsafe runs.append(run) } else { runs.appendMissing() }
      }
    default:
      try unsafe ParquetShapes.forEachRun(slices) { (run) throws(Declined) in
        guard let run = unsafe run else { return runs.appendMissing() }
        if case .decimalText(let scale) = form {
          runs.append(made: unsafe ParquetDecimal.text(run, scale, isLittle: isStoredAsInteger))
        } else {
          runs.append(made: unsafe Self.uuid(run))
        }
      }
    }
    do throws(Declined) { return try runs.plainValues(as: field.kind) } catch {
      throw Self.notText
    }
  }

  /// Texts that all come from one dictionary; nil where they do not.
  private func codedTexts(_ slices: [ParquetSlice]) throws(Declined) -> Texts? {
    guard case .codes(_, let dictionary)? = slices.first?.values else { return nil }
    var positions = [Int32](repeating: -1, count: dictionary.values.count)
    var table = TextTable()
    var all: [Int32] = []
    for slice in slices {
      guard case .codes(let codes, let own) = slice.values, own === dictionary else { return nil }
      var failure: Declined?
      func position(_ code: UInt32) -> Int32 {
        let place = Int(code)
        if positions[place] < 0 {
          let run = unsafe dictionary.values.run(place)
          guard unsafe run.firstIndex(of: 0, from: 0) == run.count, unsafe table.append(run) else {
            failure = Self.notText
            return -1
          }
          positions[place] = Int32(table.count - 1)
        }
        return positions[place]
      }
      try spread(slice, codes.count) {
        all.append($0.map { position(codes[$0]) } ?? -1)
      } all: {
        for code in codes { all.append(position(code)) }
      }
      if let failure { throw failure }
    }
    return Texts(merging: table, codes: all)
  }

  private static func uuid(_ run: UnsafeRawBufferPointer) -> [UInt8] {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for index in 0..<run.count {
      if [4, 6, 8, 10].contains(index) { text.append(UInt8(ascii: "-")) }
      let byte = unsafe run[index]
      text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
    return text
  }
}

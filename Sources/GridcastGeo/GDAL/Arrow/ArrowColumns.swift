import GridcastBase
import GridcastFiles

/// How the columns of an Arrow stream become the wanted columns.
///
/// What is made is what `ColumnBuilder` makes of the same layer feature by feature; where Arrow could
/// lose something, the layer is declined.
struct ArrowColumns {
  /// A wanted field, and where it is; nil where the layer has none of the name.
  private let sources: [(field: Field, place: Int?, format: String)]
  /// Where the geometry is; nil where the layer has none.
  private let geometry: Int?
  /// Whether a missing shape may be one that is damaged, of which only reading feature by feature tells.
  private let doubtsMissing: Bool

  /// - Parameters:
  ///   - wanted: The columns to make.
  ///   - own: The fields of the layer.
  ///   - columns: The columns of the stream, the geometry last.
  ///   - hasGeometry: Whether the layer has geometry.
  ///   - isSQLite: Whether the layer is a table of SQLite, which stores what it is given, whatever a
  ///     column is said to hold.
  /// - Throws: Where a type is not surely the same in Arrow.
  init(
    _ wanted: [Field], of own: [Field], in columns: [(name: String, format: String)],
    hasGeometry: Bool, isSQLite: Bool
  ) throws(Declined) {
    let places = Dictionary(
      columns.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { _, _ in -1 })
    guard !places.values.contains(-1) else { throw Declined("two columns have one name") }
    if hasGeometry {
      guard let last = columns.last, last.format == "z",
        !own.contains(where: { $0.name == last.name })
      else { throw Declined("the geometry is not the last column") }
      geometry = columns.count - 1
    } else {
      geometry = nil
    }
    var sources: [(field: Field, place: Int?, format: String)] = []
    for field in wanted {
      guard let source = own.first(where: { $0.name == field.name }) else {
        sources.append((field, nil, ""))
        continue
      }
      guard let place = places[field.name], place != geometry else {
        throw Declined("a field is missing among the columns")
      }
      let format = columns[place].format
      guard Self.isSure(field, source, format, isSQLite) else {
        throw Declined("a field is of a type of which Arrow could lose something")
      }
      sources.append((field, place, format))
    }
    self.sources = sources
    doubtsMissing = isSQLite
  }

  /// Whether Arrow delivers the same values as reading feature by feature.
  ///
  /// Dates and times differ: a column has one time zone or none, and invalid dates become others.
  /// So do booleans: GDAL 3.6 confuses those of FlatGeobuf where some are missing.
  private static func isSure(
    _ field: Field, _ source: Field, _ format: String, _ isSQLite: Bool
  ) -> Bool {
    switch (source.kind, field.kind, format) {
    case (.integer, .integer, "l"), (.integer, .integer, "i"): true
    case (.integer, .integer, "s"): !isSQLite
    case (.number, .number, "g"): true
    case (.number, .number, "f"): !isSQLite
    case (.text, .text, "u"), (.text, .integer, "u"), (.text, .number, "u"): true
    case (.binary, .binary, "z"): true
    default: false
    }
  }

  /// Builds the features of one batch.
  ///
  /// - Throws: Where a text is not UTF-8 or a geometry is unusual.
  func features(_ batch: ArrowBatch) throws(Declined) -> Features {
    let strange = Declined("GDAL's columns are not laid out as their types ask for")
    var columns: [Column] = []
    for (field, place, format) in sources {
      guard let place else {
        columns.append(Column(field, Column.Values(missing: batch.count, as: field.kind)))
        continue
      }
      guard let values = batch.values(place, bufferCount: "uz".contains(format) ? 3 : 2) else {
        throw strange
      }
      columns.append(Column(field, try Self.values(values, field.kind, format)))
    }
    var shapes = Shapes(nullCount: batch.count)
    if let geometry {
      guard let values = batch.values(geometry, bufferCount: 3) else { throw strange }
      shapes = try Shapes(wkb: values, doubtsMissing: doubtsMissing)
    }
    guard shapes.count == batch.count else { throw strange }
    return Features(shapes: shapes, columns: columns, coordinateSystem: nil)
  }

  private static func values(_ values: ArrowValues, _ kind: Field.Kind, _ format: String)
    throws(Declined) -> Column.Values
  {
    switch (format, kind) {
    case ("l", _): return .integers(optionals(values, Int64.self) { $0 })
    case ("i", _): return .integers(optionals(values, Int32.self) { Int64($0) })
    case ("s", _): return .integers(optionals(values, Int16.self) { Int64($0) })
    case ("g", _): return .numbers(optionals(values, Double.self) { $0 })
    case ("f", _): return .numbers(optionals(values, Float.self) { Double($0) })
    case ("u", .integer):
      var integers = Optionals<Int64>()
      unsafe values.forEachRun { run in
        integers.append(unsafe run.flatMap { unsafe Int64(text($0).trimmed) })
      }
      return .integers(integers)
    case ("u", .number):
      var numbers = Optionals<Double>()
      unsafe values.forEachRun { run in
        numbers.append(unsafe run.flatMap { unsafe Double(text($0).trimmed) })
      }
      return .numbers(numbers)
    case ("u", _): return .texts(try texts(values))
    default:
      var binaries = OptionalLists<[UInt8]>()
      unsafe values.forEachRun { run in unsafe binaries.append(run) }
      return .binaries(binaries)
    }
  }

  private static func optionals<Stored: BitwiseCopyable, Value: ColumnValue>(
    _ values: ArrowValues, _ type: Stored.Type, _ convert: (Stored) -> Value
  ) -> Optionals<Value> {
    let slots = unsafe values.slots(of: type)
    if values.areAllKnown { return Optionals(known: unsafe slots.map(convert)) }
    var result = Optionals<Value>()
    result.reserveCapacity(values.count)
    for index in 0..<values.count {
      result.append(values.isKnown(index) ? convert(unsafe slots[index]) : nil)
    }
    return result
  }

  /// C's texts end at the first byte that is 0.
  private static func text(_ run: UnsafeRawBufferPointer) -> String {
    unsafe String(decoding: run.untilZero, as: UTF8.self)
  }

  private static func texts(_ values: ArrowValues) throws(Declined) -> Texts {
    var runs = TextRuns()
    unsafe values.forEachRun { run in
      if let run = unsafe run { unsafe runs.append(run) } else { runs.appendMissing() }
    }
    return try unsafe runs.texts { (run, table) throws(Declined) in
      guard unsafe run.firstIndex(of: 0, from: 0) == run.count, unsafe table.append(run) else {
        throw Declined("a text is not in UTF-8")
      }
    }
  }
}

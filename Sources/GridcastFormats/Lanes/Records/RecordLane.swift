import Foundation
import GridcastBase
import GridcastFiles
import GridcastGeo

/// A file of records of other programs as a layer; GDAL knows no such format, so nothing is left to it.
struct RecordLane: Lane {
  let format: String
  let layer: LayerInfo
  let extent: FileRange.Extent?
  /// The bytes that are read.
  let part: Range<Int>
  /// What the user should know of how values are kept.
  let notes: [Sentence]
  /// The field that holds the shapes; nil where there is none.
  let geometry: String?
  /// Whether all shapes are points.
  private let arePoints: Bool
  private let records: RecordFile
  /// All of the file, by whose beginning it is decided how positions are written.
  private let whole: RecordFile

  var blockCount: Int { records.blockCount }
  /// Which records cannot be read, as far as opening the file tells.
  var missing: [Sentence] { records.endFault.map { [$0] } ?? [] }

  /// Opens a file; nil where it is of another kind.
  ///
  /// - Parameters:
  ///   - path: The path of the file.
  ///   - collection: The collection of MongoDB's that it holds; nil for the file of a user.
  ///   - columns: The columns that the user names.
  ///   - range: The bytes that are read, of a file with a record a line; nil for all.
  /// - Throws: Where it holds no record, or too many fields.
  init?(
    _ path: String, collection: String? = nil, columns: CoordinateColumns.Named, range: FileRange?
  ) throws(Declined) {
    guard let file = MappedFile(path), let form = RecordFile.form(of: file, path) else {
      return nil
    }
    let whole = RecordFile(file, form, nil)
    self.whole = whole
    var schema = RecordSchema()
    try orderedMap(whole.blockCount) { (index) throws(Declined) -> RecordSchema in
      var schema = RecordSchema()
      whole.forEachRecord(inBlock: index) { (record, _) in
        if case .success(let record) = record { schema.add(record) }
      }
      return schema
    } take: { (later) throws(Declined) in
      schema.add(later)
      return !schema.isFull
    }
    guard !schema.isFull else {
      throw Declined(
        "its records have more than \(formatted(RecordSchema.greatestCount)) fields of different names, so that "
          + "names seem to hold what is to be a value", isFinal: true)
    }
    guard schema.count > 0 else {
      let fault: Sentence = whole.endFault.map { ": \($0)" } ?? ""
      throw Declined("it holds no record that can be read\(fault)", isFinal: true)
    }
    // Where columns tell positions, no other field does.
    let told = columns.wkt ?? columns.x ?? columns.y
    let isPair = columns.x != nil && columns.y != nil
    let place = isPair ? nil : schema.geometry(named: told)
    geometry = place.map { schema.names[$0] }
    arePoints = place.map { !schema.kinds[$0].contains(.otherThanPoints) } ?? false
    format = (collection != nil ? Format.mongoDB : form == .bson ? .bson : .records).name
    notes =
      (place.map { ["shapes from field '\(schema.names[$0])'"] } ?? [])
      + schema.notes(without: place)
      + (schema.names.contains { ["pois", "results"].contains($0) }
        ? ["if these are answers of a map service with places in them, \(.readRecords)"] : [])
    layer = LayerInfo(
      name: collection ?? URL(filePath: path).deletingPathExtension().lastPathComponent,
      geometry: place == nil ? "None" : arePoints ? "Point" : "Unknown (any)",
      hasGeometry: place != nil, featureCount: range == nil ? schema.count : nil,
      fields: schema.names.indices.filter { $0 != place }.map(schema.field),
      coordinateSystemWKT: nil, repeatedNames: [])
    guard form == .lines else {
      extent = nil
      part = 0..<file.count
      records = whole
      return
    }
    let extent = FileRange.Extent(unit: .bytes, count: file.count)
    self.extent = extent
    guard let range else {
      part = 0..<file.count
      records = whole
      return
    }
    part = try range.bounds(in: extent)
    let first = whole.starts[0]
    let own = try range.lines(of: part) { max(Self.line(from: $0, of: file), first) }
    records = RecordFile(file, form, own)
  }

  /// Where the first line with anything in it begins, from a place on.
  private static func line(from place: Int, of file: MappedFile) -> Int {
    let bytes = unsafe file.bytes
    var place = place
    if place > 0, place < file.count, unsafe bytes[place - 1] != 10 {
      place = unsafe bytes.firstIndex(of: 10, from: place) + 1
    }
    while place < file.count, unsafe bytes[place] <= 0x20 { place += 1 }
    return min(place, file.count)
  }

  func cuts(after places: [Int]) -> [Int] {
    places.map { $0 == 0 ? records.starts[0] : Self.line(from: $0, of: records.file) }
  }

  /// The first values of some fields, as texts.
  func sample(of names: [String], count: Int) -> [[String]] {
    var values = names.map { _ in [String]() }
    guard whole.blockCount > 0 else { return values }
    var number = 0
    whole.forEachRecord(inBlock: 0) { (record, _) in
      guard case .success(let record) = record, number < count else { return }
      number += 1
      record.forEachField { (name, value) in
        for index in names.indices where names[index] == name && !value.isBlank {
          values[index].append(value.spelled)
        }
      }
    }
    return values
  }

  func block(_ index: Int, _ fields: [Field]) throws(Declined) -> Features {
    var tally = Tally()
    return try block(index, fields, &tally)
  }

  func block(_ index: Int, _ fields: [Field], _ tally: inout Tally) throws(Declined) -> Features {
    var columns = fields.map { RecordColumn($0) }
    let places = Dictionary(
      fields.enumerated().map { ($1.name, [$0]) }, uniquingKeysWith: { $0 + $1 })
    var shapes = RecordShapes(arePoints: arePoints)
    var count = 0
    records.forEachRecord(inBlock: index) { (record, place) in
      switch record {
      case .failure(let fault):
        tally.lose(fault.reason, first: fault.first)
      case .success(let record):
        var row = [RecordValue?](repeating: nil, count: columns.count)
        var shape: RecordValue?
        record.forEachField { (name, value) in
          if name == geometry { shape = value }
          for index in places[name] ?? [] { row[index] = value }
        }
        if geometry != nil {
          guard shapes.append(shape) else {
            tally.lose(
              CoordinateColumns.notUnderstood,
              first:
                "'\((shape?.spelled ?? "").prefix(60))' \(records.name(of: place, inBlock: index))")
            return
          }
        }
        count += 1
        for index in columns.indices { columns[index].append(row[index]) }
      }
    }
    return Features(
      shapes: geometry == nil ? Shapes(nullCount: count) : shapes.finish(),
      columns: columns.map { $0.finish() }, coordinateSystem: nil)
  }

  func place(ofRow row: Int, inBlock index: Int) -> Sentence? {
    var (count, found) = (0, 0)
    records.forEachRecord(inBlock: index) { (record, place) in
      guard case .success = record else { return }
      if count == row { found = place }
      count += 1
    }
    return records.name(of: found, inBlock: index)
  }
}

/// The shapes of a block of records.
private struct RecordShapes {
  private var gathered: GatheredShapes

  init(arePoints: Bool) { gathered = GatheredShapes(count: 0, arePoints: arePoints) }

  func finish() -> Shapes { gathered.all() }

  /// Adds the shape of a record: none where it has no value; false where the value is no shape.
  mutating func append(_ value: RecordValue?) -> Bool {
    guard let value, !value.isBlank else {
      gathered.addNull()
      return true
    }
    if let numbers = value.position {
      let point = Point(x: numbers[0], y: numbers[1])
      if gathered.arePoints, numbers.count == 2 {
        gathered.append(point)
        return true
      }
      gathered.leavePoints()
      if numbers.count == 2 {
        gathered.shapes.addPoint(point)
      } else {
        gathered.shapes.beginShape(.point)
        gathered.shapes.beginPart(.points)
        gathered.shapes.add([point], z: [numbers[2]])
      }
      return true
    }
    guard value.isGeometry else { return false }
    let text = Array(value.json.utf8)
    let shape = unsafe text.withUnsafeBytes { bytes -> Shapes? in
      var shapes = GeoJSONShapes()
      var scanner = unsafe JSONScanner(bytes, at: 0)
      do throws(Declined) { try shapes.add(&scanner) } catch { return nil }
      return shapes.finish()
    }
    guard let shape else { return false }
    gathered.leavePoints()
    gathered.shapes.append(shape)
    return true
  }
}

/// The values of one field of a block of records.
private struct RecordColumn {
  private let field: Field
  private var integers = Optionals<Int64>()
  private var numbers = Optionals<Double>()
  private var texts = Texts()
  private var moments = Optionals<DateTime>()
  private var binaries = OptionalLists<[UInt8]>()

  init(_ field: Field) {
    self.field = field
  }

  mutating func append(_ value: RecordValue?) {
    let value = value.flatMap { $0.isBlank ? nil : $0 }
    switch field.kind {
    case .integer: integers.append(value.flatMap(Self.whole))
    case .number: numbers.append(value.flatMap(Self.number))
    case .dateTime: moments.append(value.flatMap(Self.moment))
    case .binary:
      if case .binary(let bytes)? = value { binaries.append(bytes) } else { binaries.append(nil) }
    default: texts.append(value.map { field.detail == .json ? $0.json : $0.spelled })
    }
  }

  private static func whole(_ value: RecordValue) -> Int64? {
    switch value {
    case .integer(let whole): whole
    case .boolean(let isTrue): isTrue ? 1 : 0
    default: Int64(value.spelled.trimmed)
    }
  }

  private static func number(_ value: RecordValue) -> Double? {
    value.double ?? Double(value.spelled.trimmed)
  }

  private static func moment(_ value: RecordValue) -> DateTime? {
    if case .moment(let milliseconds) = value { DateTime(milliseconds: milliseconds) } else { nil }
  }

  func finish() -> Column {
    switch field.kind {
    case .integer: Column(field, .integers(integers))
    case .number: Column(field, .numbers(numbers))
    case .dateTime: Column(field, .dateTimes(moments))
    case .binary: Column(field, .binaries(binaries))
    default: Column(field, .texts(texts))
    }
  }
}

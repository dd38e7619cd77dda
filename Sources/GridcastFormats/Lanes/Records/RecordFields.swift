import GridcastBase

extension RecordValue {
  /// Visits the fields of a record: its members, and for those of objects within it their names joined by dots, as in
  /// `address.city`.
  ///
  /// A geometry of GeoJSON is one value.
  func forEachField(_ body: (String, RecordValue) -> Void) {
    guard case .object(let members) = self else { return }
    for member in members { member.value.visit(member.name, body) }
  }

  private func visit(_ name: String, _ body: (String, RecordValue) -> Void) {
    guard case .object(let members) = self, !members.isEmpty, !isGeometry else {
      return body(name, self)
    }
    for member in members { member.value.visit("\(name).\(member.name)", body) }
  }

  /// Whether it is a geometry as MongoDB stores it, an object of GeoJSON.
  var isGeometry: Bool {
    guard case .object(let members) = self, members.count <= 4,
      case .text(let type)? = self["type"], case .list? = self["coordinates"]
    else { return false }
    return [
      "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon",
    ].contains(type)
  }

  /// The coordinates of a point of GeoJSON, or of a pair as older versions of MongoDB store it; nil for all else.
  var position: [Double]? {
    let list: RecordValue?
    if case .text("Point")? = self["type"] { list = self["coordinates"] } else { list = self }
    guard case .list(let items)? = list, 2...3 ~= items.count else { return nil }
    let numbers = items.compactMap(\.double)
    return numbers.count == items.count && numbers.allSatisfy(\.isFinite) ? numbers : nil
  }
}

/// The fields that records have, in the order in which they first come, and what they hold.
struct RecordSchema: Sendable {
  /// The greatest number of fields.
  static let greatestCount = 4096

  /// What a field holds.
  struct Kinds: OptionSet, Sendable {
    let rawValue: UInt16
    static let integer = Kinds(rawValue: 1)
    static let number = Kinds(rawValue: 2)
    static let decimal = Kinds(rawValue: 4)
    static let boolean = Kinds(rawValue: 8)
    static let text = Kinds(rawValue: 16)
    static let moment = Kinds(rawValue: 32)
    static let binary = Kinds(rawValue: 64)
    static let list = Kinds(rawValue: 128)
    static let geometry = Kinds(rawValue: 256)
    static let otherThanPoints = Kinds(rawValue: 512)
    /// A whole number that a Double does not hold.
    static let long = Kinds(rawValue: 1024)
  }

  private(set) var names: [String] = []
  private(set) var kinds: [Kinds] = []
  /// How many geometries each field holds.
  private var geometries: [Int] = []
  private var places: [String: Int] = [:]
  /// How many records there are.
  private(set) var count = 0

  /// Adds what a record holds.
  mutating func add(_ record: RecordValue) {
    count += 1
    record.forEachField { (name, value) in
      let place = place(of: name)
      guard place < Self.greatestCount else { return }
      let kind = Self.kinds(of: value)
      kinds[place].formUnion(kind)
      if kind.contains(.geometry) { geometries[place] += 1 }
    }
  }

  /// Adds what the records of a later block hold.
  mutating func add(_ other: RecordSchema) {
    count += other.count
    for (index, name) in other.names.enumerated() {
      let place = place(of: name)
      guard place < Self.greatestCount else { return }
      kinds[place].formUnion(other.kinds[index])
      geometries[place] += other.geometries[index]
    }
  }

  /// Whether there are more fields than are kept.
  private(set) var isFull = false

  private mutating func place(of name: String) -> Int {
    if let place = places[name] { return place }
    guard names.count < Self.greatestCount else {
      isFull = true
      return .max
    }
    places[name] = names.count
    names.append(name)
    kinds.append([])
    geometries.append(0)
    return names.count - 1
  }

  private static func kinds(of value: RecordValue) -> Kinds {
    if value.isBlank { return [] }
    switch value {
    case .null: return []
    case .boolean: return .boolean
    case .integer(let whole): return abs(Double(whole)) > 0x1p53 ? [.integer, .long] : .integer
    case .number: return .number
    case .decimal(let text): return RecordValue.isExact(text) ? .number : .decimal
    case .text: return .text
    // A moment beyond the years that formats hold is kept as a text.
    case .moment(let milliseconds):
      return DateTime(milliseconds: milliseconds) == nil ? .text : .moment
    case .binary: return .binary
    case .list: return .list
    case .object:
      guard value.isGeometry else { return .list }
      return value.position == nil ? [.geometry, .otherThanPoints] : .geometry
    }
  }

  // MARK: What fields become of it

  private static let usualNames = [
    "location", "loc", "geometry", "geom", "geo", "position", "point", "coordinates", "shape",
  ]

  /// The place of the field that holds the shapes: the one that is named, or else of those that hold geometries the
  /// one with the most usual name, or with the most geometries; nil where none does.
  func geometry(named name: String?) -> Int? {
    let found = names.indices.filter { geometries[$0] > 0 }
    if let name { return found.first { names[$0] == name } }
    func rank(_ index: Int) -> Int {
      Self.usualNames.firstIndex(of: names[index].lowercased()) ?? Self.usualNames.count
    }
    return found.min { (rank($0), -geometries[$0], $0) < (rank($1), -geometries[$1], $1) }
  }

  /// The field of a place.
  func field(_ place: Int) -> Field {
    let name = names[place]
    switch kinds[place] {
    case .integer, [.integer, .long]: return Field(name, .integer)
    case .number, [.integer, .number]: return Field(name, .number)
    case .boolean: return Field(name, .integer, detail: .boolean)
    case .moment: return Field(name, .dateTime)
    case .binary: return Field(name, .binary)
    case let kinds where Self.areOther(kinds): return Field(name, .text, detail: .json)
    default: return Field(name, .text)
    }
  }

  /// Whether values are lists or objects, and nothing else.
  private static func areOther(_ kinds: Kinds) -> Bool {
    !kinds.isEmpty && kinds.isSubset(of: [.list, .geometry, .otherThanPoints])
  }

  /// What the user should know of how values are kept.
  func notes(without geometry: Int?) -> [Sentence] {
    func listed(_ isMeant: (Kinds) -> Bool) -> Sentence? {
      let fields = names.indices.filter { $0 != geometry && isMeant(kinds[$0]) }.map { names[$0] }
      guard !fields.isEmpty else { return nil }
      return Sentence(fields.prefix(10).joined(separator: ", ") + (fields.count > 10 ? " …" : ""))
    }
    var notes: [Sentence] = []
    if let names = listed(Self.areOther) {
      notes.append("fields that hold lists or objects, kept as texts of JSON: \(names)")
    }
    if let names = listed({ $0.contains(.decimal) }) {
      notes.append(
        "fields that hold numbers of more digits than formats keep, kept as texts: \(names)")
    }
    if let names = listed({ kinds in
      let single: [Kinds] = [
        [], .integer, [.integer, .long], .number, [.integer, .number], .boolean, .text, .moment,
        .binary,
      ]
      return !single.contains(kinds) && !Self.areOther(kinds) && !kinds.contains(.decimal)
    }) {
      notes.append("fields that hold values of more than one kind, kept as texts: \(names)")
    }
    return notes
  }
}

import GridcastBase
import GridcastGeo

/// The properties of features, each with the type that GDAL would give it.
@safe struct GeoJSONSchema: Sendable {
  /// The kind of the values of a property so far.
  enum Kind: Sendable {
    case unknown, boolean, integer32, integer64, number, text

    /// The kind for values of both kinds.
    ///
    /// - Throws: Where GDAL would convert numbers to texts.
    func joined(with other: Kind) throws(Declined) -> Kind {
      switch (self, other) {
      case _ where self == other: self
      case (.unknown, let known), (let known, .unknown): known
      case (.integer32, .integer64), (.integer64, .integer32): .integer64
      case (.integer32, .number), (.integer64, .number), (.number, .integer32),
        (.number, .integer64):
        .number
      default: throw Declined("a property has values of different types")
      }
    }
  }

  /// The name of the field of the features' ids.
  static let identity = "id"

  private(set) var names: [[UInt8]] = []
  private(set) var kinds: [Kind] = []
  /// The number of features.
  private(set) var count = 0
  /// Whether features have ids, and whether 32 bits hold them.
  private(set) var hasIDs = false
  private var areShortIDs = true
  /// The geometry types that occur.
  private(set) var shapes: Set<Shapes.Kind> = []

  /// The properties as fields.
  ///
  /// - Throws: Where a name is not UTF-8.
  func fields() throws(Declined) -> [Field] {
    var fields: [Field] = []
    if hasIDs {
      fields.append(Field(Self.identity, .integer, detail: areShortIDs ? .integer32 : .none))
    }
    for (name, kind) in zip(names, kinds) {
      guard let name = String(validating: name, as: UTF8.self) else {
        throw Declined("a property's name is not in UTF-8")
      }
      if hasIDs, name.lowercased() == Self.identity {
        throw Declined("features have ids, and a property of that name")
      }
      let field =
        switch kind {
        case .unknown, .text: Field(name, .text)
        case .boolean: Field(name, .integer, detail: .boolean, width: 1)
        case .integer32: Field(name, .integer, detail: .integer32)
        case .integer64: Field(name, .integer)
        case .number: Field(name, .number)
        }
      fields.append(field)
    }
    return fields
  }

  /// The geometry type of the layer, as GDAL names it.
  var geometry: String {
    let names: [Shapes.Kind: String] = [
      .point: "Point", .multiPoint: "Multi Point", .line: "Line String",
      .multiLine: "Multi Line String", .polygon: "Polygon", .multiPolygon: "Multi Polygon",
    ]
    let kinds = shapes.subtracting([.null])
    return kinds.count == 1 ? kinds.first.flatMap { names[$0] } ?? "" : "Unknown (any)"
  }

  /// Adds the shapes of a block.
  mutating func add(_ block: Shapes) {
    count += block.count
    shapes.formUnion(block.kinds)
  }

  /// Notes the id of a feature.
  mutating func addID(_ id: Int64) {
    hasIDs = true
    if id > Int32.max { areShortIDs = false }
  }

  /// Adds the schema of later features.
  ///
  /// - Throws: Where the order of properties differs, or a new one comes between others: GDAL then
  ///   orders them by all features.
  mutating func add(_ later: GeoJSONSchema) throws(Declined) {
    count += later.count
    hasIDs = hasIDs || later.hasIDs
    areShortIDs = areShortIDs && later.areShortIDs
    shapes.formUnion(later.shapes)
    var next = 0
    for (name, kind) in zip(later.names, later.kinds) {
      let place = try place(of: name, from: next)
      kinds[place] = try kinds[place].joined(with: kind)
      next = place + 1
    }
  }

  /// Reads the properties of one feature.
  mutating func addProperties(_ scanner: inout JSONScanner) throws(Declined) {
    if try scanner.peek() == UInt8(ascii: "n") { return try scanner.passLetters("null") }
    var next = 0
    try scanner.forEachMember { (name, scanner) throws(Declined) in
      guard !name.hasEscapes else { throw Declined("a property's name has escapes") }
      let run = unsafe scanner.bytes[name.start..<name.end]
      var place = next
      if unsafe next >= names.count || !names[next].elementsEqual(run) {
        place = try self.place(of: unsafe Array(run), from: next)
      }
      let kind = try Self.kind(&scanner)
      if kind != kinds[place] { kinds[place] = try kinds[place].joined(with: kind) }
      next = place + 1
    }
  }

  private mutating func place(of name: [UInt8], from next: Int) throws(Declined) -> Int {
    if let known = names[next...].firstIndex(of: name) { return known }
    guard next == names.count, !names.contains(name), names.count < 2000 else {
      throw Declined("features have their properties in different orders")
    }
    names.append(name)
    kinds.append(.unknown)
    return next
  }

  /// Skips the next value and returns its kind.
  private static func kind(_ scanner: inout JSONScanner) throws(Declined) -> Kind {
    switch try scanner.peek() {
    case UInt8(ascii: "\""):
      let text = try scanner.text()
      let isMoment =
        text.hasEscapes
        ? mayBeMoment(try scanner.resolved(text))
        : unsafe mayBeMoment(UnsafeRawBufferPointer(rebasing: scanner.bytes[text.start..<text.end]))
      if isMoment { throw Declined("a property has dates or times") }
      return .text
    case UInt8(ascii: "n"):
      try scanner.passLetters("null")
      return .unknown
    case UInt8(ascii: "t"):
      try scanner.passLetters("true")
      return .boolean
    case UInt8(ascii: "f"):
      try scanner.passLetters("false")
      return .boolean
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      throw Declined("a property holds a list or an object")
    default:
      let (run, isWhole) = try scanner.number()
      guard isWhole else { return .number }
      guard
        let value = unsafe Int64(digits: UnsafeRawBufferPointer(rebasing: scanner.bytes[run]))
      else { throw Declined("a whole number has more than 64 bits") }
      return Int32(exactly: value) == nil ? .integer64 : .integer32
    }
  }

  /// Whether GDAL reads a text as a date or a time; GDAL is asked only where a text looks like one.
  static func mayBeMoment(_ text: some Collection<UInt8>) -> Bool {
    let run = text.drop { $0 == 0x20 || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
    guard let first = run.first, 48...57 ~= first, 3..<64 ~= run.count else {
      return false
    }
    let rest = run.drop { 48...57 ~= $0 }
    guard let mark = rest.first, ":/-T".utf8.contains(mark) else { return false }
    return isMoment(String(decoding: text, as: UTF8.self))
  }
}

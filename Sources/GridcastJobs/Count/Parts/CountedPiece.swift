import GridcastBase
package import GridcastFormats

/// An input that was counted, or a part of it, and what was found there.
package struct CountedPiece: Sendable, Codable {
  /// The input, as it was named.
  struct Input: Sendable, Hashable, Codable {
    let path: String
    /// Which of all streams standard input is; nil for files.
    let stream: Stream?
    let layers: [String]
    let system: String?
    let encoding: String?
    let columns: CoordinateColumns.Named
    let hasHeader: Bool?
    let filter: String?
  }

  /// What tells a stream from others, which have no paths.
  enum Stream: Sendable, Hashable, Codable {
    /// The name that it was given.
    case named(String)
    /// The hash of its bytes.
    case bytes(String)
  }

  /// The part of a file that was read.
  package struct Part: Sendable, Codable {
    /// What is counted.
    package let unit: FileRange.Unit
    /// Where it begins.
    package let start: Int
    /// Where the next part begins.
    package let end: Int
    /// How much the whole file holds.
    package let whole: Int
  }

  let input: Input
  /// The part that was read; nil where all was.
  package let part: Part?
  /// The number of features read.
  let featureCount: Int
  /// What was left out on the way to the cells, and what the user should know.
  let notes: Tally
  /// The system that the input is in.
  let system: CoordinateSystem
  /// The extent of the features, in that system.
  let box: Box

  /// Where it begins.
  var start: Int { part?.start ?? 0 }

  /// What is known of its positions.
  var places: InputPlaces {
    InputPlaces(path: input.path, role: .input, coordinateSystem: system, name: input.system)
  }

  /// What was found of an input.
  ///
  /// - Parameters:
  ///   - reader: The input.
  ///   - system: The system that it is in.
  ///   - found: What was found.
  ///   - name: What tells standard input from other streams; nil for its bytes.
  /// - Throws: The errors of reading standard input.
  init(
    _ reader: LayerReader, in system: CoordinateSystem, _ found: MovedInput,
    ofStream name: String? = nil
  ) throws(GridcastError) {
    let source = reader.source
    var stream: Stream?
    if source.path == "-" {
      if let name { stream = .named(name) } else { stream = .bytes(try StandardInput.digest()) }
    }
    input = Input(
      path: source.path, stream: stream, layers: source.layers, system: source.coordinateSystem,
      encoding: source.encoding, columns: source.columns, hasHeader: source.hasHeader,
      filter: source.filter)
    var part: Part?
    if let range = reader.part, let extent = reader.extent {
      part = Part(
        unit: extent.unit, start: range.lowerBound, end: range.upperBound, whole: extent.count)
    }
    self.part = part
    featureCount = found.featureCount
    notes = found.notes
    self.system = system
    box = found.box
  }

  /// Whether both are of one file or stream, read in one way.
  func isOfSameFile(as other: CountedPiece) -> Bool { input == other.input }

  /// Whether something of one file or stream is in both.
  func overlaps(_ other: CountedPiece) -> Bool {
    guard isOfSameFile(as: other) else { return false }
    // Streams in which nothing is are alike.
    if case .bytes = input.stream, featureCount == 0 { return false }
    guard let part, let otherPart = other.part else { return true }
    return max(part.start, otherPart.start) < min(part.end, otherPart.end)
  }

  private enum CodingKeys: CodingKey { case input, part, featureCount, notes, system, box }

  /// Reads what `encode` writes.
  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    input = try values.decode(Input.self, forKey: .input)
    part = try values.decodeIfPresent(Part.self, forKey: .part)
    featureCount = try values.decode(Int.self, forKey: .featureCount)
    notes = try values.decode(Tally.self, forKey: .notes)
    system = try values.decode(SystemRecord.self, forKey: .system).system
    let box = try values.decodeIfPresent([Double].self, forKey: .box) ?? []
    self.box =
      box.count == 4
      ? Box(minX: box[0], minY: box[1], maxX: box[2], maxY: box[3]) : .empty
  }

  /// Writes everything; an empty box is left out.
  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(input, forKey: .input)
    try values.encodeIfPresent(part, forKey: .part)
    try values.encode(featureCount, forKey: .featureCount)
    try values.encode(notes, forKey: .notes)
    try values.encode(SystemRecord(system), forKey: .system)
    if !box.isEmpty {
      try values.encode([box.minX, box.minY, box.maxX, box.maxY], forKey: .box)
    }
  }
}

/// A coordinate system with all that is known of it, so that it is the same when it is read again.
struct SystemRecord: Codable {
  let name: String
  let code: String?
  let wkt: String
  let isGeographic: Bool
  let metresPerUnit: Double
  let areaOfUse: [Double]?
  let offset: String?
  let vertical: String?

  init(_ system: CoordinateSystem) {
    name = system.name
    code = system.code
    wkt = system.wkt
    isGeographic = system.isGeographic
    metresPerUnit = system.metresPerUnit
    areaOfUse = system.areaOfUse.map { [$0.minX, $0.minY, $0.maxX, $0.maxY] }
    offset = system.offset?.rawValue
    vertical = system.vertical
  }

  var system: CoordinateSystem {
    let area = areaOfUse.flatMap { area in
      area.count == 4
        ? Box(minX: area[0], minY: area[1], maxX: area[2], maxY: area[3]) : nil
    }
    return CoordinateSystem(
      name: name, code: code, wkt: wkt, isGeographic: isGeographic, metresPerUnit: metresPerUnit,
      areaOfUse: area, offset: offset.flatMap(ChinaOffset.init(rawValue:)), vertical: vertical)
  }
}

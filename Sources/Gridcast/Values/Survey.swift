/// What a pass over features learned of them, before anything is written.
public struct Survey: Sendable {
  /// The number of features.
  public private(set) var count = 0
  /// How many shapes there are of each kind.
  public private(set) var kinds: [Shapes.Kind: Int] = [:]
  /// Whether any vertex has a height.
  public private(set) var hasZ = false
  /// Whether any vertex has a measure.
  public private(set) var hasM = false
  /// Around all finite vertices.
  public private(set) var box = Box.empty
  /// How many shapes begin at each whole degree of longitude and half of the Earth, where the
  /// coordinates are degrees.
  public private(set) var degrees: [Int: Int] = [:]
  private var northCount = 0
  private var placedCount = 0
  /// The longest text of each text column, in bytes of UTF-8.
  public private(set) var textBytes: [String: Int] = [:]
  /// The fields whose values are whole numbers, or numbers, though given as texts.
  public private(set) var textKinds: [String: Field.Kind] = [:]

  /// Nothing yet.
  public init() {}

  /// Takes in one batch.
  public mutating func add(_ features: Features) {
    let shapes = features.shapes
    count += features.count
    for kind in shapes.kinds { kinds[kind, default: 0] += 1 }
    hasZ = hasZ || shapes.hasZ
    hasM = hasM || shapes.hasM
    for point in shapes.points { box.add(point) }
    addPlaces(shapes, features.coordinateSystem)
    for column in features.columns {
      guard case .texts(let texts) = column.values else { continue }
      addTexts(texts, of: column.field.name)
    }
  }

  private mutating func addPlaces(_ shapes: Shapes, _ system: CoordinateSystem?) {
    guard system?.isGeographic ?? false else { return }
    for index in 0..<shapes.count {
      guard let vertex = shapes.vertices(of: index).first else { continue }
      let point = shapes.points[vertex]
      guard point.isFinite, abs(point.x) <= 360, abs(point.y) <= 90 else { continue }
      degrees[Int(point.x.rounded(.down)), default: 0] += 1
      placedCount += 1
      if point.y >= 0 { northCount += 1 }
    }
  }

  private mutating func addTexts(_ texts: Texts, of name: String) {
    for text in texts.dictionary {
      textBytes[name] = max(textBytes[name] ?? 0, text.utf8.count)
      let kind = Self.kind(of: text)
      guard let kind else { continue }
      switch (textKinds[name], kind) {
      case (nil, _), (.integer, .number), (_, .text): textKinds[name] = kind
      default: break
      }
    }
  }

  /// What a text would be as a value: only what is written just so is a number, so "007" stays a
  /// text.
  ///
  /// Blank texts say nothing.
  private static func kind(of text: String) -> Field.Kind? {
    if text.isEmpty { return nil }
    if let integer = Int64(text), String(integer) == text { return .integer }
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    let isPlain =
      digits.first?.isNumber ?? false && (!digits.hasPrefix("0") || digits.hasPrefix("0."))
    return isPlain && digits.utf8.count <= 17 && Double(text) != nil ? .number : .text
  }

  /// The UTM zone of the middle: that of the median longitude, which stray points do not move, and
  /// the half of the Earth where most lie.
  ///
  /// nil where no position is known in degrees.
  public var utmZone: UTMZone? {
    guard placedCount > 0 else { return nil }
    var seen = 0
    for (degree, count) in degrees.sorted(by: { $0.key < $1.key }) {
      seen += count
      if seen * 2 >= placedCount {
        return UTMZone(
          longitude: Double(degree) + 0.5, latitude: northCount * 2 >= placedCount ? 1 : -1)
      }
    }
    return nil
  }
}

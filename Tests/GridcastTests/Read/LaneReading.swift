import GridcastBase
import GridcastFormats
import GridcastGeo

/// Everything that a reader tells of an input, or its error.
struct LaneReading {
  private(set) var format = ""
  private(set) var fields: [Field] = []
  private(set) var layers: [LayerInfo] = []
  var features: Features?
  private(set) var tally = Tally()
  private(set) var error: GridcastError.Kind?
  private var words = ""
  private(set) var way = ""
  private(set) var countByColumns = 0
  /// What opening it told to be lost.
  private(set) var losses: [Sentence] = []

  /// Reads an input, by GDAL alone or not; where few fields are wanted, the others are not compared.
  init(
    _ source: Source, _ selection: FieldSelection = .all, wanting: [String]? = nil,
    prefersGDAL: Bool, byFeature: Bool = false
  ) {
    var source = source
    source.prefersGDAL = prefersGDAL
    source.readsByFeature = byFeature
    do {
      let reader = try LayerReader(source, for: .points, wanting: wanting)
      defer {
        way = reader.wayOfReading.description
        countByColumns = reader.countByColumns
      }
      format = reader.format
      fields = wanting == nil ? reader.fields : []
      layers = reader.layers
      losses = reader.losses
      try reader.read(wanting.map(FieldSelection.named) ?? selection) {
        (features, lost) throws(GridcastError) in
        tally.add(lost)
        if self.features == nil {
          self.features = features
        } else {
          self.features?.append(features)
        }
      }
      if wanting != nil, gdalIsAtLeast(3, 11) { forgetJSON() }
    } catch {
      self.error = error.kind
      words = "\(error)"
    }
  }

  /// A property with values of several types is a text to Gridcast, which a newer GDAL says to be JSON.
  private mutating func forgetJSON() {
    for index in features?.columns.indices ?? 0..<0
    where features?.columns[index].field.detail == .json {
      features?.columns[index].field.detail = .none
    }
  }

  /// What differs, in words; nil where nothing does.
  func difference(from other: LaneReading) -> String? {
    if error != other.error { return "error \(words) and \(other.words)" }
    if error != nil { return nil }
    if format != other.format { return "formats \(format) and \(other.format)" }
    if fields != other.fields { return "fields \(fields) and \(other.fields)" }
    let kinds = [layers, other.layers].map { $0.map(\.geometry) }
    if !fields.isEmpty, kinds[0] != kinds[1] { return "geometry \(kinds[0]) and \(kinds[1])" }
    if tally != other.tally { return "tally \(tally) and \(other.tally)" }
    guard let a = features, let b = other.features else {
      return (features?.count ?? 0) == (other.features?.count ?? 0) ? nil : "no features"
    }
    // Of a .prj with a damaged name PROJ tells the code by one notation and not by the other.
    if a.coordinateSystem != b.coordinateSystem, a.coordinateSystem?.wkt != b.coordinateSystem?.wkt
    {
      return "coordinate systems \(a.coordinateSystem as Any) and \(b.coordinateSystem as Any)"
    }
    if a.count != b.count { return "\(a.count) and \(b.count) features" }
    // NaN is like no other, but written alike.
    if a.shapes != b.shapes, "\(a.shapes)" != "\(b.shapes)" {
      let index = (0..<a.count).first { a.shapes.shape($0) != b.shapes.shape($0) } ?? 0
      return "shape \(index): \(a.shapes.shape(index)) and \(b.shapes.shape(index))"
    }
    for (x, y) in zip(a.columns, b.columns) where x != y && "\(x)" != "\(y)" {
      return "column \(x.field) of \(x.texts.map { Array($0.dictionary.prefix(5)) } as Any) and "
        + "\(y.field) of \(y.texts.map { Array($0.dictionary.prefix(5)) } as Any)"
    }
    return a.columns.count == b.columns.count ? nil : "columns"
  }
}

/// Equal on every machine for equal seeds (Steele, Lea and Flood 2014).
struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

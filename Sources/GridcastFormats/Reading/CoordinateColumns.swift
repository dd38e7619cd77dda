import GridcastBase
import GridcastGeo

/// The columns of a table that tell where its features are: two or three with coordinates, one that
/// contains both, or one with shapes as texts.
package struct CoordinateColumns: Sendable, CustomStringConvertible {
  /// What the columns hold.
  enum Content: Sendable {
    case coordinates(x: PositionText, y: PositionText)
    case pairs(PairText)
    case shapes(system: Int?)
  }

  /// The name of the column of x, or of all where `y` is nil.
  package let x: String
  /// The name of the column of y.
  package let y: String?
  /// The name of the column of heights, which is recognised only beside columns called X and Y.
  let z: String?
  let content: Content
  /// The columns as they are read.
  let fields: [Field]
  /// Whether all the coordinates that were looked at can be degrees.
  let canBeDegrees: Bool

  /// Why positions are lost.
  static let notUnderstood: Sentence = "with a position that is not understood"

  /// The usual names, the clearest first; x is east or longitude.
  private static let pairs: [(String, String)] = [
    ("lon", "lat"), ("lng", "lat"), ("long", "lat"), ("longitude", "latitude"),
    ("经度", "纬度"), ("經度", "緯度"), ("x", "y"), ("point_x", "point_y"), ("xcoord", "ycoord"),
    ("x_coord", "y_coord"), ("easting", "northing"), ("lng_wgs84", "lat_wgs84"),
    ("wgs84_lng", "wgs84_lat"), ("lon_wgs84", "lat_wgs84"), ("wgs_lng", "wgs_lat"),
    ("gps_lng", "gps_lat"), ("lon_gcj02", "lat_gcj02"), ("decimallongitude", "decimallatitude"),
    ("x坐标", "y坐标"), ("东经", "北纬"), ("経度", "緯度"), ("경도", "위도"),
    ("rechtswert", "hochwert"), ("ostwert", "nordwert"),
  ]
  /// Names that may as well mean the size of things, unless the values tell.
  private static let sizes = [("länge", "breite"), ("laenge", "breite")]
  private static let both = [
    "location", "loc", "coordinates", "坐标", "经纬度", "lnglat", "lonlat", "latlng", "latlon",
    "latlong", "xy",
    "geo_point_2d", "geo_point", "geopoint", "lat_lon", "lat_lng", "lat_long", "lon_lat", "lng_lat",
    "coords", "coord", "position", "geolocation", "gps",
  ]
  private static let shapes = [
    "wkt", "geom", "the_geom", "geometry", "wkt_geom", "geom_wkt", "ewkt", "wkb", "wkb_geometry",
    "shape", "geo_shape", "_wkt",
  ]

  /// The columns that a user names, by name or by number from 1 on.
  package struct Named: Sendable, Hashable, Codable {
    /// The column of x, or of both where it is alone.
    package var x: String?
    /// The column of y, or of both, y first, where it is alone.
    package var y: String?
    /// The column of shapes.
    package var wkt: String?

    /// None.
    package init() {}

    package var isEmpty: Bool { x == nil && y == nil && wkt == nil }
  }

  /// Finds the columns as named, or by their usual names; nil where there are none.
  ///
  /// - Parameters:
  ///   - fields: The columns of the table.
  ///   - named: The columns that the user names.
  ///   - namesTell: Whether names alone tell the meaning, as of a CSV.
  ///   - isText: Whether all columns are texts that a lane reads as numbers.
  ///   - path: The table, for messages.
  ///   - sample: The first values of some columns.
  /// - Throws: `.badData` where a named column is missing or holds something else.
  init?(
    among fields: [Field], named: Named, namesTell: Bool, isText: Bool, of path: String,
    sample: ([Field]) throws(GridcastError) -> [[String]]
  ) throws(GridcastError) {
    if !named.isEmpty {
      func find(_ name: String) throws(GridcastError) -> Field {
        if let field = Self.find(name, in: fields) { return field }
        if let number = Int(name), fields.indices.contains(number - 1) { return fields[number - 1] }
        throw GridcastError(
          .badData, path,
          "it has no column '\(name)'; its columns are "
            + quoted(fields.map(\.name)))
      }
      let chosen: [Field]
      if let wkt = named.wkt {
        chosen = [try find(wkt)]
      } else if let x = named.x, let y = named.y {
        chosen = [try find(x), try find(y)]
      } else {
        chosen = [try find(named.x ?? named.y ?? "")]
      }
      let values = try sample(chosen)
      if named.wkt != nil {
        self.init(shapes: chosen[0], values[0])
      } else if chosen.count == 2 {
        self.init(chosen, values, isText: isText)
      } else {
        self.init(pair: chosen[0], values[0], isYFirst: named.x == nil)
      }
      return
    }
    for (x, y) in Self.pairs {
      guard let x = Self.find(x, in: fields), let y = Self.find(y, in: fields) else { continue }
      let z = x.name.trimmed.lowercased() == "x" ? Self.find("z", in: fields) : nil
      let chosen = [x, y] + (z.map { [$0] } ?? [])
      let values = try sample(chosen)
      let found = Self(chosen, values, isText: isText)
      // Of other tables, what is no position is a value.
      guard namesTell || found.understands(values) else { continue }
      self = found
      return
    }
    if let pair = Self.chosen(of: Self.namedPairs(among: fields)) {
      let values = try sample([pair.x, pair.y])
      let found = Self([pair.x, pair.y], values, isText: isText)
      if found.understands(values) {
        self = found
        return
      }
    }
    for (x, y) in Self.sizes {
      guard let x = Self.find(x, in: fields), let y = Self.find(y, in: fields) else { continue }
      let values = try sample([x, y])
      let found = Self([x, y], values, isText: isText)
      guard values.allSatisfy({ $0.contains { $0.contains { "°′'NSEWO".contains($0) } } }),
        found.understands(values)
      else { continue }
      self = found
      return
    }
    for name in Self.shapes + Self.both {
      // Of records, a name may stand behind those of what it lies in.
      guard
        let field = Self.find(name, in: fields)
          ?? fields.first(where: { Self.plain($0.name).hasSuffix(".\(name)") }),
        field.kind == .text
      else { continue }
      let values = try sample([field])[0].filter { !Self.isBlank($0) }
      func areMost(_ isOne: (String) -> Bool) -> Bool {
        values.count(where: isOne) * 2 > values.count
      }
      if areMost(TextShapes.isLikely) {
        self.init(shapes: field, values)
        return
      }
      guard Self.both.contains(name) else { continue }
      let pairs = PairText(of: name, values)
      if areMost({ pairs.read($0) != nil || pairs.isMixed && pairs.isPair($0) }) {
        self.init(pair: field, values, isYFirst: nil)
        return
      }
    }
    return nil
  }

  private init(_ fields: [Field], _ values: [[String]], isText: Bool) {
    x = fields[0].name
    y = fields[1].name
    z = fields.count > 2 ? fields[2].name : nil
    let (ofX, ofY) = (
      PositionText(of: values[0], named: x), PositionText(of: values[1], named: x)
    )
    content = .coordinates(x: ofX, y: ofY)
    // Most texts are plain numbers, which are read faster.
    self.fields = isText ? fields.map { Field($0.name, .number) } : fields
    canBeDegrees =
      values[0].allSatisfy { abs(ofX.read($0)?.value ?? 0) <= 180 }
      && values[1].allSatisfy { abs(ofY.read($0)?.value ?? 0) <= 90 }
  }

  private init(pair field: Field, _ values: [String], isYFirst: Bool?) {
    x = field.name
    y = nil
    z = nil
    let pairs = PairText(of: field.name, values, isYFirst: isYFirst)
    content = .pairs(pairs)
    fields = [field]
    canBeDegrees = values.allSatisfy { text in
      pairs.read(text).map { abs($0.x) <= 180 && abs($0.y) <= 90 } ?? true
    }
  }

  private init(shapes field: Field, _ values: [String]) {
    x = field.name
    y = nil
    z = nil
    content = .shapes(system: values.lazy.compactMap { TextShapes.system(of: $0) }.first)
    fields = [field]
    canBeDegrees = true
  }

  private static func find(_ name: String, in fields: [Field]) -> Field? {
    fields.first { $0.name == name }
      ?? fields.first { plain($0.name) == plain(name) }
  }

  private static func plain(_ name: String) -> String {
    name.trimmed.lowercased().replacing(" ", with: "_").replacing("-", with: "_")
  }

  static func isBlank(_ text: String) -> Bool {
    PositionText.blanks.contains(text.trimmed.lowercased())
  }

  /// Whether at least half of the values are positions.
  private func understands(_ values: [[String]]) -> Bool {
    guard case .coordinates(let ofX, let ofY) = content else { return true }
    let known = zip(values[0], values[1]).filter { !Self.isBlank($0) && !Self.isBlank($1) }
    let good = known.count { ofX.read($0) != nil && ofY.read($1) != nil }
    return good > 0 && good * 2 >= known.count
  }

  /// The names in quotes, for messages.
  package var description: String { words.description }

  private var words: Sentence {
    if let y, let z { return "columns '\(x)', '\(y)' and '\(z)'" }
    return y.map { "columns '\(x)' and '\($0)'" } ?? "column '\(x)'"
  }

  /// What the user should know of how positions are read.
  var note: Sentence {
    switch content {
    case .coordinates:
      guard let y, Self.tellOtherAxes(x: x, y: y) else {
        return "coordinates from \(words)"
      }
      return
        "coordinates from \(words), although '\(x)' is called as latitudes are, and x is the longitude; exchange both if that is not meant"
    case .shapes: return "shapes from \(words)"
    case .pairs(let pairs):
      let order: Sentence = pairs.isYFirst ? "latitude, longitude" : "longitude, latitude"
      let way: Sentence = pairs.isSure ? "" : ", which nothing in it tells; \(.nameColumns)"
      let rest: Sentence = pairs.isMixed ? ", though some rows have the other order" : ""
      return "coordinates from \(words), as \(order)\(way)\(rest)"
    }
  }

  /// Whether the columns hold points.
  var arePoints: Bool { if case .shapes = content { false } else { true } }

  /// The names of the columns.
  var names: [String] { [x, y, z].compactMap(\.self) }
}

import GridcastBase
import GridcastDraw
import GridcastFormats

/// What readers know a place by: water, roads and the borders of districts, in quiet colours.
struct BaseMap {
  /// What a line or an area is, in the order in which they are drawn.
  enum Kind: Int, CaseIterable {
    case water, rivers, roads, mainRoads, districts

    /// What it is called in a legend.
    var name: Sentence {
      switch self {
      case .water: "water"
      case .rivers: "rivers"
      case .roads: "roads"
      case .mainRoads: "main roads"
      case .districts: "districts"
      }
    }

    /// The colour of its lines, which is seen on the palest and on the darkest class.
    var color: Color {
      switch self {
      case .water, .rivers: Color(0x7FA8C9)
      case .roads: Color(0x9A9A9A)
      case .mainRoads: Color(0x6E6E6E)
      case .districts: Color(0x8A6F8F)
      }
    }

    /// The width of its lines in pixels.
    var width: Double {
      switch self {
      case .water: 0.6
      case .rivers: 0.9
      case .roads: 0.6
      case .mainRoads: 1.3
      case .districts: 1
      }
    }

    /// What its areas are filled with, below the squares.
    var fill: Color? { self == .water ? Color(0xDCE9F3) : nil }
  }

  /// The shapes of each kind that there is, the lowest first.
  private(set) var layers: [(kind: Kind, shapes: Shapes)] = []

  /// Fields whose texts tell what something is: those of OpenStreetMap's tags and of its common extracts.
  private static let fields = ["highway", "waterway", "natural", "water", "boundary", "fclass"]
  private static let wet: Set<String> = [
    "water", "river", "riverbank", "reservoir", "lake", "pond", "wetland", "glacier", "basin",
    "bay", "stream",
    "canal", "drain", "ditch", "dock", "sea", "coastline", "lagoon",
  ]
  private static let main: Set<String> = [
    "motorway", "trunk", "primary", "secondary", "motorway_link", "trunk_link", "primary_link",
  ]
  private static let wetNames = ["water", "river", "lake", "水", "河", "湖", "江"]

  /// Reads layers.
  ///
  /// - Parameters:
  ///   - sources: The layers.
  ///   - system: The coordinate system of the map.
  ///   - extent: The extent of the map; what lies far from it is left out, and lines are drawn no finer than they
  ///     are seen on it.
  ///   - notes: Receives sentences for the user.
  /// - Throws: The errors of reading.
  init(
    _ sources: [Source], in system: CoordinateSystem, over extent: Box, _ notes: inout [Sentence]
  ) throws(GridcastError) {
    var all: [Kind: Shapes] = [:]
    let longer = max(extent.width, extent.height)
    let reach = extent.expanded(by: 0.6 * longer)
    for source in sources {
      let reader = try LayerReader(source, for: .features)
      let names =
        reader.isOSM
        ? Self.fields
        : reader.fields.map(\.name).filter { Self.fields.contains($0.lowercased()) }
      let features = try MapSubject.layer(source, in: system, fields: names, &notes).features
      let texts = names.compactMap { name in
        features.column(name).map { (name.lowercased(), $0.spelled) }
      }
      let isWet = Self.wetNames.contains { source.name.lowercased().contains($0) }
      var found = false
      for shape in 0..<features.count {
        let tags = texts.reduce(into: [String: String]()) { tags, column in
          if let text = column.1[shape], !text.isEmpty { tags[column.0] = text.lowercased() }
        }
        let isArea = [.polygon, .multiPolygon].contains(features.shapes.kinds[shape])
        let isLine = [.line, .multiLine].contains(features.shapes.kinds[shape])
        guard isArea || isLine,
          let kind = Self.kind(tags, isArea: isArea, isWet: isWet, isOSM: reader.isOSM)
        else { continue }
        let one = Self.subset(features.shapes, shape)
        let lines = one.simplified(within: reach, to: longer / 10_000)
        for line in lines {
          all[kind, default: Shapes()].beginShape(line.isRing ? .polygon : .line)
          all[kind]?.addPart(line.isRing ? .exterior : .line, line.points)
          found = true
        }
      }
      if !found {
        notes.append(
          "\(source.path): it has no roads, water or districts near the map, so nothing of it is seen"
        )
      }
    }
    layers = Kind.allCases.compactMap { kind in all[kind].map { (kind, $0) } }
  }

  /// Areas that are filled, to be drawn below everything else.
  var below: [MapLayer] {
    layers.compactMap { kind, shapes in
      kind.fill.map { fill in MapLayer(shapes, color: { _ in fill }, outline: nil) }
    }
  }

  /// Lines, to be drawn above the cells.
  var above: [MapLayer] {
    layers.map { kind, shapes in
      // Without a colour of its own a ring is not filled, and a line has that of outlines.
      MapLayer(shapes, color: { _ in nil }, outline: kind.color, lineWidth: kind.width)
    }
  }

  /// What they are, for the legend.
  var legends: [MapLegend] {
    layers.map { kind, _ in
      MapLegend(
        title: "", entries: [(kind.fill ?? kind.color, kind.name.description)],
        mark: kind.fill == nil ? .line : .area)
    }
  }

  /// One shape of some.
  private static func subset(_ shapes: Shapes, _ shape: Int) -> Shapes {
    var one = Shapes()
    one.beginShape(shapes.kinds[shape])
    for part in shapes.parts(of: shape) {
      one.addPart(shapes.partKinds[part], Array(shapes.points[shapes.vertices(ofPart: part)]))
    }
    return one
  }

  /// What a line or an area is; nil for what no base shows, such as a building.
  private static func kind(_ tags: [String: String], isArea: Bool, isWet: Bool, isOSM: Bool)
    -> Kind?
  {
    let road = tags["highway"] ?? (isArea ? nil : tags["fclass"])
    let isOfWater =
      isWet || tags["waterway"] != nil || tags["water"] != nil
      || [tags["natural"], tags["fclass"]].contains { $0.map(wet.contains) ?? false }
    if isOfWater { return isArea ? .water : .rivers }
    if isArea { return tags["boundary"] == "administrative" || !isOSM ? .districts : nil }
    if let road { return main.contains(road) ? .mainRoads : .roads }
    return isOSM ? nil : .roads
  }
}

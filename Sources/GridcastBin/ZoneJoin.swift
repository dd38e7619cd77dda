package import GridcastBase
import GridcastGeo

/// Counts points by zone and category, for zones of any shape.
///
/// A point on a border, or where zones overlap, is counted once, in the first zone in file order.
package struct ZoneJoin: ~Copyable {
  private let zones: Features
  private let index: PolygonIndex
  private let isRound: Bool
  private let weightField: String?
  private let categorization: Categorization
  private var categories: CategoryNames
  private var sums: [[Double]] = []
  /// The numbers of points read, counted and left out.
  package private(set) var tally = Tally()

  /// Begins a count over valid polygons; use `Shapes.repaired()` to make them valid.
  ///
  /// - Throws: `.badData` where there is no polygon.
  package init(
    _ zones: Features, by categorization: Categorization, weight: String? = nil, subject: String
  ) throws(GridcastError) {
    guard zones.shapes.partKinds.contains(.exterior) else {
      throw GridcastError(.badData, subject, "it holds no polygons to serve as zones")
    }
    let isRound = zones.coordinateSystem?.isPlainDegrees ?? false
    // A zone drawn from 179° to −179° is two degrees wide.
    let index = try PolygonIndex(
      isRound ? try zones.shapes.cutAtAntimeridian(.shorter).shapes : zones.shapes)
    self.zones = zones
    self.index = index
    self.isRound = isRound
    weightField = weight
    self.categorization = categorization
    categories = CategoryNames(categorization)
  }

  /// Adds a batch that is in the coordinate system of the zones.
  package mutating func add(_ features: Features, from subject: String) throws(GridcastError) {
    let (own, names) = try categorization.codes(of: features, from: subject)
    let places = try categories.codes(of: names, from: subject)
    let codes = own.map { $0 < 0 ? -1 : places[Int($0)] }
    let weights = try features.weights(weightField, from: subject)
    while sums.count < categories.names.count {
      sums.append(Array(repeating: 0, count: zones.count))
    }
    let located = try RepresentativePoints(of: features.shapes)
    tally.read += located.points.count + located.missingCount
    tally.drop(Binning.withoutCoordinates, located.missingCount)
    for (position, point) in located.points.enumerated() {
      let owner = located.owner(of: position)
      let found = zonesAround(point)
      guard let zone = found.first else {
        tally.drop("outside all zones")
        continue
      }
      guard codes[owner] >= 0 else {
        tally.drop(Binning.withoutCategory)
        continue
      }
      let weight = weights.map { $0[owner] } ?? 1
      guard let weight, weight.isFinite else {
        tally.drop(Binning.withoutWeight)
        continue
      }
      if found.count > 1 { sharedCount += 1 }
      sums[Int(codes[owner])][zone] += weight
      tally.kept += 1
    }
  }

  /// The zones that hold a point; longitudes may be counted on beyond 180°, or from 0° on.
  private func zonesAround(_ point: Point) -> [Int] {
    let found = index.shapes(at: point)
    guard found.isEmpty, isRound else { return found }
    let east = index.shapes(at: Point(x: point.x + 360, y: point.y))
    return east.isEmpty ? index.shapes(at: Point(x: point.x - 360, y: point.y)) : east
  }

  private var sharedCount = 0

  /// Finishes the count: the zones with their own attributes, a number for each category, and the
  /// total.
  package mutating func finish() -> (zones: Features, categories: [String]) {
    if sharedCount > 0 {
      tally.note(
        "\(counted(sharedCount, "point")) in more than one zone, each counted in the first of them")
    }
    let names = categories.names
    var order = Array(names.indices)
    if categories.isNamedByData { order.sort { names[$0] < names[$1] } }
    var result = zones
    for category in order {
      result.columns.append(
        .sums(
          names[category], sums.isEmpty ? Array(repeating: 0, count: zones.count) : sums[category],
          isCount: weightField == nil))
    }
    let totals = zones.shapes.kinds.indices.map { zone in sums.reduce(0) { $0 + $1[zone] } }
    result.columns.append(.sums("total", totals, isCount: weightField == nil))
    return (result, order.map { names[$0] })
  }
}

extension Column {
  /// A column of sums, which are integers where features were counted.
  static func sums(_ name: String, _ values: [Double], isCount: Bool) -> Column {
    isCount
      ? Column(
        Field(name, .integer, width: 10), .integers(Optionals(known: values.map { Int64($0) })))
      : Column(Field(name, .number, width: 19, precision: 6), .numbers(Optionals(known: values)))
  }
}

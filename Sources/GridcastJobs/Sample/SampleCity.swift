import Foundation
package import GridcastBase
import GridcastBin
import GridcastGeo
import GridcastReproject

/// An invented city for trying out Gridcast: points with eight functions around one primary and two
/// secondary centres, and a study area.
///
/// The totals are those of Linwei District in 2023 (Yang, Zhao and Xu 2024); no place is real.
package struct SampleCity: Sendable {
  /// The number of points in the study.
  package static let studyPointCount = 44_034
  /// The number of 1 km cells in the study, which is that of this study area too.
  package static let studyCellCount = 1_097
  private static let stationCount = 10

  private struct Function: Sendable {
    let name: String
    let label: String
    /// The number of points with this function in the study.
    let total: Int
    /// How closely the function follows the centres of business, from 0 to 1.
    let affinity: Double
    /// The spread around a centre, relative to that of business.
    let spread: Double
  }

  private static let functions = [
    Function(name: "administration", label: "机关", total: 6_399, affinity: 0.55, spread: 1.5),
    Function(name: "business", label: "商铺", total: 22_886, affinity: 1, spread: 1),
    Function(name: "education", label: "学校", total: 2_088, affinity: 0.45, spread: 1.9),
    Function(name: "medical", label: "诊所", total: 2_465, affinity: 0.6, spread: 1.4),
    Function(name: "office", label: "公司", total: 3_609, affinity: 0.75, spread: 0.9),
    Function(name: "residential", label: "小区", total: 2_256, affinity: 0.5, spread: 2.2),
    Function(name: "tourism", label: "景点", total: 192, affinity: 0, spread: 1.2),
    Function(name: "traffic", label: "车站", total: 4_139, affinity: 0.55, spread: 1.7),
  ]

  private struct Center: Sendable {
    let position: Point
    let spread: Double
  }

  /// The number of points.
  package let pointCount: Int
  /// The study area, one polygon in WGS 84 / UTM zone 49N.
  package let studyArea: Features
  /// Railway stations, near which the city grows, in WGS 84 / UTM zone 49N.
  package let stations: Features
  private let middle: Point
  private let radius: Double
  private let waves: [(count: Double, height: Double, phase: Double)]
  private let centers: [Center]
  /// For each function the weights of the centres, which sum to 1.
  private let weights: [[Double]]
  private let seed: UInt64

  /// Makes a city with this number of points.
  ///
  /// - Throws: `.bug` where PROJ does not know UTM zone 49N.
  package init(pointCount: Int = studyPointCount, seed: UInt64 = 1) throws(GridcastError) {
    precondition(pointCount > 0)
    var random = RandomNumbers(seed: seed, stream: 1)
    let utm = CoordinateSystem.utm(UTMZone(number: 49, isNorth: true))
    let middle = try Reprojection.project([Point(x: 109.5, y: 34.5)], from: .wgs84, to: utm)[0]
    let waves = (2...6).map { count in
      (
        Double(count), 0.25 * random.uniformDouble() / Double(count - 1),
        2 * .pi * random.uniformDouble()
      )
    }
    self.middle = middle
    self.waves = waves
    radius = try Self.radius(around: middle, waves, in: utm)
    var shapes = Shapes()
    shapes.beginShape(.polygon)
    shapes.addPart(.exterior, Self.outline(around: middle, radius, waves))
    studyArea = Features(
      shapes: shapes, columns: [Column(Field("name", .text), .texts(Texts(["made-up city"])))],
      coordinateSystem: utm)

    var centers = [
      Center(position: middle, spread: 1_500),
      Center(position: Point(x: middle.x + 7_000, y: middle.y - 3_500), spread: 1_100),
      Center(position: Point(x: middle.x - 5_000, y: middle.y + 6_500), spread: 1_000),
    ]
    while centers.count < 40 {
      let angle = 2 * .pi * random.uniformDouble()
      let reach = radius * 0.85 * random.uniformDouble().squareRoot()
      centers.append(
        Center(
          position: Point(x: middle.x + reach * cos(angle), y: middle.y + reach * sin(angle)),
          spread: 350 + 900 * random.uniformDouble()))
    }
    self.centers = centers
    // Stations are near the middle, so that windows around them lie within the raster.
    let places = centers.map(\.position).filter {
      abs($0.x - middle.x) < 10_000 && abs($0.y - middle.y) < 10_000
    }.prefix(Self.stationCount)
    stations = Features(
      shapes: Shapes(points: Array(places)),
      columns: [
        Column(Field("name", .text), .texts(Texts(places.indices.map { "火车站\($0 + 1)" })))
      ], coordinateSystem: utm)
    let business =
      [0.34, 0.13, 0.10] + (3..<centers.count).map { _ in 0.03 * random.uniformDouble() }
    weights = Self.functions.map { function in
      let own = centers.indices.map { _ in random.uniformDouble() / 12 }
      let mixed = zip(business, own).map {
        function.affinity * $0 * (0.3 + 1.4 * random.uniformDouble()) + (1 - function.affinity) * $1
      }
      let sum = mixed.reduce(0, +)
      return mixed.map { $0 / sum }
    }
    self.pointCount = pointCount
    self.seed = seed
  }

  /// The fields of the points.
  package var fields: [Field] {
    [
      Field("id", .integer, width: 10), Field("name", .text, width: 20),
      Field("function", .text, width: 14), Field("opened", .integer, width: 4),
    ]
  }

  /// Generates the points in batches, in WGS 84 longitude and latitude.
  package func points(_ body: (Features) throws(GridcastError) -> Void) throws(GridcastError) {
    var random = RandomNumbers(seed: seed, stream: 2)
    var years = RandomNumbers(seed: seed, stream: 3)
    var rest = Self.shares(of: pointCount)
    var remaining = pointCount
    while remaining > 0 {
      let count = min(remaining, Features.batchSize)
      let first = pointCount - remaining
      var points: [Point] = []
      var codes: [Int] = []
      for _ in 0..<count {
        // Functions are drawn from those left, so that the totals are exact.
        var pick = random.below(remaining)
        let function =
          rest.firstIndex { share in
            if pick < share { return true }
            pick -= share
            return false
          } ?? 0
        rest[function] -= 1
        remaining -= 1
        points.append(place(function, &random))
        codes.append(function)
      }
      let ids = (first..<first + count).map { Int64($0 + 1) }
      let names = zip(codes, ids).map { "\(Self.functions[$0].label)\($1)" }
      let system = studyArea.coordinateSystem
      guard let system else { preconditionFailure("the study area has a coordinate system") }
      let degrees = try Reprojection.project(points, from: system, to: .wgs84)
      try body(
        Features(
          shapes: Shapes(points: degrees),
          columns: [
            Column(fields[0], .integers(Optionals(known: ids))),
            Column(fields[1], .texts(Texts(names))),
            Column(fields[2], .texts(Texts(codes.map { Self.functions[$0].name }))),
            Column(
              fields[3], .integers(Optionals(known: points.map { yearOpened(at: $0, &years) }))),
          ],
          coordinateSystem: .wgs84))
    }
  }

  /// The year in which a point appeared: after 2013 for a sixth of all points, but for two thirds
  /// of those at a station.
  private func yearOpened(at place: Point, _ random: inout RandomNumbers) -> Int64 {
    var nearest = Double.infinity
    for station in stations.shapes.points {
      let (dx, dy) = (station.x - place.x, station.y - place.y)
      nearest = min(nearest, dx * dx + dy * dy)
    }
    let recent = 1.0 / 6 + 0.5 * exp(-nearest / (2 * 2_000 * 2_000))
    return random.uniformDouble() < recent
      ? 2014 + Int64(random.below(9)) : 2000 + Int64(random.below(14))
  }

  /// The number of points of each function, by the largest remainder method.
  private static func shares(of count: Int) -> [Int] {
    let exact = functions.map { Double($0.total) * Double(count) / Double(studyPointCount) }
    var shares = exact.map { Int($0) }
    let order = exact.indices.sorted {
      (exact[$1] - Double(shares[$1]), $0) < (exact[$0] - Double(shares[$0]), $1)
    }
    for index in order.prefix(count - shares.reduce(0, +)) { shares[index] += 1 }
    return shares
  }

  private func place(_ function: Int, _ random: inout RandomNumbers) -> Point {
    while true {
      let point: Point
      if random.uniformDouble() < 0.06 {
        let angle = 2 * .pi * random.uniformDouble()
        let reach = 1.4 * radius * random.uniformDouble().squareRoot()
        point = Point(x: middle.x + reach * cos(angle), y: middle.y + reach * sin(angle))
      } else {
        var pick = random.uniformDouble()
        let index =
          weights[function].firstIndex { weight in
            pick -= weight
            return pick < 0
          } ?? 0
        let center = centers[index]
        // Box and Muller (1958): two normal numbers from two uniform ones.
        let reach =
          center.spread * Self.functions[function].spread
          * (-2 * log(1 - random.uniformDouble())).squareRoot()
        let angle = 2 * .pi * random.uniformDouble()
        point = Point(
          x: center.position.x + reach * cos(angle), y: center.position.y + reach * sin(angle))
      }
      if isInside(point) { return point }
    }
  }

  private func isInside(_ point: Point) -> Bool {
    let dx = point.x - middle.x
    let dy = point.y - middle.y
    let limit = 0.999 * radius * Self.stretch(atan2(dy, dx), waves)
    return dx * dx + dy * dy < limit * limit
  }

  private static func stretch(
    _ angle: Double, _ waves: [(count: Double, height: Double, phase: Double)]
  ) -> Double {
    waves.reduce(1) { $0 + $1.height * cos($1.count * angle + $1.phase) }
  }

  private static func outline(
    around middle: Point, _ radius: Double,
    _ waves: [(count: Double, height: Double, phase: Double)]
  ) -> [Point] {
    // Clockwise as in exterior rings of a Shapefile; the last corner repeats the first.
    (0...360).map { step in
      let angle = -2 * Double.pi * Double(step % 360) / 360
      let reach = radius * stretch(angle, waves)
      return Point(x: middle.x + reach * cos(angle), y: middle.y + reach * sin(angle))
    }
  }

  /// The radius at which the study area has as many cells as the study: the middle of the range of
  /// such radii, so that rounding changes nothing.
  private static func radius(
    around middle: Point, _ waves: [(count: Double, height: Double, phase: Double)],
    in system: CoordinateSystem
  ) throws(GridcastError) -> Double {
    func cells(_ radius: Double) throws(GridcastError) -> Int {
      var area = Shapes()
      area.beginShape(.polygon)
      area.addPart(.exterior, outline(around: middle, radius, waves))
      return try Fishnet(over: area, cellSize: 1000, rule: .overlap, in: system).cells.count
    }
    /// The least radius, to a centimetre, with at least `count` cells.
    func least(_ count: Int) throws(GridcastError) -> Double {
      var low = 1_000.0
      var high = 60_000.0
      while high - low > 0.01 {
        let radius = (low + high) / 2
        if try cells(radius) >= count { high = radius } else { low = radius }
      }
      return high
    }
    return (try least(studyCellCount) + (try least(studyCellCount + 1))) / 2
  }
}

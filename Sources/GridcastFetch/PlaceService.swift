package import GridcastBase

/// What a service's own answer says of a request.
package enum Verdict: Equatable {
  /// It was answered.
  case answered
  /// The service is asked too often, or is busy: the same may be asked later.
  case wait(String)
  /// The day's requests of a key are spent.
  case spent(String)
  /// The request or the key is refused, and will be so again.
  case refused(String)
}

/// One page of what a rectangle holds.
package struct PlacePage {
  /// The places.
  var places: [ServiceObject]
  /// How many the rectangle holds in all, where the service tells that.
  var total: Int?
}

/// What a service says of places, and how it is read.
package protocol PlaceReader: Sendable {
  /// What it is called in messages.
  var name: String { get }
  /// Fields in the order in which they are published; others follow.
  var fieldOrder: [String] { get }

  /// The identifier of a place.
  func identifier(of place: ServiceObject) -> String?
  /// Where a place is: longitude and latitude as the service counts them.
  func position(of place: ServiceObject) -> Point?
  /// The fields of a place; `unheld` receives the names of what no field holds.
  func fields(of place: ServiceObject, unheld: inout Set<String>) -> [(name: String, value: String)]
}

/// A web service that takes a key, and counts positions from elsewhere than WGS 84.
package protocol KeyedService: Sendable {
  /// What it is called in messages.
  var name: String { get }
  /// The address that it has.
  var address: String { get }
  /// The parameter that takes the key.
  var keyParameter: String { get }
  /// The offset of its coordinates.
  var offset: ChinaOffset { get }
  /// Members of its answers that become the geometry and no field.
  var positionMembers: Set<String> { get }

  /// The parameter by which a request is signed.
  ///
  /// - Parameters:
  ///   - path: The path of the request.
  ///   - parameters: All other parameters in their order, the key among them.
  ///   - signer: The private key.
  /// - Returns: Its name and its value.
  func signature(
    of path: String, _ parameters: [(name: String, value: String)], by signer: String
  ) -> (name: String, value: String)
}

/// A web service that lists the places within rectangles, page by page, and no more of them than its limit.
package protocol PlaceService: PlaceReader, KeyedService {
  /// How many places a page has at most.
  var pageSize: Int { get }
  /// How many pages of one rectangle are answered.
  var pageCount: Int { get }
  /// Whether an answer tells how many places there are in all.
  var tellsTotal: Bool { get }
  /// What is sought: types, or words.
  var types: [String] { get }
  /// Whether several types are asked for in one request; they are taken apart where a rectangle cannot be cut.
  var asksTypesTogether: Bool { get }

  /// The request for one page, counted from 1, of what a rectangle holds of some types.
  func request(for page: Int, of types: [String], in rectangle: Rectangle) -> ServiceRequest
  /// What an answer says of its request.
  func verdict(on answer: ServiceObject) -> Verdict
  /// The places of an answer; nil where it has no list of them.
  func page(of answer: ServiceObject) -> PlacePage?
}

extension PlaceService {
  package func fields(of place: ServiceObject, unheld: inout Set<String>)
    -> [(name: String, value: String)]
  {
    place.fields(leaving: positionMembers, unheld: &unheld)
  }
}

extension [String] {
  /// The texts in their order, each once.
  var withoutRepeats: [String] {
    var seen = Set<String>()
    return filter { seen.insert($0).inserted }
  }
}

/// A rectangle in millionths of a degree, in which it can be halved and written exactly.
package struct Rectangle: Sendable, Hashable {
  package let west: Int
  package let south: Int
  package let east: Int
  package let north: Int

  package init(west: Int, south: Int, east: Int, north: Int) {
    self.west = west
    self.south = south
    self.east = east
    self.north = north
  }

  /// The smallest rectangle of millionths that contains a box in degrees, but for what is less than a millionth of a
  /// millionth, as 33.9 times a million may be a little less than it ought to be.
  package init(around box: Box) {
    func millionths(_ degrees: Double, _ rule: FloatingPointRoundingRule) -> Int {
      let value = degrees * 1e6
      let near = value.rounded()
      return Int(abs(value - near) < 1e-5 ? near : value.rounded(rule))
    }
    self.init(
      west: millionths(box.minX, .down), south: millionths(box.minY, .down),
      east: millionths(box.maxX, .up), north: millionths(box.maxY, .up))
  }

  /// The same in degrees.
  package var box: Box {
    Box(
      minX: Double(west) / 1e6, minY: Double(south) / 1e6, maxX: Double(east) / 1e6,
      maxY: Double(north) / 1e6)
  }

  /// The rectangle cut in the middle of its sides; none where that is not possible any more.
  var quarters: [Rectangle] {
    let xs = [west] + (east - west > 1 ? [west + (east - west) / 2] : []) + [east]
    let ys = [south] + (north - south > 1 ? [south + (north - south) / 2] : []) + [north]
    if xs.count + ys.count == 4 { return [] }
    return zip(ys, ys.dropFirst()).flatMap { south, north in
      zip(xs, xs.dropFirst()).map { west, east in
        Rectangle(west: west, south: south, east: east, north: north)
      }
    }
  }

  /// A number of millionths as degrees with six decimals.
  package static func degrees(_ millionths: Int) -> String {
    let digits = String(abs(millionths) % 1_000_000)
    return (millionths < 0 ? "-" : "") + "\(abs(millionths) / 1_000_000)."
      + String(repeating: "0", count: 6 - digits.count) + digits
  }
}

extension Rectangle: CustomStringConvertible {
  /// West, south, east and north in degrees.
  package var description: String {
    [west, south, east, north].map(Self.degrees).joined(separator: ",")
  }
}

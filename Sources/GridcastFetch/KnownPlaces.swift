import GridcastBase

/// The places that are known of a rectangle, by their identifiers.
struct KnownPlaces {
  /// Where each is; nil where that is not known.
  private var places: [String: Point?] = [:]
  /// The days on which these, or those of what is around, came.
  private(set) var days: Set<DateTime> = []

  var count: Int { places.count }

  /// Where they are, as far as that is known.
  var points: [Point] { places.values.compactMap { $0 } }

  mutating func add(_ place: ServiceObject, of service: any PlaceService, on day: DateTime?) {
    if let day { days.insert(day) }
    guard let identifier = service.identifier(of: place) else { return }
    places[identifier] = .some(service.position(of: place))
  }

  /// These and others.
  func adding(_ others: KnownPlaces) -> KnownPlaces {
    KnownPlaces(
      places: places.merging(others.places) { first, _ in first }, days: days.union(others.days))
  }

  /// How many of these are among others.
  func count(in others: KnownPlaces) -> Int { places.keys.count { others.places[$0] != nil } }

  /// Those of a rectangle: all, and those of which it is certain that they are not on its edge.
  func within(_ rectangle: Rectangle) -> (all: KnownPlaces, inner: KnownPlaces) {
    // Half of a millionth of a degree.
    (within(rectangle.box, margin: 0), within(rectangle.box, margin: 5e-7))
  }

  private func within(_ box: Box, margin: Double) -> KnownPlaces {
    let found = places.filter { _, point in
      guard let point else { return false }
      return point.x >= box.minX + margin && point.x <= box.maxX - margin
        && point.y >= box.minY + margin && point.y <= box.maxY - margin
    }
    return KnownPlaces(places: found, days: days)
  }
}

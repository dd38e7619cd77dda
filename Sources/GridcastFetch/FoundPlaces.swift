package import GridcastBase

/// The places that a crawl has found, each once.
package struct FoundPlaces {
  private let service: any PlaceReader
  private var identifiers: [String] = []
  private var known: Set<String> = []
  private var points: [Point] = []
  private var days: [DateTime?] = []
  private var table = FieldTable()
  private var tally = Tally()
  private var repeated = 0
  private var uncut: [(rectangle: Rectangle, limit: Int, total: Int?)] = []
  private var short: [(rectangle: Rectangle, missing: Int)] = []

  /// The name of the field with the day on which a place was fetched.
  package static let dateField = "fetched"

  init(of service: any PlaceReader) { self.service = service }

  /// The number of places within the area so far.
  package var count: Int { points.count }

  /// How many came in more than one rectangle, as those on their edges do.
  package var repeatedCount: Int { repeated }

  /// Adds places.
  ///
  /// - Parameters:
  ///   - found: The places.
  ///   - day: When they were fetched.
  ///   - isInside: Whether a place is within the area; nil where all are.
  /// - Returns: The identifiers of all that have one.
  @discardableResult
  mutating func add(
    _ found: [ServiceObject], on day: DateTime?, isInside: ((Point) -> Bool)?
  ) -> Set<String> {
    var all = Set<String>()
    for place in found {
      guard let identifier = service.identifier(of: place) else {
        tally.lose("without an identifier")
        continue
      }
      all.insert(identifier)
      guard known.insert(identifier).inserted else {
        repeated += 1
        continue
      }
      guard let point = service.position(of: place) else {
        tally.lose("without a position")
        continue
      }
      if let isInside, !isInside(point) {
        tally.drop("outside the area, in rectangles on its border")
        continue
      }
      add(place, identifier, at: point)
      days.append(day)
    }
    return all
  }

  /// Counts what is lost.
  mutating func lose(_ reason: Sentence, first: Sentence) {
    tally.lose(reason, first: first)
  }

  /// What was lost, in words; nil where nothing was.
  package var lost: Sentence? {
    let lost = tally.onlyLost
    return lost.droppedCount == 0 ? nil : lost.reasons
  }

  private mutating func add(_ place: ServiceObject, _ identifier: String, at point: Point) {
    table.add(service.fields(of: place, unheld: &table.unheld), row: points.count)
    identifiers.append(identifier)
    points.append(point)
  }

  /// Notes a rectangle that can be cut no further and holds more than the service lists.
  mutating func noteUncut(_ rectangle: Rectangle, limit: Int, total: Int?) {
    uncut.append((rectangle, limit, total))
  }

  /// Notes a rectangle of which fewer places came than the service said.
  mutating func noteShort(_ rectangle: Rectangle, _ missing: Int) {
    short.append((rectangle, missing))
  }

  /// How many places are known to be missing.
  package var missingCount: Int { short.reduce(0) { $0 + $1.missing } }

  /// Whether there are rectangles of which not all could be had.
  package var isIncomplete: Bool { !uncut.isEmpty || !short.isEmpty }

  /// What the user should know.
  package var notes: [Sentence] {
    var notes: [Sentence] = tally.notes
    if tally.droppedCount > 0 { notes.append("left out: \(tally.reasons)") }
    for (rectangle, limit, total) in uncut.prefix(5) {
      let all = total.map { counted($0, "place").sentence } ?? "more places"
      notes.append(
        "\(service.name) lists no more than \(limit) of \(all) within \(rectangle), which cannot be cut any further"
      )
    }
    if uncut.count > 5 {
      notes.append("so it is with \(formatted(uncut.count - 5)) more rectangles")
    }
    if !short.isEmpty {
      notes.append(
        "in \(counted(short.count, "rectangle")), such as \(short[0].rectangle), \(service.name) gave \(formatted(missingCount)) places fewer than it said there were"
      )
    }
    if !table.unheld.isEmpty {
      notes.append(
        "lists that no field holds stay in the journal: \(table.unheld.sorted().prefix(20).joined(separator: ", "))"
      )
    }
    return notes
  }

  /// The places as points with their fields and the day on which they were fetched, in the order of their identifiers.
  package func features(in system: CoordinateSystem) -> Features {
    let order = identifiers.indices.sorted { identifiers[$0] < identifiers[$1] }
    let fetched = Column(
      Field(Self.dateField, .date), .dateTimes(Optionals(order.lazy.map { days[$0] })))
    return Features(
      shapes: Shapes(points: order.map { points[$0] }),
      columns: table.columns(of: order, published: service.fieldOrder) + [fetched],
      coordinateSystem: system)
  }
}

package import GridcastBase

/// The places that a crawl has found, each once.
package struct FoundPlaces {
  /// The greatest number of fields; an answer that has more is damaged, or hostile.
  private static let mostFields = 300

  private let service: any PlaceService
  private var identifiers: [String] = []
  private var known: Set<String> = []
  private var points: [Point] = []
  private var names: [String] = []
  private var columns: [String: Texts] = [:]
  private var unheld: Set<String> = []
  private var tally = Tally()
  private var repeated = 0
  private var uncut: [(rectangle: Rectangle, total: Int?)] = []
  private var short: [(rectangle: Rectangle, missing: Int)] = []

  init(of service: any PlaceService) { self.service = service }

  /// The number of places within the area so far.
  package var count: Int { points.count }

  /// How many came in more than one rectangle, as those on their edges do.
  package var repeatedCount: Int { repeated }

  /// Adds places.
  ///
  /// - Parameter isInside: Whether a place is within the area; nil where all are.
  /// - Returns: The identifiers of all that have one.
  mutating func add(_ found: [ServiceObject], isInside: ((Point) -> Bool)?) -> Set<String> {
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
    }
    return all
  }

  private mutating func add(_ place: ServiceObject, _ identifier: String, at point: Point) {
    for (name, value) in place.fields(leaving: service.positionMembers, unheld: &unheld) {
      var column: Texts
      if let own = columns.removeValue(forKey: name) {
        column = own
      } else {
        guard names.count < Self.mostFields else {
          unheld.insert("more than \(Self.mostFields) different names")
          continue
        }
        names.append(name)
        column = Texts()
      }
      for _ in column.count..<max(column.count, points.count) { column.append(nil) }
      if column.count == points.count { column.append(value) }
      columns[name] = column
    }
    identifiers.append(identifier)
    points.append(point)
  }

  /// Notes a rectangle that can be cut no further and holds more than the service lists.
  mutating func noteUncut(_ rectangle: Rectangle, _ total: Int?) { uncut.append((rectangle, total)) }

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
    for (rectangle, total) in uncut.prefix(5) {
      let all = total.map { "\(formatted($0)) places" } ?? "more places"
      notes.append(
        "\(service.name) lists no more than \(service.pageSize * service.pageCount) of \(all) within \(rectangle), which cannot be cut any further"
      )
    }
    if uncut.count > 5 { notes.append("so it is with \(uncut.count - 5) more rectangles") }
    if !short.isEmpty {
      notes.append(
        "in \(counted(short.count, "rectangle")), such as \(short[0].rectangle), \(service.name) gave \(formatted(missingCount)) places fewer than it said there were"
      )
    }
    if !unheld.isEmpty {
      notes.append(
        "lists that no field holds stay in the journal: \(unheld.sorted().prefix(20).joined(separator: ", "))"
      )
    }
    return notes
  }

  /// The places as points with their fields, in the order of their identifiers.
  package func features(in system: CoordinateSystem) -> Features {
    let order = identifiers.indices.sorted { identifiers[$0] < identifiers[$1] }
    let published = service.fieldOrder.filter { columns[$0] != nil }
    let others = names.filter { !published.contains($0) }.sorted()
    return Features(
      shapes: Shapes(points: order.map { points[$0] }),
      columns: (published + others).map { name in
        var texts = columns[name] ?? Texts()
        for _ in texts.count..<points.count { texts.append(nil) }
        return Column(Field(name, .text), .texts(texts.rows(order)))
      }, coordinateSystem: system)
  }
}

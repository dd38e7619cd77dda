package import GridcastBase

/// Fetches all places within an area: cuts it into rectangles until each holds no more than a service lists.
///
/// What is asked follows from the answers alone, so that a crawl which is begun again with its journal asks on where it
/// was cut off; and within one of the first rectangles it follows from the answers there alone, so that several machines
/// can share these, and their journals be put together.
package struct PlaceCrawl {
  /// A rectangle that still waits, with the part of the area in it and the types that are asked for.
  private struct Waiting {
    let rectangle: Rectangle
    let part: AreaEdges.Part
    let types: [String]
  }

  private let service: any PlaceService
  private let asker: Asker
  private let area: AreaEdges
  private let progress: @Sendable (_ done: Int) -> Void
  /// The places so far.
  package private(set) var places: FoundPlaces
  /// The number of places and the size of the last rectangle that was read to its end.
  private var last: (count: Int, area: Double)?

  /// Prepares a crawl of valid polygons in the service's coordinates.
  package init(
    _ service: any PlaceService, _ asker: Asker, within shapes: Shapes,
    progress: @escaping @Sendable (_ done: Int) -> Void
  ) {
    self.service = service
    self.asker = asker
    self.progress = progress
    area = AreaEdges(shapes)
    places = FoundPlaces(of: service)
  }

  /// The rectangles that are asked first: the one around the area, cut into at least as many as are wanted that have
  /// some of the area within them.
  package func firstRectangles(count: Int) -> [Rectangle] {
    var all = [Rectangle(around: area.box)]
    while all.count < count {
      let next = all.flatMap(\.quarters).filter { area.part(in: $0.box).isInside }
      guard next.count > all.count else { break }
      all = next
    }
    return all
  }

  /// Fetches what some rectangles hold.
  ///
  /// - Throws: What `Asker.ask` does.
  package mutating func fetch(_ rectangles: [Rectangle]) throws(GridcastError) {
    for rectangle in rectangles {
      last = nil
      let part = area.part(in: rectangle.box)
      guard part.isInside else { continue }
      _ = try fetch(Waiting(rectangle: rectangle, part: part, types: service.types))
    }
  }

  /// Fetches what a rectangle holds.
  ///
  /// - Returns: How many places it has by the service's own count; nil where the service does not count.
  private mutating func fetch(_ waiting: Waiting) throws(GridcastError) -> Int? {
    let limit = service.pageSize * service.pageCount
    let canBeCut = !waiting.rectangle.quarters.isEmpty
    // Where the total is not told, the last page tells at once whether there may be more than can be listed.
    var end: PlacePage?
    if !service.tellsTotal, mayBeFull(waiting.rectangle, limit) {
      let page = try self.page(service.pageCount, of: waiting)
      if page.places.count >= service.pageSize, canBeCut {
        return try fetchParts(of: waiting, nil)
      }
      end = page
    }
    let area = area
    let isInside: ((Point) -> Bool)? = waiting.part.isWhole ? nil : { area.contains($0) }
    var found = Set<String>()
    var total: Int?
    var isFull = true
    for number in 1...service.pageCount {
      let isLast = number == service.pageCount
      let page = if isLast, let end { end } else { try self.page(number, of: waiting) }
      if number == 1 { total = page.total }
      if let total, total > limit, canBeCut { return try fetchParts(of: waiting, total) }
      let added = places.add(page.places, isInside: isInside)
      found.formUnion(added)
      let isEnd =
        if let total { total <= number * service.pageSize || page.places.isEmpty } else {
          page.places.count < service.pageSize
        }
      if isEnd {
        isFull = false
        break
      }
    }
    progress(places.count)
    if isFull { return try fetchParts(of: waiting, total) }
    last = (found.count, waiting.rectangle.area)
    if let total, found.count < total { places.noteShort(waiting.rectangle, total - found.count) }
    return total
  }

  /// Fetches the parts of a rectangle that holds more than can be listed: its quarters, or where it cannot be cut, each
  /// half of the types.
  private mutating func fetchParts(
    of waiting: Waiting, _ total: Int?
  ) throws(GridcastError) -> Int? {
    let quarters = waiting.rectangle.quarters
    if quarters.isEmpty {
      guard waiting.types.count > 1 else {
        places.noteUncut(waiting.rectangle, total)
        return total
      }
      let half = waiting.types.count / 2
      for types in [waiting.types[..<half], waiting.types[half...]] {
        _ = try fetch(
          Waiting(rectangle: waiting.rectangle, part: waiting.part, types: Array(types)))
      }
      return total
    }
    var sum: Int? = 0
    for quarter in quarters {
      let part = area.part(in: quarter.box, of: waiting.part)
      // What lies outside is not asked, so the sum is not known.
      guard part.isInside else {
        sum = nil
        continue
      }
      let count = try fetch(Waiting(rectangle: quarter, part: part, types: waiting.types))
      sum = sum.flatMap { sum in count.map { sum + $0 } }
    }
    // What lies on edges counts in both parts, so there may be more.
    if let total, let sum, sum < total { places.noteShort(waiting.rectangle, total - sum) }
    return total
  }

  /// Whether a rectangle probably holds about as many as can be listed, by the one that was read last.
  private func mayBeFull(_ rectangle: Rectangle, _ limit: Int) -> Bool {
    guard let last, last.area > 0 else { return true }
    return Double(last.count) / last.area * rectangle.area > 0.75 * Double(limit)
  }

  private func page(_ number: Int, of waiting: Waiting) throws(GridcastError) -> PlacePage {
    let request = service.request(for: number, of: waiting.types, in: waiting.rectangle)
    var page: PlacePage?
    let service = service
    _ = try asker.ask(request) { answer in
      let verdict = service.verdict(on: answer)
      guard verdict == .answered else { return verdict }
      page = service.page(of: answer)
      return page == nil ? .wait("the answer has no list of places") : .answered
    }
    guard let page else { throw GridcastError(.bug, service.name, "an answer was not read") }
    return page
  }
}

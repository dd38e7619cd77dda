package import GridcastBase

/// Fetches all places within an area: cuts it into rectangles until each holds no more than a service lists.
///
/// A rectangle that holds more is cut so that its parts have equal numbers of the places that came of it. As long as the
/// service lists those first in a part, too, which it listed first in the whole, only the pages behind them are asked
/// for; that nothing is missing is seen by the number of places that a part has. Where the service is found to list them
/// in another order, all pages of each rectangle are asked for.
///
/// What is asked follows from the answers alone, so that a crawl which is begun again with its journal asks on where it
/// was cut off; and within one of the first rectangles it follows from the answers there alone, so that several machines
/// can share these, and their journals be put together.
package struct PlaceCrawl: Crawl {
  private let service: any PlaceService
  package private(set) var ground: CrawlGround
  /// Whether the service has listed the places of each part in the order in which it listed those of the whole.
  private var keepsOrder = true

  /// Prepares a crawl.
  package init(_ service: any PlaceService, _ ground: CrawlGround) {
    self.service = service
    self.ground = ground
  }

  /// A rectangle that still waits.
  private struct Waiting {
    let rectangle: Rectangle
    /// The part of the area in it.
    let part: AreaEdges.Part
    /// The types that are asked for.
    let types: [String]
    /// The places that are known of it, and of what is around it.
    var known = KnownPlaces()
    /// How many places it probably has; nil where that is not known.
    var expected: Double?
  }

  /// What is known of a rectangle that was read.
  private struct Read {
    /// How many places it has by the service's own count; nil where the service does not count.
    var told: Int?
    /// How many it has by what came.
    var count: Int
  }

  package mutating func fetch(_ rectangles: [Rectangle]) throws(GridcastError) {
    for rectangle in rectangles {
      let part = ground.area.part(in: rectangle.box)
      guard part.isInside else { continue }
      for types in service.asksTypesTogether ? [service.types] : service.types.map({ [$0] }) {
        keepsOrder = true
        _ = try fetch(Waiting(rectangle: rectangle, part: part, types: types))
      }
    }
  }

  /// How many places of a rectangle are listed at most.
  private var limit: Int { service.pageSize * service.pageCount }

  /// How many places may come or go between two requests without its being a matter of order.
  private static let changes = 2

  /// Whether a rectangle is read to its last page although it will be cut.
  ///
  /// That tells best where to cut, and while the order is kept nothing of it is asked for again; but where many pages
  /// lie before what is unknown of a part, one place on its edge asks for more of them than is won.
  private var readsBeforeCutting: Bool {
    keepsOrder && (!service.tellsTotal || service.pageCount <= 8)
  }

  /// Fetches what a rectangle holds.
  ///
  /// - Throws: What `Asker.ask` does.
  private mutating func fetch(_ waiting: Waiting) throws(GridcastError) -> Read {
    let size = service.pageSize
    let canBeCut = waiting.rectangle.canBeCut
    let known = waiting.known.within(waiting.rectangle)
    var pages = Pages()
    let first = keepsOrder ? known.inner.count / size + 1 : 1
    if !keepsOrder, !service.tellsTotal, canBeCut,
      waiting.expected.map({ $0 >= 0.6 * Double(limit) }) ?? true,
      // The last page tells at once whether there may be more than can be listed.
      try ask(service.pageCount, of: waiting, &pages) >= size
    {
      return try fetchParts(of: waiting, nil, pages.places)
    }
    var isFull = true
    for number in stride(from: first, through: service.pageCount, by: 1) {
      let count = try ask(number, of: waiting, &pages)
      if let total = pages.total {
        if total > limit, canBeCut, !readsBeforeCutting {
          return try fetchParts(of: waiting, total, known.all.adding(pages.places))
        }
        isFull = total > number * size && count > 0
      } else {
        // A page that is only nearly full may have lost one or two, and others may follow.
        isFull = count >= (number < service.pageCount ? size - 2 : size)
      }
      if !isFull { break }
    }
    let before = size * (first - 1)
    // Places that should stand on pages before these.
    if pages.places.count(in: known.all) > known.all.count - before + Self.changes {
      keepsOrder = false
    }
    if isFull {
      if pages.places.within(waiting.rectangle).all.count + known.all.count > 0 {
        // Places that came of what is around say where to cut only if they are the first of any part.
        return try fetchParts(
          of: waiting, pages.total, keepsOrder ? known.all.adding(pages.places) : pages.places)
      }
      // It is not listed by where it is, so the parts would hold no less.
      ground.places.noteUncut(waiting.rectangle, limit: limit, total: pages.total)
      return Read(told: pages.total, count: limit)
    }
    let count =
      pages.total ?? pages.end.map { (page, count) in (page - 1) * size + count } ?? before
    func missing(besides known: KnownPlaces) -> Int { count - known.adding(pages.places).count }
    if missing(besides: known.inner) > known.all.count - known.inner.count + Self.changes {
      keepsOrder = false
    }
    // A place that is gone since another day would hide one that moved up to a page before.
    let isOld = known.all.days.contains { $0 != ground.asker.day }
    // Whether a service counts a place on the edge is not known, so none of these is counted on.
    for number in (1..<max(first, pages.end?.page ?? 1)).reversed()
    where isOld || missing(besides: known.inner) > 0 {
      _ = try ask(number, of: waiting, &pages)
    }
    // The service may list fewer than is known of it: a list that ends with a full page, or long before its total, was
    // cut short. Its parts are to end otherwise, so no multiple of a page is wanted in them.
    let isShort = pages.total == nil || missing(besides: known.all) > 0
    let isCutShort =
      isShort && pages.end?.count == size
      || (pages.total != nil && missing(besides: known.all) >= size)
    let found = known.all.adding(pages.places)
    if isCutShort, canBeCut, found.within(waiting.rectangle).all.count >= size {
      return try fetchParts(of: waiting, pages.total, found, by: 1)
    }
    if pages.total != nil, missing(besides: known.all) > 0 {
      ground.places.noteShort(waiting.rectangle, missing(besides: known.all))
    }
    return Read(told: pages.total, count: count)
  }

  /// Fetches the parts of a rectangle that holds more than can be listed: its halves, or where it cannot be cut, each
  /// half of the types.
  ///
  /// - Parameters:
  ///   - waiting: The rectangle.
  ///   - total: How many places it has, where the service tells that.
  ///   - known: The places that are known of it.
  ///   - step: Of how many of these a multiple should be in the first part; nil for what costs least.
  /// - Returns: What is known of it.
  /// - Throws: What `Asker.ask` does.
  private mutating func fetchParts(
    of waiting: Waiting, _ total: Int?, _ known: KnownPlaces, by step: Int? = nil
  ) throws(GridcastError) -> Read {
    let halves = waiting.rectangle.halves(
      of: known.points, by: step ?? (keepsOrder ? service.pageSize : 1))
    if halves.isEmpty { return try fetchTypes(of: waiting, total) }
    var told: Int? = 0
    var count = 0
    var expected: Double?
    for half in halves {
      let part = ground.area.part(in: half.box, of: waiting.part)
      // What lies outside is not asked, so the sum is not known.
      guard part.isInside else {
        told = nil
        continue
      }
      let own = Double(known.within(half).all.count) + 0.5
      let share = own / (Double(known.count) + 1)
      let one = try fetch(
        Waiting(
          rectangle: half, part: part, types: waiting.types, known: known,
          expected: expected.map { $0 * share } ?? waiting.expected.map { $0 * share }))
      count += one.count
      expected = known.count < 4 ? nil : Double(one.count) / share
      told = told.flatMap { told in one.told.map { told + $0 } }
    }
    // What lies on edges counts in both parts, so there may be more.
    if let total, let told, told < total {
      ground.places.noteShort(waiting.rectangle, total - told)
    }
    return Read(told: total, count: count)
  }

  /// Fetches each half of the types, or tells that not all can be had.
  private mutating func fetchTypes(of waiting: Waiting, _ total: Int?) throws(GridcastError) -> Read
  {
    guard waiting.types.count > 1 else {
      ground.places.noteUncut(waiting.rectangle, limit: limit, total: total)
      return Read(told: total, count: limit)
    }
    let half = waiting.types.count / 2
    var count = 0
    for types in [waiting.types[..<half], waiting.types[half...]] {
      count += try fetch(
        Waiting(rectangle: waiting.rectangle, part: waiting.part, types: Array(types))
      ).count
    }
    return Read(told: total, count: count)
  }

  /// The pages that came of a rectangle.
  private struct Pages {
    var counts: [Int: Int] = [:]
    var places = KnownPlaces()
    var total: Int?
    /// The last page that has places, and how many it has.
    var end: (page: Int, count: Int)? {
      counts.filter { $0.value > 0 }.max { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
  }

  /// Fetches a page, unless it has come already.
  ///
  /// - Returns: How many places it has.
  private mutating func ask(
    _ number: Int, of waiting: Waiting, _ pages: inout Pages
  ) throws(GridcastError) -> Int {
    if let count = pages.counts[number] { return count }
    let request = service.request(for: number, of: waiting.types, in: waiting.rectangle)
    var found: PlacePage?
    let service = service
    _ = try ground.asker.ask(request) { answer in
      let verdict = service.verdict(on: answer)
      guard verdict == .answered else { return verdict }
      found = service.page(of: answer)
      return found == nil ? .wait("the answer has no list of places") : .answered
    }
    guard let page = found else {
      throw GridcastError(.bug, service.name, "an answer was not read")
    }
    let area = ground.area
    let isWhole = waiting.part.isWhole
    let box = waiting.rectangle.box
    ground.places.add(page.places, on: ground.asker.day) {
      // A service may list what is elsewhere than it was asked for.
      isWhole && box.contains($0) || area.contains($0)
    }
    for place in page.places { pages.places.add(place, of: service, on: ground.asker.day) }
    pages.counts[number] = page.places.count
    pages.total = page.total ?? pages.total
    ground.progress(ground.places.count)
    return page.places.count
  }
}

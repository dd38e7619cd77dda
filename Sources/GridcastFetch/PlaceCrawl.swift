package import GridcastBase

/// Fetches all places within an area: cuts it into rectangles until each holds no more than a service lists.
///
/// What is asked follows from the answers alone, so that a crawl which is begun again with its journal asks on where it
/// was cut off; and within one of the first rectangles it follows from the answers there alone, so that several machines
/// can share these, and their journals be put together.
package struct PlaceCrawl: Crawl {
  /// A rectangle that still waits, with the part of the area in it and the types that are asked for.
  private struct Waiting {
    let rectangle: Rectangle
    let part: AreaEdges.Part
    let types: [String]
  }

  private let service: any PlaceService
  package private(set) var ground: CrawlGround

  /// Prepares a crawl.
  package init(_ service: any PlaceService, _ ground: CrawlGround) {
    self.service = service
    self.ground = ground
  }

  package mutating func fetch(_ rectangles: [Rectangle]) throws(GridcastError) {
    for rectangle in rectangles {
      let part = ground.area.part(in: rectangle.box)
      guard part.isInside else { continue }
      for types in service.asksTypesTogether ? [service.types] : service.types.map({ [$0] }) {
        _ = try fetch(Waiting(rectangle: rectangle, part: part, types: types))
      }
    }
  }

  /// What is known of a rectangle that was read.
  private struct Read {
    /// How many places it has by the service's own count; nil where the service does not count.
    var told: Int?
    /// How many came.
    var count: Int
  }

  /// Fetches what a rectangle holds.
  ///
  /// - Parameters:
  ///   - waiting: The rectangle.
  ///   - expected: How many places it probably has; nil where that is not known.
  /// - Returns: What is known of it.
  /// - Throws: What `Asker.ask` does.
  private mutating func fetch(
    _ waiting: Waiting, expecting expected: Double? = nil
  ) throws(GridcastError) -> Read {
    let limit = service.pageSize * service.pageCount
    let canBeCut = !waiting.rectangle.quarters.isEmpty
    let area = ground.area
    let isInside: ((Point) -> Bool)? = waiting.part.isWhole ? nil : { area.contains($0) }
    var pages: [Int: PlacePage] = [:]
    // Where the total is not told, the last page tells at once whether there may be more than can be listed; it is
    // asked before the others where that is likely, or after a first page that is full and says nothing of the rest.
    let early: Int? =
      if service.tellsTotal { nil } else if let expected {
        expected > 0.75 * Double(limit) ? 0 : nil
      } else { 1 }
    var total: Int?
    var isFull = true
    for number in 0...service.pageCount {
      if number > 0 {
        let page =
          if let known = pages[number] { known } else {
            try self.page(number, of: waiting)
          }
        pages[number] = page
        if number == 1 { total = page.total }
        if let total, total > limit, canBeCut { return try fetchParts(of: waiting, total, pages) }
        let isEnd =
          if let total { total <= number * service.pageSize || page.places.isEmpty } else {
            page.places.count < service.pageSize
          }
        if isEnd {
          isFull = false
          break
        }
      }
      if number == early {
        let page = try self.page(service.pageCount, of: waiting)
        pages[service.pageCount] = page
        if page.places.count >= service.pageSize, canBeCut {
          return try fetchParts(of: waiting, nil, pages)
        }
      }
    }
    var found = Set<String>()
    for number in pages.keys.sorted() {
      let added = ground.places.add(
        pages[number]?.places ?? [], on: pages[number]?.day, isInside: isInside)
      found.formUnion(added)
    }
    ground.progress(ground.places.count)
    if isFull { return try fetchParts(of: waiting, total, pages) }
    if let total, found.count < total {
      ground.places.noteShort(waiting.rectangle, total - found.count)
    }
    return Read(told: total, count: found.count)
  }

  /// Fetches the parts of a rectangle that holds more than can be listed: its quarters, or where it cannot be cut, each
  /// half of the types.
  ///
  /// - Parameters:
  ///   - waiting: The rectangle.
  ///   - total: How many places it has, where the service tells that.
  ///   - pages: What came of it, by which is guessed how many places each quarter has.
  /// - Returns: What is known of it.
  /// - Throws: What `Asker.ask` does.
  private mutating func fetchParts(
    of waiting: Waiting, _ total: Int?, _ pages: [Int: PlacePage]
  ) throws(GridcastError) -> Read {
    let quarters = waiting.rectangle.quarters
    if quarters.isEmpty {
      guard waiting.types.count > 1 else {
        ground.places.noteUncut(
          waiting.rectangle, limit: service.pageSize * service.pageCount, total: total)
        return Read(told: total, count: service.pageSize * service.pageCount)
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
    let service = service
    let sample = pages.values.flatMap(\.places).compactMap { service.position(of: $0) }
    var told: Int? = 0
    var read = (count: 0, share: 0.0)
    for quarter in quarters {
      let part = ground.area.part(in: quarter.box, of: waiting.part)
      // What lies outside is not asked, so the sum is not known.
      guard part.isInside else {
        told = nil
        continue
      }
      let box = quarter.box
      let share =
        (Double(sample.count { box.contains($0) }) + 0.5)
        / (Double(sample.count) + 0.5 * Double(quarters.count))
      let expected = read.share > 0.15 ? Double(read.count) / read.share * share : nil
      let one = try fetch(
        Waiting(rectangle: quarter, part: part, types: waiting.types), expecting: expected)
      read.count += one.count
      read.share += share
      told = told.flatMap { told in one.told.map { told + $0 } }
    }
    // What lies on edges counts in both parts, so there may be more.
    if let total, let told, told < total {
      ground.places.noteShort(waiting.rectangle, total - told)
    }
    return Read(told: total, count: read.count)
  }

  private func page(_ number: Int, of waiting: Waiting) throws(GridcastError) -> PlacePage {
    let request = service.request(for: number, of: waiting.types, in: waiting.rectangle)
    var page: PlacePage?
    let service = service
    _ = try ground.asker.ask(request) { answer in
      let verdict = service.verdict(on: answer)
      guard verdict == .answered else { return verdict }
      page = service.page(of: answer)
      return page == nil ? .wait("the answer has no list of places") : .answered
    }
    page?.day = ground.asker.day
    guard let page else { throw GridcastError(.bug, service.name, "an answer was not read") }
    return page
  }
}

package import GridcastBase

/// Fetches what lies within an area, rectangle by rectangle.
package protocol Crawl {
  /// Whom it asks, where, and what it has found.
  var ground: CrawlGround { get }
  /// Fetches what some rectangles hold.
  ///
  /// - Throws: What `Asker.ask` does.
  mutating func fetch(_ rectangles: [Rectangle]) throws(GridcastError)
}

/// Whom a crawl asks, within which area, and what it has found.
package struct CrawlGround {
  let asker: Asker
  let area: AreaEdges
  let progress: @Sendable (_ done: Int) -> Void
  /// The places so far.
  package internal(set) var places: FoundPlaces

  /// Prepares a crawl of valid polygons in the service's coordinates.
  package init(
    _ service: any PlaceReader, _ asker: Asker, within shapes: Shapes,
    progress: @escaping @Sendable (_ done: Int) -> Void
  ) {
    self.asker = asker
    self.progress = progress
    area = AreaEdges(shapes)
    places = FoundPlaces(of: service)
  }

  /// The rectangles that are asked first, at least as many as are wanted.
  package func firstRectangles(count: Int) -> [Rectangle] { area.firstRectangles(count: count) }
}

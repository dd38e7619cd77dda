package import GridcastBase

/// Fetches all objects within an area: counts first, and cuts the area where there are too many for one request.
package struct OverpassCrawl {
  private let service: Overpass
  private let asker: Asker
  private let area: AreaEdges
  private let progress: @Sendable (_ done: Int) -> Void
  /// The objects so far.
  package private(set) var places: FoundPlaces

  /// Prepares a crawl of valid polygons in longitude and latitude.
  package init(
    _ service: Overpass, _ asker: Asker, within shapes: Shapes,
    progress: @escaping @Sendable (_ done: Int) -> Void
  ) {
    self.service = service
    self.asker = asker
    self.progress = progress
    area = AreaEdges(shapes)
    places = FoundPlaces(of: service)
  }

  /// The rectangles that are asked first, at least as many as are wanted.
  package func firstRectangles(count: Int) -> [Rectangle] { area.firstRectangles(count: count) }

  /// Fetches what some rectangles hold.
  ///
  /// - Throws: What `Asker.ask` does.
  package mutating func fetch(_ rectangles: [Rectangle]) throws(GridcastError) {
    for rectangle in rectangles { try fetch(rectangle, area.part(in: rectangle.box)) }
  }

  private mutating func fetch(_ rectangle: Rectangle, _ part: AreaEdges.Part)
    throws(GridcastError)
  {
    guard part.isInside else { return }
    var total: Int?
    // Where even counting takes too long, the parts are counted.
    let counted = try asker.ask(service.count(in: rectangle)) { answer in
      if Overpass.remark(in: answer) != nil { return .answered }
      total = answer.objects("elements")?.first?.object("tags")?.whole("total")
      return total == nil ? .wait("the answer has no count") : .answered
    }
    let fault = Overpass.remark(in: counted)
    guard let total, total <= service.most, fault == nil else {
      return try fetchParts(of: rectangle, part, total, fault)
    }
    if total == 0 { return }
    var found: [ServiceObject] = []
    let answer = try asker.ask(service.objects(in: rectangle)) { answer in
      if Overpass.remark(in: answer) != nil { return .answered }
      guard let objects = answer.objects("elements") else {
        return .wait("the answer has no list of objects")
      }
      found = objects
      return .answered
    }
    if let fault = Overpass.remark(in: answer) {
      return try fetchParts(of: rectangle, part, total, fault)
    }
    let area = area
    let all = places.add(found, on: asker.day, isInside: { area.contains($0) })
    if all.count < total { places.noteShort(rectangle, total - all.count) }
    progress(places.count)
  }

  private mutating func fetchParts(
    of rectangle: Rectangle, _ part: AreaEdges.Part, _ total: Int?, _ fault: String?
  ) throws(GridcastError) {
    // Below some metres it is not the size of the area that is at fault.
    guard rectangle.east - rectangle.west > 100, rectangle.north - rectangle.south > 100 else {
      throw GridcastError(
        .tryAgain, service.name,
        "it cannot list what is within \(rectangle): \(fault ?? "\(formatted(total ?? 0)) objects")"
      )
    }
    for quarter in rectangle.quarters {
      try fetch(quarter, area.part(in: quarter.box, of: part))
    }
  }
}

package import GridcastBase

/// Fetches all objects within an area: counts first, and cuts the area where there are too many for one request.
package struct OverpassCrawl: Crawl {
  private let service: Overpass
  package private(set) var ground: CrawlGround

  /// Prepares a crawl.
  package init(_ service: Overpass, _ ground: CrawlGround) {
    self.service = service
    self.ground = ground
  }

  package mutating func fetch(_ rectangles: [Rectangle]) throws(GridcastError) {
    for rectangle in rectangles { try fetch(rectangle, ground.area.part(in: rectangle.box)) }
  }

  private mutating func fetch(_ rectangle: Rectangle, _ part: AreaEdges.Part)
    throws(GridcastError)
  {
    guard part.isInside else { return }
    var total: Int?
    // Where even counting takes too long, the parts are counted.
    let counted = try ground.asker.ask(service.count(in: rectangle)) { answer in
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
    let answer = try ground.asker.ask(service.objects(in: rectangle)) { answer in
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
    let area = ground.area
    let all = ground.places.add(found, on: ground.asker.day, isInside: { area.contains($0) })
    if all.count < total { ground.places.noteShort(rectangle, total - all.count) }
    ground.progress(ground.places.count)
  }

  private mutating func fetchParts(
    of rectangle: Rectangle, _ part: AreaEdges.Part, _ total: Int?, _ fault: String?
  ) throws(GridcastError) {
    // Below some metres it is not the size of the area that is at fault.
    guard rectangle.east - rectangle.west > 100, rectangle.north - rectangle.south > 100 else {
      throw GridcastError(
        .tryAgain, service.name,
        "it cannot list what is within \(rectangle): \(fault.map { Sentence(message: $0) } ?? counted(total ?? 0, "object").sentence)"
      )
    }
    for quarter in rectangle.quarters {
      try fetch(quarter, ground.area.part(in: quarter.box, of: part))
    }
  }
}

package import GridcastBase

/// What a geocoder knows of addresses or points, each of which is asked for once.
package struct Geocoding {
  private let service: any Geocoder
  private let asker: Asker

  /// Prepares to ask.
  package init(_ service: any Geocoder, _ asker: Asker) {
    self.service = service
    self.asker = asker
  }

  /// An address and the city that it is in, where that is known.
  package struct Address: Hashable, Sendable {
    package let text: String
    package let city: String?

    package init(_ text: String, in city: String?) {
      self.text = text
      self.city = city
    }
  }

  /// Finds where addresses are.
  ///
  /// - Parameters:
  ///   - addresses: The addresses; some may be the same.
  ///   - progress: Receives how many have been looked for.
  /// - Returns: What was found for each that was.
  /// - Throws: What `Asker.ask` does.
  package func results(
    for addresses: [Address], progress: (_ done: Int) -> Void
  ) throws(GridcastError) -> [Address: ServiceObject] {
    var results: [Address: ServiceObject] = [:]
    var texts: [String?: [String]] = [:]
    for address in Set(addresses) { texts[address.city, default: []].append(address.text) }
    var done = 0
    for city in texts.keys.sorted(by: { ($0 ?? "") < ($1 ?? "") }) {
      // In one order, so that the journal knows the requests of a run that was stopped.
      let all = (texts[city] ?? []).sorted()
      let service = service
      let found = try self.results(
        for: all, service.addressCount, request: { service.request(for: $0, in: city) },
        progress: { progress(done + $0) })
      for (text, result) in zip(all, found) { results[Address(text, in: city)] = result }
      done += all.count
    }
    return results
  }

  /// Finds what is at points in the service's coordinates.
  ///
  /// - Parameters:
  ///   - points: The points.
  ///   - progress: Receives how many have been looked for.
  /// - Returns: What was found for each, nil where nothing was.
  /// - Throws: What `Asker.ask` does.
  package func results(
    at points: [Point], progress: (_ done: Int) -> Void
  ) throws(GridcastError) -> [ServiceObject?] {
    let service = service
    return try results(
      for: points, service.pointCount, request: { service.request(for: $0) }, progress: progress)
  }

  /// Finds what is known of items, each of which is asked for once, as many at a time as the service takes.
  private func results<Item>(
    for items: [Item], _ most: Int, request: ([Item]) -> ServiceRequest,
    progress: (_ done: Int) -> Void
  ) throws(GridcastError) -> [ServiceObject?] {
    let texts = items.map { request([$0]).text }
    var found = items.first.map { known(Set(texts), at: request([$0]).path) } ?? [:]
    var seen = Set(found.keys)
    let open = items.indices.filter { seen.insert(texts[$0]).inserted }
    progress(found.count)
    for start in stride(from: 0, to: open.count, by: most) {
      let batch = open[start..<min(start + most, open.count)]
      let results = try self.ask(batch.map { items[$0] }, request)
      for (index, result) in zip(batch, results) { found[texts[index]] = .some(result) }
      progress(found.count)
    }
    return texts.map { found[$0] ?? nil }
  }

  /// What the journals know of requests for one item each, however these were put together when they were asked.
  private func known(_ wanted: Set<String>, at path: String) -> [String: ServiceObject?] {
    var known: [String: ServiceObject?] = [:]
    asker.readKnown(at: path) { text, answer in
      guard let request = ServiceRequest(text: text) else { return false }
      let singles = service.singles(of: request).map(\.text)
      guard singles.contains(where: wanted.contains), service.verdict(on: answer) == .answered,
        let results = service.results(of: answer, to: request)
      else { return false }
      for (single, result) in zip(singles, results) where wanted.contains(single) {
        known[single] = .some(result)
      }
      return true
    }
    return known
  }

  /// Asks for several at once, and for each alone where the answer does not tell which is which.
  private func ask<Item>(
    _ items: [Item], _ request: ([Item]) -> ServiceRequest
  ) throws(GridcastError) -> [ServiceObject?] {
    var results: [ServiceObject?]?
    let service = service
    let asked = request(items)
    _ = try asker.ask(asked) { answer in
      let verdict = service.verdict(on: answer)
      guard verdict == .answered else { return verdict }
      results = service.results(of: answer, to: asked)
      return results == nil && items.count == 1 ? .wait("the answer has no result") : .answered
    }
    if let results { return results }
    var each: [ServiceObject?] = []
    for item in items { each += try ask([item], request) }
    return each
  }
}

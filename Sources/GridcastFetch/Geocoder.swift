package import GridcastBase

/// A web service that finds where addresses are, and which address is at a point.
package protocol Geocoder: KeyedService {
  /// How many addresses one request takes.
  var addressCount: Int { get }
  /// How many points one request takes.
  var pointCount: Int { get }
  /// Fields of an answer in the order in which they are published.
  var fieldOrder: [String] { get }

  /// The request for where addresses are, all in one city where it is named.
  func request(for addresses: [String], in city: String?) -> ServiceRequest
  /// The request for what is at points in the service's coordinates.
  func request(for points: [Point]) -> ServiceRequest
  /// What an answer says of its request.
  func verdict(on answer: ServiceObject) -> Verdict
  /// What was found for each address or point, in their order, nil for what was not; nil for an answer that cannot be
  /// put in that order.
  func results(of answer: ServiceObject, count: Int, isReverse: Bool) -> [ServiceObject?]?
  /// Where a result is.
  func position(of result: ServiceObject) -> Point?
}

/// Amap's geocoding and its reverse ("地理/逆地理编码", lbs.amap.com).
package struct AmapGeocoder: Geocoder, AmapService {
  package init() {}

  package var addressCount: Int { 10 }
  package var pointCount: Int { 20 }
  package var fieldOrder: [String] {
    [
      "formatted_address", "level", "country", "province", "citycode", "city", "district",
      "adcode", "street", "number",
    ]
  }

  package func request(for addresses: [String], in city: String?) -> ServiceRequest {
    // The sign divides addresses.
    let texts = addresses.map { $0.replacing("|", with: " ") }
    var parameters = [("address", texts.joined(separator: "|"))]
    if let city { parameters.append(("city", city)) }
    if addresses.count > 1 { parameters.append(("batch", "true")) }
    return ServiceRequest("/v3/geocode/geo", parameters)
  }

  package func request(for points: [Point]) -> ServiceRequest {
    let texts = points.map { point in
      [point.x, point.y].map { Rectangle.degrees(Int(($0 * 1e6).rounded())) }
        .joined(separator: ",")
    }
    var parameters = [("location", texts.joined(separator: "|"))]
    if points.count > 1 { parameters.append(("batch", "true")) }
    return ServiceRequest("/v3/geocode/regeo", parameters)
  }

  package func verdict(on answer: ServiceObject) -> Verdict {
    // An address for which there is nothing is no fault of the service.
    if answer.text("infocode") == "30001" { return .answered }
    return Amap.verdict(on: answer)
  }

  package func results(of answer: ServiceObject, count: Int, isReverse: Bool)
    -> [ServiceObject?]?
  {
    if answer.text("infocode") == "30001" { return count == 1 ? [nil] : nil }
    if isReverse {
      let one = answer.object("regeocode").map { [$0] }
      guard let all = answer.objects("regeocodes") ?? one, all.count == count else { return nil }
      return all.map { $0.text("formatted_address") == nil ? nil : $0 }
    }
    guard let all = answer.objects("geocodes") else { return nil }
    if all.isEmpty && count == 1 { return [nil] }
    guard count == 1 || all.count == count else { return nil }
    return all.prefix(count).map { position(of: $0) == nil ? nil : $0 }
  }

  package func position(of result: ServiceObject) -> Point? {
    result.text("location").flatMap { Amap.position($0) }
  }
}

/// Baidu's geocoding and its reverse ("地理编码", "全球逆地理编码", lbsyun.baidu.com).
package struct BaiduGeocoder: Geocoder, BaiduService {
  package init() {}

  package var addressCount: Int { 1 }
  package var pointCount: Int { 1 }
  package var fieldOrder: [String] {
    ["precise", "confidence", "comprehension", "level", "formatted_address", "business"]
  }

  package func request(for addresses: [String], in city: String?) -> ServiceRequest {
    var parameters = [("address", addresses[0])]
    if let city { parameters.append(("city", city)) }
    return ServiceRequest("/geocoding/v3/", parameters + [("output", "json")])
  }

  package func request(for points: [Point]) -> ServiceRequest {
    let place = [points[0].y, points[0].x].map { Rectangle.degrees(Int(($0 * 1e6).rounded())) }
    return ServiceRequest(
      "/reverse_geocoding/v3/",
      [
        ("location", place.joined(separator: ",")), ("coordtype", "bd09ll"), ("output", "json"),
      ])
  }

  package func verdict(on answer: ServiceObject) -> Verdict {
    // "无相关结果": there is nothing for this address.
    if answer.whole("status") == 1, answer.object("result") == nil,
      answer.objects("results")?.isEmpty == true
    {
      return .answered
    }
    return Baidu.verdict(on: answer)
  }

  package func results(of answer: ServiceObject, count: Int, isReverse: Bool)
    -> [ServiceObject?]?
  {
    guard let result = answer.object("result") else {
      return answer.objects("results") == nil ? nil : [nil]
    }
    if isReverse { return [result.text("formatted_address") == nil ? nil : result] }
    return [position(of: result) == nil ? nil : result]
  }

  package func position(of result: ServiceObject) -> Point? {
    result.object("location").flatMap { Baidu.position($0) }
  }
}

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
    var cities: [String?] = []
    var texts: [String?: [String]] = [:]
    for address in Set(addresses) {
      if texts[address.city] == nil { cities.append(address.city) }
      texts[address.city, default: []].append(address.text)
    }
    var done = 0
    for city in cities.sorted(by: { ($0 ?? "") < ($1 ?? "") }) {
      // In one order, so that the journal knows the requests of a run that was stopped.
      let all = (texts[city] ?? []).sorted()
      for batch in Self.batches(of: all, service.addressCount) {
        let found = try ask(batch, isReverse: false) { service.request(for: $0, in: city) }
        for (text, result) in zip(batch, found) { results[Address(text, in: city)] = result }
        done += batch.count
        progress(done)
      }
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
    var results: [ServiceObject?] = []
    for batch in Self.batches(of: points, service.pointCount) {
      results += try ask(batch, isReverse: true) { service.request(for: $0) }
      progress(results.count)
    }
    return results
  }

  private static func batches<Item>(of items: [Item], _ count: Int) -> [[Item]] {
    stride(from: 0, to: items.count, by: count).map {
      Array(items[$0..<min($0 + count, items.count)])
    }
  }

  /// Asks for several at once, and for each alone where the answer does not tell which is which.
  private func ask<Item>(
    _ items: [Item], isReverse: Bool, _ request: ([Item]) -> ServiceRequest
  ) throws(GridcastError) -> [ServiceObject?] {
    var results: [ServiceObject?]?
    let service = service
    _ = try asker.ask(request(items)) { answer in
      let verdict = service.verdict(on: answer)
      guard verdict == .answered else { return verdict }
      results = service.results(of: answer, count: items.count, isReverse: isReverse)
      return results == nil && items.count == 1 ? .wait("the answer has no result") : .answered
    }
    if let results { return results }
    var each: [ServiceObject?] = []
    for item in items { each += try ask([item], isReverse: isReverse, request) }
    return each
  }
}

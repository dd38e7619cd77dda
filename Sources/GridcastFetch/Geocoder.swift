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
  /// What was found for each address or point of a request, in their order, nil for what was not; nil for an answer that
  /// cannot be put in that order.
  func results(of answer: ServiceObject, to request: ServiceRequest) -> [ServiceObject?]?
  /// The requests for each address or point of a request alone.
  func singles(of request: ServiceRequest) -> [ServiceRequest]
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

  /// The addresses or points of a request.
  private static func parts(_ request: ServiceRequest) -> [String] {
    request.parameters[0].value.split(separator: "|", omittingEmptySubsequences: false)
      .map(String.init)
  }

  package func singles(of request: ServiceRequest) -> [ServiceRequest] {
    let others = request.parameters.dropFirst().filter { $0.name != "batch" }
    return Self.parts(request).map { part in
      ServiceRequest(
        request.path, [(request.parameters[0].name, part)] + others.map { ($0.name, $0.value) })
    }
  }

  package func results(of answer: ServiceObject, to request: ServiceRequest) -> [ServiceObject?]? {
    let parts = Self.parts(request)
    if answer.text("infocode") == "30001" { return parts.count == 1 ? [nil] : nil }
    if request.parameters[0].name == "location" {
      let one = answer.object("regeocode").map { [$0] }
      guard let all = answer.objects("regeocodes") ?? one, all.count == parts.count else {
        return nil
      }
      let points = parts.compactMap { Amap.position($0) }
      guard points.count == 1 || ResultOrder.isKept(all.map(Self.house), of: points) else {
        return nil
      }
      return all.map { $0.text("formatted_address") == nil ? nil : $0 }
    }
    guard let all = answer.objects("geocodes") else { return nil }
    if parts.count == 1 { return [all.first.flatMap { position(of: $0) == nil ? nil : $0 }] }
    let texts = all.map { $0.text("formatted_address") ?? "" }
    guard all.count == parts.count, ResultOrder.isKept(texts, of: parts) else { return nil }
    return all.map { position(of: $0) == nil ? nil : $0 }
  }

  package func position(of result: ServiceObject) -> Point? {
    result.text("location").flatMap { Amap.position($0) }
  }

  /// Where the house is whose address a point got; nil where that is not told.
  private static func house(_ result: ServiceObject) -> Point? {
    result.object("addressComponent")?.object("streetNumber")?.text("location")
      .flatMap { Amap.position($0) }
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

  package func singles(of request: ServiceRequest) -> [ServiceRequest] { [request] }

  package func results(of answer: ServiceObject, to request: ServiceRequest) -> [ServiceObject?]? {
    guard let result = answer.object("result") else {
      return answer.objects("results") == nil ? nil : [nil]
    }
    if request.parameters[0].name == "location" {
      return [result.text("formatted_address") == nil ? nil : result]
    }
    return [position(of: result) == nil ? nil : result]
  }

  package func position(of result: ServiceObject) -> Point? {
    result.object("location").flatMap { Baidu.position($0) }
  }
}

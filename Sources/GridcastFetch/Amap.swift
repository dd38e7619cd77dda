package import GridcastBase
import GridcastFiles

/// What all of Amap's services have in common.
package protocol AmapService: KeyedService {}

extension AmapService {
  package var name: String { "Amap" }
  package var address: String { "https://restapi.amap.com" }
  package var keyParameter: String { "key" }
  package var offset: ChinaOffset { .gcj02 }
  package var positionMembers: Set<String> { ["location"] }

  /// The MD5 hash of the parameters in the order of their names, as they are before they are escaped, and the private
  /// key behind them ("数字签名", lbs.amap.com).
  package func signature(
    of path: String, _ parameters: [(name: String, value: String)], by signer: String
  ) -> (name: String, value: String) {
    let sorted = parameters.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    let text = sorted.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
    return ("sig", md5((text + signer).utf8))
  }
}

/// Amap's search in a polygon, in both generations of its interface ("搜索POI" and "搜索POI 2.0", lbs.amap.com).
///
/// docs/fetch.md has the table of parameters and limits and where it was taken from.
package struct Amap: PlaceService, AmapService {
  /// The generation of the interface.
  package enum Generation: String, Sendable, CaseIterable {
    /// `/v3/place/polygon`, which tells how many places there are.
    case v3
    /// `/v5/place/polygon`, which does not.
    case v5
  }

  package let generation: Generation
  package let types: [String]
  /// Whether to ask for the details of places too.
  package let details: Bool

  /// A search for places of some types.
  ///
  /// - Parameters:
  ///   - generation: The interface to ask.
  ///   - types: Codes of six digits.
  ///   - details: Whether to ask for the details of places too.
  /// - Throws: `.usage` where there is no type, or one is no code.
  package init(_ generation: Generation, types: [String], details: Bool) throws(GridcastError) {
    let types = types.map(\.trimmed).filter { !$0.isEmpty }.withoutRepeats
    guard !types.isEmpty else {
      throw GridcastError(
        .usage, "types", "without any the service would give two classes only; name them")
    }
    for type in types where type.wholeMatch(of: /[0-9]{6}/) == nil {
      throw GridcastError(
        .usage, "type '\(type)'",
        "Amap's types are codes of six digits, as 050000 for all restaurants")
    }
    self.generation = generation
    self.types = types
    self.details = details
  }

  package var pageSize: Int { 25 }
  package var pageCount: Int { generation == .v3 ? 36 : 8 }
  package var tellsTotal: Bool { generation == .v3 }
  package var asksTypesTogether: Bool { true }

  package var fieldOrder: [String] {
    [
      "id", "parent", "name", "type", "typecode", "biz_type", "address", "tel", "postcode",
      "website", "email", "pcode", "pname", "citycode", "cityname", "adcode", "adname",
    ]
  }

  package func request(for page: Int, of types: [String], in rectangle: Rectangle)
    -> ServiceRequest
  {
    let degrees = Rectangle.degrees
    // Upper left and lower right.
    let polygon =
      "\(degrees(rectangle.west)),\(degrees(rectangle.north))|\(degrees(rectangle.east)),\(degrees(rectangle.south))"
    let asked = [("polygon", polygon), ("types", types.joined(separator: "|"))]
    switch generation {
    case .v3:
      return ServiceRequest(
        "/v3/place/polygon",
        asked + [
          ("offset", "\(pageSize)"), ("page", "\(page)"), ("extensions", details ? "all" : "base"),
        ])
    case .v5:
      let more = details ? [("show_fields", "children,business,indoor,navi,photos")] : []
      return ServiceRequest(
        "/v5/place/polygon",
        asked + more + [("page_size", "\(pageSize)"), ("page_num", "\(page)")])
    }
  }

  package func verdict(on answer: ServiceObject) -> Verdict { Self.verdict(on: answer) }

  /// By the codes that the service publishes ("错误码说明").
  static func verdict(on answer: ServiceObject) -> Verdict {
    let code = answer.text("infocode") ?? ""
    let words = "\(answer.text("info") ?? "no reason given") (\(code))"
    if answer.text("status") == "1" && (code == "10000" || code.isEmpty) { return .answered }
    switch code {
    case "10004", "10010", "10014", "10019", "10020", "10021", "10015", "10016", "10017", "20003",
      "30000", "30001", "30002", "30003":
      return .wait(words)
    case "10003", "10029", "10044", "10045": return .spent(words)
    default: return .refused(words)
    }
  }

  package func page(of answer: ServiceObject) -> PlacePage? {
    guard let places = answer.objects("pois") else { return nil }
    return PlacePage(places: places, total: tellsTotal ? answer.whole("count") : nil)
  }

  package func identifier(of place: ServiceObject) -> String? { place.text("id") }

  package func position(of place: ServiceObject) -> Point? {
    place.text("location").flatMap { Self.position($0) }
  }

  /// A position as Amap writes it: longitude, a comma, latitude.
  static func position(_ text: String) -> Point? {
    let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map {
      Double(String($0).trimmed)
    }
    guard numbers.count == 2, let x = numbers[0], let y = numbers[1] else { return nil }
    let point = Point(x: x, y: y)
    return point.isOnEarth ? point : nil
  }
}

package import GridcastBase
import GridcastFiles

/// What all of Baidu's services have in common.
package protocol BaiduService: KeyedService {}

extension BaiduService {
  package var name: String { "Baidu" }
  package var address: String { "https://api.map.baidu.com" }
  package var keyParameter: String { "ak" }
  package var offset: ChinaOffset { .bd09 }
  package var positionMembers: Set<String> { ["location"] }

  /// The MD5 hash of the path, the parameters as they are sent, and the private key behind them, all of it escaped once
  /// more ("sn校验", lbsyun.baidu.com).
  package func signature(
    of path: String, _ parameters: [(name: String, value: String)], by signer: String
  ) -> (name: String, value: String) {
    let text = "\(path)?\(ServiceRequest.query(parameters))\(signer)"
    return ("sn", md5(ServiceRequest.escaped(text).utf8))
  }
}

/// Baidu's search in a rectangle ("地点检索", lbsyun.baidu.com), in both generations of its interface.
///
/// It seeks words, each for itself: of several words in one request each would have a page of its own size. docs/fetch.md
/// has the table of parameters and limits and where it was taken from.
package struct Baidu: PlaceService, BaiduService {
  /// The generation of the interface; both take the same parameters.
  package enum Generation: String, Sendable, CaseIterable {
    case v2, v3

    fileprivate var path: String { self == .v2 ? "/place/v2/search" : "/place/v3/polygon" }
  }

  package let generation: Generation
  package let types: [String]
  /// Whether to ask for the details of places too.
  package let details: Bool

  /// A search for words.
  ///
  /// - Throws: `.usage` where there is none.
  package init(_ generation: Generation, queries: [String], details: Bool) throws(GridcastError) {
    let queries = queries.map(\.trimmed).filter { !$0.isEmpty }.withoutRepeats
    guard !queries.isEmpty else {
      throw GridcastError(.usage, "words to seek", "Baidu lists nothing without any; name them")
    }
    for query in queries where query.count > 45 || query.contains("$") {
      throw GridcastError(
        .usage, "words '\(query)'", "Baidu takes 45 characters at most, and none of them a $")
    }
    self.generation = generation
    types = queries
    self.details = details
  }

  package var pageSize: Int { 20 }
  // The documents said 400 places at most, and later that no total beyond 150 is told: 140 is below both.
  package var pageCount: Int { 7 }
  package var tellsTotal: Bool { true }
  package var asksTypesTogether: Bool { false }

  package var fieldOrder: [String] {
    [
      "uid", "name", "address", "province", "city", "area", "town", "adcode", "street_id",
      "telephone", "detail",
    ]
  }

  package func request(for page: Int, of types: [String], in rectangle: Rectangle)
    -> ServiceRequest
  {
    // Lower left and upper right, each with its latitude first.
    let bounds = [rectangle.south, rectangle.west, rectangle.north, rectangle.east]
    return ServiceRequest(
      generation.path,
      [
        ("query", types[0]), ("bounds", bounds.map(Rectangle.degrees).joined(separator: ",")),
        ("coord_type", "3"), ("scope", details ? "2" : "1"), ("output", "json"),
        ("page_size", "\(pageSize)"), ("page_num", "\(page - 1)"),
      ])
  }

  package func verdict(on answer: ServiceObject) -> Verdict { Self.verdict(on: answer) }

  /// By the codes that the service publishes ("服务状态码").
  static func verdict(on answer: ServiceObject) -> Verdict {
    guard let code = answer.whole("status") else { return .wait("the answer has no status") }
    let words = "\(answer.text("message") ?? "no reason given") (\(code))"
    switch code {
    case 0: return .answered
    case 1, 401, 402: return .wait(words)
    case 4, 302: return .spent(words)
    default: return .refused(words)
    }
  }

  package func page(of answer: ServiceObject) -> PlacePage? {
    guard let places = answer.objects("results") else { return nil }
    return PlacePage(places: places, total: answer.whole("total"))
  }

  package func identifier(of place: ServiceObject) -> String? { place.text("uid") }

  package func position(of place: ServiceObject) -> Point? {
    place.object("location").flatMap { Self.position($0) }
  }

  /// A position as Baidu writes it: an object of `lng` and `lat`.
  static func position(_ object: ServiceObject) -> Point? { object.point("lng", "lat") }
}

package import GridcastBase

/// Objects of OpenStreetMap by their tags, from a server of the Overpass API.
///
/// Nodes are where they are; ways and relations at the middle of their box, as the server says (`out center`).
package struct Overpass: PlaceReader {
  /// What tags an object must have: one of these.
  package struct Filter: Sendable, Hashable {
    /// The key.
    package let key: String
    /// The values of which it has one; any where there is none.
    package let values: [String]

    /// Parses `amenity`, `amenity=*`, `shop=tea` or `shop=tea|coffee`.
    ///
    /// - Throws: `.usage` for what is no such text.
    package init(_ text: String) throws(GridcastError) {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      key = String(parts[0]).trimmed
      let values =
        parts.count == 2 ? parts[1].split(separator: "|").map { String($0).trimmed } : []
      self.values = values == ["*"] ? [] : values
      guard !key.isEmpty, !self.values.contains(where: \.isEmpty),
        parts.count == 1 || !values.isEmpty, !text.unicodeScalars.contains(where: { $0.value < 32 })
      else {
        throw GridcastError(
          .usage, "tags '\(text)'", "write them as amenity, shop=tea or shop=tea|coffee")
      }
    }

    /// The filters of Overpass QL that together say the same.
    fileprivate var clauses: [String] {
      let key = Overpass.quoted(key)
      return values.isEmpty ? ["[\(key)]"] : values.map { "[\(key)=\(Overpass.quoted($0))]" }
    }
  }

  /// A text between quotation marks, those in it behind backslashes: in Overpass QL, and in `other_tags` as GDAL writes
  /// them, and hstore of PostgreSQL.
  private static func quoted(_ text: String) -> String {
    "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
  }

  /// The tags, of which an object must have one.
  package let filters: [Filter]
  /// Keys that become fields of their own; all others go to `other_tags`.
  package let fields: [String]
  /// How long the server may take for one request, in seconds.
  package let seconds: Int
  /// How many objects are fetched at once, at most.
  package let most: Int

  /// A search for objects.
  ///
  /// - Throws: `.usage` where there are no tags.
  package init(_ filters: [Filter], fields: [String], seconds: Int, most: Int)
    throws(GridcastError)
  {
    guard !filters.isEmpty else {
      throw GridcastError(.usage, "tags", "without any all of OpenStreetMap would be asked for")
    }
    self.filters = filters
    var names: [String] = []
    for name in filters.map(\.key) + ["name"] + fields where !names.contains(name) {
      names.append(name)
    }
    self.fields = names
    self.seconds = seconds
    self.most = most
  }

  package var name: String { "Overpass" }
  package var fieldOrder: [String] { ["osm_id"] + fields }

  private enum Part: String {
    case count = "out count;"
    case objects = "out center qt;"
  }

  private func request(_ part: Part, in rectangle: Rectangle) -> ServiceRequest {
    let box = [rectangle.south, rectangle.west, rectangle.north, rectangle.east]
      .map(Rectangle.degrees).joined(separator: ",")
    let wanted = filters.flatMap(\.clauses).map { "nwr\($0);" }.joined()
    return ServiceRequest(
      "/interpreter",
      [("data", "[out:json][timeout:\(seconds)][bbox:\(box)];(\(wanted));\(part.rawValue)")],
      isPosted: true)
  }

  /// How many objects there are in a rectangle.
  func count(in rectangle: Rectangle) -> ServiceRequest { request(.count, in: rectangle) }

  /// The objects in a rectangle.
  func objects(in rectangle: Rectangle) -> ServiceRequest { request(.objects, in: rectangle) }

  /// Whether an answer breaks off as the server ran out of time or memory; it says so with a status of 200.
  static func remark(in answer: ServiceObject) -> String? {
    answer.text("remark").flatMap { $0.contains("error") ? $0.bounded(to: 200) : nil }
  }

  package func identifier(of place: ServiceObject) -> String? {
    guard let type = place.text("type"), let number = place.text("id") else { return nil }
    return "\(type)/\(number)"
  }

  package func position(of place: ServiceObject) -> Point? {
    (place.object("center") ?? place).point("lon", "lat")
  }

  package func fields(of place: ServiceObject, unheld: inout Set<String>)
    -> [(name: String, value: String)]
  {
    let tags = place.object("tags")?.texts ?? []
    let own = Set(self.fields)
    let others = tags.filter { !own.contains($0.name) }.map {
      "\(Self.quoted($0.name))=>\(Self.quoted($0.value))"
    }
    var fields = [(name: "osm_id", value: identifier(of: place) ?? "")]
    fields += tags.filter { own.contains($0.name) }
    if !others.isEmpty { fields.append((name: "other_tags", value: others.joined(separator: ","))) }
    return fields
  }
}

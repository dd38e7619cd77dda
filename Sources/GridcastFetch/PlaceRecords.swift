package import GridcastBase

/// Places that were fetched by other programs and written down as records.
///
/// A record is a place, or a whole answer of a service with a list of them.
package struct PlaceRecords {
  /// The service that the places are from, whose coordinates they have.
  package enum Origin: String, Sendable, CaseIterable {
    case amap, baidu

    /// The name of the system of its coordinates.
    package var system: String {
      switch self {
      case .amap: ChinaOffset.gcj02.rawValue
      case .baidu: ChinaOffset.bd09.rawValue
      }
    }
  }

  /// The places so far.
  package private(set) var places: FoundPlaces
  private let day: DateTime?

  /// Begins without any.
  ///
  /// - Parameters:
  ///   - identifier: The member by which places are known; nil for `id` or `uid`.
  ///   - day: The day on which they were fetched, where the file does not tell.
  package init(by identifier: String?, on day: DateTime?) {
    places = FoundPlaces(of: RecordReader(identifiers: identifier.map { [$0] } ?? ["id", "uid"]))
    self.day = day
  }

  /// Counts a record that cannot be read.
  package mutating func lose(_ reason: Sentence, first: Sentence) {
    places.lose(reason, first: first)
  }

  /// Adds a record, or what is in it; returns how many places there were.
  package mutating func add(_ record: RecordValue) -> Int {
    let record = ServiceObject(record)
    // A journal has its beginnings too, and faults.
    if record.names == ["first"] { return 0 }
    if record.text("asked") != nil {
      return record.object("answer").map { add($0, on: record.text("at")) } ?? 0
    }
    return add(record, on: nil)
  }

  private mutating func add(_ record: ServiceObject, on moment: String?) -> Int {
    let found = record.objects("pois") ?? record.objects("results") ?? [record]
    places.add(found, on: moment.flatMap { DateTime(day: $0) } ?? day, isInside: nil)
    return found.count
  }
}

/// How a record of a place is read, whoever wrote it.
private struct RecordReader: PlaceReader {
  let identifiers: [String]

  var name: String { "the service" }
  var fieldOrder: [String] { identifiers + ["name", "type", "typecode", "address", "tel"] }

  func identifier(of place: ServiceObject) -> String? {
    identifiers.lazy.compactMap { place.text($0) }.first
  }

  func position(of place: ServiceObject) -> Point? {
    // As Amap writes it, as Baidu does, and as MongoDB stores it.
    if let text = place.text("location") { return Amap.position(text) }
    if let object = place.object("location") {
      return Baidu.position(object) ?? object.point(inList: "coordinates")
    }
    return place.point("lng", "lat") ?? place.point("lon", "lat")
      ?? place.point("longitude", "latitude")
  }

  func fields(of place: ServiceObject, unheld: inout Set<String>)
    -> [(name: String, value: String)]
  {
    place.fields(leaving: ["location", "_id"], unheld: &unheld)
  }
}

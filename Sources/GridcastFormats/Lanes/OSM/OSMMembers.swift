import GridcastBase

/// The ways that relations of areas are made of.
struct OSMMembers: Sendable {
  /// One of them as it was found.
  struct Part: Sendable {
    let member: Int
    let locations: [OSMLocation]
    /// Its tags, where it is an area that may lend them to a relation without any.
    let tags: OSMColumns.Texts
  }

  /// Identities in ascending order.
  private let ids: [Int64]
  /// Those that may be outer rings.
  private let outer: Set<Int64>
  /// Those whose tags a relation may take.
  private let lenders: Set<Int64>
  /// Where the vertices of each begin and end; empty where a way was not found.
  private var ranges: [Range<Int>]
  private var locations: [OSMLocation] = []
  private var tags: [Int: OSMColumns.Texts] = [:]

  init(_ ids: Set<Int64>, outer: Set<Int64>, lenders: Set<Int64>) {
    self.ids = ids.sorted()
    self.outer = outer
    self.lenders = lenders
    ranges = Array(repeating: 0..<0, count: ids.count)
  }

  /// The number of a way; nil where no relation has it.
  func index(of id: Int64) -> Int? {
    let place = ids.countOfThose { $0 < id }
    return place < ids.count && ids[place] == id ? place : nil
  }

  func isOuter(_ member: Int) -> Bool { outer.contains(ids[member]) }

  func lendsTags(_ member: Int) -> Bool { lenders.contains(ids[member]) }

  mutating func add(_ part: Part) {
    ranges[part.member] = locations.count..<locations.count + part.locations.count
    locations.append(contentsOf: part.locations)
    if !part.tags.isEmpty { tags[part.member] = part.tags }
  }

  /// The vertices of a way; nil where it was not found.
  func vertices(of id: Int64) -> [Point]? {
    guard let member = index(of: id), !ranges[member].isEmpty else { return nil }
    return locations[ranges[member]].map(\.point)
  }

  /// The tags that a way lends; none where it is no area.
  func tags(of id: Int64) -> OSMColumns.Texts { index(of: id).flatMap { tags[$0] } ?? [] }
}

extension [Int64] {
  /// How many satisfy a condition that, of all in their order, the first ones satisfy and no others.
  func countOfThose(_ isFirst: (Int64) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if isFirst(self[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

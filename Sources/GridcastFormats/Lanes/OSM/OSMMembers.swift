import GridcastBase

/// The ways that are members of the relations that are read.
struct OSMMembers: Sendable {
  /// A member way that was found in the file.
  struct Part: Sendable {
    let member: Int
    let locations: [OSMLocation]
    let isArea: Bool
    /// The tags of the way where it is an area, which a relation without tags may take over.
    let tags: OSMColumns.Texts
  }

  /// The identifiers of the ways in ascending order.
  private let ids: [Int64]
  /// The ways that may be outer rings.
  private let outer: Set<Int64>
  /// The ways whose tags a relation may take over.
  private let lenders: Set<Int64>
  /// The range of each way's vertices; empty where a way was not found.
  private var ranges: [Range<Int>]
  private var locations: [OSMLocation] = []
  private var tags: [Int: OSMColumns.Texts] = [:]
  private var areas: Set<Int> = []

  init(_ ids: Set<Int64>, outer: Set<Int64>, lenders: Set<Int64>) {
    self.ids = ids.sorted()
    self.outer = outer
    self.lenders = lenders
    ranges = Array(repeating: 0..<0, count: ids.count)
  }

  /// The index of a way; nil where it is no member of a relation.
  func index(of id: Int64) -> Int? { ids.placeAmongAscending(id) }

  func isOuter(_ member: Int) -> Bool { outer.contains(ids[member]) }

  func lendsTags(_ member: Int) -> Bool { lenders.contains(ids[member]) }

  mutating func add(_ part: Part) {
    ranges[part.member] = locations.count..<locations.count + part.locations.count
    locations.append(contentsOf: part.locations)
    if !part.tags.isEmpty { tags[part.member] = part.tags }
    if part.isArea { areas.insert(part.member) }
  }

  /// The vertices of a way; nil where it was not found.
  func vertices(of id: Int64) -> [Point]? {
    guard let member = index(of: id), !ranges[member].isEmpty else { return nil }
    return locations[ranges[member]].map(\.point)
  }

  /// Whether a way is an area by itself.
  func isArea(_ id: Int64) -> Bool { index(of: id).map(areas.contains) ?? false }

  /// The tags that a relation may take over from a way; none where it is no area.
  func tags(of id: Int64) -> OSMColumns.Texts { index(of: id).flatMap { tags[$0] } ?? [] }
}

extension [Int64] {
  /// The place of a number in these, which ascend; nil where it is not among them.
  func placeAmongAscending(_ id: Int64) -> Int? {
    let place = countOfThose { $0 < id }
    return place < count && self[place] == id ? place : nil
  }

  /// The number of elements that satisfy a condition which holds for the first ones and no others.
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

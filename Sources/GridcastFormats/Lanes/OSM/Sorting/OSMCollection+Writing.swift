import Foundation
import GridcastBase

extension OSMCollection {
  /// What cannot be placed, and what cannot be told apart.
  private func losses(of nodes: Sorted) -> [Sentence] {
    var losses: [Sentence] = []
    let count = nodes.entries.count { places[Int($0.shape)] == nil }
    if count > 0 { losses.append("\(counted(count, "node")) without a place on Earth") }
    if namelessCount > 0 {
      losses.append("\(counted(namelessCount, "object")) whose id is missing or no identity of OSM")
    }
    return losses
  }

  /// Writes all that exists, sorted; hands back what the user should know, and what could not be read.
  func write(to writer: consuming PBFWriter) throws -> (notes: [Sentence], losses: [Sentence]) {
    var writer = writer
    let (nodes, ways, relations) = (sorted(.node), sorted(.way), sorted(.relation))
    let places = nodes.entries.filter { self.places[Int($0.shape)] != nil }
    for entry in places {
      guard let place = self.places[Int(entry.shape)] else { continue }
      let row = Int(entry.row)
      try writer.addNode(self.nodes.ids[row], place, tags: self.nodes.tags(of: row), of: texts)
    }
    let known = places.map { self.nodes.ids[Int($0.row)] }
    let standing = centresNeeded(ways.entries, relations.entries, known)
    for (id, place, tags) in standing.points {
      try writer.addNode(id, place, tags: tags, of: texts)
    }
    for entry in ways.entries where !standing.ways.contains(entry.row) {
      let row = Int(entry.row)
      try writer.addWay(
        self.ways.ids[row], refs(of: Int(entry.shape)), tags: self.ways.tags(of: row), of: texts)
    }
    for entry in relations.entries where !standing.relations.contains(entry.row) {
      let row = Int(entry.row)
      try writer.addRelation(
        self.relations.ids[row], members(of: Int(entry.shape)), tags: self.relations.tags(of: row),
        of: texts)
    }
    try writer.finish()
    var notes: [Sentence] = []
    let older = nodes.older + ways.older + relations.older
    let deleted = nodes.deleted + ways.deleted + relations.deleted
    if older > 0 { notes.append("older versions of objects are left out: \(formatted(older))") }
    if deleted > 0 { notes.append("\(counted(deleted, "object")) marked as deleted, left out") }
    let contradicting = nodes.contradicting + ways.contradicting + relations.contradicting
    if contradicting > 0 {
      notes.append(
        "\(counted(contradicting, "object")) told more than once, each time in another way; what was edited "
          + "later counts, or what comes later")
    }
    let centres = standing.points.count
    if centres > 0 {
      notes.append(
        "\(counted(centres, "way or relation", plural: "ways and relations")) by their centre, as the "
          + "file does not tell their shape")
    }
    return (notes, losses(of: nodes))
  }

  /// The ways and relations of which the file tells no shape but a centre: their rows, and a point for
  /// each.
  private func centresNeeded(_ ways: [Entry], _ relations: [Entry], _ nodes: [Int64]) -> (
    ways: Set<Int32>, relations: Set<Int32>,
    points: [(id: Int64, place: OSMObject.Place, tags: ArraySlice<Int32>)]
  ) {
    guard !centres.ways.isEmpty || !centres.relations.isEmpty else { return ([], [], []) }
    let isKnown = { nodes.placeAmongAscending($0) != nil }
    var result: (Set<Int32>, Set<Int32>, [(Int64, OSMObject.Place, ArraySlice<Int32>)]) = (
      [], [], []
    )
    var shaped: Set<Int64> = []
    for entry in ways {
      let row = Int(entry.row)
      let refs = refs(of: Int(entry.shape))
      if !refs.isEmpty, refs.allSatisfy(isKnown) {
        shaped.insert(self.ways.ids[row])
      } else if let centre = centres.ways[row] ?? centres.ways[Int(entry.shape)],
        self.ways.hasTags(row)
      {
        result.0.insert(entry.row)
        result.2.append((OSMCentre.id(ofWay: self.ways.ids[row]), centre, self.ways.tags(of: row)))
      }
    }
    for entry in relations {
      let row = Int(entry.row)
      guard let centre = centres.relations[row] ?? centres.relations[Int(entry.shape)],
        self.relations.hasTags(row)
      else { continue }
      let members = members(of: Int(entry.shape)).filter { $0.kind == .way }
      guard members.isEmpty || !members.allSatisfy({ shaped.contains($0.id) }) else { continue }
      result.1.insert(entry.row)
      result.2.append(
        (OSMCentre.id(ofRelation: self.relations.ids[row]), centre, self.relations.tags(of: row)))
    }
    return result
  }
}

import GridcastBase

/// The ways that are members of the relations of a block.
struct OSMRelationParts: Sendable {
  private(set) var ways: [Int64] = []
  /// The ways that may be outer rings of areas.
  private(set) var outer: [Int64] = []
  /// The ways whose tags a relation may take over.
  private(set) var lenders: [Int64] = []
  /// Whether the block contains other objects too.
  let areAmongOthers: Bool

  /// Looks at the relations of some layers.
  init(_ block: borrowing PBFBlock, layers: OSMLayers) throws(Declined) {
    areAmongOthers = block.kinds.lowerBound != .relations
    var keys = OSMKeys(block, try OSMFields([]))
    for index in unsafe block.groups.indices where unsafe block.groups[index].kind == .relations {
      var relation = unsafe OSMRelationReader(block.groups[index].reader)
      while try relation.next(in: block) {
        let said = try relation.said(&keys, in: block)
        guard layers.contains(said.layer) else { continue }
        ways += relation.ways.map(\.id)
        guard said.layer == .areas else { continue }
        let outer = relation.ways.filter(\.isOuter).map(\.id)
        self.outer += outer
        if !said.saysMore { lenders += outer }
      }
    }
  }
}

/// What the relations of a block describe: areas, routes and collections, in the order of the file.
struct OSMRelations: Sendable {
  /// The greatest number of vertices of a relation, as a way may be a member again and again.
  private static let limit = 1 << 22

  private(set) var features: Features?
  /// The ways that are rings of areas, and so no areas of their own.
  private(set) var rings: [Int64] = []
  /// How many were left out, and why.
  private(set) var leftOut = OSMLeftOut()
  private var shapes = Shapes()
  private var columns: OSMColumns

  init(
    _ block: borrowing PBFBlock, fields: OSMFields, layers: OSMLayers, members: OSMMembers,
    locations: OSMLocations
  ) throws(Declined) {
    columns = OSMColumns(fields)
    var keys = OSMKeys(block, fields)
    var finder = OSMLocations.Finder(locations)
    for index in unsafe block.groups.indices where unsafe block.groups[index].kind == .relations {
      var relation = unsafe OSMRelationReader(block.groups[index].reader)
      while try relation.next(in: block) {
        let said = try relation.said(&keys, in: block)
        guard layers.contains(said.layer) else { continue }
        if said.layer != .areas {
          guard try addParts(of: relation, said.layer, members, &finder) else { continue }
          try columns.add(relation.id, tags: relation.tags, keys: &keys, in: block)
          continue
        }
        guard let type = said.type, try addArea(relation, members) else { continue }
        if said.saysMore {
          try columns.add(relation.id, tags: relation.tags, keys: &keys, in: block)
        } else {
          let lender = relation.ways.first { $0.isOuter && !members.tags(of: $0.id).isEmpty }
          let own = unsafe (key: Array("type".utf8), value: Array(block.text(Int(type.value))))
          columns.add(relation.id, (lender.map { members.tags(of: $0.id) } ?? []) + [own])
        }
      }
    }
    if shapes.count > 0 {
      features = Features(
        shapes: shapes, columns: try columns.finish(block), coordinateSystem: nil)
    }
  }

  /// Adds an area; false where it has no whole shape.
  private mutating func addArea(_ relation: OSMRelationReader, _ members: OSMMembers)
    throws(Declined) -> Bool
  {
    // A way that is named twice would be a ring twice.
    var seen = Set<Int64>()
    let parts = relation.ways.filter { seen.insert($0.id).inserted }
    var ways: [[Point]] = []
    var count = 0
    for way in parts {
      guard let vertices = members.vertices(of: way.id) else { break }
      ways.append(vertices)
      count += vertices.count
      guard count <= Self.limit else { throw Declined("a relation is unusually large") }
    }
    guard ways.count == parts.count, !ways.isEmpty else {
      leftOut.incomplete.relations += 1
      return false
    }
    var polygons = OSMRings(of: ways)
    guard polygons.areClosed else {
      leftOut.open.relations += 1
      return false
    }
    guard try polygons.add(to: &shapes) else {
      leftOut.flat.relations += 1
      return false
    }
    for (way, vertices) in zip(parts, ways)
    where way.isOuter && vertices.first == vertices.last {
      rings.append(way.id)
    }
    return true
  }

  /// Adds the lines of a route, or whatever another relation is made of; false where it has no shape, or
  /// not all of it is in the file.
  ///
  /// What a relation has as members that are relations is no part of its shape, as in GDAL.
  private mutating func addParts(
    of relation: OSMRelationReader, _ layer: OSMLayers, _ members: OSMMembers,
    _ finder: inout OSMLocations.Finder
  ) throws(Declined) -> Bool {
    var parts: [(kind: Shapes.PartKind, vertices: [Point])] = []
    var count = 0
    var ways = relation.ways.makeIterator()
    for member in relation.members where member.kind < 2 {
      if member.kind == 0 {
        guard layer == .others else { continue }
        guard let location = finder.location(of: member.id) else {
          leftOut.incomplete.relations += 1
          return false
        }
        parts.append((.points, [location.point]))
      } else if member.isShape, let way = ways.next() {
        guard let vertices = members.vertices(of: way.id) else {
          leftOut.incomplete.relations += 1
          return false
        }
        let isArea = layer == .others && members.isArea(way.id)
        parts.append((isArea ? .exterior : .line, vertices))
      }
      count += parts.last?.vertices.count ?? 0
      guard count <= Self.limit else { throw Declined("a relation is unusually large") }
    }
    guard !parts.isEmpty else { return false }
    shapes.beginShape(layer == .routes ? .multiLine : .collection)
    for part in parts { shapes.addPart(part.kind, part.vertices) }
    return true
  }
}

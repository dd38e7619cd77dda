import GridcastBase

/// Reads the relations of a block one after another.
@safe struct OSMRelationReader {
  /// A way that is a member of the relation, unless its role makes it an area of its own.
  struct Way {
    let id: Int64
    let isOuter: Bool
  }

  /// Whatever belongs to it: 0 for a node, 1 for a way, 2 for a relation, and its role as the number
  /// of a text.
  struct Member {
    let kind: Int
    let id: Int64
    let role: Int
  }

  private(set) var id: Int64 = 0
  private(set) var tags: [OSMTag] = []
  private(set) var ways: [Way] = []
  private(set) var members: [Member] = []
  private var group: WireReader

  init(_ group: WireReader) { unsafe self.group = unsafe group }

  /// The ways, each once.
  var differentWays: [Way] {
    var ids: Set<Int64> = []
    return ways.filter { ids.insert($0.id).inserted }
  }

  /// Reads the next relation; false after the last.
  ///
  /// - Throws: Where anything is unusual.
  mutating func next(in block: borrowing PBFBlock) throws(Declined) -> Bool {
    guard var relation = try unsafe group.next(of: .relations) else { return false }
    var next: Int64?
    var pieces: [WireReader?] = unsafe Array(repeating: nil, count: 11)
    while unsafe relation.hasMore {
      let (number, type) = unsafe relation.field()
      switch number {
      case 1:
        guard type == 0, next == nil else { throw PBFBlock.unusual }
        next = unsafe Int64(bitPattern: relation.varint())
      case 4 where type == 2: try unsafe block.check(information: relation.piece())
      case 2, 3, 8, 9, 10:
        // GDAL pairs values with the keys read so far, and members with the roles.
        let isPaired =
          number == 3
          ? unsafe pieces[2] != nil : unsafe number < 9 || pieces[8] != nil
        guard type == 2, isPaired, unsafe pieces[number] == nil else { throw PBFBlock.unusual }
        unsafe pieces[number] = unsafe relation.piece()
      default: unsafe relation.skip(type)
      }
    }
    guard unsafe !relation.isBroken, let next else { throw PBFBlock.unusual }
    id = next
    tags.removeAll(keepingCapacity: true)
    if let keys = unsafe pieces[2], let values = unsafe pieces[3] {
      try unsafe block.read(keys, values, into: &tags)
    } else {
      guard unsafe pieces[2] == nil else { throw PBFBlock.unusual }
    }
    ways.removeAll(keepingCapacity: true)
    members.removeAll(keepingCapacity: true)
    if let roles = unsafe pieces[8], let ids = unsafe pieces[9], let kinds = unsafe pieces[10] {
      try unsafe readMembers(roles: roles, ids: ids, kinds: kinds, in: block)
    } else {
      guard unsafe pieces[8] == nil else { throw PBFBlock.unusual }
    }
    return true
  }

  private mutating func readMembers(
    roles: WireReader, ids: WireReader, kinds: WireReader, in block: borrowing PBFBlock
  ) throws(Declined) {
    var roles = unsafe roles
    var ids = unsafe ids
    var kinds = unsafe kinds
    var id: Int64 = 0
    while unsafe roles.hasMore {
      let role = Int(truncatingIfNeeded: unsafe roles.varint())
      unsafe id &+= ids.signed()
      let kind = unsafe kinds.varint()
      guard 0..<block.textCount ~= role, kind <= 2 else { throw PBFBlock.unusual }
      members.append(Member(kind: Int(kind), id: id, role: role))
      if kind == 1, !block.text(role, is: "subarea") {
        ways.append(Way(id: id, isOuter: block.text(role, is: "outer")))
      }
    }
    guard unsafe !ids.hasMore, unsafe !kinds.hasMore, unsafe !roles.isBroken, unsafe !ids.isBroken,
      unsafe !kinds.isBroken
    else { throw PBFBlock.unusual }
  }

  /// Whether the relation is an area, whether it has tags beyond its type, and which tag gives the
  /// type.
  func areaTags(_ keys: inout OSMKeys, in block: borrowing PBFBlock) throws(Declined) -> (
    isArea: Bool, saysMore: Bool, type: OSMTag?
  ) {
    var result: (isArea: Bool, saysMore: Bool, type: OSMTag?) = (false, false, nil)
    for tag in tags {
      let meaning = try keys.meaning(of: tag.key, in: block)
      if meaning.contains(.type) {
        result.type = tag
        let value = Int(tag.value)
        if block.text(value, is: "multipolygon") || block.text(value, is: "boundary") {
          result.isArea = true
        }
      } else if !meaning.contains(.program) {
        result.saysMore = true
      }
    }
    return result
  }
}

/// The ways that are members of the relations of a block.
struct OSMRelationParts: Sendable {
  private(set) var ways: [Int64] = []
  /// The ways that may be outer rings.
  private(set) var outer: [Int64] = []
  /// The ways whose tags a relation may take over.
  private(set) var lenders: [Int64] = []
  /// Whether the block contains other objects too.
  let areAmongOthers: Bool

  init(_ block: borrowing PBFBlock) throws(Declined) {
    areAmongOthers = block.kinds.lowerBound != .relations
    var keys = OSMKeys(block, try OSMFields([]))
    for index in unsafe block.groups.indices where unsafe block.groups[index].kind == .relations {
      var relation = unsafe OSMRelationReader(block.groups[index].reader)
      while try relation.next(in: block) {
        let said = try relation.areaTags(&keys, in: block)
        guard said.isArea else { continue }
        ways += relation.ways.map(\.id)
        let outer = relation.ways.filter(\.isOuter).map(\.id)
        self.outer += outer
        if !said.saysMore { lenders += outer }
      }
    }
  }
}

/// The areas that the relations of a block describe.
struct OSMAreas: Sendable {
  /// The greatest number of vertices of an area, as a way may be a member again and again.
  private static let limit = 1 << 22

  private(set) var features: Features?
  /// The ways that are rings of these areas, and so no areas of their own.
  private(set) var rings: [Int64] = []
  /// How many were left out, as ways of them, or nodes of these, are not in the file.
  private(set) var incompleteCount = 0

  init(
    _ block: borrowing PBFBlock, fields: OSMFields, members: OSMMembers
  ) throws(Declined) {
    var shapes = Shapes()
    var columns = OSMColumns(fields)
    var keys = OSMKeys(block, fields)
    for index in unsafe block.groups.indices where unsafe block.groups[index].kind == .relations {
      var relation = unsafe OSMRelationReader(block.groups[index].reader)
      while try relation.next(in: block) {
        let said = try relation.areaTags(&keys, in: block)
        guard said.isArea, let type = said.type else { continue }
        var ways: [[Point]] = []
        var count = 0
        // A way that is a member twice would undo itself.
        let parts = relation.differentWays
        for way in parts {
          guard let vertices = members.vertices(of: way.id) else { break }
          ways.append(vertices)
          count += vertices.count
          guard count <= Self.limit else { throw Declined("a relation is unusually large") }
        }
        // If one way is missing, GDAL drops the whole area.
        guard ways.count == parts.count, !ways.isEmpty else {
          incompleteCount += 1
          continue
        }
        var polygons = OSMRings(of: ways)
        // A ring that does not close would be left out of the area without a word.
        guard polygons.areClosed else {
          incompleteCount += 1
          continue
        }
        for (way, vertices) in zip(parts, ways)
        where way.isOuter && vertices.first == vertices.last {
          rings.append(way.id)
        }
        guard try polygons.add(to: &shapes) else { continue }
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
}

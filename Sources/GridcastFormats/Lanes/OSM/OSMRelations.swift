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
    /// Whether it is one of the ways that make the relation's shape.
    var isShape = false
  }

  private(set) var id: Int64 = 0
  private(set) var tags: [OSMTag] = []
  private(set) var ways: [Way] = []
  private(set) var members: [Member] = []
  private var group: WireReader

  init(_ group: WireReader) { unsafe self.group = unsafe group }

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
        members[members.count - 1].isShape = true
        ways.append(Way(id: id, isOuter: block.text(role, is: "outer")))
      }
    }
    guard unsafe !ids.hasMore, unsafe !kinds.hasMore, unsafe !roles.isBroken, unsafe !ids.isBroken,
      unsafe !kinds.isBroken
    else { throw PBFBlock.unusual }
  }

  /// The layer of the relation, whether it has tags beyond its type, and which tag gives the type.
  func said(_ keys: inout OSMKeys, in block: borrowing PBFBlock) throws(Declined) -> (
    layer: OSMLayers, saysMore: Bool, type: OSMTag?
  ) {
    var result: (layer: OSMLayers, saysMore: Bool, type: OSMTag?) = (.others, false, nil)
    for tag in tags {
      let meaning = try keys.meaning(of: tag.key, in: block)
      if meaning.contains(.type) {
        result.type = tag
        let value = Int(tag.value)
        if block.text(value, is: "multipolygon") || block.text(value, is: "boundary") {
          result.layer = .areas
        } else if block.text(value, is: "multilinestring") || block.text(value, is: "route") {
          result.layer = .routes
        }
      } else if !meaning.contains(.program) {
        result.saysMore = true
      }
    }
    return result
  }
}

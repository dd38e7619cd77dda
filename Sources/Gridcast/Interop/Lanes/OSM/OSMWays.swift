/// The ways of a block, one after another.
@safe struct OSMWayReader {
  /// The identity of the way that was read.
  private(set) var id: Int64 = 0
  /// Its nodes, in order.
  private(set) var nodes: [Int64] = []
  /// Its tags, in order.
  private(set) var tags: [OSMTag] = []
  private var group: WireReader

  init(_ group: WireReader) { unsafe self.group = unsafe group }

  /// Goes on to the next way; false after the last.
  ///
  /// - Throws: Where its identity is not higher than the one before, or something is unusual.
  mutating func next(in block: borrowing PBFBlock) throws(Declined) -> Bool {
    guard unsafe group.hasMore else {
      guard unsafe !group.isBroken else { throw PBFBlock.unusual }
      return false
    }
    guard unsafe group.field() == (3, 2) else { throw PBFBlock.unusual }
    var way = unsafe group.piece()
    var next: Int64?
    var keys: WireReader?
    var values: WireReader?
    nodes.removeAll(keepingCapacity: true)
    while unsafe way.hasMore {
      switch unsafe way.field() {
      case (1, 0) where next == nil: next = unsafe Int64(bitPattern: way.varint())
      case (2, 2) where unsafe keys == nil: unsafe keys = unsafe way.piece()
      // GDAL pairs values with the keys that it has read already.
      case (3, 2) where unsafe keys != nil && values == nil: unsafe values = unsafe way.piece()
      case (8, 2) where nodes.isEmpty: try unsafe readNodes(way.piece())
      case (let number, let type):
        guard ![1, 2, 3, 8].contains(number) else { throw PBFBlock.unusual }
        unsafe way.skip(type)
      }
    }
    guard unsafe !way.isBroken, let next, next > id else {
      throw Declined("its ways are not in ascending order, or one is damaged")
    }
    id = next
    if let keys = unsafe keys, let values = unsafe values {
      try unsafe block.read(keys, values, into: &tags)
    } else {
      guard unsafe keys == nil else { throw PBFBlock.unusual }
      tags.removeAll(keepingCapacity: true)
    }
    return true
  }

  private mutating func readNodes(_ reader: WireReader) throws(Declined) {
    var reader = unsafe reader
    var node: Int64 = 0
    nodes.reserveCapacity(unsafe reader.countOfVarints())
    while unsafe reader.hasMore {
      unsafe node &+= reader.signed()
      nodes.append(node)
    }
    guard unsafe !reader.isBroken else { throw PBFBlock.unusual }
  }
}

/// What is made of the ways of a block.
struct OSMWays: Sendable {
  /// What is wanted of them.
  enum Purpose: Sendable {
    /// Lines, and what relations are made of.
    case lines(areFeatures: Bool, OSMMembers)
    /// Areas, but for those that are parts of relations.
    case areas(without: Set<Int64>)
  }

  /// The lines or the areas.
  private(set) var features: Features?
  /// The ways that relations are made of.
  private(set) var parts: [OSMMembers.Part] = []
  /// The lowest and the highest identity; nil where there are no ways.
  private(set) var ids: ClosedRange<Int64>?

  /// - Throws: Where something is unusual.
  init(
    _ block: borrowing PBFBlock, _ fields: OSMFields, _ purpose: Purpose, _ locations: OSMLocations
  ) throws(Declined) {
    var shapes = Shapes()
    var columns = OSMColumns(fields)
    var keys = OSMKeys(block, fields)
    var finder = OSMLocations.Finder(locations)
    var found: [OSMLocation] = []
    for index in unsafe block.groups.indices where unsafe block.groups[index].kind == .ways {
      var way = unsafe OSMWayReader(block.groups[index].reader)
      while try way.next(in: block) {
        guard ids.map({ $0.upperBound < way.id }) ?? true else {
          throw Declined("its ways are not in ascending order")
        }
        ids = (ids?.lowerBound ?? way.id)...way.id
        guard way.nodes.count >= 2 else { continue }
        let isClosed = way.nodes.first == way.nodes.last
        let isArea = isClosed ? try keys.areArea(way.tags, in: block) : false
        switch purpose {
        case .lines(let areFeatures, let members):
          let isLine = areFeatures && !isArea && !way.tags.isEmpty
          let member = members.index(of: way.id)
          guard isLine || member != nil else { continue }
          Self.find(way.nodes, isArea, &finder, &found)
          guard found.count >= 2 else { continue }
          if isLine {
            shapes.beginShape(.line)
            shapes.addPart(.line, found.lazy.map(\.point))
            try columns.add(way.id, way.tags, &keys, in: block)
          }
          if let member {
            let isLender = isArea && members.lendsTags(member)
            let tags = isLender ? try keys.kept(way.tags, in: block) : []
            parts.append(
              OSMMembers.Part(
                member: member, locations: found, tags: Self.texts(of: tags, in: block)))
          }
        case .areas(let others):
          guard isArea, !others.contains(way.id) else { continue }
          let tags = try keys.kept(way.tags, in: block)
          guard !tags.isEmpty else { continue }
          Self.find(way.nodes, isArea, &finder, &found)
          guard found.count >= 2 else { continue }
          shapes.beginShape(.multiPolygon)
          shapes.addPart(.exterior, found.lazy.map(\.point))
          try columns.add(way.id, isWay: true, tags, &keys, in: block)
        }
      }
    }
    if shapes.count > 0 {
      features = Features(
        shapes: shapes, columns: try columns.finish(block), coordinateSystem: nil)
    }
  }

  /// Where the nodes of a way lie, without those that are missing; a ring ends where it begins.
  private static func find(
    _ nodes: [Int64], _ isArea: Bool, _ finder: inout OSMLocations.Finder,
    _ found: inout [OSMLocation]
  ) {
    found.removeAll(keepingCapacity: true)
    for node in isArea ? nodes.dropLast() : nodes[...] {
      if let location = finder.location(of: node) { found.append(location) }
    }
    if isArea, let first = found.first { found.append(first) }
  }

  private static func texts(of tags: ArraySlice<OSMTag>, in block: borrowing PBFBlock)
    -> OSMColumns.Texts
  {
    var texts: OSMColumns.Texts = []
    for tag in tags {
      texts.append(
        unsafe (Array(block.text(Int(tag.key))), Array(block.text(Int(tag.value)))))
    }
    return texts
  }
}

import GridcastBase

/// Reads the ways of a block one after another.
@safe struct OSMWayReader {
  /// The identifier of the last way.
  private(set) var id = Int64.min
  /// The nodes of the last way, in order.
  private(set) var nodes: [Int64] = []
  /// Where the nodes of the last way lie; empty where the file does not say so at its ways.
  private(set) var places: [Point] = []
  /// The tags of the last way, in order.
  private(set) var tags: [OSMTag] = []
  private var group: WireReader
  private let isInAnyOrder: Bool

  init(_ group: WireReader, inAnyOrder: Bool = false) {
    unsafe self.group = unsafe group
    isInAnyOrder = inAnyOrder
  }

  /// Reads the next way; false after the last.
  ///
  /// - Throws: Where identifiers are not ascending, or anything is unusual.
  mutating func next(in block: borrowing PBFBlock) throws(Declined) -> Bool {
    guard var way = try unsafe group.next(of: .ways) else { return false }
    var next: Int64?
    var keys: WireReader?
    var values: WireReader?
    var latitudes: WireReader?
    var longitudes: WireReader?
    nodes.removeAll(keepingCapacity: true)
    while unsafe way.hasMore {
      switch unsafe way.field() {
      case (1, 0) where next == nil: next = unsafe Int64(bitPattern: way.varint())
      case (2, 2) where unsafe keys == nil: unsafe keys = unsafe way.piece()
      // GDAL pairs values with the keys read so far.
      case (3, 2) where unsafe keys != nil && values == nil: unsafe values = unsafe way.piece()
      case (8, 2) where nodes.isEmpty: try unsafe readNodes(way.piece())
      case (4, 2): try unsafe block.check(information: way.piece())
      case (9, 2) where unsafe latitudes == nil: unsafe latitudes = unsafe way.piece()
      case (10, 2) where unsafe longitudes == nil: unsafe longitudes = unsafe way.piece()
      case (let number, let type):
        guard ![1, 2, 3, 8, 9, 10].contains(number) else { throw PBFBlock.unusual }
        unsafe way.skip(type)
      }
    }
    guard unsafe !way.isBroken, let next else { throw PBFBlock.unusual }
    guard next > id || isInAnyOrder else { throw OSMOrder.ways }
    id = next
    places.removeAll(keepingCapacity: true)
    if let latitudes = unsafe latitudes, let longitudes = unsafe longitudes {
      try unsafe readPlaces(latitudes, longitudes, in: block)
    }
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

  /// Reads what a file that says `LocationsOnWays` tells of the nodes at each way.
  private mutating func readPlaces(
    _ latitudes: WireReader, _ longitudes: WireReader, in block: borrowing PBFBlock
  ) throws(Declined) {
    var latitudes = unsafe latitudes
    var longitudes = unsafe longitudes
    var (latitude, longitude): (Int64, Int64) = (0, 0)
    while unsafe latitudes.hasMore, unsafe longitudes.hasMore {
      unsafe latitude &+= latitudes.signed()
      unsafe longitude &+= longitudes.signed()
      places.append(block.degrees(longitude: longitude, latitude: latitude))
    }
    guard unsafe !latitudes.isBroken, unsafe !longitudes.isBroken, unsafe !latitudes.hasMore,
      unsafe !longitudes.hasMore, places.count == nodes.count
    else { throw PBFBlock.unusual }
  }
}

/// The features and members of relations from the ways of a block.
struct OSMWays: Sendable {
  /// Which ways are wanted.
  struct Wanted: Sendable {
    var lines = false
    var areas = false
    /// The ways that are known to be rings of relations, and so no areas of their own.
    var rings: Set<Int64> = []
    /// Whether only the first vertex of each feature is needed.
    var onlyBeginnings = false
    /// The ways that are members of relations.
    var members = OSMMembers([], outer: [], lenders: [])
  }

  /// The areas that are ways.
  struct Areas: Sendable {
    /// All areas but rings, and ways that may turn out to be rings.
    var features: Features?
    /// The ways that may turn out to be rings of relations.
    var doubtful: [Int64] = []
  }

  private(set) var lines: Features?
  private(set) var areas: Areas?
  /// The ways that are members of relations.
  private(set) var parts: [OSMMembers.Part] = []
  /// The lowest and the highest identifier; nil where there are no ways.
  private(set) var ids: ClosedRange<Int64>?
  /// How many were wanted and left out.
  private(set) var leftOut = OSMLeftOut()

  /// - Throws: Where anything is unusual.
  init(
    _ block: borrowing PBFBlock, fields: OSMFields, wanted: Wanted, locations: OSMLocations
  ) throws(Declined) {
    var shapes = (lines: Shapes(), areas: Shapes())
    var columns = (lines: OSMColumns(fields), areas: OSMColumns(fields))
    var keys = OSMKeys(block, fields)
    var doubtful: [Int64] = []
    var finder = OSMLocations.Finder(locations)
    var found: [OSMLocation] = []
    for index in unsafe block.groups.indices where unsafe block.groups[index].kind == .ways {
      var way = unsafe OSMWayReader(block.groups[index].reader)
      while try way.next(in: block) {
        guard ids.map({ $0.upperBound < way.id }) ?? true else {
          throw OSMOrder.ways
        }
        ids = (ids?.lowerBound ?? way.id)...way.id
        let isClosed = way.nodes.count >= 2 && way.nodes.first == way.nodes.last
        let isArea = isClosed ? try keys.areArea(way.tags, in: block) : false
        let member = wanted.members.index(of: way.id)
        let isWanted = isArea ? wanted.areas : wanted.lines && !way.tags.isEmpty
        guard isWanted || member != nil else { continue }
        let isBrief = wanted.onlyBeginnings && member == nil
        guard Self.find(way, limit: isBrief ? 2 : .max, by: &finder, into: &found) else {
          if isWanted { leftOut.incomplete.ways += 1 }
          continue
        }
        if isBrief, found.count > 1 { found.removeLast(found.count - 1) }
        if let member {
          var tags: [OSMTag] = []
          if isArea, wanted.members.lendsTags(member),
            try keys.sayWhat(way.tags, besides: .aside, in: block)
          {
            tags = way.tags
          }
          parts.append(
            OSMMembers.Part(
              member: member, locations: found, isArea: isArea,
              tags: Self.texts(of: tags, in: block)))
        }
        guard isWanted else { continue }
        guard
          isBrief
            ? way.nodes.count >= (isArea ? 4 : 2) && !found.isEmpty
            : isArea ? found.count >= 4 && !found.areOnOneLine : !found.areOnePlace
        else {
          leftOut.flat.ways += 1
          continue
        }
        if !isArea {
          shapes.lines.beginShape(.line)
          shapes.lines.addPart(.line, found.map { $0.point })
          try columns.lines.add(way.id, tags: way.tags, keys: &keys, in: block)
        } else if let member, wanted.members.isOuter(member) {
          doubtful.append(way.id)
        } else if !wanted.rings.contains(way.id) {
          shapes.areas.beginShape(.multiPolygon)
          shapes.areas.addPart(.exterior, found.map { $0.point })
          try columns.areas.add(way.id, isWay: true, tags: way.tags, keys: &keys, in: block)
        }
      }
    }
    lines = try Self.features(shapes.lines, columns: columns.lines, in: block)
    areas = Areas(
      features: try Self.features(shapes.areas, columns: columns.areas, in: block),
      doubtful: doubtful)
  }

  /// Returns the areas and removes them from this value.
  mutating func takeAreas() -> Areas {
    defer { areas = nil }
    return areas ?? Areas()
  }

  private static func features(
    _ shapes: Shapes, columns: OSMColumns, in block: borrowing PBFBlock
  ) throws(Declined) -> Features? {
    guard shapes.count > 0 else { return nil }
    return Features(shapes: shapes, columns: try columns.finish(block), coordinateSystem: nil)
  }

  /// Finds where the nodes of a way lie, up to a number of them; false where one of these is missing.
  private static func find(
    _ way: borrowing OSMWayReader, limit: Int, by finder: inout OSMLocations.Finder,
    into found: inout [OSMLocation]
  ) -> Bool {
    found.removeAll(keepingCapacity: true)
    for (index, node) in way.nodes.prefix(limit).enumerated() {
      if let location = finder.location(of: node) {
        found.append(location)
      } else if !way.places.isEmpty, way.places[index].isOnEarth {
        found.append(OSMLocation(way.places[index]))
      } else {
        return false
      }
    }
    return true
  }

  private static func texts(of tags: [OSMTag], in block: borrowing PBFBlock)
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

import GridcastBase

extension PBFFile {
  /// Whether all objects come in the order that the lane needs: nodes, ways, relations, each by
  /// identity.
  ///
  /// Blobs are inflated for it, and kept as far as they are few.
  ///
  /// - Throws: Where a block is damaged or unusual.
  func isSorted(keeping kept: OSMKept) throws(Declined) -> Bool {
    // Some programs put negative identities in another order and say it is sorted; where it is small,
    // looking costs nothing.
    if saysSorted, (self.blobs.last?.upperBound ?? 0) > Self.believedSize { return true }
    var highest: (kind: PBFBlock.Kind, id: Int64) = (.nodes, .min)
    var isSorted = true
    try orderedMap(blobs.count) { (index) throws(Declined) -> [OSMOrder] in
      try OSMOrder.of(kept.block(index, of: self))
    } take: { (runs) throws(Declined) in
      for run in runs where isSorted {
        isSorted =
          run.isAscending
          && (run.kind > highest.kind || run.kind == highest.kind && run.first > highest.id)
        highest = (run.kind, run.last)
      }
      return isSorted
    }
    return isSorted
  }

  /// The size of a file beyond which it is believed that it is sorted where it says so.
  private static let believedSize = 1 << 20

  /// Hands over all objects in the order of the file.
  ///
  /// - Throws: Where a block is damaged or unusual.
  func forEachObject(_ take: (OSMObject) -> Void) throws(Declined) {
    for blob in blobs {
      let block = try PBFBlock(try inflated(blob))
      for index in unsafe block.groups.indices {
        switch unsafe block.groups[index].kind {
        case .nodes where block.hasPlainNodes:
          try unsafe block.forEachPlainNode(block.groups[index].reader, take)
        case .nodes: try unsafe block.forEachNode(block.groups[index].reader, take)
        case .ways: try unsafe block.forEachWay(block.groups[index].reader, take)
        case .relations: try unsafe block.forEachRelation(block.groups[index].reader, take)
        }
      }
    }
  }
}

/// From which identity to which some objects of one kind go.
struct OSMOrder: Sendable {
  /// Why a file cannot be read as it is, but as a sorted copy.
  static let nodes = Declined("its nodes are not in ascending order")
  static let ways = Declined("its ways are not in ascending order")
  static let kinds = Declined("its nodes, ways and relations are not in order")
  static let plainNodes = Declined("its nodes are not packed together")

  /// Whether a sorted copy can be read of what was declined.
  static func mends(_ declined: Declined) -> Bool {
    [nodes, ways, kinds, plainNodes].contains { $0.reason == declined.reason }
  }

  let kind: PBFBlock.Kind
  var first = Int64.min
  var last = Int64.min
  var isAscending = true
  private var isEmpty = true

  init(_ kind: PBFBlock.Kind) { self.kind = kind }

  mutating func add(_ id: Int64) {
    if isEmpty { first = id } else if id <= last { isAscending = false }
    last = id
    isEmpty = false
  }

  fileprivate static func of(_ block: borrowing PBFBlock) throws(Declined) -> [OSMOrder] {
    var runs: [OSMOrder] = []
    if block.hasPlainNodes {
      var run = OSMOrder(.nodes)
      run.isAscending = false
      return [run]
    }
    for index in unsafe block.groups.indices {
      let (kind, reader) = unsafe block.groups[index]
      var run = OSMOrder(kind)
      if kind == .nodes {
        var packed = try unsafe OSMNodes.Packed(reader, in: block)
        var id: Int64 = 0
        while unsafe packed.ids.hasMore {
          unsafe id &+= packed.ids.signed()
          run.add(id)
        }
      } else {
        var group = unsafe reader
        while var object = try unsafe group.next(of: kind) {
          while unsafe object.hasMore {
            let (number, type) = unsafe object.field()
            if number == 1, type == 0 {
              run.add(unsafe Int64(bitPattern: object.varint()))
            } else {
              unsafe object.skip(type)
            }
          }
        }
      }
      runs.append(run)
    }
    return runs
  }
}

extension PBFBlock {
  fileprivate borrowing func forEachNode(_ reader: WireReader, _ take: (OSMObject) -> Void)
    throws(Declined)
  {
    var packed = try unsafe OSMNodes.Packed(reader, in: self)
    var tags: [OSMTag] = []
    while unsafe packed.ids.hasMore {
      let (id, point) = packed.next(in: self)
      var node = OSMObject(.node)
      node.id = id
      node.place = OSMObject.Place(longitude: point.x, latitude: point.y)
      if packed.hasTags, try packed.readTags(&tags, in: self) { node.tags = texts(of: tags) }
      take(node)
    }
    guard packed.areWhole else { throw PBFBlock.unusual }
  }

  fileprivate borrowing func forEachPlainNode(_ reader: WireReader, _ take: (OSMObject) -> Void)
    throws(Declined)
  {
    var group = unsafe reader
    var tags: [OSMTag] = []
    while var message = try unsafe group.next(field: PBFBlock.plainNode) {
      var node = OSMObject(.node)
      var keys: WireReader?
      var values: WireReader?
      var (latitude, longitude): (Int64?, Int64?)
      while unsafe message.hasMore {
        switch unsafe message.field() {
        case (1, 0): node.id = unsafe message.signed()
        case (2, 2): unsafe keys = unsafe message.piece()
        case (3, 2): unsafe values = unsafe message.piece()
        case (8, 0): latitude = unsafe message.signed()
        case (9, 0): longitude = unsafe message.signed()
        case (_, let type): unsafe message.skip(type)
        }
      }
      guard unsafe !message.isBroken, let latitude, let longitude else { throw PBFBlock.unusual }
      let point = degrees(longitude: longitude, latitude: latitude)
      node.place = OSMObject.Place(longitude: point.x, latitude: point.y)
      if let keys = unsafe keys, let values = unsafe values {
        try unsafe read(keys, values, into: &tags)
        node.tags = texts(of: tags)
      }
      take(node)
    }
  }

  fileprivate borrowing func forEachWay(_ reader: WireReader, _ take: (OSMObject) -> Void)
    throws(Declined)
  {
    var reader = unsafe OSMWayReader(reader, inAnyOrder: true)
    while try reader.next(in: self) {
      var way = OSMObject(.way)
      way.id = reader.id
      way.tags = texts(of: reader.tags)
      way.vertices = reader.nodes.enumerated().map { index, id in
        let place = reader.places.isEmpty ? nil : reader.places[index]
        return OSMObject.Vertex(
          id: id,
          place: place.flatMap { OSMObject.Place(longitude: $0.x, latitude: $0.y) })
      }
      take(way)
    }
  }

  fileprivate borrowing func forEachRelation(_ reader: WireReader, _ take: (OSMObject) -> Void)
    throws(Declined)
  {
    var reader = unsafe OSMRelationReader(reader)
    while try reader.next(in: self) {
      var relation = OSMObject(.relation)
      relation.id = reader.id
      relation.tags = texts(of: reader.tags)
      relation.members = reader.members.map {
        OSMObject.Member(
          kind: OSMObject.Kind(rawValue: $0.kind) ?? .node, id: $0.id, role: string($0.role))
      }
      take(relation)
    }
  }

  private borrowing func texts(of tags: [OSMTag]) -> [(key: String, value: String)] {
    var texts: [(key: String, value: String)] = []
    for tag in tags { texts.append((string(Int(tag.key)), string(Int(tag.value)))) }
    return texts
  }

  private borrowing func string(_ index: Int) -> String {
    unsafe String(decoding: text(index), as: UTF8.self)
  }
}

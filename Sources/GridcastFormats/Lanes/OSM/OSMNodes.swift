import GridcastBase

/// The nodes of a block.
struct OSMNodes: Sendable {
  /// The nodes with tags, which are features; nil where none are wanted.
  private(set) var features: Features?
  /// The positions of all nodes; empty where they are not needed.
  private(set) var runs: [OSMNodeRun] = []
  /// The lowest and the highest identifier.
  let ids: ClosedRange<Int64>

  /// - Throws: Where identifiers are not ascending, or anything is unusual.
  init(
    _ block: borrowing PBFBlock, _ fields: OSMFields, areFeatures: Bool, areVertices: Bool
  ) throws(Declined) {
    guard !block.hasPlainNodes else { throw OSMOrder.plainNodes }
    var ids: [Int64] = []
    var locations: [OSMLocation] = []
    var points: [Point] = []
    var columns = OSMColumns(fields)
    var keys = OSMKeys(block, fields)
    for index in unsafe block.groups.indices where unsafe block.groups[index].kind == .nodes {
      var packed = try unsafe Packed(block.groups[index].reader, in: block)
      let count = unsafe packed.ids.countOfVarints()
      ids.reserveCapacity(ids.count + count)
      if areVertices { locations.reserveCapacity(locations.count + count) }
      var tags: [OSMTag] = []
      while unsafe packed.ids.hasMore {
        let (id, point) = packed.next(in: block)
        guard id > ids.last ?? .min else {
          throw OSMOrder.nodes
        }
        guard point.isOnEarth else {
          throw Declined("a node lies beyond the Earth")
        }
        ids.append(id)
        if areVertices { locations.append(OSMLocation(longitude: point.x, latitude: point.y)) }
        if areFeatures, packed.hasTags, try packed.readTags(&tags, in: block),
          try keys.sayWhat(tags, besides: .remark, in: block)
        {
          let object = OSMCentre.object(of: id)
          try columns.add(object.id, isWay: object.isWay, tags: tags, keys: &keys, in: block)
          points.append(point)
        }
      }
      guard packed.areWhole else { throw PBFBlock.unusual }
    }
    guard let first = ids.first, let last = ids.last else { throw PBFBlock.unusual }
    self.ids = first...last
    if areVertices { runs = OSMNodeRun.runs(ids, locations) }
    if areFeatures {
      features = Features(
        shapes: Shapes(points: points), columns: try columns.finish(block), coordinateSystem: nil)
    }
  }

  /// The packed arrays of identifiers, positions and tags.
  @safe struct Packed {
    var ids: WireReader
    private var latitudes: WireReader
    private var longitudes: WireReader
    private var tags: WireReader
    /// What was read last; each number is stored as the difference from it.
    private var last: (id: Int64, longitude: Int64, latitude: Int64) = (0, 0, 0)
    /// Whether any node has tags.
    let hasTags: Bool

    init(_ reader: WireReader, in block: borrowing PBFBlock) throws(Declined) {
      var reader = unsafe reader
      var pieces: [WireReader?] = unsafe Array(repeating: nil, count: 11)
      while unsafe reader.hasMore {
        let (number, type) = unsafe reader.field()
        if [1, 8, 9, 10].contains(number), type == 2, unsafe pieces[number] == nil {
          unsafe pieces[number] = unsafe reader.piece()
        } else if number == 5, type == 2, unsafe pieces[5] == nil {
          unsafe pieces[5] = unsafe reader.piece()
        } else {
          throw PBFBlock.unusual
        }
      }
      guard unsafe !reader.isBroken, let ids = unsafe pieces[1],
        let latitudes = unsafe pieces[8], let longitudes = unsafe pieces[9]
      else { throw PBFBlock.unusual }
      if let information = unsafe pieces[5] {
        try unsafe block.check(information: information, of: ids.countOfVarints())
      }
      unsafe self.ids = unsafe ids
      unsafe self.latitudes = unsafe latitudes
      unsafe self.longitudes = unsafe longitudes
      // Reading beyond the last field yields nothing.
      unsafe tags = unsafe pieces[10] ?? reader
      hasTags = unsafe tags.hasMore
    }

    /// Whether all arrays were read to their end and without errors.
    var areWhole: Bool {
      unsafe !ids.isBroken && !latitudes.isBroken && !longitudes.isBroken && !latitudes.hasMore
        && !longitudes.hasMore && !tags.isBroken
    }

    /// Reads the identity of the next node, and where it lies in degrees.
    @inline(__always)
    mutating func next(in block: borrowing PBFBlock) -> (id: Int64, point: Point) {
      unsafe last.id &+= ids.signed()
      unsafe last.latitude &+= latitudes.signed()
      unsafe last.longitude &+= longitudes.signed()
      return (last.id, block.degrees(longitude: last.longitude, latitude: last.latitude))
    }

    /// Reads the tags of the next node, up to a 0, and returns whether there are any.
    @inline(__always)
    mutating func readTags(_ result: inout [OSMTag], in block: borrowing PBFBlock) throws(Declined)
      -> Bool
    {
      result.removeAll(keepingCapacity: true)
      while true {
        guard unsafe tags.hasMore else { throw PBFBlock.unusual }
        let key = unsafe tags.varint()
        if key == 0 { return !result.isEmpty }
        let value = unsafe tags.varint()
        let tag = OSMTag(
          key: Int32(truncatingIfNeeded: key), value: Int32(truncatingIfNeeded: value))
        try block.check(tag)
        result.append(tag)
      }
    }
  }
}

import GridcastBase

/// One pass over an OSM PBF file, in several steps.
struct OSMReading {
  /// Why a reading ends early.
  enum End: Error {
    case declined(Declined)
    case failed(GridcastError)
    case enough
  }

  private let file: PBFFile
  private let fields: OSMFields
  private let hasPoints: Bool
  private let hasLines: Bool
  private let hasAreas: Bool
  private let onlyBeginnings: Bool
  private let kept: OSMKept
  private let held = HeldAreas()
  private var members = OSMMembers([], outer: [], lenders: [])
  private var locations = OSMLocations()
  /// The index of the first blob that contains ways or relations, and of the first with relations.
  private var firstOthers: Int
  private var firstRelations: Int
  private var wayBlobs = 0..<0
  /// What was left out, as parts of it are not in the file.
  private(set) var incomplete = OSMIncomplete()

  init(
    _ file: PBFFile, keeping kept: OSMKept, fields: OSMFields, layers: Set<String>,
    onlyBeginnings: Bool
  ) {
    self.file = file
    self.onlyBeginnings = onlyBeginnings
    self.kept = kept
    self.fields = fields
    hasPoints = layers.contains("points")
    hasLines = layers.contains("lines")
    hasAreas = layers.contains("multipolygons")
    firstOthers = file.blobs.count
    firstRelations = file.blobs.count
  }

  mutating func run<Made: Sendable>(
    make: @Sendable (Features) throws(GridcastError) -> Made,
    take: (Made) throws(GridcastError) -> Bool
  ) throws(End) {
    if hasAreas { try readMembers() }
    try readNodes(make: make, take: take)
    if hasLines || hasAreas { try readLines(make: make, take: take) }
    guard hasAreas else { return try checkRest() }
    let rings = try readRelations(make: make, take: take)
    try readAreas(without: rings, make: make, take: take)
  }

  // MARK: Steps

  /// Finds out, from the end of the file, which ways are members of relations.
  private mutating func readMembers() throws(End) {
    let count = file.blobs.count
    var ways = Set<Int64>()
    var outer = Set<Int64>()
    var lenders = Set<Int64>()
    var first = count
    try orderedMap(count) { [self] (index) throws(End) -> OSMRelationParts? in
      try orEnd { () throws(Declined) in
        let block = try block(count - 1 - index)
        return block.kinds.upperBound == .relations ? try OSMRelationParts(block) : nil
      }
    } take: { (parts) throws(End) in
      guard let parts else { return false }
      ways.formUnion(parts.ways)
      outer.formUnion(parts.outer)
      lenders.formUnion(parts.lenders)
      first -= 1
      return !parts.areAmongOthers
    }
    firstRelations = first
    members = OSMMembers(ways, outer: outer, lenders: lenders)
  }

  private mutating func readNodes<Made: Sendable>(
    make: @Sendable (Features) throws(GridcastError) -> Made,
    take: (Made) throws(GridcastError) -> Bool
  ) throws(End) {
    let known = kept.locations
    let (hasPoints, hasVertices) = (hasPoints, known == nil && (hasLines || hasAreas))
    var locations = known ?? OSMLocations()
    var last = Int64.min
    var first = 0
    try orderedMap(file.blobs.count) {
      [self] (index) throws(End) -> (nodes: OSMNodes?, made: Made?, isLast: Bool) in
      let (nodes, isLast) = try orEnd { () throws(Declined) in
        let block = try block(index)
        return (
          block.kinds.lowerBound == .nodes
            ? try OSMNodes(block, fields, areFeatures: hasPoints, areVertices: hasVertices) : nil,
          block.kinds.upperBound != .nodes
        )
      }
      return (nodes, try Self.made(of: nodes?.features, make), isLast)
    } take: { (piece) throws(End) in
      if let nodes = piece.nodes {
        guard nodes.ids.lowerBound > last else {
          throw .declined(Declined("its nodes are not in ascending order"))
        }
        last = nodes.ids.upperBound
        locations.append(nodes.runs)
      }
      try Self.hand(piece.made, to: take)
      if !piece.isLast { first += 1 }
      return !piece.isLast
    }
    self.locations = locations
    if hasVertices { kept.locations = locations }
    firstOthers = first
  }

  /// Delivers the lines, and keeps the ways that areas are made of.
  private mutating func readLines<Made: Sendable>(
    make: @Sendable (Features) throws(GridcastError) -> Made,
    take: (Made) throws(GridcastError) -> Bool
  ) throws(End) {
    var members = members
    var incomplete = incomplete
    let wanted = OSMWays.Wanted(
      lines: hasLines, onlyBeginnings: onlyBeginnings, members: members)
    var last = Int64.min
    var end = firstOthers
    try orderedMap(file.blobs.count - firstOthers) {
      [self] (index) throws(End) -> (ways: OSMWays?, made: Made?, isLast: Bool) in
      let (ways, isLast) = try orEnd { () throws(Declined) in
        let block = try block(firstOthers + index)
        guard index == 0 || block.kinds.lowerBound != .nodes else { throw Self.unsorted }
        let isLast = block.kinds.upperBound == .relations
        guard block.holds(.ways) else { return (OSMWays?.none, isLast) }
        var wanted = wanted
        wanted.areas = hasAreas && !held.isFull
        var ways = try OSMWays(block, fields: fields, wanted: wanted, locations: locations)
        if wanted.areas { held.hold(ways.takeAreas(), firstOthers + index) }
        return (ways, isLast)
      }
      return (ways, try Self.made(of: ways?.lines, make), isLast)
    } take: { (piece) throws(End) in
      guard !piece.isLast || !hasAreas || end == firstRelations else {
        throw .declined(Self.unsorted)
      }
      if let ids = piece.ways?.ids {
        guard ids.lowerBound > last else { throw .declined(Self.unsorted) }
        last = ids.upperBound
      }
      if piece.ways != nil || !piece.isLast { end += 1 }
      for part in piece.ways?.parts ?? [] { members.add(part) }
      incomplete.ways += piece.ways?.incompleteCount ?? 0
      try Self.hand(piece.made, to: take)
      return !piece.isLast
    }
    self.members = members
    self.incomplete = incomplete
    wayBlobs = firstOthers..<end
  }

  /// Delivers the areas of relations, and returns the ways that are their rings.
  private mutating func readRelations<Made: Sendable>(
    make: @Sendable (Features) throws(GridcastError) -> Made,
    take: (Made) throws(GridcastError) -> Bool
  ) throws(End) -> Set<Int64> {
    var rings = Set<Int64>()
    var incomplete = incomplete
    try orderedMap(file.blobs.count - firstRelations) {
      [self] (index) throws(End) -> (rings: [Int64], incompleteCount: Int, made: Made?) in
      let areas = try orEnd { () throws(Declined) in
        try OSMAreas(try block(firstRelations + index), fields: fields, members: members)
      }
      return (areas.rings, areas.incompleteCount, try Self.made(of: areas.features, make))
    } take: { (piece) throws(End) in
      rings.formUnion(piece.rings)
      incomplete.relations += piece.incompleteCount
      try Self.hand(piece.made, to: take)
      return true
    }
    self.incomplete = incomplete
    return rings
  }

  /// Delivers the areas that are ways.
  private mutating func readAreas<Made: Sendable>(
    without rings: Set<Int64>, make: @Sendable (Features) throws(GridcastError) -> Made,
    take: (Made) throws(GridcastError) -> Bool
  ) throws(End) {
    var incomplete = incomplete
    try orderedMap(wayBlobs.count) { [self] (index) throws(End) -> (Int, Made?) in
      let (areas, count) = try orEnd { () throws(Declined) -> (Features?, Int) in
        let index = wayBlobs.lowerBound + index
        if let areas = held.areas(index, without: rings) { return (areas.features, 0) }
        let wanted = OSMWays.Wanted(areas: true, rings: rings, onlyBeginnings: onlyBeginnings)
        let ways = try OSMWays(
          try block(index), fields: fields, wanted: wanted, locations: locations
        )
        return (ways.areas?.features, ways.incompleteCount)
      }
      return (count, try Self.made(of: areas, make))
    } take: { (count, made) throws(End) in
      incomplete.ways += count
      try Self.hand(made, to: take)
      return true
    }
    self.incomplete = incomplete
  }

  /// Checks that no wanted objects come out of order.
  private func checkRest() throws(End) {
    let first = max(firstOthers, wayBlobs.upperBound)
    // Once the ways are read, no more of them may follow.
    let lowest = wayBlobs.isEmpty ? PBFBlock.Kind.nodes : .ways
    var highest = PBFBlock.Kind.nodes
    try orderedMap(file.blobs.count - first) {
      [self] (index) throws(End) -> ClosedRange<PBFBlock.Kind> in
      try orEnd { () throws(Declined) in try block(first + index).kinds }
    } take: { (kinds) throws(End) in
      let isFirst = firstOthers == first && highest == .nodes
      guard isFirst || (kinds.lowerBound >= highest && kinds.lowerBound > lowest) else {
        throw .declined(Self.unsorted)
      }
      highest = kinds.upperBound
      return true
    }
  }

  // MARK: Pieces

  private static let unsorted = Declined("its nodes, ways and relations are not in order")

  /// The block in the blob with this index.
  private func block(_ index: Int) throws(Declined) -> PBFBlock {
    try kept.block(index, of: file)
  }

  private static func made<Made>(
    of features: Features?, _ make: (Features) throws(GridcastError) -> Made
  ) throws(End) -> Made? {
    guard let features, features.count > 0 else { return nil }
    guard features.count <= Features.batchSize else {
      throw .declined(Declined("a block is unusually large"))
    }
    do throws(GridcastError) { return try make(features) } catch { throw .failed(error) }
  }

  private static func hand<Made>(_ made: Made?, to take: (Made) throws(GridcastError) -> Bool)
    throws(End)
  {
    guard let made else { return }
    let wantsMore: Bool
    do throws(GridcastError) { wantsMore = try take(made) } catch { throw .failed(error) }
    if !wantsMore { throw .enough }
  }
}

/// How many ways and relations were left out, as parts of them are not in the file.
struct OSMIncomplete: Equatable {
  var ways = 0
  var relations = 0

  /// A sentence on them; nil where there are none.
  var note: String? {
    guard ways + relations > 0 else { return nil }
    let parts = [
      relations > 0 ? counted(relations, "relation") : nil, ways > 0 ? counted(ways, "way") : nil,
    ]
    return parts.compactMap(\.self).joined(separator: " and ")
      + " incomplete, left out: parts of them are not in the file"
  }
}

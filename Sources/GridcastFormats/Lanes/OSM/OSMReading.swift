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
  private let layers: OSMLayers
  private var hasPoints: Bool { layers.contains(.points) }
  private var hasLines: Bool { layers.contains(.lines) }
  private var hasAreas: Bool { layers.contains(.areas) }
  private var hasRelations: Bool { !layers.isDisjoint(with: .ofRelations) }
  private let onlyBeginnings: Bool
  private let kept: OSMKept
  private let held = HeldAreas()
  private var members = OSMMembers([], outer: [], lenders: [])
  private var locations = OSMLocations()
  /// The index of the first blob that contains ways or relations, and of the first with relations.
  private var firstOthers: Int
  private var firstRelations: Int
  private var wayBlobs = 0..<0
  /// What was left out, as it has no whole shape.
  private(set) var leftOut = OSMLeftOut()

  init(
    _ file: PBFFile, keeping kept: OSMKept, fields: OSMFields, layers: OSMLayers,
    onlyBeginnings: Bool
  ) {
    self.file = file
    self.onlyBeginnings = onlyBeginnings
    self.kept = kept
    self.fields = fields
    self.layers = layers
    firstOthers = file.blobs.count
    firstRelations = file.blobs.count
  }

  mutating func run<Made: Sendable>(
    make: @Sendable (Features) throws(GridcastError) -> Made,
    take: (Made) throws(GridcastError) -> Bool
  ) throws(End) {
    if hasRelations { try readMembers() }
    try readNodes(make: make, take: take)
    if hasLines || hasRelations { try readLines(make: make, take: take) }
    guard hasRelations else { return try checkRest() }
    let rings = try readRelations(make: make, take: take)
    if hasAreas { try readAreas(without: rings, make: make, take: take) }
  }

  /// Delivers the points of some blobs of a file that is sorted.
  func run<Made: Sendable>(
    blobs: Range<Int>, make: @Sendable (Features) throws(GridcastError) -> Made,
    take: (Made) throws(GridcastError) -> Bool
  ) throws(End) {
    var last = Int64.min
    try orderedMap(blobs.count) {
      [self] (index) throws(End) -> (nodes: OSMNodes?, made: Made?) in
      let nodes = try orEnd { () throws(Declined) -> OSMNodes? in
        let block = try block(blobs.lowerBound + index)
        guard block.kinds.lowerBound == .nodes else { return nil }
        return try OSMNodes(block, fields, areFeatures: true, areVertices: false)
      }
      return (nodes, try Self.made(of: nodes?.features, make))
    } take: { (piece) throws(End) in
      if let ids = piece.nodes?.ids {
        guard ids.lowerBound > last else { throw .declined(OSMOrder.nodes) }
        last = ids.upperBound
      }
      try Self.hand(piece.made, to: take)
      return true
    }
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
        return block.kinds.upperBound == .relations
          ? try OSMRelationParts(block, layers: layers) : nil
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
    let (hasPoints, hasVertices) = (hasPoints, known == nil && (hasLines || hasRelations))
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
          throw .declined(OSMOrder.nodes)
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
    var leftOut = leftOut
    let wanted = OSMWays.Wanted(
      lines: hasLines, onlyBeginnings: onlyBeginnings, members: members)
    var last = Int64.min
    var end = firstOthers
    try orderedMap(file.blobs.count - firstOthers) {
      [self] (index) throws(End) -> (ways: OSMWays?, made: Made?, isLast: Bool) in
      let (ways, isLast) = try orEnd { () throws(Declined) in
        let block = try block(firstOthers + index)
        guard index == 0 || block.kinds.lowerBound != .nodes else { throw OSMOrder.kinds }
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
      guard !piece.isLast || !hasRelations || end == firstRelations else {
        throw .declined(OSMOrder.kinds)
      }
      if let ids = piece.ways?.ids {
        guard ids.lowerBound > last else { throw .declined(OSMOrder.ways) }
        last = ids.upperBound
      }
      if piece.ways != nil || !piece.isLast { end += 1 }
      for part in piece.ways?.parts ?? [] { members.add(part) }
      if let ways = piece.ways { leftOut.add(ways.leftOut) }
      try Self.hand(piece.made, to: take)
      return !piece.isLast
    }
    self.members = members
    self.leftOut = leftOut
    wayBlobs = firstOthers..<end
  }

  /// Delivers the shapes of relations, and returns the ways that are rings of areas.
  private mutating func readRelations<Made: Sendable>(
    make: @Sendable (Features) throws(GridcastError) -> Made,
    take: (Made) throws(GridcastError) -> Bool
  ) throws(End) -> Set<Int64> {
    var rings = Set<Int64>()
    var leftOut = leftOut
    try orderedMap(file.blobs.count - firstRelations) {
      [self] (index) throws(End) -> (rings: [Int64], leftOut: OSMLeftOut, made: Made?) in
      let relations = try orEnd { () throws(Declined) in
        try OSMRelations(
          try block(firstRelations + index), fields: fields, layers: layers, members: members,
          locations: locations)
      }
      return (relations.rings, relations.leftOut, try Self.made(of: relations.features, make))
    } take: { (piece) throws(End) in
      rings.formUnion(piece.rings)
      leftOut.add(piece.leftOut)
      try Self.hand(piece.made, to: take)
      return true
    }
    self.leftOut = leftOut
    return rings
  }

  /// Delivers the areas that are ways.
  private mutating func readAreas<Made: Sendable>(
    without rings: Set<Int64>, make: @Sendable (Features) throws(GridcastError) -> Made,
    take: (Made) throws(GridcastError) -> Bool
  ) throws(End) {
    var leftOut = leftOut
    try orderedMap(wayBlobs.count) { [self] (index) throws(End) -> (OSMLeftOut, Made?) in
      let (areas, own) = try orEnd { () throws(Declined) -> (Features?, OSMLeftOut) in
        let index = wayBlobs.lowerBound + index
        if let held = held.areas(index, without: rings) { return (held.features, OSMLeftOut()) }
        let wanted = OSMWays.Wanted(areas: true, rings: rings, onlyBeginnings: onlyBeginnings)
        let ways = try OSMWays(
          try block(index), fields: fields, wanted: wanted, locations: locations
        )
        // Those of blocks that were held back are counted already.
        return (ways.areas?.features, held.countsAll(index) ? OSMLeftOut() : ways.leftOut)
      }
      return (own, try Self.made(of: areas, make))
    } take: { (own, made) throws(End) in
      leftOut.add(own)
      try Self.hand(made, to: take)
      return true
    }
    self.leftOut = leftOut
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
        throw .declined(OSMOrder.kinds)
      }
      highest = kinds.upperBound
      return true
    }
  }

  // MARK: Pieces

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

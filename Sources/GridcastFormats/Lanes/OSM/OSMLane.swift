import GridcastBase

/// An OSM PBF file that is mapped into memory, whose blobs are read in parallel.
///
/// Features and their order are those of GDAL's OSM driver: points, lines, areas and what else
/// relations describe, areas of ways. A way only refers to its nodes, so the file is read in steps; the memory needed
/// grows with the number of nodes.
struct OSMLane: Sendable {
  /// The file size beyond which the positions of the nodes would take too much memory.
  private static let sizeLimit = 1 << 30

  let file: PBFFile
  private let kept = OSMKept()
  /// The blobs that are read, where that is a part.
  var part: Range<Int>?

  /// - Parameters:
  ///   - path: The file.
  ///   - isLimited: Whether the positions of nodes may be needed.
  /// - Throws: Where the file is damaged, too large, or requires something unusual.
  init(_ path: String, isLimited: Bool = true) throws(Declined) {
    file = try PBFFile(path)
    guard !isLimited || (file.blobs.last?.upperBound ?? 0) <= Self.sizeLimit else {
      throw Declined("it is larger than 1 GB", isFinal: file.isForeign)
    }
  }

  /// How many blobs there are, where some layers can be read in parts: points, which need no other blob.
  func extent(of layers: [LayerInfo]) -> FileRange.Extent? {
    layers.map(\.name) == ["points"]
      ? FileRange.Extent(unit: .blobs, count: file.blobs.count) : nil
  }

  /// Whether the objects come in the order that reading needs.
  ///
  /// - Throws: Where a block is damaged or unusual.
  func isSorted() throws(Declined) -> Bool { try file.isSorted(keeping: kept) }

  /// Reads some layers: computes a value from each batch, on all cores, and passes the values on in
  /// order, as long as more are wanted.
  ///
  /// - Parameters:
  ///   - layers: The names of the layers.
  ///   - fields: The columns to fill.
  ///   - tested: Further columns, whose tags stay in `other_tags` too.
  ///   - onlyBeginnings: Whether only the first vertex of each feature is needed.
  ///   - make: Computes the value of a batch.
  ///   - take: Receives each value in turn; false ends the reading.
  /// - Returns: Why the lane declined the file while reading it; nil where it was read as far as
  ///   wanted, and what
  ///   was left out.
  /// - Throws: The error of `make` or `take`.
  func read<Made: Sendable>(
    _ layers: [String], fields: [Field], onlyTested tested: [Field] = [], onlyBeginnings: Bool,
    make: @Sendable (Features) throws(GridcastError) -> Made,
    take: (Made) throws(GridcastError) -> Bool
  ) throws(GridcastError) -> (declined: Declined?, leftOut: OSMLeftOut) {
    do throws(OSMReading.End) {
      let fields: OSMFields = try orEnd { () throws(Declined) in
        try OSMFields(fields, onlyTested: tested)
      }
      var reading = OSMReading(
        file, keeping: kept, fields: fields, layers: OSMLayers(layers),
        onlyBeginnings: onlyBeginnings)
      if let part {
        try reading.run(blobs: part, make: make, take: take)
      } else {
        try reading.run(make: make, take: take)
      }
      return (nil, reading.leftOut)
    } catch {
      switch error {
      case .declined(let why): return (why, OSMLeftOut())
      case .failed(let error): throw error
      case .enough: return (nil, OSMLeftOut())
      }
    }
  }

  /// A sorted copy of the file, made once, for one whose order turned out to be another than it says.
  func sorted(_ path: String) throws(GridcastError) -> (lane: OSMLane, notes: [Sentence]) {
    if let known = kept.sorted { return (known.lane, known.copy.notes) }
    let copy = try OSMCopy(of: path, as: path, .pbf(file))
    do throws(Declined) {
      let lane = try OSMLane(copy.path)
      kept.sorted = (copy, lane)
      return (lane, copy.notes)
    } catch { throw GridcastError(.badData, path, error.reason) }
  }
}

/// Calls a function that may decline within a step that may end for other reasons too.
func orEnd<Result>(_ body: () throws(Declined) -> Result) throws(OSMReading.End) -> Result {
  do throws(Declined) { return try body() } catch { throw .declined(error) }
}

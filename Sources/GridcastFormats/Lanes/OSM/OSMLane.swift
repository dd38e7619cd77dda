import GridcastBase

/// An OSM PBF, read from where it lies in memory, its blobs side by side.
///
/// What is made of nodes, ways and relations, and in which order it comes, is as GDAL's OSM driver
/// has it: points, lines, areas of relations, areas of ways. Ways keep their places in the file only
/// until their nodes are known, so it is read in steps; memory grows with the nodes.
struct OSMLane: Sendable {
  /// The layers that it reads.
  static let layers: Set<String> = ["points", "lines", "multipolygons"]
  /// Beyond it, the places of the nodes would fill too much memory.
  private static let sizeLimit = 1 << 30

  let file: PBFFile
  private let kept = OSMKept()

  /// - Throws: Where the file is damaged, large, or asks for something unusual.
  init(_ path: String) throws(Declined) {
    file = try PBFFile(path)
    guard (file.blobs.last?.upperBound ?? 0) <= Self.sizeLimit else {
      throw Declined("it is larger than 1 GB")
    }
  }

  /// Reads some layers: makes something of each batch, on all cores, and hands that over in order,
  /// as long as more is wanted.
  ///
  /// - Parameters:
  ///   - layers: Their names.
  ///   - fields: The columns to fill.
  ///   - onlyBeginnings: Whether it is enough to know where each feature begins.
  ///   - make: Makes something of a batch.
  ///   - take: Is handed it.
  /// - Returns: Why the file was declined on the way, nil where it was read as far as wanted, and what
  ///   was left out.
  /// - Throws: What the two throw.
  func read<Made: Sendable>(
    _ layers: [String], _ fields: [Field], onlyBeginnings: Bool,
    _ make: @Sendable (Features) throws(GridcastError) -> Made,
    _ take: (Made) throws(GridcastError) -> Bool
  ) throws(GridcastError) -> (declined: Declined?, incomplete: OSMIncomplete) {
    do throws(OSMReading.End) {
      let fields: OSMFields = try orEnd { () throws(Declined) in try OSMFields(fields) }
      var reading = OSMReading(file, kept, fields, Set(layers), onlyBeginnings: onlyBeginnings)
      try reading.run(make, take)
      return (nil, reading.incomplete)
    } catch {
      switch error {
      case .declined(let why): return (why, OSMIncomplete())
      case .failed(let error): throw error
      case .enough: return (nil, OSMIncomplete())
      }
    }
  }
}

/// Does something that can decline, as a step that can end for other reasons too.
func orEnd<Result>(_ body: () throws(Declined) -> Result) throws(OSMReading.End) -> Result {
  do throws(Declined) { return try body() } catch { throw .declined(error) }
}

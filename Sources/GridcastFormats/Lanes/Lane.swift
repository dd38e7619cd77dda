import GridcastBase
import GridcastGeo

/// A file in a format that Gridcast reads itself: it is mapped into memory and cut into blocks,
/// which are read in parallel.
///
/// A lane delivers the same features as GDAL would. It declines a file in which anything is
/// unusual, and GDAL reads the file instead.
protocol Lane: Sendable {
  /// GDAL's short name of the format.
  var format: String { get }
  /// The description of the layer that GDAL would give.
  var layer: LayerInfo { get }
  /// Whether the fields are those of the first features only, so that GDAL may find others, or
  /// other types, after going through all.
  var isProvisional: Bool { get }
  /// How much there is of the file where it can be read in parts; nil where as a whole only.
  var extent: FileRange.Extent? { get }
  /// What of it is read.
  var part: Range<Int> { get }
  /// The first places from others on, in their order, at which the file can be cut.
  func cuts(after places: [Int]) -> [Int]
  /// What of the file no feature has, one sentence for each loss.
  var losses: [Sentence] { get }
  /// What the user should know of how the file is read.
  var notes: [Sentence] { get }
  /// The number of blocks, in file order.
  var blockCount: Int { get }

  /// Reads one block into columns in the order of the fields, without a coordinate system.
  ///
  /// - Throws: Where anything in the block is unusual.
  func block(_ index: Int, _ fields: [Field]) throws(Declined) -> Features

  /// Does the same, and tells what of the block is lost or read in another way than it says.
  func block(_ index: Int, _ fields: [Field], _ tally: inout Tally) throws(Declined) -> Features

  /// Where a row of a block is in the file, as in "in line 3"; nil where that tells a reader nothing, or
  /// an earlier row was asked for.
  func place(ofRow row: Int, inBlock index: Int) -> Sentence?
}

extension Lane {
  var isProvisional: Bool { false }
  var extent: FileRange.Extent? { nil }
  var part: Range<Int> { 0..<(extent?.count ?? 0) }
  var losses: [Sentence] { [] }
  var notes: [Sentence] { [] }

  func cuts(after places: [Int]) -> [Int] { [] }

  func place(ofRow row: Int, inBlock index: Int) -> Sentence? { nil }

  func block(_ index: Int, _ fields: [Field], _ tally: inout Tally) throws(Declined) -> Features {
    try block(index, fields)
  }
}

/// Opens the lane for a file, chosen by its ending.
///
/// `wanted` are the fields that will be read, where that is known.
///
/// - Throws: Where no lane reads the file.
func openLane(
  _ path: String, _ encoding: String, for source: Source, wanted: [String]?
) throws(Declined) -> any Lane {
  let range = source.range
  switch Format.lane(ofPath: path) {
  case .shapefile: return try ShapefileLane(path, in: encoding, range: range)
  case .csv: return try CSVLane(path, in: encoding, hasHeader: source.hasHeader, range: range)
  case .geoJSON: return try GeoJSONLane(path, isSequence: false, wanted: wanted)
  case .geoJSONSequence:
    return try GeoJSONLane(path, isSequence: true, wanted: wanted, range: range)
  case .parquet:
    return try ParquetLane(
      path, range: range, keepsOpenRings: source.keepsOpenRings, allowsLoss: source.allowsLoss)
  case .arrow:
    return try ArrowLane(path, keepsOpenRings: source.keepsOpenRings, allowsLoss: source.allowsLoss)
  // OSM's layers are interleaved, and of these GDAL describes the layers: their lanes are opened separately.
  case .records, .osm, .flatGeobuf, .geoPackage, nil: throw Declined("only GDAL reads its format")
  }
}

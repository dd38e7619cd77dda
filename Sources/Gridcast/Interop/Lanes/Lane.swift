/// A file in a format that Gridcast reads itself: mapped, cut into blocks, each block read on a core
/// of its own.
///
/// What a lane hands out is what GDAL would hand out of the same file. It takes only files of which
/// it is sure; where anything is unusual it declines, and GDAL reads the file instead.
protocol Lane: Sendable {
  /// GDAL's short name of the format.
  var format: String { get }
  /// What GDAL would say of the layer.
  var layer: LayerInfo { get }
  /// The number of blocks, in file order.
  var blockCount: Int { get }

  /// Reads one block, with the columns in the order of the fields; the coordinate system is left
  /// out.
  ///
  /// - Throws: Where something in the block is unusual.
  func block(_ index: Int, _ fields: [Field]) throws(Declined) -> (Features, Tally)
}

/// Why a lane leaves a file to GDAL, as in "a record is marked as deleted".
struct Declined: Error, Sendable {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}

/// The lane of a file, by the ending of its name.
///
/// - Throws: Where no lane takes it.
func openLane(_ path: String, _ encoding: String) throws(Declined) -> any Lane {
  let name = path.lowercased()
  if name.hasSuffix(".shp") { return try ShapefileLane(path, in: encoding) }
  if name.hasSuffix(".csv") { return try CSVLane(path, in: encoding) }
  throw Declined("only GDAL reads its format")
}

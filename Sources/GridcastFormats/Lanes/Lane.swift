import GridcastBase
import GridcastGeo

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
  /// Whether its fields are those of the first features only, and GDAL may see others, or of other
  /// types, once it has gone through all.
  var isProvisional: Bool { get }
  /// The number of blocks, in file order.
  var blockCount: Int { get }

  /// Reads one block, with the columns in the order of the fields; the coordinate system is left
  /// out.
  ///
  /// - Throws: Where something in the block is unusual.
  func block(_ index: Int, _ fields: [Field]) throws(Declined) -> Features
}

extension Lane {
  var isProvisional: Bool { false }
}

/// The lane of a file, by the ending of its name.
///
/// `wanted` are the fields that will be asked for, where it is enough to know these.
///
/// - Throws: Where no lane takes it.
func openLane(_ path: String, _ encoding: String, wanted: [String]?) throws(Declined) -> any Lane {
  switch Format.lane(ofPath: path) {
  case .shapefile: return try ShapefileLane(path, in: encoding)
  case .csv: return try CSVLane(path, in: encoding)
  case .geoJSON: return try GeoJSONLane(path, isSequence: false, wanted: wanted)
  case .geoJSONSequence: return try GeoJSONLane(path, isSequence: true, wanted: wanted)
  // OSM's layers come mixed, so its lane is asked for apart from the others.
  case .osm, nil: throw Declined("only GDAL reads its format")
  }
}

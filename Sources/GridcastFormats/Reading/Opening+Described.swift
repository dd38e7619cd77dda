import GridcastBase
import GridcastGeo

extension Opening {
  /// Whether the file itself is read, and not a copy of it or what is packed in it.
  var isReadAsItLies: Bool { gdalPath == path }

  var isPostgreSQL: Bool { NetworkName(path)?.isPostgreSQL ?? false }

  /// The lane of a file of records; nil where it is of another kind.
  func recordLane(for source: Source) throws(Declined) -> RecordLane? {
    let endings = ["json", "jsonl", "jl", "ndjson", "bson"]
    guard endings.contains(gdalPath.fileEnding) else { return nil }
    return try RecordLane(
      gdalPath, collection: collection, columns: source.columns, range: source.range)
  }

  /// Opens the lane for a layer that GDAL describes, of which Gridcast reads the features.
  ///
  /// What an input says of itself in these formats, GDAL knows best: names, types, systems, and why it cannot be
  /// read at all.
  ///
  /// - Parameters:
  ///   - layer: What GDAL tells of the layer.
  ///   - format: GDAL's name of the format.
  ///   - source: The input.
  /// - Returns: The lane; nil where the format has none of the kind.
  /// - Throws: Where GDAL must read the features.
  func lane(of layer: LayerInfo, _ format: String, for source: Source) throws(Declined)
    -> (any Lane)?
  {
    let lane = Format.driver(format)?.layers?.lane
    guard lane == .flatGeobuf || lane == .geoPackage else { return nil }
    try checkForLanes(source)
    if source.readsByFeature { throw Declined("as told, feature by feature") }
    guard ownEncoding == TextEncoding.utf8 else { throw Declined("its texts are not in UTF-8") }
    guard layer.repeatedNames.isEmpty else { throw Declined("two fields have one name") }
    // A GeoPackage has indexes by which GDAL finds what a condition asks for.
    if let filter = source.filter,
      lane == .geoPackage || Condition(filter)?.fields(among: layer.fields) == nil
    {
      throw Declined("a condition chooses the features")
    }
    if lane == .flatGeobuf { return try FlatGeobufLane(gdalPath, layer) }
    return try GeoPackageLane(
      gdalPath, layer, options.contains("@IMMUTABLE=YES") ? .immutable : .shared)
  }
}

internal import CGDAL
import GridcastBase
import GridcastFiles

extension VectorDataset {
  /// How much of a layer was read column by column.
  enum ArrowEnd {
    /// All of it, or as much as was wanted.
    case over
    /// This many features, after which the layer must be read feature by feature.
    case left(after: Int)
  }

  /// The formats for which tests compare the columns with reading feature by feature.
  private static let arrowFormats: Set = ["GPKG", "FlatGeobuf"]

  /// Reads a layer column by column where GDAL is fast at it and nothing is lost.
  ///
  /// Where anything is unusual or fails, the rest is left to reading feature by feature, so that
  /// errors and losses are reported the same way. nil where no feature was read.
  func readByArrow(
    _ layer: OGRLayerH, _ fields: [Field], _ encoding: String,
    _ body: (Features, Tally) throws(GridcastError) -> Bool
  ) throws(GridcastError) -> ArrowEnd? {
    let format = format
    guard Self.arrowFormats.contains(format), encoding == TextEncoding.utf8,
      collectingMessages({ _ in unsafe OGR_L_TestCapability(layer, OLCFastGetArrowStream) }) == 1
    else { return nil }
    var count = 0
    let (own, repeated) = collectingMessages { _ in unsafe Self.fields(of: layer, in: encoding) }
    guard repeated.isEmpty, let stream = collectingMessages({ _ in unsafe ArrowStream(of: layer) }),
      let columns = collectingMessages({ _ in stream.columns() }),
      let plan = try? ArrowColumns(
        fields, of: own, in: columns, hasGeometry: unsafe OGR_L_GetGeomType(layer) != wkbNone,
        isSQLite: format == "GPKG")
    else { return .left(after: 0) }
    while true {
      let next: Features?
      do throws(Declined) { next = try Self.next(of: stream, plan) } catch {
        return .left(after: count)
      }
      guard let features = next else { break }
      // Of a FlatGeobuf without features GDAL 3.6 gives empty batches for ever.
      guard features.count > 0 else { return .left(after: count) }
      count += features.count
      if try !body(features, Tally()) { return .over }
    }
    // FlatGeobuf's columns end without a word where the file is damaged.
    let promised = collectingMessages { _ in unsafe OGR_L_GetFeatureCount(layer, 0) }
    if promised > count { return .left(after: count) }
    return .over
  }

  private static func next(of stream: borrowing ArrowStream, _ plan: ArrowColumns)
    throws(Declined) -> Features?
  {
    var result: Result<ArrowBatch?, Declined> = .success(nil)
    var complaints = 0
    collectingMessages(from: CE_Warning) { messages in
      result = Result { () throws(Declined) in try stream.next() }
      complaints = messages.count
    }
    guard complaints == 0 else { throw Declined("GDAL complains of a batch") }
    guard let batch = try result.get() else { return nil }
    return try withExtendedLifetime(batch) { () throws(Declined) in try plan.features(batch) }
  }
}

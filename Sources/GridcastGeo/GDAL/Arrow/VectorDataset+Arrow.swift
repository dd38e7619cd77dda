internal import CGDAL
import GridcastBase
import GridcastFiles

extension VectorDataset {
  /// How far a layer could be read column by column.
  enum ArrowEnd {
    /// To its end, or until no more was wanted.
    case over
    /// Up to some features, after which it is to be read feature by feature.
    case left(after: Int)
  }

  /// The formats whose columns are held, by tests, against the same layers read feature by feature.
  private static let arrowFormats: Set = ["GPKG", "FlatGeobuf"]

  /// Reads a layer column by column, where GDAL is fast at it and nothing is lost that way.
  ///
  /// Feature by feature remains the judge: at whatever is unusual, and at any error, this leaves the
  /// rest to it, so that errors and what is dropped are told as they always were. nil where the layer
  /// was not touched.
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
      count += features.count
      if features.count > 0, try !body(features, Tally()) { return .over }
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
    collectingMessages { messages in
      result = Result { () throws(Declined) in try stream.next() }
      complaints = messages.count
    }
    guard complaints == 0 else { throw Declined("GDAL complains of a batch") }
    guard let batch = try result.get() else { return nil }
    return try withExtendedLifetime(batch) { () throws(Declined) in try plan.features(batch) }
  }
}

import GridcastBase
import GridcastGeo

/// What a condition needs, and what it leaves.
extension LayerReader {
  /// What is told of a condition that leaves nothing.
  static func unfulfilled(_ condition: String, _ path: String) -> Tally {
    var tally = Tally()
    tally.note(
      signFault(inExpression: condition).map {
        "\(path): no feature fulfils the condition \(condition); \($0)"
      } ?? "\(path): no feature fulfils the condition \(condition)")
    return tally
  }

  /// What is lost of a file of which GDAL chooses the features, which then tells less: it is read whole before.
  func lostWithoutCondition(
    _ dataset: borrowing VectorDataset, deletedCount: Int
  ) throws(GridcastError) -> Tally {
    var lost = Tally()
    try dataset.read(
      layers: layers.map(\.name), fields: [], isInterleaved: false, filter: nil,
      goesOn: true, keepsOpenRings: source.keepsOpenRings, deletedCount: deletedCount
    ) { (_, tally) throws(GridcastError) in
      lost.add(relabelled(tally.onlyLost))
      return true
    }
    return lost
  }

  /// GDAL keeps the seconds of a moment in 32 bits; a GeoJSON hands out its texts, too.
  func momentOptions(_ fields: [Field]) -> [String] {
    let isJSON = [Format.geoJSON, .geoJSONSeq].contains(Format.driver(format))
    let hasMoments = fields.contains { [.date, .time, .dateTime].contains($0.kind) }
    return isJSON && hasMoments && (source.filter == nil || condition != nil)
      ? ["DATE_AS_STRING=YES"] : []
  }

  /// The fields that only the condition needs.
  func conditionFields(beside wanted: [Field]) -> [Field] {
    (condition?.fields ?? []).filter { !wanted.contains($0) }
  }
}

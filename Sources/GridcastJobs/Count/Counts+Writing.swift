package import GridcastBase
package import GridcastBin
package import GridcastFiles
import GridcastWrite

extension Counts {
  /// Writes the counts as GeoTIFF, and the cells as layers or tables.
  ///
  /// - Returns: Sentences that the user should see.
  package func write(raster path: String?, cells: [String], staging: Staging) throws(GridcastError)
    -> [Sentence]
  {
    var notes: [Sentence] = []
    let style = style
    if let path {
      try raster.write(to: path, style: style, others: bandStyles, staging: staging)
    }
    for path in cells {
      notes += try Self.writeCells(
        of: fishnet, sums, isCount: isCount, to: path, style: style, staging: staging)
    }
    return notes
  }

  /// Writes the cells of a fishnet with the values of bands.
  ///
  /// - Returns: A sentence on shortened field names, where there are any.
  package static func writeCells(
    of fishnet: Fishnet, _ bands: [CellValues], isCount: Bool, to path: String, style: MapStyle?,
    staging: Staging
  ) throws(GridcastError) -> [Sentence] {
    let isTable = path.lowercased().hasSuffix(".csv")
    let features = fishnet.features(with: bands, isCount: isCount, asTable: isTable)
    return try features.write(to: path, style: style, staging: staging)
  }
}

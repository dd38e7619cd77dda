package import GridcastBase
package import GridcastBin
package import GridcastFiles
import GridcastWrite

extension Counts {
  /// Writes the counts as GeoTIFF, and the cells as layers or tables.
  ///
  /// - Returns: Sentences for the user.
  package func write(raster path: String?, cells: [String], staging: Staging) throws(GridcastError)
    -> [Sentence]
  {
    var notes: [Sentence] = []
    let written = try densities ?? self
    let (raster, style) = (written.raster, written.style)
    if let path {
      if hexagons != nil {
        throw GridcastError(
          .usage, path,
          "hexagons are no cells of a raster; write them as a layer, such as a .gpkg or .shp")
      }
      try raster.write(to: path, style: style, others: written.bandStyles, staging: staging)
    }
    for path in cells {
      let areas = areas.map { [CellValues(name: "area_km2", values: $0)] } ?? []
      notes += try Self.writeCells(
        of: fishnet, written.sums + areas, isCount: written.isCount, to: path, style: style,
        hexagons: hexagons, staging: staging)
    }
    return notes
  }

  /// Writes the cells of a fishnet with the values of bands.
  ///
  /// - Returns: A sentence about shortened field names, if there are any.
  package static func writeCells(
    of fishnet: Fishnet, _ bands: [CellValues], isCount: Bool, to path: String, style: MapStyle?,
    hexagons: HexagonLattice? = nil, staging: Staging
  ) throws(GridcastError) -> [Sentence] {
    let isTable = path.lowercased().hasSuffix(".csv")
    let features = fishnet.features(
      with: bands, isCount: isCount, asTable: isTable, hexagons: hexagons)
    return try features.write(to: path, style: style, staging: staging)
  }
}

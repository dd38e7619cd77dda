package import GridcastBase
package import GridcastBin
package import GridcastFiles
import GridcastFormats
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
    let isTable = Output.cells(path).isTable
    try fishnet.requireRoom(in: path, hexagons: hexagons)
    let features = fishnet.features(
      with: bands, isCount: isCount, asTable: isTable, hexagons: hexagons)
    return try features.write(to: path, style: style, staging: staging)
  }
}

extension Fishnet {
  /// Refuses cells that the format of an output has no room for, before they are made into features.
  ///
  /// - Throws: `.unwritable`.
  func requireRoom(in path: String, hexagons: HexagonLattice? = nil) throws(GridcastError) {
    guard path.lowercased().hasSuffix(".shp") else { return }
    try ShapefileOutput.requireRoom(
      forRings: (0..<grid.count).count { contains($0) }, of: hexagons == nil ? 5 : 7, in: path)
  }
}

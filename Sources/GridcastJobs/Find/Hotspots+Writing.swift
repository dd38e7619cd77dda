package import GridcastAnalyse
package import GridcastBase
import GridcastBin
import GridcastDraw
package import GridcastFiles
import GridcastWrite

extension Hotspots {
  /// The style of hot spots: hot cells in red, cold ones in blue.
  package static var style: MapStyle {
    let classes = Classes(
      limits: [-3, -2, -1, 0, 1, 2], range: -3...3, isWhole: true, ramp: .blueRed)
    let labels: [Sentence] = [
      "cold, 99 %", "cold, 95 %", "cold, 90 %", "neither", "hot, 90 %", "hot, 95 %", "hot, 99 %",
    ]
    return MapStyle(
      "class",
      .categories(
        labels.indices.reversed().map {
          MapStyle.Category("\($0 - 3)", label: labels[$0].description, color: classes.color($0))
        }))
  }

  /// The cells as features with the value, z, p, the adjusted p and the class.
  package func features(asTable: Bool) -> Features {
    let fishnet = Fishnet(grid: grid, mask: values.values.map { !$0.isNaN })
    let own = CellValues(name: "value", values: values.values)
    var features = fishnet.features(with: [own] + bands, isCount: false, asTable: asTable)
    let classes = classes
    features.columns[features.columns.count - 1] = Column(
      Field("class", .integer, detail: .integer32, width: 9),
      .integers(Optionals(fishnet.cells.map { classes[$0].map(Int64.init) })))
    return features
  }

  /// Writes z, p, adjusted p and class as GeoTIFF, and the cells as layers or tables.
  ///
  /// - Returns: Sentences for the user.
  package func write(raster path: String?, cells: [String], staging: Staging) throws(GridcastError)
    -> [Sentence]
  {
    if let path {
      try Raster(grid: grid, bands: bands.map(Raster.Band.init))
        .write(to: path, style: Self.style, staging: staging)
    }
    var notes = summary.remarks
    for path in cells {
      try Fishnet(grid: grid, mask: values.values.map { !$0.isNaN }).requireRoom(in: path)
      notes += try features(asTable: Output.cells(path).isTable)
        .write(to: path, style: Self.style, staging: staging)
    }
    return notes
  }
}

extension HotspotSummary {
  /// What is said of the cells' size on the ground.
  fileprivate var remarks: [Sentence] {
    [GroundScale.remark(on: grid.box, in: grid.coordinateSystem)].compactMap { $0 }
  }
}

extension HotspotWalk {
  /// Writes z, p, adjusted p and class as GeoTIFF, strip by strip.
  ///
  /// - Returns: What is said of the hot spots, and sentences for the user.
  package func write(raster path: String?, staging: Staging) throws(GridcastError) -> (
    summary: HotspotSummary, notes: [Sentence]
  ) {
    guard let path else {
      let summary = try finish()
      return (summary, summary.remarks)
    }
    // z is the only band that may be as low as the usual nodata value.
    let nodata = leastZ > -9000 ? Raster.nodata : -Float.greatestFiniteMagnitude
    let output = try RasterOutput(
      path, cells, names: Self.bandNames, nodata: nodata, staging: staging)
    let summary = try finish { (strip) throws(GridcastError) in
      try output.write(strip.bands, rows: strip.rows)
    }
    try output.close { _ in Hotspots.style }
    return (summary, summary.remarks)
  }
}

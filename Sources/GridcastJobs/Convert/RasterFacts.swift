package import GridcastBase
package import GridcastFormats
package import GridcastGeo

/// What a raster holds, for people: of any raster that GDAL opens, also of those that Gridcast can only
/// convert.
package struct RasterFacts: Sendable {
  /// One band.
  package struct Band: Sendable {
    /// Its name.
    package let name: String
    /// Its data type as GDAL calls it.
    package let type: String
    /// The values.
    package let found: RasterDataset.FoundValues
  }

  /// The file.
  package let path: String
  /// The raster within the file; nil where there is one only.
  package let layer: String?
  /// GDAL's short name of the format.
  package let format: String
  /// The number of columns.
  package let columns: Int
  /// The number of rows.
  package let rows: Int
  /// The sides of a cell; nil where it is turned, or nothing tells.
  package let cells: (width: Double, height: Double)?
  /// The coordinate system, where it is known.
  package let coordinateSystem: CoordinateSystem?
  /// The extent, where it is known.
  package let extent: Box?
  /// The bands.
  package let bands: [Band]
  /// What else is to be known.
  package let notes: [Sentence]

  /// All rasters within a file, or the one that the source names as its layer.
  package static func all(of source: Source) throws(GridcastError) -> [RasterFacts] {
    var names: [String?] = source.layers.map { $0 }
    if names.isEmpty { names = try source.rasterNames() }
    var all: [RasterFacts] = []
    for name in names {
      var one = source
      one.layers = name.map { [$0] } ?? []
      all.append(try RasterFacts(one))
    }
    return all
  }

  /// The rasters that a file holds beside layers of features.
  package static func beside(layersOf source: Source) -> [RasterFacts] {
    let format = Format.of(path: source.path)
    let mayHoldBoth = format.map { $0.layers != nil && $0.rasters != nil } ?? true
    guard source.layers.isEmpty, mayHoldBoth, source.holdsRaster else { return [] }
    return (try? all(of: source)) ?? []
  }

  private init(_ source: Source) throws(GridcastError) {
    var notes: [Sentence] = []
    let dataset = try RasterDataset(of: source.allowingLoss(true), &notes)
    let info = try dataset.info()
    path = source.path
    layer = source.layers.first
    format = info.format
    columns = info.columns
    rows = info.rows
    cells = info.cell
    extent = info.box
    if let name = source.coordinateSystem {
      coordinateSystem = try .named(name)
    } else if let wkt = info.coordinateSystemWKT {
      coordinateSystem = try CoordinateSystem(wkt, subject: source.path)
    } else {
      coordinateSystem = nil
    }
    var bands: [Band] = []
    for (number, band) in info.bands.enumerated() {
      bands.append(
        Band(
          name: band.name, type: band.type, found: try dataset.values(ofBand: number)))
    }
    self.bands = bands
    for band in bands {
      let count = band.found.infiniteCount
      if count > 0 { notes.append(RasterInfo.infinite(count, in: band.name)) }
    }
    self.notes = notes + Self.notes(on: info)
  }

  private static func notes(on info: RasterInfo) -> [Sentence] {
    var notes: [Sentence] = []
    if info.transform == nil {
      notes.append(
        info.hasControlPoints
          ? "it is placed by control points; \(.turnNorthUp)"
          : info.hasAxes ? info.unplaced : "nothing says where on Earth it lies")
    } else if info.isTurned {
      notes.append("its cells are turned; \(.turnNorthUp)")
    } else if info.isMirrored {
      notes.append("its cells are mirrored; \(.turnNorthUp)")
    } else if !info.isSquare {
      notes.append("its cells are not square; \(.squareCells)")
    }
    for band in info.bands {
      if band.scale != 1 || band.offset != 0 {
        notes.append(
          "band '\(band.name)' is packed: a value is the stored number times \(band.scale)"
            + (band.offset == 0 ? "" : " plus \(band.offset)"))
      }
      if band.isComplex {
        notes.append(
          "band '\(band.name)' holds complex numbers, of which only the real part is told here")
      }
      if let vain = band.vainNodata {
        notes.append(
          "the nodata value of band '\(band.name)', \(formatted(vain, 6)), is none that \(band.type) can "
            + "hold, so it stands for no cell")
      }
      if let classes = band.classes {
        notes.append("band '\(band.name)' holds classes: it has \(classes.evidence)")
      }
    }
    for (index, dimension) in (info.bands.first?.places ?? []).enumerated() {
      let all = info.bands.compactMap {
        $0.places.indices.contains(index) ? $0.places[index].value : nil
      }
      let unit: Sentence = info.dimensionUnits[dimension.name].map { ", in \($0)" } ?? ""
      notes.append(
        "its bands are of \(dimension.name) \(all.prefix(12).joined(separator: ", "))"
          + "\(all.count > 12 ? " …" : "")\(unit)")
    }
    for name in Set(info.bands.map(\.name)).sorted()
    where info.bands.count(where: { $0.name == name }) > 1 {
      notes.append("more than one band is called '\(name)'")
    }
    return notes
  }
}

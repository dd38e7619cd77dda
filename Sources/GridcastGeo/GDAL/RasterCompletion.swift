internal import CGDAL
internal import Foundation
package import GridcastBase

extension RasterDataset {
  /// A band's name, and what its stored numbers are multiplied by and added to.
  package struct Packing: Sendable {
    let name: String
    package let scale: Double
    let offset: Double

    /// Whether nothing is added to stored numbers, so that their sum tells that of the values.
    package var isPlain: Bool { offset == 0 }

    /// Describes a band.
    package init(name: String, scale: Double, offset: Double) {
      self.name = name
      self.scale = scale
      self.offset = offset
    }
  }

  /// Computes the statistics of each band of a file and writes them to it, together with the names
  /// of the bands, scale and offset, and the classes of this raster, from which it was made.
  ///
  /// - Returns: The totals of the bands as they are stored; nil where no cell is known.
  package func complete(_ path: String, _ bands: [Packing]) throws(GridcastError) -> [Double?] {
    var totals: [Double?] = []
    let dataset = try unsafe WrittenRaster.open(path)
    try unsafe WrittenRaster.finish(dataset, path, for: path) { (_) throws(GridcastError) in
      for (index, told) in bands.enumerated() {
        guard let band = unsafe GDALGetRasterBand(dataset, Int32(index + 1)) else { continue }
        let own = unsafe BandCells(band, path)
        let found = own.isComplex ? nil : try Statistics(of: own)
        totals.append(found?.total)
        let source = unsafe try self.band(index)
        collectingMessages { _ in
          unsafe GDALSetDescription(band, told.name)
          if own.scale != told.scale || own.offset != told.offset {
            unsafe GDALSetRasterScale(band, told.scale)
            unsafe GDALSetRasterOffset(band, told.offset)
          }
          unsafe Self.copyClasses(from: source, to: band)
          if let found {
            unsafe GDALSetRasterStatistics(
              band, found.least, found.greatest, found.mean, found.deviation)
            unsafe GDALSetMetadataItem(band, "STATISTICS_VALID_PERCENT", found.share, nil)
          }
        }
      }
    }
    return totals
  }

  /// Gives a band the palette, the names and the table of the classes of another.
  ///
  /// GDAL's warping leaves out names and tables.
  private static func copyClasses(from source: GDALRasterBandH, to band: GDALRasterBandH) {
    guard unsafe BandClasses(source) != nil else { return }
    if let names = unsafe GDALGetRasterCategoryNames(source),
      unsafe GDALGetRasterCategoryNames(band) == nil
    {
      _ = unsafe GDALSetRasterCategoryNames(band, names)
    }
    let isShort = [GDT_Byte, GDT_UInt16].contains(unsafe GDALGetRasterDataType(band))
    if isShort, let colors = unsafe GDALGetRasterColorTable(source),
      unsafe GDALGetRasterColorTable(band) == nil
    {
      _ = unsafe GDALSetRasterColorTable(band, colors)
    }
    if let table = unsafe GDALGetDefaultRAT(source), unsafe GDALGetDefaultRAT(band) == nil {
      _ = unsafe GDALSetDefaultRAT(band, table)
    }
  }
}

/// The least, the greatest and the mean of the known, finite cells of a band as they are stored.
///
/// GDAL 3.6 takes numbers near the nodata value for it, counts what a mask hides, and lets infinity
/// into the mean.
private struct Statistics {
  private var count = 0.0
  private let cellCount: Double
  private(set) var least = Double.infinity
  private(set) var greatest = -Double.infinity
  private(set) var mean = 0.0
  private var squares = 0.0

  var total: Double { mean * count }
  var deviation: Double { (squares / count).squareRoot() }

  /// Which share of the cells is known, in percent, never rounded up to all.
  var share: String {
    let percent = 100 * count / cellCount
    let text = String(format: "%.4g", percent)
    return text == "100" && percent < 100 ? "99.99" : text
  }

  /// Reads a band; nil where no cell is known.
  init?(of cells: BandCells) throws(GridcastError) {
    cellCount = Double(cells.columns) * Double(cells.rows)
    for piece in cells.pieces { add(try cells.stored(piece)) }
    guard count > 0 else { return nil }
  }

  /// Adds the values of some rows to the moments (Chan, Golub and LeVeque, 1979).
  private mutating func add(_ values: [Double]) {
    var known = 0.0
    var sum = 0.0
    for value in values where value.isFinite {
      known += 1
      sum += value
      least = min(least, value)
      greatest = max(greatest, value)
    }
    guard known > 0 else { return }
    let middle = sum / known
    var spread = 0.0
    for value in values where value.isFinite { spread += (value - middle) * (value - middle) }
    let difference = middle - mean
    squares += spread + difference * difference * count * known / (count + known)
    mean += difference * known / (count + known)
    count += known
  }
}

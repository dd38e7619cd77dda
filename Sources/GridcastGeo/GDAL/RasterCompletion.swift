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
  /// - Parameters:
  ///   - path: The file.
  ///   - bands: What its bands are called, and how their numbers are packed.
  ///   - statistics: The statistics of its bands where they are known already.
  /// - Returns: The totals of the bands as they are stored; nil where no cell is known.
  /// - Throws: `.unwritable` with GDAL's message.
  package func complete(
    _ path: String, _ bands: [Packing], statistics: [CellStatistics]? = nil
  ) throws(GridcastError) -> [Double?] {
    var totals: [Double?] = []
    let dataset = try unsafe WrittenRaster.open(path)
    try unsafe WrittenRaster.finish(dataset, path, for: path) { (_) throws(GridcastError) in
      for (index, told) in bands.enumerated() {
        guard let band = unsafe GDALGetRasterBand(dataset, Int32(index + 1)) else { continue }
        let own = unsafe BandCells(band, path)
        let found: CellStatistics? =
          if let statistics {
            statistics[index].hasValues ? statistics[index] : nil
          } else {
            own.isComplex ? nil : try CellStatistics(of: own)
          }
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

internal import CGDAL
package import GridcastBase

/// GeoTIFFs of classes: one byte for each cell, with a palette and an attribute table.
package enum ClassFile {
  /// Writes a raster of classes as GeoTIFF, in which 0 is nodata.
  ///
  /// GDAL writes the attribute table to an .aux.xml beside it.
  ///
  /// - Throws: `.unwritable` with GDAL's message.
  package static func write(
    _ cells: [UInt8], of grid: Grid, name: String, _ table: ClassTable, to path: String
  ) throws(GridcastError) {
    try loadGDAL()
    // From 3.11 on the table would lie within the file, where older programs do not look for it.
    unsafe CPLSetThreadLocalConfigOption("GTIFF_WRITE_RAT_TO_PAM", "YES")
    defer { unsafe CPLSetThreadLocalConfigOption("GTIFF_WRITE_RAT_TO_PAM", nil) }
    let dataset = try unsafe WrittenRaster.create(
      path, Int32(grid.columns), Int32(grid.rows), bands: 1, GDT_Byte,
      ["COMPRESS=DEFLATE", "BIGTIFF=IF_SAFER"], for: path)
    try unsafe WrittenRaster.finish(dataset, path, for: path) { _ in
      unsafe RasterFile.georeference(dataset, by: grid)
      if let band = unsafe GDALGetRasterBand(dataset, 1) {
        unsafe GDALSetDescription(band, name)
        unsafe GDALSetRasterNoDataValue(band, 0)
        unsafe addPalette(table, to: band)
        unsafe addTable(table, to: band)
        var cells = cells
        _ = unsafe GDALRasterIO(
          band, GF_Write, 0, 0, Int32(grid.columns), Int32(grid.rows), &cells, Int32(grid.columns),
          Int32(grid.rows), GDT_Byte, 0, 0)
      }
    }
  }

  private static func addPalette(_ table: ClassTable, to band: GDALRasterBandH) {
    let palette = unsafe GDALCreateColorTable(GPI_RGB)
    defer { unsafe GDALDestroyColorTable(palette) }
    for row in table.rows {
      let (red, green, blue) = row.color.bytes
      var entry = GDALColorEntry(c1: Int16(red), c2: Int16(green), c3: Int16(blue), c4: 255)
      unsafe GDALSetColorEntry(palette, Int32(row.value), &entry)
    }
    _ = unsafe GDALSetRasterColorTable(band, palette)
  }

  private static func addTable(_ table: ClassTable, to band: GDALRasterBandH) {
    let attributes = unsafe GDALCreateRasterAttributeTable()
    defer { unsafe GDALDestroyRasterAttributeTable(attributes) }
    let columns: [(String, GDALRATFieldType, GDALRATFieldUsage)] = [
      ("value", GFT_Integer, GFU_MinMax), ("label", GFT_String, GFU_Name),
      ("lower", GFT_Real, GFU_Generic), ("upper", GFT_Real, GFU_Generic),
      ("count", GFT_Integer, GFU_PixelCount), ("red", GFT_Integer, GFU_Red),
      ("green", GFT_Integer, GFU_Green), ("blue", GFT_Integer, GFU_Blue),
    ]
    for (name, type, usage) in columns {
      _ = unsafe GDALRATCreateColumn(attributes, name, type, usage)
    }
    for (index, row) in table.rows.enumerated() {
      let index = Int32(index)
      let (red, green, blue) = row.color.bytes
      unsafe GDALRATSetValueAsInt(attributes, index, 0, Int32(row.value))
      unsafe GDALRATSetValueAsString(attributes, index, 1, row.label)
      unsafe GDALRATSetValueAsDouble(attributes, index, 2, row.lower ?? -1e30)
      unsafe GDALRATSetValueAsDouble(attributes, index, 3, row.upper ?? 1e30)
      unsafe GDALRATSetValueAsInt(attributes, index, 4, Int32(clamping: row.count))
      for (column, part) in [red, green, blue].enumerated() {
        unsafe GDALRATSetValueAsInt(attributes, index, Int32(5 + column), Int32(part))
      }
    }
    _ = unsafe GDALSetDefaultRAT(band, attributes)
  }
}

internal import CGDAL
package import GridcastBase
internal import GridcastFiles

extension RasterDataset {
  /// A raster's cells and bands, before a value is read.
  package struct Layout: Sendable {
    /// The cells.
    package let grid: Grid
    /// The names of the bands, each different from the others.
    package let names: [String]
    /// What is known of the bands, in the same order.
    package let bands: [RasterInfo.Band]
  }

  /// The layout of a raster of numbers in square cells, north up.
  ///
  /// - Parameter system: The coordinate system that the user declares; nil for that of the file.
  /// - Returns: The layout.
  /// - Throws: `.badData` where the cells are not squares along the axes, the coordinate system is
  ///   missing, or the numbers are complex.
  package func layout(in system: CoordinateSystem?) throws(GridcastError) -> Layout {
    let info = try info()
    let grid = try info.grid(in: system, path)
    guard !info.bands.isEmpty else { throw GridcastError(.badData, path, "it has no band") }
    if let band = info.bands.first(where: \.isComplex) {
      throw GridcastError(
        .badData, path,
        "band '\(band.name)' holds complex numbers, which are no amounts; write their real part or their "
          + "size to a band of its own")
    }
    let names = info.bands.enumerated().map { number, band in
      let isRepeated = info.bands.count { $0.name == band.name } > 1
      return isRepeated ? "\(band.name) (band \(number + 1))" : band.name
    }
    return Layout(grid: grid, names: names, bands: info.bands)
  }

  /// Reads all bands; unknown cells become NaN, scale and offset are applied, and bands with the same name
  /// get their numbers added to it.
  ///
  /// - Parameters:
  ///   - system: The coordinate system that the user declares; nil for that of the file.
  ///   - working: How many bytes the work with the raster takes for each cell, beside the values.
  ///   - notes: Receives how many cells are infinite.
  /// - Returns: The raster.
  /// - Throws: What `layout(in:)` throws, and `.badData` where memory does not do.
  package func raster(in system: CoordinateSystem?, working: Int = 0, _ notes: inout [Sentence])
    throws(GridcastError) -> Raster
  {
    let layout = try layout(in: system)
    let grid = layout.grid
    try Memory.require(
      Double(grid.count) * Double(layout.bands.reduce(working) { $0 + ($1.isLongWhole ? 8 : 4) }),
      to:
        "hold \(counted(layout.bands.count, "band")) of \(formatted(grid.columns)) × \(formatted(grid.rows)) cells",
      of: path)
    var bands: [Raster.Band] = []
    for (number, told) in layout.bands.enumerated() {
      var read = Raster.Band(name: layout.names[number], values: [])
      var infinite = 0
      read.values = try floats(ofBand: number, rows: 0..<grid.rows, infinite: &infinite)
      if infinite > 0 { notes.append(RasterInfo.infinite(infinite, in: told.name)) }
      read.classes = told.classes
      let cells = unsafe BandCells(try band(number), path)
      if cells.isLongWhole, read.values.contains(where: { abs($0) >= 0x1p24 }) {
        read.codes = try cells.codes()
      }
      bands.append(read)
    }
    return Raster(grid: grid, bands: bands)
  }

  /// The values of some rows of a band, counted from 0, as a raster has them; NaN where a cell is unknown or
  /// infinite, of which the latter are counted.
  package func floats(ofBand number: Int, rows: Range<Int>, infinite: inout Int)
    throws(GridcastError) -> [Float]
  {
    let cells = unsafe BandCells(try band(number), path)
    var values: [Float] = []
    values.reserveCapacity(cells.columns * rows.count)
    for piece in cells.pieces(of: rows) {
      values +=
        cells.isPlain
        ? try cells.plain(piece, infinite: &infinite)
        : try cells.meant(piece, infinite: &infinite).map { Float($0) }
    }
    return values
  }

  /// Refuses a file whose blocks, of which GDAL holds one whole, or whose rows are larger than memory.
  package func refuseHugeBlocks() throws(GridcastError) {
    for number in 0..<Int(unsafe GDALGetRasterCount(handle)) {
      let band = unsafe try band(number)
      var (across, down): (Int32, Int32) = (0, 0)
      unsafe GDALGetBlockSize(band, &across, &down)
      let size = unsafe GDALGetDataTypeSizeBytes(GDALGetRasterDataType(band))
      let columns = unsafe Int(GDALGetRasterBandXSize(band))
      // One as it is packed, and one as it is read.
      let block = 2 * Double(across) * Double(down) * Double(size)
      guard max(block, 32 * Double(columns)) > 1e8 else { continue }
      try Memory.require(
        block,
        to:
          "read it, which is stored in blocks of \(formatted(Int(across))) × \(formatted(Int(down))) cells,",
        of: path, or: "have it written in tiles by the program that made it")
      try Memory.require(
        32 * Double(columns), to: "hold a row of its \(formatted(columns)) columns", of: path)
    }
  }
}

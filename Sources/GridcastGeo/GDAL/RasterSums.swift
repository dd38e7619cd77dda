internal import CGDAL
package import GridcastBase

extension RasterDataset {
  /// Blocks of cells that are added up, each to one cell of the output.
  package struct Blocks: Sendable {
    /// How many cells a block is wide and high.
    package var across, down: Int
    /// The column and row of the raster at which the first block begins; below 0 where it begins before.
    package var left, top: Int
    /// How many blocks lie side by side, and one above the other.
    package var columns, rows: Int
    /// The extent of all blocks.
    package var box: Box
    /// The coordinate system, as GDAL takes it.
    package var system: String
    /// GDAL's name of the data type of the sums.
    package var type: String
    /// What stands for a block without a known cell; nil for a sum of 0.
    package var nodata: Double?

    /// Describes blocks.
    package init(
      across: Int, down: Int, left: Int, top: Int, columns: Int, rows: Int, box: Box,
      system: String, type: String, nodata: Double?
    ) {
      (self.across, self.down, self.left, self.top) = (across, down, left, top)
      (self.columns, self.rows, self.box) = (columns, rows, box)
      (self.system, self.type, self.nodata) = (system, type, nodata)
    }
  }

  /// Adds up blocks of cells into a file.
  ///
  /// GDAL 3.6 holds all cells in memory to add them up, eight bytes each; here they pass by in rows.
  package func sum(
    _ blocks: Blocks, to target: String, _ progress: (Double) -> Void
  ) throws(GridcastError) {
    let count = Int(unsafe GDALGetRasterCount(handle))
    let type = [GDT_Int32, GDT_Float64].first {
      unsafe GDALGetDataTypeName($0).map { unsafe String(cString: $0) } == blocks.type
    }
    let made = try unsafe WrittenRaster.create(
      target, Int32(blocks.columns), Int32(blocks.rows), bands: Int32(count), type ?? GDT_Float64,
      ["TILED=YES", "BIGTIFF=IF_SAFER"], for: target)
    try unsafe WrittenRaster.finish(made, target, for: target) { (_) throws(GridcastError) in
      var transform = [
        blocks.box.minX, blocks.box.width / Double(blocks.columns), 0, blocks.box.maxY, 0,
        -blocks.box.height / Double(blocks.rows),
      ]
      unsafe GDALSetGeoTransform(made, &transform)
      let system = unsafe OSRNewSpatialReference(nil)
      unsafe OSRSetFromUserInput(system, blocks.system)
      unsafe GDALSetSpatialRef(made, system)
      unsafe OSRRelease(system)
      for number in 0..<count {
        let cells = unsafe BandCells(try band(number), path)
        let output = unsafe try Self.band(number, of: made, target)
        if let nodata = blocks.nodata { unsafe GDALSetRasterNoDataValue(output, nodata) }
        for row in 0..<blocks.rows {
          let sums = try Self.sums(ofRow: row, blocks, cells)
          unsafe try Self.write(
            sums, GDT_Float64, row..<(row + 1), blocks.columns, to: output, target)
          progress((Double(number) + Double(row + 1) / Double(blocks.rows)) / Double(count))
        }
      }
    }
  }

  private static func sums(ofRow row: Int, _ blocks: Blocks, _ cells: BandCells)
    throws(GridcastError) -> [Double]
  {
    var sums = [Double](repeating: 0, count: blocks.columns)
    var isKnown = [Bool](repeating: false, count: blocks.columns)
    let first = max(0, blocks.top + row * blocks.down)
    let end = min(cells.rows, blocks.top + (row + 1) * blocks.down)
    let height = max(1, 4_000_000 / max(cells.columns, 1))
    for start in stride(from: first, to: end, by: height) {
      let piece = start..<min(start + height, end)
      let values = try cells.stored(piece)
      for line in 0..<piece.count {
        for block in 0..<blocks.columns {
          let west = max(0, blocks.left + block * blocks.across)
          let east = min(cells.columns, blocks.left + (block + 1) * blocks.across)
          guard west < east else { continue }
          for cell in (line * cells.columns + west)..<(line * cells.columns + east)
          where !values[cell].isNaN {
            sums[block] += values[cell]
            isKnown[block] = true
          }
        }
      }
    }
    if let nodata = blocks.nodata {
      for block in sums.indices where !isKnown[block] { sums[block] = nodata }
    }
    return sums
  }
}

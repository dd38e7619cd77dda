internal import CGDAL
package import GridcastBase

/// How the cells of a raster are written to a copy before GDAL moves them, where GDAL would not
/// understand them as they are: nodata of its own for each band, NaN that nothing announces, bytes with a
/// sign, whole numbers that a `Double` rounds, packed numbers that are to be added up.
package struct RasterRecoding: Sendable {
  /// GDAL's name of the copy's data type.
  package var type: String
  /// What stands for unknown cells in the copy, in all bands.
  package var nodata: Double
  /// Whether scale and offset are applied, so that the copy has none.
  package var isUnpacked = false
  /// The whole numbers for which the copy has their places, counted from 1, and 0 for unknown cells.
  package var codes: CodeTable?

  /// Describes a copy.
  package init(type: String, nodata: Double) {
    self.type = type
    self.nodata = nodata
  }

  /// The different whole numbers of all bands.
  package struct CodeTable: Sendable {
    /// The numbers; unsigned ones of 64 bits by their bits.
    package fileprivate(set) var values: [Int64] = []
    fileprivate var places: [Int64: Int32] = [:]
    /// GDAL's name of the data type that holds the numbers themselves.
    package let type: String

    /// Whether the numbers have a place.
    package func contains(_ value: Int64) -> Bool { places[value] != nil }
  }
}

extension RasterDataset {
  /// Collects the different whole numbers of all bands; nil where they are more than a `Float` can count.
  package func codeTable(type: String) throws(GridcastError) -> RasterRecoding.CodeTable? {
    var table = RasterRecoding.CodeTable(type: type)
    for number in 0..<Int(unsafe GDALGetRasterCount(handle)) {
      let cells = unsafe BandCells(try band(number), path)
      for piece in cells.pieces {
        for case let value? in try cells.whole(piece) where table.places[value] == nil {
          table.values.append(value)
          table.places[value] = Int32(table.values.count)
        }
        guard table.values.count < 1 << 24 else { return nil }
      }
    }
    return table
  }

  /// How many known cells have a number, or one so close that GDAL takes it for the same.
  package func count(of value: Double, tolerance: Double = 0) throws(GridcastError) -> Int {
    var count = 0
    let margin = abs(value) * tolerance
    for number in 0..<Int(unsafe GDALGetRasterCount(handle)) {
      let cells = unsafe BandCells(try band(number), path)
      for piece in cells.pieces {
        count += try cells.stored(piece).count { abs($0 - value) <= margin }
      }
    }
    return count
  }

  /// The first of some numbers that no known cell has, not even within a relative tolerance.
  package func unused(among candidates: [Double], tolerance: Double = 0) throws(GridcastError)
    -> Double?
  {
    var free = candidates
    for number in 0..<Int(unsafe GDALGetRasterCount(handle)) where !free.isEmpty {
      let cells = unsafe BandCells(try band(number), path)
      for piece in cells.pieces where !free.isEmpty {
        let values = try cells.stored(piece)
        free.removeAll { candidate in
          let margin = abs(candidate) * tolerance
          return values.contains { abs($0 - candidate) <= margin }
        }
      }
    }
    return free.first
  }

  /// Whether cells hold NaN beside the nodata value that is declared, or without one.
  package func hasUntaggedNaN() throws(GridcastError) -> Bool {
    for number in 0..<Int(unsafe GDALGetRasterCount(handle)) {
      let band = unsafe try band(number)
      var isSet: Int32 = 0
      let nodata = unsafe GDALGetRasterNoDataValue(band, &isSet)
      if isSet == 1 && nodata.isNaN { continue }
      let cells = unsafe BandCells(band, path)
      for piece in cells.pieces where try cells.hasNaN(piece) { return true }
    }
    return false
  }

  /// Writes a copy with cells of another kind.
  package func recode(to target: String, _ recoding: RasterRecoding) throws(GridcastError) {
    let options = [
      "-of", "GTiff", "-co", "TILED=YES", "-co", "BIGTIFF=IF_SAFER", "-ot", recoding.type,
      "-mask", "none", "-a_nodata", "none",
    ]
    try translate(
      to: target, options + (recoding.isUnpacked ? ["-a_scale", "1", "-a_offset", "0"] : [])
    ) { _ in }
    let count = Int(unsafe GDALGetRasterCount(handle))
    unsafe try Self.change(target) { (copy) throws(GridcastError) in
      for number in 0..<count {
        let cells = unsafe BandCells(try band(number), path)
        let nodata = recoding.codes == nil ? recoding.nodata : 0
        let band = unsafe try Self.band(number, of: copy, target)
        unsafe GDALSetRasterNoDataValue(band, nodata)
        for piece in cells.pieces {
          let values: [Double] =
            if let codes = recoding.codes {
              try cells.whole(piece).map { $0.map { Double(codes.places[$0] ?? 0) } ?? 0 }
            } else {
              try (recoding.isUnpacked ? cells.meant(piece) : cells.stored(piece))
                .map { $0.isNaN ? nodata : $0 }
            }
          unsafe try Self.write(values, GDT_Float64, piece, cells.columns, to: band, target)
        }
      }
    }
  }

  /// Writes the whole numbers back that a recoded raster has places of.
  package func decode(
    to target: String, _ codes: RasterRecoding.CodeTable, nodata: Int64
  ) throws(GridcastError) {
    try translate(
      to: target,
      [
        "-of", "GTiff", "-co", "TILED=YES", "-co", "BIGTIFF=IF_SAFER", "-ot", codes.type,
        "-a_nodata", "none",
      ]
    ) { _ in }
    let count = Int(unsafe GDALGetRasterCount(handle))
    let isUnsigned = codes.type == "UInt64"
    unsafe try Self.change(target) { (copy) throws(GridcastError) in
      for number in 0..<count {
        let cells = unsafe BandCells(try band(number), path)
        let band = unsafe try Self.band(number, of: copy, target)
        if codes.type == "Int64" {
          unsafe GDALSetRasterNoDataValueAsInt64(band, nodata)
        } else if isUnsigned {
          unsafe GDALSetRasterNoDataValueAsUInt64(band, UInt64(bitPattern: nodata))
        } else {
          unsafe GDALSetRasterNoDataValue(band, Double(nodata))
        }
        for piece in cells.pieces {
          let values = try cells.stored(piece).map { place in
            place.isNaN || place < 1 ? nodata : codes.values[Int(place) - 1]
          }
          unsafe try Self.write(
            values, isUnsigned ? GDT_UInt64 : GDT_Int64, piece, cells.columns, to: band, target)
        }
      }
    }
  }

  private static func change(
    _ path: String, _ body: (GDALDatasetH) throws(GridcastError) -> Void
  ) throws(GridcastError) {
    let (dataset, _) = try unsafe Gate.open(
      path, GDAL_OF_RASTER | GDAL_OF_UPDATE, drivers: Format.geoTIFF.drivers,
      failing: .unwritable, path)
    defer { unsafe GDALClose(dataset) }
    unsafe try body(dataset)
  }

  private static func band(_ number: Int, of dataset: GDALDatasetH, _ path: String)
    throws(GridcastError) -> GDALRasterBandH
  {
    guard let band = unsafe GDALGetRasterBand(dataset, Int32(number + 1)) else {
      throw GridcastError(.unwritable, path, "band \(number + 1) cannot be opened")
    }
    return unsafe band
  }

  private static func write<Value>(
    _ values: [Value], _ type: GDALDataType, _ piece: Range<Int>, _ columns: Int,
    to band: GDALRasterBandH, _ path: String
  ) throws(GridcastError) {
    _ = try gdal(.unwritable, path) { () -> Bool? in
      var values = values
      return unsafe values.withUnsafeMutableBytes { bytes in
        unsafe GDALRasterIO(
          band, GF_Write, 0, Int32(piece.lowerBound), Int32(columns), Int32(piece.count),
          bytes.baseAddress, Int32(columns), Int32(piece.count), type, 0, 0)
      } == CE_None ? true : nil
    }
  }
}

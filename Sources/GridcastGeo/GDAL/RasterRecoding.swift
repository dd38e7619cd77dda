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
  /// Whether infinite numbers become unknown, as nothing can be computed with them.
  package var dropsInfinite = false
  /// The whole numbers for which the copy has their places, counted from 1, and 0 for unknown cells.
  package var codes: CodeTable?

  /// Describes a copy.
  package init(type: String, nodata: Double) {
    self.type = type
    self.nodata = nodata
  }

  /// The different numbers of all bands, in rising order, so that the greatest has the last place.
  package struct CodeTable: Sendable {
    /// The numbers; unsigned ones of 64 bits and floating ones by their bits.
    package fileprivate(set) var values: [Int64] = []
    fileprivate var places: [Int64: Int32] = [:]
    /// GDAL's name of the data type that holds the numbers themselves.
    package let type: String

    /// Whether the numbers have a place.
    package func contains(_ value: Int64) -> Bool { places[value] != nil }

    /// How a number stands in `values`; nil where the type cannot hold it.
    package func key(_ number: Double) -> Int64? {
      if type == "Float64" { return Int64(bitPattern: (number + 0).bitPattern) }
      return type == "UInt64"
        ? UInt64(exactly: number).map { Int64(bitPattern: $0) } : Int64(exactly: number)
    }

    /// A number of `values`, written out.
    package func text(_ key: Int64) -> String {
      switch type {
      case "Float64": formatted(Double(bitPattern: UInt64(bitPattern: key)), 6)
      case "UInt64": "\(UInt64(bitPattern: key))"
      default: "\(key)"
      }
    }

    fileprivate mutating func sort() {
      let isUnsigned = type == "UInt64"
      let isDouble = type == "Float64"
      values.sort { one, other in
        if isUnsigned { return UInt64(bitPattern: one) < UInt64(bitPattern: other) }
        return isDouble
          ? Double(bitPattern: UInt64(bitPattern: one))
            < Double(bitPattern: UInt64(bitPattern: other))
          : one < other
      }
      for (index, value) in values.enumerated() { places[value] = Int32(index + 1) }
    }
  }
}

extension RasterDataset {
  /// Collects the different numbers of all bands; nil where they are more than a `Float` can count.
  package func codeTable(type: String) throws(GridcastError) -> RasterRecoding.CodeTable? {
    var table = RasterRecoding.CodeTable(type: type)
    for number in 0..<Int(unsafe GDALGetRasterCount(handle)) {
      let cells = unsafe BandCells(try band(number), path)
      for piece in cells.pieces {
        for case let value? in try cells.keys(piece) where table.places[value] == nil {
          table.values.append(value)
          table.places[value] = Int32(table.values.count)
        }
        guard table.values.count < 1 << 24 else { return nil }
      }
    }
    table.sort()
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
    let used = try ofPieces { (cells, piece) throws(GridcastError) -> [Bool] in
      let values = try cells.stored(piece)
      return candidates.map { candidate in
        let margin = abs(candidate) * tolerance
        return values.contains { abs($0 - candidate) <= margin }
      }
    }
    return candidates.indices.first { index in !used.contains { $0[index] } }
      .map { candidates[$0] }
  }

  /// The greatest whole number of a range that no known cell has.
  package func unused(within range: ClosedRange<Int>) throws(GridcastError) -> Double? {
    var isUsed = [Bool](repeating: false, count: range.count)
    for number in 0..<Int(unsafe GDALGetRasterCount(handle)) {
      let cells = unsafe BandCells(try band(number), path)
      for piece in cells.pieces {
        for value in try cells.stored(piece) where !value.isNaN {
          if let place = Int(exactly: value), range.contains(place) {
            isUsed[place - range.lowerBound] = true
          }
        }
      }
    }
    return isUsed.lastIndex(of: false).map { Double($0 + range.lowerBound) }
  }

  /// What is odd among the numbers of all bands.
  package func oddNumbers() throws(GridcastError) -> OddNumbers {
    var all = OddNumbers()
    for piece in try ofPieces({ (cells, rows) throws(GridcastError) in try cells.oddNumbers(rows) })
    {
      all.add(piece)
    }
    return all
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
        var infinite = 0
        for piece in cells.pieces {
          let values: [Double] =
            if let codes = recoding.codes {
              try cells.keys(piece).map { $0.map { Double(codes.places[$0] ?? 0) } ?? 0 }
            } else {
              try
                (recoding.isUnpacked
                ? cells.meant(piece, infinite: &infinite) : cells.stored(piece))
                .map {
                  $0.isNaN || recoding.dropsInfinite && $0.isInfinite ? nodata : $0
                }
            }
          unsafe try Self.write(values, GDT_Float64, piece, cells.columns, to: band, target)
        }
      }
    }
  }

  /// Writes the numbers back that a recoded raster has places of.
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
    let isDouble = codes.type == "Float64"
    let double = { (key: Int64) in Double(bitPattern: UInt64(bitPattern: key)) }
    unsafe try Self.change(target) { (copy) throws(GridcastError) in
      for number in 0..<count {
        let cells = unsafe BandCells(try band(number), path)
        let band = unsafe try Self.band(number, of: copy, target)
        if codes.type == "Int64" {
          unsafe GDALSetRasterNoDataValueAsInt64(band, nodata)
        } else if isUnsigned {
          unsafe GDALSetRasterNoDataValueAsUInt64(band, UInt64(bitPattern: nodata))
        } else {
          unsafe GDALSetRasterNoDataValue(band, isDouble ? double(nodata) : Double(nodata))
        }
        for piece in cells.pieces {
          let values = try cells.stored(piece).map { place in
            place.isNaN || place < 1 ? nodata : codes.values[Int(place) - 1]
          }
          if isDouble {
            unsafe try Self.write(
              values.map(double), GDT_Float64, piece, cells.columns, to: band, target)
          } else {
            unsafe try Self.write(
              values, isUnsigned ? GDT_UInt64 : GDT_Int64, piece, cells.columns, to: band, target)
          }
        }
      }
    }
  }

  private static func change(
    _ path: String, _ body: (GDALDatasetH) throws(GridcastError) -> Void
  ) throws(GridcastError) {
    let dataset = try unsafe WrittenRaster.open(path)
    try unsafe WrittenRaster.finish(dataset, path, for: path) { (_) throws(GridcastError) in
      unsafe try body(dataset)
    }
  }

  static func band(_ number: Int, of dataset: GDALDatasetH, _ path: String)
    throws(GridcastError) -> GDALRasterBandH
  {
    guard let band = unsafe GDALGetRasterBand(dataset, Int32(number + 1)) else {
      throw GridcastError(.unwritable, path, "band \(number + 1) cannot be opened")
    }
    return unsafe band
  }

  static func write<Value>(
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

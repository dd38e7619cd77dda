import Foundation
package import GridcastBase

/// A GeoTIFF of the common kind, which is composed in memory and written in one go.
///
/// The common kind has at most 2048 cells a side and is in WGS 84 or one of its UTM zones; GDAL
/// writes all others.
///
/// The layout follows TIFF 6.0, "TIFF Technical Note 3" (the floating-point predictor), OGC GeoTIFF
/// 1.1, and the tags 42112 and 42113 of GDAL's GTiff driver; tags and texts are those that GDAL
/// writes.
package struct GeoTIFF {
  private static let greatestSide = 2048
  /// The approximate size of an uncompressed strip in bytes.
  private static let stripSize = 65_536

  private let raster: Raster
  private let nodata: Float
  private let keys: [UInt16]
  private let citations: String
  private let parameters: [Double]

  /// Makes the file of a raster; nil where it is not of the common kind.
  package init?(_ raster: Raster) {
    let grid = raster.grid
    guard max(grid.columns, grid.rows) <= Self.greatestSide,
      grid.count * raster.bands.count <= 100_000_000,
      let code = grid.coordinateSystem.code.flatMap({ $0.split(separator: ":").last })
        .flatMap({ UInt16($0) }), grid.coordinateSystem.code == "EPSG:\(code)"
    else { return nil }
    self.raster = raster
    nodata = raster.nodata
    if let utm = UTMZone(code: "EPSG:\(code)") {
      let zone = "WGS 84 / \(utm)|"
      let length = UInt16(zone.utf8.count)
      keys = [
        1, 1, 0, 7, 1024, 0, 1, 1, 1025, 0, 1, 1, 1026, 34_737, length, 0, 2049, 34_737, 7, length,
        2054, 0, 1, 9102, 3072, 0, 1, code, 3076, 0, 1, 9001,
      ]
      citations = zone + "WGS 84|"
      parameters = []
    } else if code == 4326 {
      keys = [
        1, 1, 0, 7, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326, 2049, 34_737, 7, 0, 2054, 0, 1,
        9102, 2057, 34_736, 1, 1, 2059, 34_736, 1, 0,
      ]
      citations = "WGS 84|"
      parameters = [298.257223563, 6_378_137]
    } else {
      return nil
    }
  }

  /// The content of the file.
  package func bytes() -> [UInt8] {
    let grid = raster.grid
    let bandCount = raster.bands.count
    let rowsPerStrip = min(grid.rows, max(1, Self.stripSize / (4 * grid.columns)))
    let stripsPerBand = (grid.rows + rowsPerStrip - 1) / rowsPerStrip
    let strips = concurrentMap(bandCount * stripsPerBand) { strip in
      let first = strip % stripsPerBand * rowsPerStrip
      let rows = first..<min(first + rowsPerStrip, grid.rows)
      return Deflate.compressed(
        predicted(
          raster.bands[strip / stripsPerBand].values, rows: rows, columns: grid.columns))
    }
    var tags = TagDirectory()
    tags.add(256, shorts: [UInt16(grid.columns)])
    tags.add(257, shorts: [UInt16(grid.rows)])
    tags.add(258, shorts: Array(repeating: 32, count: bandCount))
    tags.add(259, shorts: [8])
    tags.add(262, shorts: [1])
    tags.add(273, longs: Array(repeating: 0, count: strips.count))
    tags.add(277, shorts: [UInt16(bandCount)])
    tags.add(278, shorts: [UInt16(rowsPerStrip)])
    tags.add(279, longs: strips.map { UInt32($0.count) })
    tags.add(284, shorts: [bandCount > 1 ? 2 : 1])
    tags.add(317, shorts: [3])
    if bandCount > 1 { tags.add(338, shorts: Array(repeating: 0, count: bandCount - 1)) }
    tags.add(339, shorts: Array(repeating: 3, count: bandCount))
    tags.add(33_550, doubles: [grid.cellSize, grid.cellSize, 0])
    tags.add(33_922, doubles: [0, 0, 0, grid.minX, grid.maxY, 0])
    tags.add(34_735, shorts: keys)
    if !parameters.isEmpty { tags.add(34_736, doubles: parameters) }
    tags.add(34_737, text: citations)
    tags.add(42_112, text: description)
    tags.add(42_113, text: String(format: "%.17g", Double(nodata)))
    var offset = UInt32(tags.byteCount)
    let offsets = strips.map { strip in
      defer { offset += UInt32(strip.count) }
      return offset
    }
    tags.replace(273, longs: offsets)
    var bytes = tags.bytes()
    bytes.reserveCapacity(Int(offset))
    for strip in strips { bytes += strip }
    return bytes
  }

  /// Applies the floating-point predictor: the bytes of each row are ordered by significance, and
  /// each is replaced by its difference to the previous one.
  private func predicted(_ values: [Float], rows: Range<Int>, columns: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: rows.count * columns * 4)
    for row in rows {
      let start = (row - rows.lowerBound) * columns * 4
      for column in 0..<columns {
        let value = values[row * columns + column]
        let bits = (value.isNaN ? nodata : value).bitPattern
        for place in 0..<4 {
          bytes[start + place * columns + column] = UInt8(
            truncatingIfNeeded: bits >> (24 - 8 * place))
        }
      }
      for index in stride(from: start + columns * 4 - 1, to: start, by: -1) {
        bytes[index] &-= bytes[index - 1]
      }
    }
    return bytes
  }

  /// The names and statistics of the bands in GDAL's metadata format.
  private var description: String {
    var lines = ["<GDALMetadata>"]
    for (sample, band) in raster.bands.enumerated() {
      if let statistics = band.statistics {
        for (name, value) in [
          ("MAXIMUM", statistics.maximum), ("MEAN", statistics.mean),
          ("MINIMUM", statistics.minimum), ("STDDEV", statistics.standardDeviation),
        ] {
          let number = String(format: "%.14g", value)
          lines.append("  <Item name=\"STATISTICS_\(name)\" sample=\"\(sample)\">\(number)</Item>")
        }
      }
      lines.append(
        "  <Item name=\"DESCRIPTION\" sample=\"\(sample)\" role=\"description\">"
          // GDAL escapes and unescapes names twice.
          + band.name.xmlEscaped.xmlEscaped + "</Item>")
    }
    return (lines + ["</GDALMetadata>", ""]).joined(separator: "\n")
  }
}

/// The directory of a little-endian TIFF, followed by the values that do not fit into its entries.
private struct TagDirectory {
  private var entries: [(tag: UInt16, type: UInt16, count: Int, bytes: [UInt8])] = []

  mutating func add(_ tag: UInt16, shorts: [UInt16]) {
    entries.append((tag, 3, shorts.count, [UInt8](littleEndian: shorts)))
  }

  mutating func add(_ tag: UInt16, longs: [UInt32]) {
    entries.append((tag, 4, longs.count, [UInt8](littleEndian: longs)))
  }

  mutating func add(_ tag: UInt16, doubles: [Double]) {
    entries.append((tag, 12, doubles.count, [UInt8](littleEndian: doubles.map(\.bitPattern))))
  }

  mutating func add(_ tag: UInt16, text: String) {
    entries.append((tag, 2, text.utf8.count + 1, Array(text.utf8) + [0]))
  }

  mutating func replace(_ tag: UInt16, longs: [UInt32]) {
    for index in entries.indices where entries[index].tag == tag {
      entries[index].bytes = [UInt8](littleEndian: longs)
    }
  }

  /// The size of the file header and the directory; even, as every offset must be.
  var byteCount: Int {
    entries.reduce(8 + 2 + 12 * entries.count + 4) {
      $0 + ($1.bytes.count > 4 ? ($1.bytes.count + 1) & ~1 : 0)
    }
  }

  func bytes() -> [UInt8] {
    var head: [UInt8] = [0x49, 0x49, 42, 0, 8, 0, 0, 0]
    head.append(littleEndian: UInt16(entries.count))
    var body: [UInt8] = []
    let start = head.count + 12 * entries.count + 4
    for (tag, type, count, bytes) in entries {
      head.append(littleEndian: tag)
      head.append(littleEndian: type)
      head.append(littleEndian: UInt32(count))
      if bytes.count <= 4 {
        head += bytes + Array(repeating: 0, count: 4 - bytes.count)
      } else {
        head.append(littleEndian: UInt32(start + body.count))
        body += bytes + Array(repeating: 0, count: bytes.count & 1)
      }
    }
    return head + [0, 0, 0, 0] + body
  }
}

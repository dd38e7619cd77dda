import Foundation
package import GridcastBase
package import GridcastGeo

/// The plan of a raster conversion, which is made before anything is written.
package struct RasterPlan: Sendable {
  /// The metadata of the input.
  package let info: RasterInfo
  /// The coordinate system of the input.
  package let from: CoordinateSystem
  /// The coordinate system of the output.
  package let to: CoordinateSystem
  /// The operation between the two systems; nil where coordinates stay the same.
  package let operation: CoordinateOperation?
  /// The extent of the output.
  package let box: Box
  /// The width and height of a cell.
  package let cell: (width: Double, height: Double)
  /// The resampling method; nil where cells stay the same.
  package let resampling: Resampling?
  /// What becomes of the numbers.
  let values: RasterValues
  /// What is lost, one sentence for each loss.
  package let losses: [Sentence]
  /// Sentences for the user, such as warnings.
  package let notes: [Sentence]
  let window: Box?
  /// How many columns of the input are used, where the others are the first again.
  var trimmed: Int?
  /// Whether all cells are added up, and nothing is cut off.
  var isTotalKept = false
  /// The totals of the bands of the input, where they are to be kept.
  var totals: [Double] { values.totals }
  /// The cells that are added up to each of the output; nil where GDAL makes the cells.
  var blocks: RasterDataset.Blocks?

  /// The number of columns of the output.
  package var columns: Int { Int((box.width / cell.width).rounded()) }
  /// The number of rows of the output.
  package var rows: Int { Int((box.height / cell.height).rounded()) }

  var isWarped: Bool { resampling != nil }
  /// What stands for unknown cells in the output; nil where every cell is known.
  package var nodata: Double? { values.nodata }

  /// The names of the bands of the output, and what their numbers are multiplied by and added to.
  var packing: [RasterDataset.Packing] {
    let isUnpacked = values.recoding?.isUnpacked ?? false
    return info.bands.map {
      .init(name: $0.name, scale: isUnpacked ? 1 : $0.scale, offset: isUnpacked ? 0 : $0.offset)
    }
  }

  private static func text(_ number: Double) -> String {
    Int64(exactly: number).map(String.init) ?? "\(number)"
  }

  var warpOptions: [String] {
    warpOptions(box, columns, rows, resampling ?? .near)
      + ["-multi", "-wo", "NUM_THREADS=ALL_CPUS", "-wm", "128"]
  }

  /// The options for the first cell alone.
  var cellOptions: [String] {
    let first = Box(
      minX: box.minX, minY: box.maxY - box.height / Double(rows),
      maxX: box.minX + box.width / Double(columns), maxY: box.maxY)
    return ["-of", "GTiff"] + warpOptions(first, 1, 1, .near)
  }

  private func warpOptions(_ box: Box, _ columns: Int, _ rows: Int, _ method: Resampling)
    -> [String]
  {
    var options = [
      "-s_srs", from.definition, "-t_srs", to.definition, "-r", method.rawValue,
      "-te", Self.text(box.minX), Self.text(box.minY), Self.text(box.maxX), Self.text(box.maxY),
      "-ts", "\(columns)", "\(rows)",
      // An overview holds means, of which neither a sum nor the greatest value can be found.
      "-ovr", "NONE",
      // PROJ computes every position; by default gdalwarp allows errors of an eighth of a cell.
      "-et", "0",
    ]
    if let nodata { options += ["-dstnodata", Self.text(nodata)] }
    if values.recoding == nil, info.bands.allSatisfy({ $0.nodata == nil }) {
      // A nodata value that the data type cannot hold stands for no cell.
      options += ["-srcnodata", nodata?.isNaN == true ? "nan" : "none"]
    }
    if let type = values.type { options += ["-ot", type] }
    if values.addsAlpha { options.append("-dstalpha") }
    return options
  }

  var copyOptions: [String] {
    var options: [String] = []
    if let window {
      options += [
        "-projwin", Self.text(window.minX), Self.text(window.maxY), Self.text(window.maxX),
        Self.text(window.minY),
      ]
    }
    options += ["-a_srs", from.definition]
    if let nodata, info.bands.contains(where: { $0.nodata != nodata }) {
      options += ["-a_nodata", Self.text(nodata)]
    } else if nodata == nil, values.recoding == nil, info.bands.contains(where: \.hasVainNodata) {
      // GDAL writes the nearest number that the type can hold, which cells may have.
      options += ["-a_nodata", "none"]
    }
    if let type = values.type { options += ["-ot", type] }
    return options
  }

  func writeOptions(_ isCloudOptimized: Bool) -> [String] {
    let types: Set<String> =
      if let type = values.recoding?.codes?.type ?? values.type { [type] } else {
        Set(info.bands.map(\.type))
      }
    let isWhole = info.bands.allSatisfy(\.isWhole) && !types.contains("Float64")
    if isCloudOptimized {
      return [
        "-of", "COG", "-co", "COMPRESS=DEFLATE", "-co", "BIGTIFF=IF_SAFER",
        "-co", "RESAMPLING=\(isWhole ? "NEAREST" : "AVERAGE")",
      ]
    }
    var options = ["-of", "GTiff", "-co", "COMPRESS=DEFLATE", "-co", "BIGTIFF=IF_SAFER"]
    if types.isSubset(of: ["Float32", "Float64"]) {
      options += ["-co", "PREDICTOR=3"]
    } else if isWhole, !types.contains(where: { $0.hasPrefix("C") }),
      !info.bands.contains(where: \.isPacked)
    {
      options += ["-co", "PREDICTOR=2"]
    }
    if max(columns, rows) > 2048 {
      options += ["-co", "TILED=YES", "-co", "BLOCKXSIZE=512", "-co", "BLOCKYSIZE=512"]
    }
    return options
  }
}

import Foundation
package import GridcastBase
package import GridcastGeo

/// What a conversion of a raster will do, known before anything is written.
package struct RasterPlan: Sendable {
  /// What the input says of itself.
  package let info: RasterInfo
  /// The coordinate system of the input.
  package let from: CoordinateSystem
  /// The coordinate system of the output.
  package let to: CoordinateSystem
  /// The operation between the two; nil where nothing moves.
  package let operation: CoordinateOperation?
  /// The cells of the output: extent, width and height of one.
  package let box: Box
  /// Width and height of a cell.
  package let cell: (width: Double, height: Double)
  /// How new values are made; nil where cells stay as they are.
  package let resampling: Resampling?
  /// What stands for unknown in the output; nil where every cell is known.
  package let nodata: Double?
  /// What is lost, a sentence each.
  package let losses: [Sentence]
  /// What the user should know.
  package let notes: [Sentence]
  let type: String?
  let addsAlpha: Bool
  let window: Box?

  /// The number of columns of the output.
  package var columns: Int { Int((box.width / cell.width).rounded()) }
  /// The number of rows of the output.
  package var rows: Int { Int((box.height / cell.height).rounded()) }

  var isWarped: Bool { resampling != nil }
  var bandNames: [String] { info.bands.map(\.name) }

  private static func text(_ number: Double) -> String {
    Int64(exactly: number).map(String.init) ?? "\(number)"
  }

  var warpOptions: [String] {
    var options = [
      "-s_srs", from.definition, "-t_srs", to.definition, "-r", resampling?.rawValue ?? "near",
      "-te", Self.text(box.minX), Self.text(box.minY), Self.text(box.maxX), Self.text(box.maxY),
      "-ts", "\(columns)", "\(rows)", "-multi", "-wo", "NUM_THREADS=ALL_CPUS", "-wm", "256",
      // Every position by PROJ; gdalwarp itself lets them be off by an eighth of a cell.
      "-et", "0",
    ]
    if let nodata { options += ["-dstnodata", Self.text(nodata)] }
    if let type { options += ["-ot", type] }
    if addsAlpha { options.append("-dstalpha") }
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
    if let nodata { options += ["-a_nodata", Self.text(nodata)] }
    return options
  }

  func writeOptions(_ isCloudOptimized: Bool) -> [String] {
    let isWhole = info.bands.allSatisfy(\.isWhole)
    if isCloudOptimized {
      return [
        "-of", "COG", "-co", "COMPRESS=DEFLATE", "-co", "BIGTIFF=IF_SAFER",
        "-co", "RESAMPLING=\(isWhole ? "NEAREST" : "AVERAGE")",
      ]
    }
    var options = ["-of", "GTiff", "-co", "COMPRESS=DEFLATE", "-co", "BIGTIFF=IF_SAFER"]
    let types = Set(info.bands.map(\.type))
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

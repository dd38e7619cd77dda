import GridcastBase
import GridcastFormats

/// The settings of a conversion, as in a manifest or the options of a command.
package struct ConversionSettings: Codable, Sendable, Hashable {
  /// The name of the layer to read; nil for the only one.
  package var layer: String?
  /// The coordinate system of the input, which overrides what the file declares.
  package var from: String?
  /// The target coordinate system; nil to keep that of the input.
  package var to: String?
  /// A condition as in an SQL WHERE clause.
  package var `where`: String?
  /// The encoding of the input's texts, which overrides what the file declares.
  package var encoding: String?
  /// The column of a table with x; nil to find it.
  package var x: String?
  /// The column of a table with y; nil to find it.
  package var y: String?
  /// The column of a table with shapes; nil to find it.
  package var wkt: String?
  /// Whether the first line of a table of texts holds names; nil to find out.
  package var header: Bool?
  /// The output format, where the ending of the output does not tell it.
  package var format: String?
  /// The name of the output's layer.
  package var name: String?
  /// The fields to keep; nil for all.
  package var select: [String]?
  /// New names of fields, as `old=new`.
  package var rename: [String] = []
  /// West, south, east and north of the wanted extent, in the input's coordinates.
  package var extent: [Double]?
  /// The greatest number of features.
  package var limit: Int?
  /// The encoding of texts in a Shapefile that is written.
  package var outputEncoding: String?
  /// Whether invalid polygons are made valid.
  package var repair = false
  /// Whether features are added to an existing layer.
  package var append = false
  /// Whether texts of a CSV that a table calculation would take for formulas are made harmless.
  package var safeCSV = false
  /// Whether to continue with losses that were announced.
  package var allowLoss = false
  /// Whether the input may be on the network or refer to other files.
  package var allowRemote = false
  /// The side of a raster's cells, as in `30m`.
  package var cell: String?
  /// The resampling method of a raster.
  package var resampling: Resampling?
  /// The path of a raster whose cells are used.
  package var like: String?
  /// The nodata value of a raster.
  package var nodata: Double?
  /// Whether to write a cloud-optimised GeoTIFF.
  package var cog = false
  /// What is made of features between reading and writing; nil for nothing.
  package var steps: ConversionSteps?

  /// Makes settings that change nothing.
  package init() {}

  private enum CodingKeys: String, CodingKey {
    case layer, from, to, `where`, encoding, x, y, wkt, header, format, name, select, rename,
      extent, limit, repair
    case append, cell, resampling, like, nodata, cog, steps
    case outputEncoding = "output-encoding"
    case allowLoss = "allow-loss"
    case safeCSV = "safe-csv"
    case allowRemote = "allow-remote"
  }

  /// The settings in use that apply only to layers, and those that apply only to rasters.
  private var misplaced: (forRaster: [String], forLayer: [String]) {
    let layer: [(String, Bool)] =
      [
        ("where", `where` != nil), ("encoding", encoding != nil),
        ("x", x != nil), ("y", y != nil), ("wkt", wkt != nil), ("header", header != nil),
        ("format", format != nil), ("name", name != nil), ("select", select != nil),
        ("rename", !rename.isEmpty), ("limit", limit != nil),
        ("output-encoding", outputEncoding != nil), ("repair", repair), ("append", append),
        ("safe-csv", safeCSV),
      ] + (steps?.used ?? []).map { ($0, true) }
    let raster: [(String, Bool)] = [
      ("cell", cell != nil), ("resampling", resampling != nil), ("like", like != nil),
      ("nodata", nodata != nil), ("cog", cog),
    ]
    return (layer.filter(\.1).map(\.0), raster.filter(\.1).map(\.0))
  }

  /// The settings without those that do not apply to rasters, or to layers.
  func only(forRaster isRaster: Bool) -> ConversionSettings {
    var settings = self
    if isRaster {
      settings.layer = nil
      settings.where = nil
      settings.encoding = nil
      settings.x = nil
      settings.y = nil
      settings.wkt = nil
      settings.header = nil
      settings.format = nil
      settings.name = nil
      settings.select = nil
      settings.rename = []
      settings.limit = nil
      settings.outputEncoding = nil
      settings.repair = false
      settings.safeCSV = false
      settings.steps = nil
    } else {
      settings.cell = nil
      settings.resampling = nil
      settings.like = nil
      settings.nodata = nil
      settings.cog = false
    }
    return settings
  }

  func refuseMisplaced(isRaster: Bool, _ subject: String) throws(GridcastError) {
    let names = isRaster ? misplaced.forRaster : misplaced.forLayer
    guard let first = names.first else { return }
    throw GridcastError(
      .usage, subject,
      isRaster
        ? first == "clip"
          ? "'clip' is for layers, and this is a raster, of which 'extent' takes a part"
          : "'\(first)' is for layers, and this is a raster"
        : "'\(first)' is for rasters, and this is a layer"
    )
  }

  func box(_ subject: String) throws(GridcastError) -> Box? {
    guard let extent else { return nil }
    guard extent.count == 4, extent[0] <= extent[2], extent[1] <= extent[3] else {
      throw GridcastError(
        .usage, subject, "an extent is west,south,east,north, as in 109.2,34.3,109.8,34.7")
    }
    return Box(minX: extent[0], minY: extent[1], maxX: extent[2], maxY: extent[3])
  }

  func source(_ path: String) -> Source {
    var source = Source(
      path, layers: layer.map { [$0] } ?? [], coordinateSystem: from, filter: `where`)
    source.encoding = encoding
    source.columns.x = x
    source.columns.y = y
    source.columns.wkt = wkt
    source.hasHeader = header
    source.allowsRemote = allowRemote
    return source
  }
}

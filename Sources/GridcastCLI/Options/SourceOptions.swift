import ArgumentParser
import GridcastFormats

/// The options for reading layers.
struct SourceOptions: ParsableArguments {
  @Option(
    .nameOfLayer(in: "inputs"), .nowhere,
    help: ArgumentHelp(
      "A layer to read; may be given more than once. Default: the only one; of OSM, where points are asked for, points, lines and multipolygons, one point each.",
      valueName: "name"))
  var layer: [String] = []
  @Option(
    .system(of: "inputs"),
    help: ArgumentHelp(
      "The coordinate system that the inputs are in, whatever they say themselves: a code such as EPSG:4326, gcj02, bd09, WKT or .prj file; with :yx behind it, or yx alone, the first coordinate is the northing or latitude.",
      valueName: "system"))
  var from: String?

  @Option(
    .condition(on: "inputs"),
    help: ArgumentHelp(
      "Read only the features for which this SQL condition holds, as in \"year = '2016'\".",
      valueName: "condition"))
  var `where`: String?

  @Option(
    .encoding,
    help: ArgumentHelp(
      "The encoding of the inputs' texts, as in GBK, whatever they say. Default: found out.",
      valueName: "name"))
  var encoding: String?
  @Option(
    .field(of: "inputs"),
    help: ArgumentHelp(
      "The column of a table with x or longitude, by name or number; without --y the one that holds both, x first.",
      valueName: "column"))
  var x: String?
  @Option(
    .field(of: "inputs"),
    help: ArgumentHelp(
      "The column of a table with y or latitude; without --x the one that holds both, y first.",
      valueName: "column"))
  var y: String?
  @Option(
    .field(of: "inputs"),
    help: ArgumentHelp(
      "The column of a table with shapes as WKT, WKB in hexadecimal digits or GeoJSON.",
      valueName: "column"))
  var wkt: String?
  @Flag(help: "The first line of a table of texts is a row; its columns are field_1, field_2 …")
  var noHeader = false
  @Flag(
    .nowhere, help: "Let inputs lie beyond this machine's files, or name other files (VRT, WFS …).")
  var allowRemote = false
  @Flag(
    help:
      "Go on where features or values are lost; without it the command then ends with exit code 65 and writes nothing."
  ) var allowLoss = false

  /// An input for the library.
  func source(_ path: String) -> Source {
    var source = Source(path, layers: layer, coordinateSystem: from, filter: `where`)
    source.encoding = encoding
    source.columns.x = x
    source.columns.y = y
    source.columns.wkt = wkt
    if noHeader { source.hasHeader = false }
    source.allowsRemote = allowRemote
    source.allowsLoss = allowLoss
    return source
  }
}

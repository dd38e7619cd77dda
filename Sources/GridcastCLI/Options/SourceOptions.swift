import ArgumentParser
import GridcastFormats

/// The options for reading layers.
struct SourceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A layer to read; may be given more than once. Default: the only one; of OSM, where points are asked for, points, lines and multipolygons, one point each.",
      valueName: "name"))
  var layer: [String] = []
  @Option(
    help: ArgumentHelp(
      "The coordinate system that the inputs are in, whatever they say: a code, gcj02, bd09, WKT or .prj file; with :yx behind it, or yx alone, the first coordinate is the northing or latitude.",
      valueName: "system"))
  var from: String?

  @Option(
    help: ArgumentHelp(
      "Read only the features for which this SQL condition holds, as in \"year = '2016'\".",
      valueName: "condition"))
  var `where`: String?

  @Option(
    help: ArgumentHelp(
      "The encoding of the inputs' texts, as in GBK, whatever they say. Default: found out.",
      valueName: "name"))
  var encoding: String?
  @Flag(help: "Let inputs lie beyond this machine's files, or name other files (VRT, WFS …).")
  var allowRemote = false
  @Flag(help: "Go on where something is lost that was announced or counted.") var allowLoss = false

  /// An input for the library.
  func source(_ path: String) -> Source {
    var source = Source(path, layers: layer, coordinateSystem: from, filter: `where`)
    source.encoding = encoding
    source.allowsRemote = allowRemote
    source.allowsLoss = allowLoss
    return source
  }
}

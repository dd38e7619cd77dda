import ArgumentParser
import GridcastBase
import GridcastJobs

/// The options for conversions of layers and rasters.
struct ConversionOptions: ParsableArguments {
  @Option(
    .newDataset, .front,
    name: [.short, .long],
    help: ArgumentHelp(
      "The file to write, all inputs as one layer; PG:… for a PostGIS table, - for standard output.",
      valueName: "file"))
  var output: String?
  @Option(
    .newFolder, .nowhere,
    help: ArgumentHelp(
      "The folder to write to, where inputs are folders or several files.", valueName: "folder"))
  var out: String?
  @Option(
    .text,
    help: ArgumentHelp(
      "The format, where the ending does not name it: an ending such as gpkg, or GDAL's name.",
      valueName: "name"))
  var format: String?
  @Option(.text, help: ArgumentHelp("The name of the layer or table to write.", valueName: "name"))
  var name: String?
  @Option(
    .fields(of: "inputs"),
    help: ArgumentHelp("The fields to keep, in this order, as a,b,c.", valueName: "fields"))
  var select: String?
  @Option(
    .text,
    help: ArgumentHelp(
      "A new name of a field, as old=new; may be given more than once.", valueName: "names"))
  var rename: [String] = []
  @Option(
    .box,
    parsing: .unconditional,
    help: ArgumentHelp(
      "Only what touches this box: west,south,east,north in the input's coordinates.",
      valueName: "box"))
  var extent: String?
  @Option(
    .whole(0),
    parsing: .unconditional,
    help: ArgumentHelp("The greatest number of features to write.", valueName: "number"))
  var limit: Int?
  @Option(
    .encoding,
    help: ArgumentHelp(
      "The encoding of a Shapefile that is written: UTF-8 (the default), GBK, Big5 …",
      valueName: "name"))
  var outputEncoding: String?
  @Flag(help: "Make invalid polygons valid.") var repair = false
  @Flag(.nowhere, help: "Add the features to a layer that is there.") var append = false
  @OptionGroup var steps: StepOptions
  @OptionGroup var tables: TableOptions
  @Option(
    .length,
    help: ArgumentHelp(
      "Of rasters: the side of a cell, as 30m. Default: about that of the input.", valueName: "size"
    ))
  var cell: String?
  @Option(
    .choice,
    help: ArgumentHelp(
      "Of rasters: how values are made: near, bilinear, cubic, average, mode … Default: near for whole numbers, else bilinear.",
      valueName: "method"))
  var resampling: Resampling?
  @Option(
    .raster,
    help: ArgumentHelp("Of rasters: take the cells of this raster.", valueName: "raster"))
  var like: String?
  @Option(
    .number,
    parsing: .unconditional,
    help: ArgumentHelp(
      "Of rasters: the value that stands for unknown. Default: that of the input, else one that no cell has.",
      valueName: "value"))
  var nodata: Double?
  @Flag(help: "Of rasters: write a cloud-optimised GeoTIFF.") var cog = false
  @Flag(.nowhere, help: "Print what would be done, and do nothing.") var dryRun = false

  /// The forms of a command with these options: one for layers, one for rasters.
  static func forms(named name: String, layer: String, raster: String) -> [CommandForm] {
    [
      CommandForm(
        name: name, title: layer, takes: ["inputs": .layer, "output": .newLayer], needs: ["output"],
        single: ["inputs"],
        without: ["cell", "resampling", "like", "nodata", "cog"]),
      CommandForm(
        name: "\(name)raster", title: raster, takes: ["inputs": .raster, "output": .newRaster],
        needs: ["output"], single: ["inputs"],
        without: Set(
          StepOptions.names + [
            "where", "encoding", "x", "y", "wkt", "no-header", "format", "name", "select", "rename",
            "limit",
            "output-encoding", "repair", "safe-csv",
          ])),
    ]
  }

  func validate() throws {
    if (output == nil) == (out == nil) {
      throw misuse(
        "Say where to write: --output FILE, or --out FOLDER; what stands without an option is an input."
      )
    }
    if let limit, limit < 0 { throw misuse("--limit must be 0 or more.") }
    if out != nil && append {
      throw misuse("--append adds to one file: name it with --output.")
    }
  }

  /// The settings of a job, including those from the options for inputs.
  func settings(_ inputs: InputOptions, to target: String?) throws -> ConversionSettings {
    var settings = ConversionSettings()
    settings.layer = inputs.reading.layer.first
    settings.from = inputs.reading.from
    settings.where = inputs.reading.where
    settings.encoding = inputs.reading.encoding
    settings.x = inputs.reading.x
    settings.y = inputs.reading.y
    settings.wkt = inputs.reading.wkt
    settings.header = inputs.reading.noHeader ? false : nil
    settings.allowRemote = inputs.reading.allowRemote
    settings.to = target
    settings.format = format
    settings.name = name
    settings.select = select.map { $0.split(separator: ",").map(String.init) }
    settings.rename = rename
    if let extent {
      guard let numbers = Box.numbers(in: extent), numbers.count == 4 else {
        throw misuse("--extent is west,south,east,north, as in 109.2,34.3,109.8,34.7.")
      }
      settings.extent = numbers
    }
    settings.limit = limit
    settings.outputEncoding = outputEncoding
    settings.repair = repair
    settings.append = append
    settings.safeCSV = tables.safeCSV
    settings.steps = steps.settings
    settings.allowLoss = inputs.reading.allowLoss
    settings.cell = cell
    settings.resampling = resampling
    settings.like = like
    settings.nodata = nodata
    settings.cog = cog
    return settings
  }
}

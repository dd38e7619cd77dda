import ArgumentParser

struct ReprojectCommand: ParsableCommand, FormedCommand {
  static let configuration = CommandConfiguration(
    commandName: "reproject",
    abstract: "Move layers or rasters to another coordinate system.",
    discussion: """
      What `convert` does, with --to utm unless told otherwise. Folders go to --out FOLDER, in \
      their structure, on all cores; run again, and only what is missing, failed or has changed \
      is done.

      Examples:
        gridcast reproject pois.shp -o pois-utm.shp
        gridcast reproject pois.csv --from gcj02 --to EPSG:4547 -o pois.gpkg
        gridcast reproject counts.tif --to EPSG:4326 -o counts-degrees.tif
        gridcast reproject . --pattern '*.shp' --out reprojected
      """)

  static let forms = ConversionOptions.forms(
    named: "reproject", layer: "Move a layer to another coordinate system",
    raster: "Move a raster to another coordinate system")

  @OptionGroup var inputs: InputOptions
  @Option(
    .system(or: "utm", "gcj02", "bd09"), .front,
    help: ArgumentHelp(
      "The coordinate system to move to: utm (the WGS 84 / UTM zone in which the data lie), a code, gcj02, bd09, WKT or .prj file.",
      valueName: "system"))
  var to = "utm"
  @OptionGroup var options: ConversionOptions
  @OptionGroup var folders: FolderOptions
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var report: ReportOptions

  func run() throws {
    try ConversionRunner(
      inputs: inputs, options: options, target: to, folders: folders, outputs: outputs,
      report: report
    ).run()
  }
}

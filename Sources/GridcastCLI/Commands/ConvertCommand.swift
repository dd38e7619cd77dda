import ArgumentParser
import GridcastBase

struct ConvertCommand: ParsableCommand, FormedCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Write layers or rasters in another format, whole or in part.",
    discussion: """
      The format follows from the ending: .shp, .geojson, .geojsonl, .gpkg, .fgb, .csv, .kml, \
      .tif for rasters, and any other that GDAL writes. A plan is made first; --dry-run prints \
      it. What would be lost ends the command with exit code 65 and nothing written, unless \
      --allow-loss is given.

      With --out, folders and several inputs give a file each in that folder, in the format that --format \
      names; without it each keeps its own format, or becomes a GeoPackage where that cannot be written.

      Steps are done in one order, however they are written: several inputs become one layer, then \
      --where, --extent, --repair, --clip, --explode, --dedupe, --dissolve, --simplify, --buffer, \
      --centroid, --add (in their order), --sort, --limit, --select, --rename, and --to at last. \
      Distances such as 50m hold on the ground where the layer is in degrees; a plain number is in \
      the unit of the layer.

      Examples:
        gridcast convert pois.shp -o pois.geojson
        gridcast convert pois.csv -o pois.gpkg --select function --limit 100
        gridcast convert pois.shp -o gbk.shp --output-encoding GBK
        gridcast convert pois.shp -o expected.gpkg --values forecast.tif
        gridcast convert districts.shp pois.csv --out converted --format gpkg
        gridcast convert districts.shp study-area.shp -o all.gpkg
        gridcast convert pois.shp -o inner.gpkg --clip study-area.shp --dedupe
        gridcast convert pois.shp -o functions.gpkg --dissolve function
        gridcast convert districts.shp -o areas.csv --add "km2 = area_m2() / 1e6"
        gridcast convert counts.tif -o coarse.tif --cell 2km --resampling sum
      """)

  static let forms = ConversionOptions.forms(
    named: "convert", layer: "Write a layer in another format",
    raster: "Write a raster in another format"
  ).map { form in
    var form = form
    if form.name == "convertraster" { form.without.formUnion(["values", "sampling"]) }
    return form
  }

  @OptionGroup var inputs: InputOptions
  @Option(
    .system(or: "utm", "gcj02", "bd09"), .front,
    help: ArgumentHelp(
      "The coordinate system to move to: utm (the WGS 84 / UTM zone in which the data lie), a code, gcj02, bd09, WKT or .prj file. Default: stay.",
      valueName: "system"))
  var to: String?
  @OptionGroup var options: ConversionOptions
  @OptionGroup var values: ValueOptions
  @OptionGroup var folders: FolderOptions
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var report: ReportOptions

  func run() throws {
    if let raster = values.values {
      return try values.write(raster, inputs, to: to, options, folders, outputs, report)
    }
    guard values.sampling == nil else {
      throw misuse("--sampling goes with --values: name the raster whose values are to be taken.")
    }
    try ConversionRunner(
      inputs: inputs, options: options, target: to, folders: folders, outputs: outputs,
      report: report
    ).run()
  }
}

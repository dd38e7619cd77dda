import ArgumentParser
import Foundation
import GridcastBase
import GridcastBin
import GridcastFiles
import GridcastFormats
import GridcastJobs
import GridcastWrite

struct BinCommand: ParsableCommand, FormedCommand {
  static let configuration = CommandConfiguration(
    commandName: "bin",
    abstract: "Count points per cell and category.",
    discussion: """
      Every point falls in exactly one cell, so the counts sum to the points inside. What is not \
      counted is printed with the reason.

      Examples:
        gridcast bin pois.shp --category function --cell 1km -o counts.tif
        gridcast bin city.osm.pbf --categories osm -o counts.tif
        gridcast bin pois.csv --category function --zones districts.shp -o zones.shp
        gridcast bin forecast.tif --zones districts.shp -o by-zone.gpkg
        gridcast bin pois.csv --range 0-100000 --to EPSG:32649 --partial 1.part
      """)

  static let forms = [
    CommandForm(
      name: "bin", title: "Count points per cell and category",
      takes: ["inputs": .layer, "output": .newRaster], needs: ["output"],
      without: ["zones", "zones-layer", "zones-from", "statistics", "hexagons"]),
    CommandForm(
      name: "binhexagons", title: "Count points per hexagon",
      takes: ["inputs": .layer, "output": .newLayer], needs: ["hexagons", "output"],
      without: [
        "zones", "zones-layer", "zones-from", "statistics", "cell", "like", "cells", "measure",
      ]),
    CommandForm(
      name: "binzones", title: "Count points per zone",
      takes: ["inputs": .layer, "output": .newLayer], needs: ["zones", "output"],
      without: [
        "within", "within-layer", "within-from", "within-rule", "cell", "like", "cells", "measure",
        "statistics", "hexagons", "density",
      ]),
    CommandForm(
      name: "zonalstatistics", title: "Statistics of a raster per zone",
      takes: ["inputs": .raster, "output": .newLayer], needs: ["zones", "output"],
      single: ["inputs"],
      without: [
        "within", "within-layer", "within-from", "within-rule", "cell", "like", "cells", "measure",
        "category", "categories", "weight", "to", "where", "encoding", "x", "y", "wkt", "no-header",
        "hexagons", "density",
      ]),
  ]

  @OptionGroup var input: InputOptions
  @OptionGroup var by: CategoryOptions
  @Option(
    .choice,
    help:
      "What is summed: count (points), length (of lines, in units of the coordinate system) or coverage (the share of a cell that polygons cover)."
  )
  var measure = Measure.count
  @OptionGroup var cells: CellOptions
  @Option(.raster, help: ArgumentHelp("Use the cells of this raster.", valueName: "raster"))
  var like: String?
  @OptionGroup var zoning: ZoneOptions
  @OptionGroup var kind: CellKindOptions
  @Option(
    .newDataset, .front,
    name: [.short, .long],
    help: ArgumentHelp(
      "The GeoTIFF to write, a band a category; with --zones or --hexagons the layer or table.",
      valueName: "file"
    ))
  var output: String?
  @Option(
    .newLayer, .front,
    name: .customLong("cells"),
    help: ArgumentHelp(
      "Write the cells too, as polygons (.shp …) or a table (.csv).", valueName: "file"))
  var cellsOutput: [String] = []
  @Option(
    .newFile("part"), .nowhere,
    help: ArgumentHelp(
      "Write what was counted as a part of a larger count, for `gridcast merge`; - for standard output.",
      valueName: "file"))
  var partial: String?
  @Option(
    .text, .nowhere,
    help: ArgumentHelp(
      "The part of the input to count, as `gridcast split` tells: bytes of a CSV, GeoJSONSeq or JSON records, of which a line belongs to the part in which it begins, records of a Shapefile, or blobs of an OSM PBF.",
      valueName: "from-to"))
  var range: String?
  @Option(
    .text, .nowhere,
    help: ArgumentHelp(
      "What `gridcast merge` knows the standard input of this part by; by default its bytes, so that nothing counts twice.",
      valueName: "name"))
  var partName: String?
  @OptionGroup var styles: StyleOptions
  @OptionGroup var tables: TableOptions
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var report: ReportOptions

  func validate() throws {
    try kind.check(self)
    if like != nil && (cells.area.within != nil || cells.cell != nil || cells.area.to != nil) {
      throw misuse("--like brings its own cells: leave out --within, --cell and --to.")
    }
    if zoning.zones != nil
      && (cells.area.within != nil || cells.cell != nil || like != nil || !cellsOutput.isEmpty)
    {
      throw misuse(
        "--zones takes the place of the cells: leave out --within, --cell, --like and --cells.")
    }
    if zoning.zones != nil && measure != .count {
      throw misuse("--zones counts points only.")
    }
    if zoning.zones != nil && output == nil { throw misuse("--zones needs --output.") }
    if zoning.zones != nil, let output, Format.isRaster(output) {
      throw misuse("--zones gives a layer or a table; end --output in .gpkg, .shp or .csv.")
    }
    if partial != nil && (output != nil || !cellsOutput.isEmpty || zoning.zones != nil) {
      throw misuse(
        "--partial takes the place of other outputs: leave out --output, --cells and --zones.")
    }
    if range != nil && (partial == nil || input.inputs.count != 1) {
      throw misuse("--range goes with --partial, and with one input.")
    }
    if partName != nil && (partial == nil || !input.inputs.contains("-")) {
      throw misuse("--part-name goes with --partial, and with standard input.")
    }
    if partial == "-" && report.json {
      throw misuse("The part goes to standard output: leave out --json.")
    }
    if by.weight != nil && measure != .count {
      throw misuse("--weight goes with points; leave out --measure \(measure.rawValue).")
    }
  }

  func run() throws {
    if let raster = input.sources.first(where: \.isRaster) { return try takeValues(of: raster) }
    for path in input.inputs {
      guard let colon = path.lastIndex(of: ":"), Format.isRaster(String(path[..<colon])),
        !FileManager.default.fileExists(atPath: path)
      else { continue }
      throw GridcastError(
        .usage, path,
        "a raster's bands are all taken by zone; name \(String(path[..<colon])) alone, with --zones, and keep those you want with `gridcast convert --select`"
      )
    }
    if zoning.statistics != nil {
      throw misuse("--statistics goes with a raster as the input.")
    }
    var sources = input.sources
    if let range { sources[0].range = try FileRange(range) }
    var counting = Counting(
      inputs: sources, cellSize: try cells.size, categorization: try by.categorization)
    counting.target = cells.area.target
    counting.studyArea = cells.area.studyArea
    counting.rule = cells.withinRule
    counting.like = like
    counting.weight = by.weight
    counting.measure = measure
    if let hexagons = kind.hexagons {
      counting.isOfHexagons = true
      counting.cellSize = try CellSize(hexagons)
    }
    counting.isDensity = kind.density
    counting.allowLoss = input.reading.allowLoss
    counting.partName = partName
    if let zones = zoning.source {
      try countZones(counting, zones)
    } else if let partial {
      let staging = outputs.staging(
        reading: input.inputs + [by.categories, cells.area.within, like])
      if partial != "-" { try staging.check(partial) }
      let part = try counting.partOfMany(progress: report.progress)
      try PartReport.write(part, to: partial, staging, report)
    } else {
      try countCells(counting)
    }
  }

  private func countCells(_ counting: Counting) throws {
    let staging = outputs.staging(
      reading: input.inputs + [by.categories, cells.area.within, like], styles: styles,
      tables: tables)
    // Unwritable outputs should be rejected before the work rather than after it.
    let isLayer = kind.hexagons != nil
    let main = output.map { isLayer ? Output.cells($0) : .raster($0) }
    try staging.check([main].compactMap(\.self) + cellsOutput.map(Output.cells))
    let counts = try counting.counts(progress: report.progress)
    try CountReport.write(
      counts, raster: isLayer ? nil : output,
      cells: (isLayer ? [output].compactMap(\.self) : []) + cellsOutput, staging, report)
  }

  private func countZones(_ counting: Counting, _ zones: Source) throws {
    guard let output else { return }
    let staging = outputs.staging(
      reading: input.inputs + [by.categories, zones.path], styles: styles, tables: tables)
    try staging.check(.cells(output))
    let counted = try counting.zoneCounts(zones, progress: report.progress)
    let notes = try counted.zones.write(
      to: output, style: counted.style, staging: staging, allowLoss: input.reading.allowLoss)
    try report.commit(staging)
    report.warn(counted.tally.notes + notes)
    try CountReport(counted, outputs: [output], notes: counted.tally.notes + notes)
      .print(json: report.json)
  }

  private func takeValues(of raster: Source) throws {
    guard let zones = zoning.source, let output else {
      throw GridcastError(
        .usage, raster.path,
        "it is a raster, whose cells are counted already; with --zones its values are taken by zone"
      )
    }
    guard input.inputs.count == 1, by.category == nil, by.categories == nil, by.weight == nil,
      cells.area.to == nil
    else {
      throw GridcastError(
        .usage, raster.path,
        "the values of a raster are taken by zone of one raster at a time; leave out other inputs, --category, --categories, --weight and --to"
      )
    }
    let staging = outputs.staging(
      reading: input.inputs + [zones.path], styles: styles, tables: tables)
    try ZoneReport.write(
      of: raster, by: zones, try zoning.chosen, to: output, allowLoss: input.reading.allowLoss,
      staging, report)
  }
}

import ArgumentParser
import GridcastAnalyse
import GridcastBase
import GridcastFiles
import GridcastFormats
import GridcastJobs
import GridcastWrite

struct StructureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "structure",
    abstract: "Find a city's centres, its axes of growth and its extent.",
    discussion: """
      Of a forecast or of counts: the centres are the peaks of the smoothed density, the primary one \
      with the greatest prominence (how far the density falls on the way to a higher peak), those \
      beside it with at least a tenth of that. Growth is summed by direction from the primary \
      centre; an axis has half as much again as its distances alone would give it, by more than \
      chance. The ellipse of one standard deviation tells middle, extent and direction. Where two bands of functions are \
      there, their overlap is told per cell.

      The folder gets centres, axes and ellipses as layers, sectors.csv and overlap.tif, and maps of them: \
      structure.png and overlap.png.

      Examples:
        gridcast structure forecast.tif --counts counts.tif -o structure
        gridcast structure counts.tif --band business --smooth 1.5km --sectors 16
      """)

  @Argument(.raster, help: "The GeoTIFF of a forecast or of counts.") var raster: String
  @Option(
    .band(of: "raster"), .front,
    help: ArgumentHelp(
      "The band whose centres are meant. Default: predicted, or the only one.", valueName: "band"))
  var band: String?
  @Option(
    .band(of: "raster"), .front,
    help: ArgumentHelp(
      "The band of growth. Default: change, or predicted less before or observed.",
      valueName: "band"))
  var growth: String?
  @Option(
    .length,
    help: ArgumentHelp(
      "The width σ of the smoothing, as 1km or 1.5cells. Default: 1 km, but no less than 1.5 cells.",
      valueName: "length"))
  var smooth: String?
  @Option(
    .whole(1, 10_000),
    help: ArgumentHelp(
      "How many centres to take. Default: those that stand out.", valueName: "number"))
  var centres: Int?
  @Option(
    .choice(of: "4", "8", "16"),
    help: ArgumentHelp("How many sectors there are: 4, 8 or 16.", valueName: "number"))
  var sectors = 8
  @Option(
    .text,
    help: ArgumentHelp(
      "The two bands whose overlap is wanted. Default: office,business where both are there.",
      valueName: "band,band"))
  var overlap: String?
  @Option(
    .raster, .front,
    help: ArgumentHelp(
      "The GeoTIFF with the bands of --overlap. Default: the first raster.", valueName: "raster"))
  var counts: String?
  @Option(
    .newFolder, .front,
    name: [.short, .long], help: ArgumentHelp("The folder to write to.", valueName: "folder"))
  var output: String?
  @Option(.text, help: "The format of the layers, by its ending: shp, gpkg …") var format = "shp"
  @OptionGroup var styles: StyleOptions
  @OptionGroup var tables: TableOptions
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var report: ReportOptions

  func validate() throws {
    if ![4, 8, 16].contains(sectors) { throw misuse("--sectors is 4, 8 or 16.") }
    if let centres, !(1...10_000 ~= centres) {
      throw misuse("--centres is from 1 to 10,000.")
    }
    if let overlap, !overlap.contains(",") {
      throw misuse(
        "--overlap takes two bands with a comma between them, not '\(overlap)'.")
    }
    // Names with commas are known only once the raster is read.
    let parts = (overlap ?? "").split(separator: ",")
    if parts.count == 2, parts[0] == parts[1] {
      throw misuse("--overlap takes two different bands, not '\(parts[0])' twice.")
    }
  }

  /// The two bands of `--overlap`, whose names may hold commas themselves.
  private func overlapBands(of raster: Raster) throws -> [String]? {
    guard let overlap else { return nil }
    let bands =
      raster.bandNames(in: overlap)
      ?? overlap.split(separator: ",").map { String($0.trimmingPrefix(" ")) }
    guard bands.count == 2 else {
      throw misuse(
        "--overlap takes two bands with a comma between them, not '\(overlap)'.")
    }
    guard bands[0] != bands[1] else {
      throw misuse("--overlap takes two different bands, not '\(bands[0])' twice.")
    }
    return bands
  }

  mutating func run() throws {
    format = format.withoutDot
    let staging = outputs.staging(reading: [raster, counts], styles: styles, tables: tables)
    let distance = try smooth.map { try RasterDistance($0) }
    if let output {
      try staging.prepareFolders(
        of: CityStructure.files(in: output, format: format, overlap: counts != nil))
    }
    let read = try Raster(reading: raster, working: CityStructure.bytesPerCell)
    var options = CityStructure.Options(for: read.grid)
    options.density = band
    options.growth = growth
    if let distance { options.sigma = try distance.inCells(of: read.grid) }
    options.centreCount = centres
    options.sectorCount = sectors
    if let counts {
      options.counts = (
        try Raster(reading: counts, working: CityStructure.bytesPerCell), counts
      )
    }
    options.overlap = try overlapBands(of: options.counts?.raster ?? read)
    let structure = try CityStructure(read, subject: raster, options)
    var files: [String] = []
    var notes = structure.notes + [structure.lengthRemark].compactMap { $0 }
    if let output {
      let written = try structure.write(to: output, format: format, staging: staging)
      let drawn = try structure.draw(over: read, to: output, staging: staging)
      try report.commit(staging)
      files = written.files + drawn.files
      notes += written.notes + drawn.notes
    }
    report.warn(notes)
    try StructureReport(structure, files: files, notes: notes).print(json: report.json)
  }
}

/// The report of a city's structure.
struct StructureReport: Encodable {
  struct Ellipse: Encodable {
    let x: Double, y: Double
    let semiMajor: Double, semiMinor: Double
    let rotation: Double
    let area: Double

    init(_ ellipse: DeviationalEllipse) {
      x = ellipse.center.x
      y = ellipse.center.y
      semiMajor = ellipse.semiMajor
      semiMinor = ellipse.semiMinor
      rotation = ellipse.rotation
      area = ellipse.area
    }
  }

  struct Overlap: Encodable {
    let bands: [String]
    let schoenerD: Double
    let correlation: Double?
    let cellsHighInBoth: Int
    let cellsHighInFirst: Int
    let cellsHighInSecond: Int
  }

  let findings: [Sentence]
  let band: String
  let smoothing: Double
  let peaks: Int
  let centres: [CityStructure.Centre]
  let growth: Double
  let gainAtCentre: Double
  let sectors: [GrowthSectors.Sector]
  let axes: [String]
  let densityEllipse: Ellipse?
  let growthEllipse: Ellipse?
  let overlap: Overlap?
  let files: [String]
  let notes: [Sentence]

  init(_ structure: CityStructure, files: [String], notes: [Sentence]) {
    findings = structure.findings
    band = structure.density
    smoothing = structure.sigma
    peaks = structure.peakCount
    centres = structure.centres
    growth = structure.growth.total
    gainAtCentre = structure.growth.atCenter
    sectors = structure.growth.sectors
    axes = structure.growth.axes.map(\.direction)
    densityEllipse = structure.densityEllipse.map(Ellipse.init)
    growthEllipse = structure.growthEllipse.map(Ellipse.init)
    overlap = structure.overlap.map { overlap in
      Overlap(
        bands: overlap.names, schoenerD: overlap.schoenerD, correlation: overlap.correlation,
        cellsHighInBoth: overlap.count(.both), cellsHighInFirst: overlap.count(.firstOnly),
        cellsHighInSecond: overlap.count(.secondOnly))
    }
    self.files = files
    self.notes = notes
  }

  func print(json: Bool) throws {
    if json { return try Console.print(json: self) }
    for finding in findings { Console.print(finding) }
    Console.print()
    var table = Table(
      ["centre", "cell", "value", "prominence", "from the primary"], right: [2, 3, 4])
    for centre in centres {
      table.add([
        worded(centre.rank == 1 ? "primary" : "secondary \(centre.rank - 1)"), centre.cell,
        spoken(centre.value, 2), spoken(centre.prominence, 2),
        centre.direction.map {
          worded("\(spoken(centre.distance / 1000, 1)) km \(Sentence(message: $0))")
        } ?? "",
      ])
    }
    Console.print(plain: table.text)
    Console.print()
    var sums = Table(
      [
        "direction", Sentence("cells", as: "cells of a raster"), "sum", "gains", "share",
        "by distance", "mean distance", "axis",
      ],
      right: Set(1...6))
    for sector in sectors {
      sums.add([
        worded(Sentence(message: sector.direction)), formatted(sector.cells),
        spoken(sector.growth, 1),
        spoken(sector.gain, 1), "\(spoken(100 * sector.share, 0)) %",
        "\(spoken(100 * sector.expectedShare, 0)) %",
        sector.meanDistance.map { "\(spoken($0 / 1000, 1)) km" } ?? "",
        axes.contains(sector.direction) ? worded("axis") : "",
      ])
    }
    Console.print(plain: sums.text)
    if !files.isEmpty {
      Console.print()
      for file in files { Console.print("written: \(file)") }
    }
  }
}

import ArgumentParser
import GridcastBase
import GridcastGeo

struct FormatsCommand: ParsableCommand, FormedCommand {
  static let configuration = CommandConfiguration(
    commandName: "formats",
    abstract: "List the formats that are read and written.",
    discussion: """
      Tells of each format who reads and writes it, Gridcast itself or GDAL, what it holds, and what \
      it cannot hold; also what is not read, and why.

      Examples:
        gridcast formats
        gridcast formats gpkg shp
        gridcast formats --json
      """)

  static let forms: [CommandForm] = []

  @Argument(
    .text, .nowhere, help: "Formats, by name, ending or GDAL's driver; all where none is named.")
  var names: [String] = []
  @Flag(.nowhere, help: "Print them as JSON.") var json = false
  @Flag(help: .hidden) var markdown = false

  func run() throws {
    let formats = try names.isEmpty ? Format.all : names.flatMap(Self.formats)
    if markdown {
      Console.print(plain: FormatReport.markdown(formats.map { FormatReport($0) }))
      return
    }
    let installed = try VectorDriver.installed
    let reports = formats.map { FormatReport($0, installed: installed) }
    if json {
      try Console.print(json: reports)
      return
    }
    var table = Table(["format", "endings", "holds", "read by", "written by", "cannot hold"])
    for report in reports { table.add(report.row) }
    Console.print(plain: table.text)
  }

  private static func formats(_ name: String) throws(GridcastError) -> [Format] {
    let bare = (name.hasPrefix(".") ? String(name.dropFirst()) : name).lowercased()
    // A program that has a format of its name may have others beside it.
    if let theirs = ofPrograms[bare] { return theirs.compactMap(Format.named) }
    if let format = Format.named(bare) ?? Format.of(path: name) { return [format] }
    let known = Format.all.flatMap { [$0.name] + $0.endings.names } + ofPrograms.keys
    if let meant = likeliest(to: bare, among: known) {
      throw GridcastError(
        .usage, "format '\(name)'",
        "there is none of this name (did you mean '\(meant)'?); `gridcast formats` lists them all")
    }
    throw GridcastError(
      .usage, "format '\(name)'", "there is none of this name; `gridcast formats` lists them all")
  }

  /// The formats in which programs keep or hand out their data, by the names of these programs.
  private static let ofPrograms = [
    "mongodb": ["MongoDB", "JSON records", "BSON"], "mongo": ["MongoDB", "JSON records", "BSON"],
    "mongoexport": ["JSON records"], "mongodump": ["BSON"], "excel": ["XLSX", "XLS"],
    "libreoffice": ["ODS"], "postgis": ["PostgreSQL"], "autocad": ["DXF", "DWG"],
    "microstation": ["DGN"], "google earth": ["KML"], "geodatabase": ["file geodatabase"],
    "arcgis": ["Shapefile", "file geodatabase"], "qgis": ["GeoPackage"],
  ]
}

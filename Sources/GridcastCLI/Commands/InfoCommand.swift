import ArgumentParser
import Foundation
import Gridcast

struct InfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Say what a layer or raster holds.",
    discussion: """
      Reads the whole input, so that what it says is what is there.

      Examples:
        gridcast info pois.shp
        gridcast info city.osm.pbf --layer points --json
      """)

  @OptionGroup var input: InputOptions
  @OptionGroup var report: ReportOptions

  func run() throws {
    var results: [InfoReport] = []
    for source in input.sources {
      if ["tif", "tiff"].contains(URL(filePath: source.path).pathExtension.lowercased()) {
        results.append(InfoReport(source.path, try Raster(reading: source.path)))
        continue
      }
      let (format, layers) = try LayerReader.layers(of: source.path)
      let names = source.layers.isEmpty ? layers.map(\.name) : source.layers
      guard !names.isEmpty else { throw GridcastError(.badData, source.path, "it holds no layer") }
      for name in names {
        var one = source
        one.layers = [name]
        results.append(try InfoReport(try LayerReader(one), format, report.progress))
      }
    }
    Console.clearBar()
    if report.json { return try Console.print(json: results) }
    for (index, result) in results.enumerated() {
      if index > 0 { Console.print() }
      result.print()
    }
  }
}

/// What `info` tells of one layer or raster.
private struct InfoReport: Encodable {
  struct Attribute: Encodable {
    let name: String
    let type: String
    let count: Int?
  }

  let path: String
  let format: String
  let layer: String?
  let size: String
  let geometry: String?
  let coordinateSystem: String?
  let extent: [Double]?
  let utmZone: String?
  let attributes: [Attribute]
  let notes: [String]

  init(_ path: String, _ raster: Raster) {
    self.path = path
    format = "raster"
    layer = nil
    let grid = raster.grid
    size = "\(grid.columns) × \(grid.rows) cells of \(formatted(grid.cellSize, 6))"
    geometry = nil
    coordinateSystem = grid.coordinateSystem.description
    extent = [grid.box.minX, grid.box.minY, grid.box.maxX, grid.box.maxY]
    utmZone = nil
    attributes = raster.bands.map { band in
      let range = band.statistics.map {
        "\(formatted($0.minimum, 3)) to \(formatted($0.maximum, 3))"
      }
      return Attribute(
        name: band.name, type: range ?? "nothing known", count: band.values.count { !$0.isNaN })
    }
    notes = []
  }

  init(_ reader: LayerReader, _ format: String, _ progress: @escaping ProgressHandler) throws {
    path = reader.source.path
    self.format = format
    layer = reader.layers.first?.name
    var survey = Survey()
    var tally = Tally()
    let selection = FieldSelection.named(reader.isOSM ? [] : reader.fields.map(\.name))
    var known = [Int](repeating: 0, count: reader.isOSM ? 0 : reader.fields.count)
    try reader.read(selection) { (features, lost) throws(GridcastError) in
      survey.add(features)
      tally.add(lost)
      for index in known.indices { known[index] += features.columns[index].knownCount }
      progress("info", survey.count, nil)
    }
    size = counted(survey.count, "feature")
    let kinds = survey.kinds.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }
    geometry =
      kinds.map { "\(formatted($0.value)) \($0.key)" }.joined(separator: ", ")
      + (survey.hasZ ? ", with heights" : "") + (survey.hasM ? ", with measures" : "")
    coordinateSystem = reader.coordinateSystem?.description
    extent =
      survey.box.isEmpty
      ? nil : [survey.box.minX, survey.box.minY, survey.box.maxX, survey.box.maxY]
    utmZone = survey.utmZone?.code
    attributes =
      reader.isOSM
      ? try reader.tagCounts().map { Attribute(name: $0.key, type: "tag", count: $0.count) }
      : zip(reader.fields, known).map {
        Attribute(name: $0.name, type: $0.kind.rawValue, count: $1)
      }
    let lost = tally.droppedCount > 0 ? ["not read: \(tally.reasons)"] : []
    notes = reader.notes + lost + tally.notes
  }

  func print() {
    Console.print("\(path)\(layer.map { ", layer \($0)" } ?? "")")
    var lines = [("format", format), ("size", size)]
    if let geometry { lines.append(("geometry", geometry)) }
    lines.append(("coordinate system", coordinateSystem ?? "none named; say it with --from"))
    if let extent {
      lines.append(("extent", extent.map { formatted($0, 6) }.joined(separator: ", ")))
    }
    if let utmZone { lines.append(("UTM zone", utmZone)) }
    for (name, value) in lines {
      Console.print("  " + name.padding(toLength: 19, withPad: " ", startingAt: 0) + value)
    }
    for note in notes { Console.print("  note: \(note)") }
    guard !attributes.isEmpty else { return }
    Console.print()
    var table = Table(["field", "type", "known"], right: [2])
    for attribute in attributes.prefix(40) {
      table.add([attribute.name, attribute.type, attribute.count.map { formatted($0) } ?? ""])
    }
    Console.print(table.text)
    if attributes.count > 40 {
      Console.print("… and \(attributes.count - 40) more; --json lists them all")
    }
  }
}

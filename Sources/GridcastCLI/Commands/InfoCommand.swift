import ArgumentParser
import Foundation
import GridcastBase
import GridcastFormats
import GridcastGeo
import GridcastJobs
import GridcastWrite

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
  @Flag(help: "Also say whether Gridcast reads it itself or GDAL does, and why.")
  var verbose = false
  @OptionGroup var report: ReportOptions

  func run() throws {
    var results: [InfoReport] = []
    var worst: GridcastError?
    for source in input.sources {
      // An unreadable file does not keep the others from being reported.
      do { results += try Self.reports(on: source, report.progress) } catch let error
        as GridcastError
      {
        Console.error(error.worded(for: .commandLine))
        worst = error
      }
    }
    Console.clearBar()
    if report.json {
      try Console.print(json: results)
    } else {
      for (index, result) in results.enumerated() {
        if index > 0 { Console.print() }
        result.print(isVerbose: verbose)
      }
    }
    if let worst { throw ExitCode(worst.exitCode) }
  }

  private static func reports(on source: Source, _ progress: @escaping ProgressHandler) throws
    -> [InfoReport]
  {
    if source.isRaster { return try RasterFacts.all(of: source).map(InfoReport.init) }
    let names =
      source.layers.isEmpty
      ? try LayerReader.layers(of: source).layers.map(\.name) : source.layers
    guard !names.isEmpty else { throw GridcastError(.badData, source.path, "it holds no layer") }
    return try names.map { name in
      var one = source
      one.layers = [name]
      return try InfoReport(try LayerReader(one.allowingLoss(true)), progress)
    } + RasterFacts.beside(layersOf: source).map(InfoReport.init)
  }
}

/// The report of `info` on one layer or raster.
private struct InfoReport: Encodable {
  struct Attribute: Encodable {
    let name: String
    let type: String
    var count: Int?
    var minimum: Double?
    var maximum: Double?
    /// The same written out, where they are too long for a number in JSON.
    var limits: [String]?
  }

  let path: String
  let format: String
  let layer: String?
  let features: Int?
  let columns: Int?
  let rows: Int?
  let cellSize: Double?
  /// The width and height of a cell.
  let cells: [Double]?
  let geometry: [String: Int]
  let hasHeights: Bool
  let hasMeasures: Bool
  let coordinateSystem: String?
  let extent: [Double]?
  let utmZone: String?
  let attributes: [Attribute]
  let notes: [Sentence]
  let read: String

  init(_ raster: RasterFacts) {
    path = raster.path
    format = raster.format
    layer = raster.layer
    features = nil
    columns = raster.columns
    rows = raster.rows
    cellSize = raster.cells.flatMap { $0.width == $0.height ? $0.width : nil }
    cells = raster.cells.map { [$0.width, $0.height] }
    geometry = [:]
    hasHeights = false
    hasMeasures = false
    coordinateSystem = raster.coordinateSystem?.description
    extent = raster.extent.map { [$0.minX, $0.minY, $0.maxX, $0.maxY] }
    utmZone = nil
    attributes = raster.bands.map { band in
      Attribute(
        name: band.name, type: band.type, count: band.found.count,
        minimum: band.found.range?.lowerBound, maximum: band.found.range?.upperBound,
        limits: band.found.texts.map { [$0.least, $0.greatest] })
    }
    notes = raster.notes
    read = "by GDAL"
  }

  init(_ reader: LayerReader, _ progress: @escaping ProgressHandler) throws {
    path = reader.source.path
    format = reader.format
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
    features = survey.count
    columns = nil
    rows = nil
    cellSize = nil
    cells = nil
    geometry = Dictionary(uniqueKeysWithValues: survey.kinds.map { ($0.key.label, $0.value) })
    hasHeights = survey.hasZ
    hasMeasures = survey.hasM
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
    let lost: [Sentence] = tally.droppedCount > 0 ? ["not read: \(tally.reasons)"] : []
    let prefix = "\(reader.source.path): "
    read = reader.wayOfReading
    let place = try reader.checkPlaces(survey.box, allowsLoss: true)
    notes =
      reader.notes + lost + [place].compactMap { $0 }
      + tally.notes.map { $0.without(prefix: prefix) }
  }

  /// Three decimals, or as many as show a small number.
  private static func limit(_ value: Double) -> String {
    value != 0 && abs(value) < 0.01
      ? String(format: "%.3g", value)
      : abs(value) < 1e21 ? formatted(value, 3) : spoken(value, 3)
  }

  private var size: String {
    if let columns, let rows {
      let side = cells.map { sides in
        let isEqual = abs(sides[0] - sides[1]) <= 1e-6 * sides[0]
        let texts = sides.map { isEqual ? formatted($0, 6) : formatted($0, 9) }
        return texts[0] == texts[1] ? " of \(texts[0])" : " of \(texts[0]) by \(texts[1])"
      }
      return "\(columns) × \(rows) cells\(side ?? "")"
    }
    return counted(features ?? 0, "feature")
  }

  private var shapes: String {
    geometry.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { "\(formatted($0.value)) \($0.key)" }.joined(separator: ", ")
      + (hasHeights ? ", with heights" : "") + (hasMeasures ? ", with measures" : "")
  }

  func print(isVerbose: Bool) {
    Console.print("\(path)\(layer.map { ", layer \($0)" } ?? "")")
    var lines = [("format", format), ("size", size)]
    if !geometry.isEmpty { lines.append(("geometry", shapes)) }
    lines.append(("coordinate system", coordinateSystem ?? "none named; say it with --from"))
    if let extent {
      lines.append(("extent", extent.map { formatted($0, 6) }.joined(separator: ", ")))
    }
    if let utmZone { lines.append(("UTM zone", utmZone)) }
    if isVerbose { lines.append(("read", read)) }
    for (name, value) in lines {
      Console.print("  " + name.padding(toLength: 19, withPad: " ", startingAt: 0) + value)
    }
    for note in notes { Console.print("  note: \(note.worded(for: .commandLine))") }
    guard !attributes.isEmpty else { return }
    Console.print()
    let isRaster = features == nil
    var table =
      isRaster
      ? Table(["band", "least", "greatest", "cells known"], right: [1, 2, 3])
      : Table(["field", "type", "known"], right: [2])
    for attribute in attributes.prefix(40) {
      let limits =
        attribute.limits
        ?? [attribute.minimum, attribute.maximum].map { $0.map(Self.limit) ?? "" }
      table.add(
        [attribute.name] + (isRaster ? limits : [attribute.type])
          + [attribute.count.map { formatted($0) } ?? ""])
    }
    Console.print(table.text)
    if attributes.count > 40 {
      Console.print("… and \(attributes.count - 40) more; --json lists them all")
    }
  }
}

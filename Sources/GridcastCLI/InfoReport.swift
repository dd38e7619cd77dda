import Foundation
import GridcastBase
import GridcastFormats
import GridcastGeo
import GridcastJobs
import GridcastWrite

/// The report of `info` on one layer or raster.
struct InfoReport: Encodable {
  struct Attribute: Encodable {
    let name: String
    let type: String
    var count: Int?
    var minimum: Double?
    var maximum: Double?
    /// The same written out, where they are too long for a number in JSON.
    var limits: [String]?
    /// How many features have no value, an empty text or one of spaces.
    var empty: Int?
    /// The values that occur most often; their counts are lower bounds where `areLeast` says so.
    var frequent: [FieldValues.Frequent]?
    var areLeast: Bool?
    /// How many different values there are; missing where they were too many to count.
    var different: Int?
    /// The first different values, cut where they are long.
    var examples: [String]?

    /// A field and what values it has among so many features.
    init(_ field: Field, _ values: FieldValues, of features: Int) {
      name = field.name
      type = field.kind.rawValue
      count = values.known
      minimum = values.range?.lowerBound
      maximum = values.range?.upperBound
      limits = values.limits.map { [$0.least, $0.greatest] }
      empty = features - values.known + values.blank
      frequent = values.frequent(5)
      areLeast = values.areLeast ? true : nil
      different = values.different
      examples = values.examples
    }

    init(
      name: String, type: String, count: Int?, minimum: Double? = nil, maximum: Double? = nil,
      limits: [String]? = nil
    ) {
      self.name = name
      self.type = type
      self.count = count
      self.minimum = minimum
      self.maximum = maximum
      self.limits = limits
    }

    /// The values in one line: the most frequent with their numbers, or examples.
    fileprivate var valuesInWords: Sentence {
      guard let frequent, let examples else { return "" }
      func short(_ text: String) -> String { text.count > 24 ? text.prefix(23) + "…" : text }
      let mark = areLeast == true ? "≥ " : ""
      let shown = frequent.prefix(3)
      // Of values of which hardly any comes back, examples tell more.
      guard let first = shown.first, let count, first.count * 50 >= count else {
        return examples.isEmpty ? "" : "e.g. \(examples.map(short).joined(separator: ", "))"
      }
      let list = shown.map { "\(short($0.value)) \(mark)\(formatted($0.count))" }
        .joined(separator: ", ")
      guard let different else { return "\(list) …" }
      return different > shown.count
        ? "\(list) … (\(formatted(different)) different)" : Sentence(list)
    }
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
  let read: Sentence

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
    // However many fields there are, together they take no more memory than some.
    let room = min(4096, max(64, 65_536 / max(reader.fields.count, 1)))
    var values = [FieldValues](
      repeating: FieldValues(room: room), count: reader.isOSM ? 0 : reader.fields.count)
    try reader.read(selection) { (features, lost) throws(GridcastError) in
      survey.add(features)
      tally.add(lost)
      for index in values.indices { values[index].add(features.columns[index]) }
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
      : zip(reader.fields, values).map { Attribute($0, $1, of: survey.count) }
    let lost: [Sentence] = tally.droppedCount > 0 ? ["not read: \(tally.reasons)"] : []
    read = reader.wayOfReading
    let place = try reader.checkPlaces(survey.box, allowsLoss: true)
    notes =
      reader.notes + lost + [place].compactMap { $0 }
      + tally.notes.map { $0.without(prefix: reader.source.path) }
  }

  /// Three decimals, or as many as show a small number.
  private static func limit(_ value: Double) -> String {
    value != 0 && abs(value) < 0.01
      ? String(format: "%.3g", value)
      : abs(value) < 1e21 ? formatted(value, 3) : spoken(value, 3)
  }

  private var size: Sentence {
    if let columns, let rows {
      let side: Sentence? = cells.map { sides in
        let isEqual = abs(sides[0] - sides[1]) <= 1e-6 * sides[0]
        let texts = sides.map { isEqual ? formatted($0, 6) : formatted($0, 9) }
        return texts[0] == texts[1] ? " of \(texts[0])" : " of \(texts[0]) by \(texts[1])"
      }
      return "\(formatted(columns)) × \(formatted(rows)) cells\(side ?? "")"
    }
    return counted(features ?? 0, "feature").sentence
  }

  private var shapes: Sentence {
    geometry.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { Shapes.Kind.told($0.value, of: $0.key) }.joined(separator: ", ")
      + (hasHeights ? ", with heights" : "") + (hasMeasures ? ", with measures" : "")
  }

  func print(isVerbose: Bool) {
    Console.print(layer.map { "\(path), layer \($0)" } ?? Sentence(path))
    var lines: [(Sentence, Sentence)] = [("format", Sentence(message: format)), ("size", size)]
    if !geometry.isEmpty { lines.append(("geometry", shapes)) }
    lines.append(
      (
        "coordinate system",
        coordinateSystem.map { Sentence($0) } ?? "none named; say it with --from"
      ))
    if let extent {
      lines.append(("extent", Sentence(extent.map { formatted($0, 6) }.joined(separator: ", "))))
    }
    if let utmZone { lines.append(("UTM zone", Sentence(utmZone))) }
    if isVerbose { lines.append(("read", read)) }
    for (name, value) in lines {
      Console.print(plain: "  " + Table.padded(name.description, to: 19) + value.description)
    }
    for note in notes { Console.print("  note: \(note.worded(for: .commandLine))") }
    guard !attributes.isEmpty else { return }
    Console.print()
    let isRaster = features == nil
    var table =
      isRaster
      ? Table(["band", "least", "greatest", "cells known"], right: [1, 2, 3])
      : features != nil && attributes.contains { $0.empty != nil }
        ? Table(["field", "type", "known", "empty", "least", "greatest", "values"], right: [2, 3])
        : Table(["field", "type", "known"], right: [2])
    for attribute in attributes.prefix(40) {
      let limits =
        attribute.limits
        ?? [attribute.minimum, attribute.maximum].map { $0.map(Self.limit) ?? "" }
      let count = attribute.count.map { formatted($0) } ?? ""
      let row =
        isRaster
        ? limits + [count]
        : [Sentence(message: attribute.type).description, count]
          + (attribute.empty.map {
            [formatted($0)] + limits + [attribute.valuesInWords.description]
          } ?? [])
      table.add([attribute.name] + row)
    }
    Console.print(plain: table.text)
    if attributes.count > 40 {
      Console.print("… and \(formatted(attributes.count - 40)) more; --json lists them all")
    }
  }
}

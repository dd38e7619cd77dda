import Foundation
package import GridcastBase
import GridcastFetch
package import GridcastFormats

/// Layers of the same places that were fetched one after another, as one: when each place came, when it was gone, and
/// whether it moved.
package struct PlaceSeries {
  /// The layers, the oldest first.
  package var inputs: [Source]
  /// The field by which places are known.
  package var identifier: String
  /// When each layer was fetched; nil where the field `fetched` tells.
  package var dates: [DateTime]?
  /// How far apart, in metres, two positions of a place may be without its having moved.
  package var tolerance = 10.0
  /// Whether places that are the same in all layers are left out.
  package var onlyChanges = false

  /// A series with nothing but what it needs.
  package init(_ inputs: [Source], by identifier: String) {
    self.inputs = inputs
    self.identifier = identifier
  }

  /// What became of places between the last two layers that tell of them.
  package enum Change: String, Sendable, CaseIterable {
    case same, new, gone, moved
  }

  /// The series.
  package struct Result {
    /// Each place once, as the last layer has it in which it is.
    package let features: Features
    /// How many places there are of each kind.
    package let counts: [Change: Int]
    /// What the user should know.
    package let notes: [Sentence]
  }

  private struct Layer {
    let features: Features
    let date: DateTime
    /// The rows of identifiers.
    let rows: [String: Int]
  }

  /// Puts the layers together.
  ///
  /// - Throws: `.usage` where there are too few layers or dates; `.badData` where layers cannot be compared.
  package func result(progress: ProgressHandler) throws(GridcastError) -> Result {
    guard inputs.count >= 2, dates.map({ $0.count == inputs.count }) ?? true else {
      throw GridcastError(
        .usage, "series", "it takes two layers at least, and as many dates as there are layers")
    }
    var tally = Tally()
    var layers: [Layer] = []
    for (index, input) in inputs.enumerated() {
      layers.append(try layer(input, dates?[index], &tally))
      progress("series", index + 1, inputs.count)
    }
    for (index, (one, next)) in zip(layers, layers.dropFirst()).enumerated() {
      let path = inputs[index + 1].path
      guard one.features.coordinateSystem == next.features.coordinateSystem else {
        throw GridcastError(
          .badData, path,
          "it is in another coordinate system than \(inputs[index].path); move one of them first")
      }
      guard Self.order(one.date) < Self.order(next.date) else {
        throw GridcastError(
          .badData, path,
          "it is not of a later day than \(inputs[index].path); give the oldest layer first, and the dates where the layers do not tell them"
        )
      }
    }
    return joined(layers, &tally)
  }

  private static func order(_ date: DateTime) -> Int {
    (Int(date.year) * 100 + Int(date.month)) * 100 + Int(date.day)
  }

  private func layer(_ input: Source, _ date: DateTime?, _ tally: inout Tally)
    throws(GridcastError) -> Layer
  {
    let reader = try LayerReader(input, for: .points)
    guard let features = try reader.whole(&tally) else {
      throw GridcastError(.badData, input.path, "there are no features")
    }
    guard
      let names = try features.column(named: identifier, subject: input.path).texts
    else {
      throw GridcastError(
        .badData, input.path, "field '\(identifier)' has neither texts nor numbers")
    }
    var rows: [String: Int] = [:]
    for (index, name) in names.enumerated() {
      guard let name, features.shapes.kinds[index] == .point else {
        tally.drop("without an identifier or a position")
        continue
      }
      if rows[name] == nil { rows[name] = index } else { tally.drop("more than once in a layer") }
    }
    guard let date = date ?? lastDate(features) else {
      throw GridcastError(
        .badData, input.path, "nothing tells when it was fetched; give the dates of all layers")
    }
    return Layer(features: features, date: date, rows: rows)
  }

  /// The latest day on which something of a layer was fetched.
  private func lastDate(_ features: Features) -> DateTime? {
    guard let column = features.column(FoundPlaces.dateField) else { return nil }
    if case .dateTimes(let values) = column.values {
      return values.compactMap { $0 }.max { Self.order($0) < Self.order($1) }
    }
    return column.texts?.compactMap { $0.flatMap { DateTime(day: $0) } }
      .max { Self.order($0) < Self.order($1) }
  }

  private func joined(_ layers: [Layer], _ tally: inout Tally) -> Result {
    let names = Set(layers.flatMap(\.rows.keys)).sorted()
    var shapes = Shapes()
    var since: [DateTime?] = []
    var until: [DateTime?] = []
    var changes: [String?] = []
    var distances: [Double?] = []
    var counts: [Change: Int] = [:]
    var order: [(layer: Int, row: Int)] = []
    var interrupted = 0
    let system = layers[0].features.coordinateSystem
    for name in names {
      let rows = layers.map { $0.rows[name] }
      guard let first = rows.firstIndex(where: { $0 != nil }),
        let last = rows.lastIndex(where: { $0 != nil }), let row = rows[last]
      else { continue }
      if rows[first...last].contains(where: { $0 == nil }) { interrupted += 1 }
      let position = layers[last].features.shapes.points[
        layers[last].features.shapes.vertices(of: row).lowerBound]
      var change = last < layers.count - 1 ? Change.gone : first == last ? .new : .same
      var distance: Double?
      if let before = rows[..<last].lastIndex(where: { $0 != nil }), let old = rows[before] {
        let shapes = layers[before].features.shapes
        let length = Self.metres(
          shapes.points[shapes.vertices(of: old).lowerBound], position, system)
        if length > tolerance {
          distance = length
          if change == .same { change = .moved }
        }
      }
      let isWholeTime = first == 0 && last == layers.count - 1
      if onlyChanges && change == .same && isWholeTime { continue }
      counts[change, default: 0] += 1
      shapes.addPoint(position)
      order.append((last, row))
      since.append(layers[first].date)
      until.append(last < layers.count - 1 ? layers[last + 1].date : nil)
      changes.append(change.rawValue)
      distances.append(distance)
    }
    var columns = self.columns(layers, order)
    columns.append(Column(Field("since", .date), .dateTimes(Optionals(since))))
    columns.append(Column(Field("until", .date), .dateTimes(Optionals(until))))
    columns.append(Column(Field("change", .text), .texts(Texts(changes))))
    columns.append(Column(Field("moved_by", .number), .numbers(Optionals(distances))))
    var notes = tally.notes
    let others = (layers.last?.features.columns ?? []).filter {
      $0.texts == nil && $0.field.name != FoundPlaces.dateField
    }
    if !others.isEmpty {
      notes.append(
        "fields that are neither texts nor numbers are left out: \(others.map(\.field.name).joined(separator: ", "))"
      )
    }
    if tally.droppedCount > 0 { notes.append("left out: \(tally.reasons)") }
    if interrupted > 0 {
      notes.append(
        "\(counted(interrupted, "place")) missing in a layer between two that have them, and taken as there all the time"
      )
    }
    return Result(
      features: Features(shapes: shapes, columns: columns, coordinateSystem: system),
      counts: counts, notes: notes)
  }

  /// The fields of the last layer, with the values of the layer that each place is taken from.
  private func columns(_ layers: [Layer], _ order: [(layer: Int, row: Int)]) -> [Column] {
    let own = Set(["since", "until", "change", "moved_by", FoundPlaces.dateField])
    return (layers.last?.features.columns ?? []).compactMap { column in
      guard !own.contains(column.field.name), column.texts != nil else { return nil }
      let name = column.field.name
      let texts = layers.map { $0.features.column(name)?.texts }
      return Column(
        Field(name, .text), .texts(Texts(order.map { texts[$0.layer]?[$0.row] })))
    }
  }

  /// The distance between two points that are near each other.
  private static func metres(_ a: Point, _ b: Point, _ system: CoordinateSystem?) -> Double {
    let scale = system?.metresPerUnit ?? 1
    let across = system?.isGeographic ?? false ? cos((a.y + b.y) / 2 * .pi / 180) : 1
    let dx = (a.x - b.x) * scale * across
    let dy = (a.y - b.y) * scale
    return (dx * dx + dy * dy).squareRoot()
  }
}

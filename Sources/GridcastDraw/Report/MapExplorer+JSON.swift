import Foundation
import GridcastBase

extension MapExplorer {
  /// What the script of the page reads.
  private struct Model: Encodable {
    struct View: Encodable {
      let title: String
      let quantity: String
      let limits: [Double]
      let colors: [String]
      let labels: [String]
      let isDiverging: Bool
      let start: Int
      let times: [Time]
    }
    struct Time: Encodable {
      let label: String
      let value: [Int]
      let lower: [Int]?
      let upper: [Int]?
    }
    struct Overlay: Encodable {
      let color: String
      let width: Double
      let fill: String?
      let isBelow: Bool
      let isArea: Bool
      /// The first vertex of each line, and the steps to those after it.
      let lines: [[Int]]
      let marks: [Mark]
      let symbols: [MapSymbol]?
    }
    struct Mark: Encodable {
      let x: Int
      let y: Int
      let label: String?

      func encode(to encoder: any Encoder) throws {
        var values = encoder.unkeyedContainer()
        try values.encode(x)
        try values.encode(y)
        if let label { try values.encode(label) }
      }
    }
    struct Degrees: Encodable {
      let columns: Int
      let rows: Int
      let places: [Double?]
    }
    let extent: [Double]
    /// How much longer a unit from west to east is on the ground than one from south to north.
    let stretch: Double
    /// The metres of a unit from south to north.
    let metres: Double
    let north: Double
    /// The map units of a step of the coordinates of lines and marks.
    let unit: Double
    let views: [View]
    let overlays: [Overlay]
    let degrees: Degrees
    let places: [Mark]
  }

  /// The model as JSON, with the same bytes for the same map.
  var json: [UInt8] {
    let unit = max(extent.width, extent.height) / Self.steps
    func step(_ point: Point) -> (x: Int, y: Int)? {
      let (x, y) = ((point.x - extent.minX) / unit, (extent.maxY - point.y) / unit)
      guard abs(x) < 1e9, abs(y) < 1e9 else { return nil }
      return (Int(x.rounded()), Int(y.rounded()))
    }
    func mark(_ point: Point, _ label: String?) -> Model.Mark? {
      step(point).map { Model.Mark(x: $0.x, y: $0.y, label: label) }
    }
    func text(_ series: Series) -> [Int] { [series.raster, series.band] }
    let views = views.map { view in
      Model.View(
        title: view.title, quantity: view.quantity, limits: view.classes.limits,
        colors: (0..<view.classes.count).map { view.classes.color($0).hex },
        labels: (0..<view.classes.count).map(view.classes.label),
        isDiverging: view.classes.ramp.isDiverging, start: view.start,
        times: view.times.map {
          Model.Time(
            label: $0.label, value: text($0.value), lower: $0.bounds.map { text($0.lower) },
            upper: $0.bounds.map { text($0.upper) })
        })
    }
    // What lies far beyond the map cannot be moved into view.
    let reach = extent.expanded(by: 0.6 * max(extent.width, extent.height))
    let overlays = overlays.map { overlay in
      let drawn = overlay.shapes.simplified(within: reach, to: unit)
      var marks: [Model.Mark] = []
      var symbols: [MapSymbol] = []
      for shape in 0..<overlay.shapes.count {
        guard [.point, .multiPoint].contains(overlay.shapes.kinds[shape]) else { continue }
        for vertex in overlay.shapes.vertices(of: shape) {
          let label = shape < overlay.labels.count ? overlay.labels[shape] : nil
          guard let mark = mark(overlay.shapes.points[vertex], label) else { continue }
          marks.append(mark)
          symbols.append(shape < overlay.symbols.count ? overlay.symbols[shape] : .dot)
        }
      }
      return Model.Overlay(
        color: overlay.color.hex, width: overlay.width, fill: overlay.fill?.hex,
        isBelow: overlay.isBelow, isArea: drawn.contains { $0.isRing },
        lines: drawn.compactMap {
          Self.steps(along: $0.points.compactMap(step), isRing: $0.isRing)
        },
        marks: marks, symbols: overlay.symbols.isEmpty ? nil : symbols)
    }
    let columns = degrees.columns
    let model = Model(
      extent: [extent.minX, extent.minY, extent.maxX, extent.maxY],
      stretch: scale.metresPerX / scale.metresPerY, metres: scale.metresPerY, north: scale.north,
      unit: unit, views: views, overlays: overlays,
      degrees: Model.Degrees(
        columns: columns, rows: degrees.places.count / columns,
        places: degrees.places.flatMap { [$0.x, $0.y] }.map {
          $0.isFinite ? ($0 * 1e6).rounded() / 1e6 : nil
        }),
      places: places.compactMap { mark($0.point, $0.name) })
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(model)).map(Array.init) ?? []
  }

  /// A line as its first vertex and the steps to the others; nil where it is a point.
  private static func steps(along line: [(x: Int, y: Int)], isRing: Bool) -> [Int]? {
    var steps: [Int] = []
    var last = (x: 0, y: 0)
    for place in line where steps.isEmpty || place != last {
      steps += [place.x - last.x, place.y - last.y]
      last = place
    }
    return steps.count >= (isRing ? 6 : 4) ? steps : nil
  }
}

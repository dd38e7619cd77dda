import GridcastBase
import GridcastFormats

/// Sorts features by fields, or so that what lies side by side on the map stands side by side in the file.
struct SortStep: LayerStep {
  /// The word for the order along a Hilbert curve.
  static let byPlace = "hilbert"

  let work: Sentence = "sort its features"
  private let keys: [(name: String, isDescending: Bool)]?

  /// Sorts by keys, `field` or `field:desc`, or by the word `hilbert`.
  ///
  /// - Throws: `.usage` where there is no such field.
  init(by texts: [String], among fields: [Field], of subject: String) throws(GridcastError) {
    if texts == [Self.byPlace], !fields.contains(where: { $0.name.isLike(Self.byPlace) }) {
      keys = nil
      return
    }
    var keys: [(String, Bool)] = []
    for text in texts {
      // A field may be called `a:desc`.
      let isWhole = fields.contains { $0.name == text }
      let parts = isWhole ? [text] : text.split(separator: ":", maxSplits: 1).map(String.init)
      let order = parts.count > 1 ? parts[1].trimmed.lowercased() : "asc"
      guard let name = parts.first?.trimmed, ["asc", "desc"].contains(order) else {
        throw GridcastError(
          .usage, "sorting by '\(text)'", "write field, field:desc, or \(Self.byPlace) alone")
      }
      keys.append((try FieldMapping.find(name, in: fields, subject).name, order == "desc"))
    }
    self.keys = keys
  }

  func apply(_ features: Features, _ told: inout [Sentence]) throws(GridcastError) -> Features {
    guard let keys else {
      let shapes = features.shapes
      let order = PackedTree.order(of: features.count, within: Box(shapes.points)) {
        shapes.box(of: $0)
      }
      told.append("sorted: \(formatted(features.count)) features along a Hilbert curve")
      return features.rows(order.map(Int.init))
    }
    let ranks = keys.compactMap { key in
      features.column(key.name).map { Self.ranks(of: $0, isDescending: key.isDescending) }
    }
    let order = features.shapes.kinds.indices.sorted { a, b in
      for rank in ranks where rank[a] != rank[b] { return rank[a] < rank[b] }
      return a < b
    }
    let names = keys.map { $0.isDescending ? "\($0.name):desc" : $0.name }.joined(separator: ", ")
    told.append("sorted: \(formatted(features.count)) features by \(names)")
    return features.rows(order)
  }

  /// The place of each value among all of its column; what is missing comes last either way.
  private static func ranks(of column: Column, isDescending: Bool) -> [Int] {
    switch column.values {
    case .integers(let values): return ranks(Array(values), isDescending, <)
    case .numbers(let values):
      return ranks(values.map { $0.flatMap { $0.isNaN ? nil : $0 } }, isDescending, <)
    case .dateTimes(let values): return ranks(Array(values), isDescending) { $0.order < $1.order }
    default:
      let texts = column.spelled
      // Tables of texts have nothing where a value is missing.
      let blank = texts.dictionary.map { $0.trimmed.isEmpty }
      let known = texts.codes.map { $0 < 0 || blank[Int($0)] ? nil : $0 }
      // Texts of a table that are all numbers are sorted as such.
      let numbers = texts.dictionary.map { Double($0.trimmed) }
      if zip(numbers, blank).allSatisfy({ $1 || $0?.isNaN == false }) {
        return ranks(known.map { $0.flatMap { numbers[Int($0)] } }, isDescending, <)
      }
      let order = texts.dictionary.indices.sorted {
        texts.dictionary.bytes[texts.dictionary.range(of: $0)].lexicographicallyPrecedes(
          texts.dictionary.bytes[texts.dictionary.range(of: $1)])
      }
      var places = [Int](repeating: 0, count: order.count)
      for (place, index) in order.enumerated() { places[index] = place }
      return ranks(known.map { $0.map { places[Int($0)] } }, isDescending, <)
    }
  }

  private static func ranks<Value>(
    _ values: [Value?], _ isDescending: Bool, _ isBefore: (Value, Value) -> Bool
  ) -> [Int] {
    let known = values.indices.compactMap { index in values[index].map { (index, $0) } }
      .sorted { isBefore($0.1, $1.1) }
    var ranks = [Int](repeating: .max, count: values.count)
    var rank = 0
    for (place, item) in known.enumerated() {
      if place > 0, isBefore(known[place - 1].1, item.1) { rank += 1 }
      ranks[item.0] = isDescending ? -rank : rank
    }
    return ranks
  }
}

extension DateTime {
  /// A number that is the greater, the later it is; of zones that differ, by the same time in UTC.
  fileprivate var order: Double {
    let days = (Double(year) * 12 + Double(month)) * 31 + Double(day)
    let minutes = Double(hour) * 60 + Double(minute)
    let zone = self.zone > 1 ? (Double(self.zone) - 100) * 15 : 0
    return (days * 1440 + minutes - zone) * 60e6 + Double(microseconds)
  }
}

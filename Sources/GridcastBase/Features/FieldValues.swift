/// What values a field has, gathered batch by batch in memory that does not grow with the number of features.
///
/// Different values are counted as long as there is room for them. When it is full, the rarer half makes room, and a
/// value that comes back is counted anew, so that its number is a lower bound from then on (after Manku and Motwani,
/// "Approximate frequency counts over data streams", 2002). Where nearly all values differ, counting them ends.
package struct FieldValues: Sendable {
  /// How often one value occurs.
  package struct Frequent: Sendable, Equatable, Encodable {
    /// The value as a text.
    package let value: String
    /// The number of features with it.
    package let count: Int

    /// Makes a value with its count.
    package init(value: String, count: Int) {
      self.value = value
      self.count = count
    }
  }

  /// Texts longer than this are not counted one by one.
  private static let longest = 200

  /// The number of features with a value, which may be an empty text.
  package private(set) var known = 0
  /// The number of features with a text of nothing or of spaces.
  package private(set) var blank = 0
  /// The least and the greatest number; of texts where all are numbers, as in a CSV.
  package private(set) var range: ClosedRange<Double>?
  /// The least and the greatest value, written out: of numbers, and of moments.
  package private(set) var limits: (least: String, greatest: String)?
  /// The first different values in file order, cut where they are long.
  package private(set) var examples: [String] = []
  /// Whether counts of frequent values are lower bounds.
  package var areLeast: Bool { slack > 0 }

  private var whole: ClosedRange<Int64>?
  private var counts: [String: Int] = [:]
  private let room: Int
  /// The greatest count that made room for others.
  private var slack = 0
  private var hasEnded = false
  private var areNumbers = true

  /// Begins with no values, and room to count so many different ones.
  package init(room: Int = 4096) { self.room = max(room, 2) }

  /// The number of different values; nil where that was not counted to the end.
  package var different: Int? { slack > 0 || hasEnded ? nil : counts.count }

  /// A number of different values that there are at least.
  package var differentAtLeast: Int { counts.count }

  /// The most frequent values that occur more than once, the most frequent first, of equals in the order of their
  /// texts; none that another might surpass.
  package func frequent(_ most: Int) -> [Frequent] {
    guard !hasEnded || (counts.values.max() ?? 0) > 2 else { return [] }
    return counts.filter { $0.value > max(slack, 1) }
      .sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(most)
      .map { Frequent(value: $0.key, count: $0.value) }
  }

  /// Adds the values of some features.
  package mutating func add(_ column: Column) {
    known += column.knownCount
    switch column.values {
    case .texts(let texts): add(texts, areMoments: false)
    case .dateTimes: add(column.spelled, areMoments: true)
    case .integers(let values):
      for case let value? in values {
        whole = whole.map { min($0.lowerBound, value)...max($0.upperBound, value) } ?? value...value
        if mayCount { add("\(value)", 1) }
      }
      if let whole {
        range = Double(whole.lowerBound)...Double(whole.upperBound)
        limits = ("\(whole.lowerBound)", "\(whole.upperBound)")
      }
    case .numbers(let values):
      for case let value? in values {
        if value.isFinite {
          range =
            range.map { min($0.lowerBound, value)...max($0.upperBound, value) } ?? value...value
        }
        if mayCount { add(Self.spell(value), 1) }
      }
      if let range { limits = (Self.spell(range.lowerBound), Self.spell(range.upperBound)) }
    case .binaries, .integerLists, .numberLists, .textLists: hasEnded = true
    }
  }

  /// Whether a value can still change what is counted.
  private var mayCount: Bool { !hasEnded || examples.count < 3 }

  private static func spell(_ value: Double) -> String {
    let isWhole = value == value.rounded() && abs(value) < 1e15
    return isWhole ? "\(Int64(value))" : "\(value)"
  }

  private mutating func add(_ texts: Texts, areMoments: Bool) {
    var counts = [Int](repeating: 0, count: texts.dictionary.count)
    for code in texts.codes where code >= 0 { counts[Int(code)] += 1 }
    for (index, count) in counts.enumerated() where count > 0 {
      let bytes = texts.dictionary.bytes[texts.dictionary.range(of: index)]
      if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) {
        blank += count
        continue
      }
      guard mayCount || areMoments || areNumbers else { continue }
      let text = String(decoding: bytes, as: UTF8.self)
      if areNumbers && !areMoments { addNumber(text) }
      if areMoments {
        limits = limits.map { (min($0.least, text), max($0.greatest, text)) } ?? (text, text)
      }
      if mayCount { add(text, count) }
    }
  }

  private mutating func addNumber(_ text: String) {
    guard let value = Double(text.trimmed), value.isFinite else {
      areNumbers = false
      range = nil
      limits = nil
      return
    }
    range = range.map { min($0.lowerBound, value)...max($0.upperBound, value) } ?? value...value
    if let range { limits = (Self.spell(range.lowerBound), Self.spell(range.upperBound)) }
  }

  private mutating func add(_ value: String, _ count: Int) {
    if examples.count < 3 {
      let short = value.count > 60 ? value.prefix(59) + "…" : value
      if !examples.contains(short) { examples.append(short) }
    }
    guard value.utf8.count <= Self.longest else {
      hasEnded = true
      return
    }
    if let index = counts.index(forKey: value) {
      counts.values[index] += count
    } else if !hasEnded {
      if counts.count >= room { makeRoom() }
      if !hasEnded { counts[value] = count }
    }
  }

  private mutating func makeRoom() {
    let sorted = counts.values.sorted()
    guard sorted[sorted.count - 1] > 2 else {
      hasEnded = true
      return
    }
    slack = max(slack, sorted[sorted.count / 2])
    let slack = slack
    counts = counts.filter { $0.value > slack }
  }
}

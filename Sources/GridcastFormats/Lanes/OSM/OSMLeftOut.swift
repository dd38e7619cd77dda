import GridcastBase

/// How many ways and relations were left out, as they have no whole shape, and why.
struct OSMLeftOut: Equatable, Sendable {
  /// How many of each kind of object.
  struct Counts: Equatable, Sendable {
    var ways = 0
    var relations = 0

    fileprivate mutating func add(_ other: Self) {
      ways += other.ways
      relations += other.relations
    }

    /// The counts in words; nil where there are none.
    fileprivate var words: Sentence? {
      let parts: [Sentence?] = [
        relations > 0 ? counted(relations, "relation").sentence : nil,
        ways > 0 ? counted(ways, "way").sentence : nil,
      ]
      let all = parts.compactMap(\.self)
      return all.isEmpty ? nil : all.listed
    }
  }

  /// Parts of them are not in the file.
  var incomplete = Counts()
  /// All is there, but a line of less than two places, or an area of less than three or of places on one
  /// straight line.
  var flat = Counts()
  /// All is there, but the ends of their rings do not meet.
  var open = Counts()

  mutating func add(_ other: Self) {
    incomplete.add(other.incomplete)
    flat.add(other.flat)
    open.add(other.open)
  }

  /// A sentence on each reason for which some were left out.
  var notes: [Sentence] {
    [
      incomplete.words.map {
        "\($0) incomplete, left out: parts of them are not in the file"
      },
      open.words.map { "\($0) left out, as their rings do not close" },
      flat.words.map { "\($0) left out, as their places make no line or area" },
    ].compactMap(\.self)
  }
}

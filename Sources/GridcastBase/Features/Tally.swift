/// What a step took in, what it gave out, and what it dropped and why.
package struct Tally: Sendable, Equatable {
  /// Features, points or cells taken in.
  package var read = 0
  /// Features, points or cells given out.
  package var kept = 0
  /// What was dropped, by reason, in the order in which the reasons first came, with the first example
  /// where there is one.
  package var dropped: [(reason: Sentence, count: Int)] {
    examples.isEmpty ? leftOut : leftOut.map { (worded($0.reason), $0.count) }
  }
  private var leftOut: [(reason: Sentence, count: Int)] = []
  /// Which of the reasons mean that something of the input was lost, against what the user asked for.
  private var losses: Set<Sentence> = []
  /// The first example of what was dropped for a reason, as in "in line 3".
  private var examples: [Sentence: Sentence] = [:]
  /// Which values are no longer what the input says, a sentence each.
  package var changes: [Sentence] {
    changeSentences
      + foundTexts.map {
        "field '\($0.field)': \(counted($0.count, "text")) not in \($0.told), read as \(Sentence(message: $0.found))"
      }
  }
  private var changeSentences: [Sentence] = []
  /// How many texts of a field were in another encoding than the rest.
  private var foundTexts: [(field: String, told: String, found: String, count: Int)] = []
  private var sentences: [Sentence] = []
  /// What was counted without being dropped: the sentence's end, its noun, and how many.
  private var counts: [(what: Sentence, noun: String, plural: String, count: Int)] = []

  /// Sentences that the user should see, each once.
  package var notes: [Sentence] {
    changes + sentences
      + counts.map { "\(counted($0.count, $0.noun, plural: $0.plural)) \($0.what)" }
  }

  /// Nothing yet.
  package init() {}

  /// Counts what was dropped for one reason.
  package mutating func drop(_ reason: Sentence, _ count: Int = 1) {
    guard count > 0 else { return }
    if let index = leftOut.firstIndex(where: { $0.reason == reason }) {
      leftOut[index].count += count
    } else {
      leftOut.append((reason, count))
    }
  }

  /// Counts what was lost for one reason, as it is damaged or the file breaks off before it; `first`
  /// says where the first was found, as in "in line 3".
  package mutating func lose(_ reason: Sentence, _ count: Int = 1, first: Sentence? = nil) {
    drop(reason, count)
    losses.insert(reason)
    if let first, examples[reason] == nil { examples[reason] = first }
  }

  /// Tells of a value that is no longer what the input says.
  package mutating func change(_ sentence: Sentence) {
    if !changes.contains(sentence) { changeSentences.append(sentence) }
  }

  /// Counts the texts of a field that were read as being in another encoding than the rest.
  package mutating func change(
    _ count: Int, textsOf field: String, in told: String, to found: String
  ) {
    if let index = foundTexts.firstIndex(where: {
      $0.field == field && $0.told == told && $0.found == found
    }) {
      foundTexts[index].count += count
    } else {
      foundTexts.append((field, told, found, count))
    }
  }

  /// The same with what was dropped in an order that does not depend on what came first: that of the
  /// given reasons, and behind them that of their letters.
  package func ordered(by reasons: [Sentence]) -> Tally {
    var result = self
    func rank(_ reason: Sentence) -> Int { reasons.firstIndex(of: reason) ?? reasons.count }
    result.leftOut.sort {
      (rank($0.reason), $0.reason.english) < (rank($1.reason), $1.reason.english)
    }
    return result
  }

  /// The counts without the sentences.
  package var withoutNotes: Tally {
    var result = self
    result.sentences = []
    result.changeSentences = []
    result.foundTexts = []
    result.counts = []
    return result
  }

  /// What was lost, without what was left out as asked.
  package var onlyLost: Tally {
    var lost = Tally()
    for (reason, count) in leftOut where losses.contains(reason) {
      lost.lose(reason, count, first: examples[reason])
    }
    return lost
  }

  /// An error with what was left out before, which may be why.
  package func explaining(_ error: GridcastError) -> GridcastError {
    droppedCount == 0
      ? error
      : GridcastError(error.kind, error.subject, "\(error.sentence); left out: \(reasons)")
  }

  /// Counts what was dropped for one reason under another.
  package mutating func rename(_ reason: Sentence, to other: Sentence) {
    guard let index = leftOut.firstIndex(where: { $0.reason == reason }) else { return }
    let count = leftOut.remove(at: index).count
    drop(other, count)
  }

  /// Counts nothing any longer of what was lost, as it was counted before.
  package mutating func forgetLosses() { leftOut.removeAll { losses.contains($0.reason) } }

  /// How many were dropped for one reason.
  package func dropped(_ reason: Sentence) -> Int {
    leftOut.first { $0.reason == reason || worded($0.reason) == reason }?.count ?? 0
  }

  /// How many were dropped in all.
  package var droppedCount: Int { leftOut.reduce(0) { $0 + $1.count } }

  /// The reasons in one line, as in "3 without category, 1 outside the study area".
  package var reasons: Sentence {
    leftOut.isEmpty
      ? "there are no features"
      : dropped.map { told($0.count, lost: $0.reason) }.joined(separator: ", ")
  }

  /// Why there is nothing: what was dropped and, as it may be the cause, what the user should know.
  package func explained(_ nothing: Sentence, of subject: String) -> Sentence {
    withNotes("\(nothing): \(reasons)", of: subject)
  }

  /// A fault and, as it may be its cause, what the user should know.
  package func withNotes(_ fault: Sentence, of subject: String) -> Sentence {
    notes.reduce(fault) { "\($0); \($1.without(prefix: subject))" }
  }

  private func worded(_ reason: Sentence) -> Sentence {
    examples[reason].map { "\(reason) (the first \($0))" } ?? reason
  }

  /// Keeps a sentence for the user.
  package mutating func note(_ sentence: Sentence) {
    if !sentences.contains(sentence) { sentences.append(sentence) }
  }

  /// How many things were counted of which something is told.
  package func number(ofThose what: Sentence) -> Int {
    counts.first { $0.what == what }?.count ?? 0
  }

  /// Counts things of which the user should know, though nothing is dropped.
  package mutating func count(_ what: Sentence, of noun: String, plural: String, _ count: Int) {
    guard count > 0 else { return }
    if let index = counts.firstIndex(where: { $0.what == what }) {
      counts[index].count += count
    } else {
      counts.append((what, noun, plural, count))
    }
  }

  /// Counts the texts of a field of which whoever wrote the file cut off the end of the last character.
  package mutating func countCut(_ count: Int, of field: String) {
    self.count(
      "of field '\(field)' cut off within a character by whoever wrote the file; what is left of that "
        + "character is left out", of: "text", plural: "texts", count)
  }

  /// Takes over the dropped and the notes of another step.
  package mutating func add(_ other: Tally) {
    for (reason, count) in other.leftOut { drop(reason, count) }
    losses.formUnion(other.losses)
    examples.merge(other.examples) { own, _ in own }
    for sentence in other.changeSentences { change(sentence) }
    for texts in other.foundTexts {
      change(texts.count, textsOf: texts.field, in: texts.told, to: texts.found)
    }
    for sentence in other.sentences { note(sentence) }
    for item in other.counts { count(item.what, of: item.noun, plural: item.plural, item.count) }
  }

  /// Compares all counts and notes; the order of reasons and of notes matters.
  package static func == (a: Self, b: Self) -> Bool {
    a.read == b.read && a.kept == b.kept && a.notes == b.notes
      && a.dropped.elementsEqual(b.dropped) { $0 == $1 }
  }
}

extension Tally: Codable {
  /// Everything that is counted and told, as it is written.
  private struct Written: Codable {
    struct Reason: Codable {
      let reason: Sentence, count: Int
    }
    struct Example: Codable {
      let reason: Sentence, first: Sentence
    }
    struct FoundTexts: Codable {
      let field: String, told: String, found: String, count: Int
    }
    struct Counted: Codable {
      let what: Sentence, noun: String, plural: String, count: Int
    }
    let read: Int, kept: Int
    let leftOut: [Reason], losses: [Sentence], examples: [Example]
    let changes: [Sentence], foundTexts: [FoundTexts], notes: [Sentence], counts: [Counted]
  }

  /// Reads what `encode` writes.
  package init(from decoder: any Decoder) throws {
    let written = try Written(from: decoder)
    read = written.read
    kept = written.kept
    leftOut = written.leftOut.map { ($0.reason, $0.count) }
    losses = Set(written.losses)
    examples = Dictionary(uniqueKeysWithValues: written.examples.map { ($0.reason, $0.first) })
    changeSentences = written.changes
    foundTexts = written.foundTexts.map { ($0.field, $0.told, $0.found, $0.count) }
    sentences = written.notes
    counts = written.counts.map { ($0.what, $0.noun, $0.plural, $0.count) }
  }

  /// Writes all that is counted and told; sentences are worded for the encoder's audience.
  package func encode(to encoder: any Encoder) throws {
    try Written(
      read: read, kept: kept,
      leftOut: leftOut.map { Written.Reason(reason: $0.reason, count: $0.count) },
      losses: losses.sorted { $0.english < $1.english },
      examples: examples.map { Written.Example(reason: $0.key, first: $0.value) }
        .sorted { $0.reason.english < $1.reason.english }, changes: changeSentences,
      foundTexts: foundTexts.map {
        Written.FoundTexts(field: $0.field, told: $0.told, found: $0.found, count: $0.count)
      }, notes: sentences,
      counts: counts.map {
        Written.Counted(what: $0.what, noun: $0.noun, plural: $0.plural, count: $0.count)
      }
    ).encode(to: encoder)
  }
}

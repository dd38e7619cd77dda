package import GridcastBase
import GridcastBin
import GridcastFormats

extension CountPart {
  /// Reads parts of one count and adds them up.
  ///
  /// - Parameters:
  ///   - paths: The files of the parts, in the order in which their inputs count.
  ///   - progress: Receives the number of parts read, and that of all.
  /// - Returns: Their sum.
  /// - Throws: `.badData` where they do not belong together, or something is in two of them; the errors of
  ///   reading.
  package static func merged(
    _ paths: [String], progress: @escaping ProgressHandler = { _, _, _ in }
  ) throws(GridcastError) -> CountPart {
    guard let first = paths.first else {
      throw GridcastError(.usage, "parts", "there are none to merge")
    }
    var all = try CountPart(path: first)
    var seen = Seen()
    try seen.add(all, first)
    for (index, path) in paths.enumerated().dropFirst() {
      let part = try CountPart(path: path)
      if let difference = part.rules.difference(from: all.rules) {
        throw GridcastError(
          .badData, path, "it does not belong to \(first): it was \(difference)")
      }
      try seen.add(part, path)
      try all.sums.add(part.sums, from: path)
      all.pieces += part.pieces
      all.setup.add(part.setup)
      all.allowsLoss = all.allowsLoss || part.allowsLoss
      progress("merge", index + 1, paths.count)
    }
    return all
  }

  /// Looks whether files of which parts were counted are there from end to end.
  ///
  /// - Parameter allowLoss: Whether what is missing is only told.
  /// - Throws: `.badData` where something is missing, and that is not allowed.
  package mutating func checkWhole(allowLoss: Bool) throws(GridcastError) {
    let files = Dictionary(grouping: pieces.filter { $0.part != nil }, by: \.input)
    for piece in pieces {
      guard let first = piece.part, let others = files[piece.input], others[0].start == piece.start
      else { continue }
      let parts = others.compactMap(\.part).sorted { $0.start < $1.start }
      if let odd = parts.first(where: { $0.whole != first.whole }) {
        throw GridcastError(
          .badData, piece.input.path,
          "it held \(formatted(first.whole)) \(first.unit.name) when one part was counted, and "
            + "\(formatted(odd.whole)) for another; count it anew")
      }
      var next = 0
      var gaps: [FileRange] = []
      for part in parts {
        if part.start > next { gaps.append(FileRange(start: next, end: part.start)) }
        next = max(next, part.end)
      }
      if next < first.whole { gaps.append(FileRange(start: next, end: first.whole)) }
      guard let gap = gaps.first else { continue }
      let list = gaps.prefix(3).map(\.description).joined(separator: ", ")
      let sentence: Sentence =
        "\(first.unit.name) \(list + (gaps.count > 3 ? ", …" : "")) of \(formatted(first.whole)) are in none "
        + "of the parts"
      guard allowLoss else {
        throw GridcastError(
          .badData, piece.input.path,
          "\(sentence); \(.countPart(gap.description)), or \(.allowLoss)")
      }
      setup.note("\(piece.input.path): \(sentence)")
    }
  }
}

/// What the parts read so far have counted.
private struct Seen {
  private var pieces: [CountedPiece.Input: [(piece: CountedPiece, path: String)]] = [:]

  /// Adds a part.
  ///
  /// - Throws: `.badData` where another counted some of the same.
  mutating func add(_ part: CountPart, _ path: String) throws(GridcastError) {
    for piece in part.pieces {
      for other in pieces[piece.input] ?? [] where other.piece.overlaps(piece) {
        throw GridcastError(.badData, path, Self.fault(piece, other.piece, other.path))
      }
    }
    for piece in part.pieces { pieces[piece.input, default: []].append((piece, path)) }
  }

  /// Why a piece and another, of a part in another file, cannot both count.
  private static func fault(_ piece: CountedPiece, _ other: CountedPiece, _ path: String)
    -> Sentence
  {
    switch piece.input.stream {
    case .named(let name): "the stream named \(name) is in it, and in \(path) too"
    case .bytes:
      "what came through standard input is in it, and to the byte in \(path) too; if both are to count, \(.namePart)"
    case nil where piece.part == nil || other.part == nil:
      "\(piece.input.path) is in it, and in \(path) too"
    case nil: "some of \(piece.input.path) is in it, and in \(path) too"
    }
  }
}

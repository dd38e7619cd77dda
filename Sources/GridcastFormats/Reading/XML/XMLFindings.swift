import GridcastBase

/// What a KML, GPX or GML holds that GDAL would pass over without a word.
struct XMLFindings {
  /// The features that cannot be read.
  var lost = Tally()
  /// How many features there are, and how many of them came, by the server's word.
  var matched: Int?, returned: Int?
  var isTruncated = false
  /// The files that it links to.
  var links: [String] = []
  /// How many placemarks have a value called like their own name or description.
  var renamedCount = 0

  /// Where and why it is no XML any longer.
  var breach: Sentence?
  /// What its moments are.
  var moments = KMLMoments()
  /// Two systems that features of one layer are in, and the first feature in the second of them.
  var mixedSystems: NamedSystems.Mixture?

  /// Why objects with places are lost that no reader of layers takes.
  static let unread: Sentence = "of a kind that is not read"

  /// Which features are missing: those behind what is no XML, and those that the server kept back.
  var withheld: [Sentence] {
    (breach.map { ["reading ended early: it is no sound XML (\($0))"] } ?? []) + keptBack
  }

  /// Which features the server kept back, by its own word.
  private var keptBack: [Sentence] {
    if isTruncated {
      return ["the server broke off its answer (truncatedResponse); fetch it again"]
    }
    guard let matched, let returned, matched > returned else { return [] }
    return [
      "the server sent \(formatted(returned)) of \(counted(matched, "feature")) (numberMatched); fetch the rest, page by page"
    ]
  }

  /// What the user should know of how it was understood.
  var notes: [Sentence] {
    var notes = moments.notes
    if let first = links.first {
      notes.append(
        "it links to \(counted(links.count, "other file")), which \(links.count == 1 ? "is" : "are") not read: \(first)"
      )
    }
    if renamedCount > 0 {
      notes.append(
        "\(counted(renamedCount, "placemark")) with a value called like its own name or description; that value gets _2 behind"
      )
    }
    return notes
  }
}

import GridcastBase

/// Where the id of a feature stands, and where its properties begin.
struct GeoJSONID {
  var kind = JSONWalk.Kind.null
  /// The id as it is written.
  var text = 0..<0
  /// The offset behind the bracket that begins the properties.
  var properties: Int?
}

/// What a GeoJSON, or a sequence of it, holds that GDAL would pass over without a word.
struct GeoJSONFindings {
  /// What its features are in, as far as it says so.
  enum System: Equatable {
    /// Nothing is said, so it is WGS 84.
    case unsaid
    case named(String)
    /// Something is said that is no name of a system.
    case unclear(String)
  }

  /// The features that cannot be read.
  var lost = Tally()
  var system = System.unsaid
  /// What a feature or a geometry says of its own system, the first that does.
  var ownSystem: System?
  /// Whether it is a sequence of features, rather than one collection.
  var isSequence = false
  /// Whether GDAL must be given a copy, as it would stop at the first oddity.
  var needsCopy = false
  /// How many values of a sequence end in a comma, and how many stand behind another in their line.
  var commaCount = 0, crowdedCount = 0
  /// Whether ids are numbers, texts, or numbers that 64 bits do not hold.
  var hasNumberIDs = false, hasTextIDs = false, hasLongIDs = false
  /// The features of the collection, and how many the server says there are.
  var count = 0, matched: Int?, returned: Int?
  var exceedsLimit = false, hasNextPage = false
  /// What is wrong with it as a whole.
  var fault: Sentence?

  /// Whether ids must become texts, as GDAL drops those that are no numbers of 64 bits otherwise.
  var textsForIDs: Bool { hasLongIDs || hasNumberIDs && hasTextIDs }

  /// Which features the server kept back, by its own word.
  var withheld: [Sentence] {
    if let matched, matched > returned ?? count || matched > count, !isSequence {
      return [
        "the server sent \(formatted(count)) of \(counted(matched, "feature")) (numberMatched); fetch the rest, page by page"
      ]
    }
    return exceedsLimit
      ? [
        "the server kept features back (exceededTransferLimit); fetch the rest, page by page"
      ] : []
  }

  /// What the user should know of how it was understood.
  var notes: [Sentence] {
    var notes: [Sentence] = []
    if commaCount > 0 {
      notes.append("\(counted(commaCount, "feature")) with a comma behind, which is passed over")
    }
    if crowdedCount > 0 {
      notes.append("\(counted(crowdedCount, "feature")) in one line with another")
    }
    if textsForIDs {
      notes.append("the features' ids are taken as texts, as not all are numbers of 64 bits")
    }
    if hasNextPage, withheld.isEmpty {
      notes.append("it is one page of several: it links to a next one, which is not read")
    }
    return notes
  }
}

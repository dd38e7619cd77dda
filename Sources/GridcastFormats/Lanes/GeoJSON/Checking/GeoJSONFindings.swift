import GridcastBase

/// Where the id of a feature stands, and where its properties begin.
struct GeoJSONID {
  var kind = JSONWalk.Kind.null
  /// The id as it is written.
  var text = 0..<0
  /// The id with its name.
  var member = 0..<0
  /// Where the properties stand, if they are there, and whether they are an object.
  var properties: Range<Int>?
  var hasObject = false
  /// What a property called `id` holds, as it is written.
  var property: Range<Int>?
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
  /// Whether ids are neither.
  var hasOddIDs = false
  /// The features of the collection, and how many the server says there are.
  var count = 0, matched: Int?, returned: Int?
  var exceedsLimit = false, hasNextPage = false
  /// What is wrong with it as a whole.
  var fault: Sentence?

  /// Whether a property is called `id` or `id_2`, and whether it differs from the feature's own somewhere.
  var hasProperty = false, hasSecondProperty = false, propertyDiffers = false
  /// How many positions have more than three numbers.
  var longPositionCount = 0

  /// Whether any feature has an id.
  var hasIDs: Bool { hasNumberIDs || hasTextIDs || hasOddIDs }
  /// The field that holds the ids; nil where there are none, or a property holds the same.
  var identity: String? {
    if !hasIDs || hasProperty && !propertyDiffers { return nil }
    return !hasProperty ? GeoJSONSchema.identity : hasSecondProperty ? "id_3" : "id_2"
  }
  /// Whether GDAL itself makes a field of the ids, as of texts only.
  var keepsIDs: Bool { hasTextIDs && !hasNumberIDs && !hasOddIDs && !hasProperty }

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
    if hasIDs, hasProperty {
      notes.append(
        identity.map { "the features' ids are kept as '\($0)', beside their property 'id'" }
          ?? "the features' ids are what their property 'id' holds, under which they are kept")
    }
    if longPositionCount > 0 {
      notes.append(
        "\(counted(longPositionCount, "position")) with more than three numbers, of which the others are passed over (RFC 7946, 3.1.1)"
      )
    }
    if hasNextPage, withheld.isEmpty {
      notes.append("it is one page of several: it links to a next one, which is not read")
    }
    return notes
  }
}

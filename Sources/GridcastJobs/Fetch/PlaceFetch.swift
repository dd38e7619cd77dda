package import GridcastBase
package import GridcastBin
package import GridcastFetch
package import GridcastFormats
import GridcastGeo
package import GridcastReproject

/// Places of a web service within an area, as a layer.
package struct PlaceFetch {
  /// The service and what is asked of it.
  package var service: any PlaceService
  /// Where the service is.
  package var endpoint: Endpoint
  /// The keys to it, used one after another.
  package var keys: [ServiceKey]
  /// How it is asked.
  package var manner = Asker.Manner()
  /// The polygons within which places are fetched.
  package var area: Source
  /// The journal that is read and written to.
  package var journal: String
  /// Journals of other machines, which are read too.
  package var otherJournals: [String] = []
  /// The share of the first rectangles that is fetched.
  package var shard = Shard.whole
  /// The system to move places to; nil to leave them as the service has them.
  package var target: TargetChoice?
  /// How places are assigned to categories; nil for no such field.
  package var categories: Categorization?

  /// A fetch with nothing but what it needs.
  package init(
    _ service: any PlaceService, at endpoint: Endpoint, keys: [ServiceKey], within area: Source,
    journal: String
  ) {
    self.service = service
    self.endpoint = endpoint
    self.keys = keys
    self.area = area
    self.journal = journal
  }

  /// What was fetched.
  package struct Result {
    /// The places.
    package let features: Features
    /// How many requests went to the service, how many of these once more, and how many answers were in the journals.
    package let asked: Int, repeated: Int, known: Int
    /// How many places came more than once.
    package let duplicates: Int
    /// Whether places are known to be missing.
    package let isIncomplete: Bool
    /// What the user should know.
    package let notes: [Sentence]
  }

  /// The name of the field of categories.
  package static let categoryField = "category"

  /// How many first rectangles each of several machines has at least.
  private static let rectanglesForEach = 16

  /// Fetches.
  ///
  /// - Throws: `.tryAgain` where the day's requests are spent or the service does not answer; the journal keeps what
  ///   was answered, and the same fetch asks for the rest only. Otherwise what reading the area and the service's
  ///   refusals throw.
  package func run(progress: @escaping ProgressHandler) throws(GridcastError) -> Result {
    let own = try CoordinateSystem.named(service.offset.rawValue)
    let study = try StudyArea(area, target: .named(service.offset.rawValue))
    let journal = try AnswerJournal(journal, with: otherJournals)
    let asker = try Asker(
      service.name, at: endpoint, keyParameter: service.keyParameter, keys: keys, manner: manner,
      journal: journal)
    var crawl = PlaceCrawl(service, asker, within: study.shapes) { count in
      progress("fetch", count, nil)
    }
    let firstCount = max(
      journal.firstCount ?? 1, shard == .whole ? 1 : shard.count * Self.rectanglesForEach)
    try journal.begin(firstCount: firstCount)
    do throws(GridcastError) {
      try crawl.fetch(shard.share(of: crawl.firstRectangles(count: firstCount)))
    } catch {
      guard error.kind == .tryAgain else { throw error }
      throw GridcastError(
        .tryAgain, error.subject,
        "\(error.sentence); \(counted(crawl.places.count, "place")) came so far, nothing was written; the journal \(journal.path) keeps all answers, and the same command asks for the rest"
      )
    }
    var notes = study.notes + [journal.note].compactMap { $0 }
    notes += crawl.places.notes.map { "\(service.name): \($0)" }
    var features = crawl.places.features(in: own)
    if let categories {
      features.columns.append(try categories.column(Self.categoryField, of: features, service.name))
    }
    if let target {
      var survey = Survey()
      survey.add(features)
      var tally = Tally()
      let system = try target.resolved(for: survey, in: own, of: service.name)
      features = try Reprojection(from: own, to: system).move(features, &tally)
      notes += tally.notes
      if tally.droppedCount > 0 { notes.append("\(service.name): left out: \(tally.reasons)") }
    }
    return Result(
      features: features, asked: asker.askedCount, repeated: asker.repeatedCount,
      known: asker.knownCount, duplicates: crawl.places.repeatedCount,
      isIncomplete: crawl.places.isIncomplete, notes: notes)
  }
}

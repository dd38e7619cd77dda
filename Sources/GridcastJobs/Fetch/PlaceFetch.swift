package import GridcastBase
package import GridcastBin
package import GridcastFetch
package import GridcastFormats
import GridcastGeo
package import GridcastReproject

/// Places of a web service within an area, as a layer.
package struct PlaceFetch {
  /// What is asked of which service.
  package enum Search: Sendable {
    /// Places of a service that lists them by pages.
    case places(any PlaceService)
    /// Objects of OpenStreetMap.
    case objects(Overpass)

    /// What the service is called in messages.
    package var name: String {
      switch self {
      case .places(let service): service.name
      case .objects(let service): service.name
      }
    }

    /// The system of the service's coordinates, as it is named.
    fileprivate var system: String {
      switch self {
      case .places(let service): service.offset.rawValue
      case .objects: "EPSG:4326"
      }
    }

    fileprivate var keyParameter: String {
      switch self {
      case .places(let service): service.keyParameter
      case .objects: ""
      }
    }
  }

  /// What is asked of which service.
  package var search: Search
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
    _ search: Search, at endpoint: Endpoint, keys: [ServiceKey], within area: Source,
    journal: String
  ) {
    self.search = search
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
    try Asker.checkLibrary()
    let own = try CoordinateSystem.named(search.system)
    let study = try StudyArea(area, target: .named(search.system))
    let journal = try AnswerJournal(journal, with: otherJournals)
    let asker = try Asker(
      search.name, at: endpoint, keyParameter: search.keyParameter, keys: keys, manner: manner,
      journal: journal)
    let firstCount = max(
      journal.firstCount ?? 1, shard == .whole ? 1 : shard.count * Self.rectanglesForEach)
    try journal.begin(firstCount: firstCount)
    let places = try found(asker, study.shapes, firstCount, journal) { progress("fetch", $0, nil) }
    var notes = study.notes + [journal.note].compactMap { $0 }
    notes += places.notes.map { "\(search.name): \($0)" }
    var features = places.features(in: own)
    if let categories {
      features.columns.append(try categories.column(Self.categoryField, of: features, search.name))
    }
    if let target {
      var survey = Survey()
      survey.add(features)
      var tally = Tally()
      let system = try target.resolved(for: survey, in: own, of: search.name)
      features = try Reprojection(from: own, to: system).move(features, &tally)
      notes += tally.notes
      if tally.droppedCount > 0 { notes.append("\(search.name): left out: \(tally.reasons)") }
    }
    return Result(
      features: features, asked: asker.askedCount, repeated: asker.repeatedCount,
      known: asker.knownCount, duplicates: places.repeatedCount,
      isIncomplete: places.isIncomplete, notes: notes)
  }

  /// Crawls the area.
  private func found(
    _ asker: Asker, _ shapes: Shapes, _ firstCount: Int, _ journal: AnswerJournal,
    progress: @escaping @Sendable (_ done: Int) -> Void
  ) throws(GridcastError) -> FoundPlaces {
    switch search {
    case .places(let service):
      var crawl = PlaceCrawl(service, asker, within: shapes, progress: progress)
      do throws(GridcastError) {
        try crawl.fetch(shard.share(of: crawl.firstRectangles(count: firstCount)))
      } catch { throw Self.told(error, crawl.places, journal) }
      return crawl.places
    case .objects(let service):
      var crawl = OverpassCrawl(service, asker, within: shapes, progress: progress)
      do throws(GridcastError) {
        try crawl.fetch(shard.share(of: crawl.firstRectangles(count: firstCount)))
      } catch { throw Self.told(error, crawl.places, journal) }
      return crawl.places
    }
  }

  /// An error that may pass, with what is kept until then.
  private static func told(
    _ error: GridcastError, _ places: FoundPlaces, _ journal: AnswerJournal
  ) -> GridcastError {
    guard error.kind == .tryAgain else { return error }
    return GridcastError(
      .tryAgain, error.subject,
      "\(error.sentence); \(counted(places.count, "place")) came so far, nothing was written; the journal \(journal.path) keeps all answers, and the same command asks for the rest"
    )
  }
}

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

    /// How what it says is read.
    fileprivate var reader: any PlaceReader {
      switch self {
      case .places(let service): service
      case .objects(let service): service
      }
    }

    /// The system of the service's coordinates, as it is named.
    fileprivate var system: String {
      switch self {
      case .places(let service): service.offset.rawValue
      case .objects: "EPSG:4326"
      }
    }

    /// What takes keys.
    fileprivate var keyed: (any KeyedService)? {
      switch self {
      case .places(let service): service
      case .objects: nil
      }
    }
  }

  /// What is asked of which service.
  package var search: Search
  /// How the service is reached.
  package var access: ServiceAccess
  /// The polygons within which places are fetched.
  package var area: Source
  /// The share of the first rectangles that is fetched.
  package var shard = Shard.whole
  /// The system to move places to; nil to leave them as the service has them.
  package var target: TargetChoice?
  /// How places are assigned to categories; nil for no such field.
  package var categories: Categorization?

  /// A fetch with nothing but what it needs.
  package init(_ search: Search, by access: ServiceAccess, within area: Source) {
    self.search = search
    self.access = access
    self.area = area
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
    let name = search.reader.name
    let (asker, journal) = try access.open(name, search.keyed)
    let firstCount = max(
      journal.firstCount ?? 1, shard == .whole ? 1 : shard.count * Self.rectanglesForEach)
    try journal.begin(firstCount: firstCount)
    let ground = CrawlGround(search.reader, asker, within: study.shapes) {
      progress("fetch", $0, nil)
    }
    let places =
      switch search {
      case .places(let service): try found(by: PlaceCrawl(service, ground), firstCount)
      case .objects(let service): try found(by: OverpassCrawl(service, ground), firstCount)
      }
    var notes = study.notes + [journal.note].compactMap { $0 }
    notes += places.notes.map { "\(name): \($0)" }
    let layer = try places.layer(in: own, categories, movedTo: target, name)
    notes += layer.notes
    return Result(
      features: layer.features, asked: asker.askedCount, repeated: asker.repeatedCount,
      known: asker.knownCount, duplicates: places.repeatedCount,
      isIncomplete: places.isIncomplete, notes: notes)
  }

  /// Crawls the area.
  private func found(by crawl: some Crawl, _ firstCount: Int) throws(GridcastError) -> FoundPlaces {
    var crawl = crawl
    do throws(GridcastError) {
      try crawl.fetch(shard.share(of: crawl.ground.firstRectangles(count: firstCount)))
    } catch {
      throw access.explained(
        error, after: "\(counted(crawl.ground.places.count, "place")) came so far, ")
    }
    return crawl.ground.places
  }
}

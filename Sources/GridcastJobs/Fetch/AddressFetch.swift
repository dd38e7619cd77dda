package import GridcastBase
package import GridcastFetch
package import GridcastFormats
import GridcastGeo
package import GridcastReproject

/// A table with where its addresses are, or a layer with the addresses of its points, as a web service knows them.
package struct AddressFetch {
  /// What is known of each feature, and what is sought.
  package enum Question: Sendable {
    /// Where the address is that a field has, in the city that another has or that is named.
    case places(address: String, cityField: String?, city: String?)
    /// Which address each point has.
    case addresses
  }

  /// The service.
  package var service: any Geocoder
  /// How it is reached.
  package var access: ServiceAccess
  /// The table or layer.
  package var input: Source
  /// What is sought.
  package var question: Question
  /// The system to move places to; nil to leave them as the service has them.
  package var target: TargetChoice?

  /// A fetch with nothing but what it needs.
  package init(
    _ service: any Geocoder, by access: ServiceAccess, input: Source, _ question: Question
  ) {
    self.service = service
    self.access = access
    self.input = input
    self.question = question
  }

  /// What was fetched.
  package struct Result {
    /// All features of the input with what was found; a feature whose address was not found has no shape.
    package let features: Features
    /// Which of them were not found.
    package let notFound: [Int]
    /// How many requests went to the service, and how many answers were in the journals.
    package let asked: Int, known: Int
    /// What the user should know.
    package let notes: [Sentence]
  }

  /// What stands before the names of the fields that are added.
  package static let prefix = "geocode_"

  /// Fetches.
  ///
  /// - Throws: `.tryAgain` where the day's requests are spent or the service does not answer; the journal keeps what
  ///   was answered. Otherwise what reading the input and the service's refusals throw.
  package func run(progress: @escaping ProgressHandler) throws(GridcastError) -> Result {
    try Asker.checkLibrary()
    let reader = try LayerReader(input, for: .points)
    var tally = Tally()
    guard let features = try reader.whole(&tally), features.count > 0 else {
      throw GridcastError(
        .badData, input.path, tally.withNotes("there are no features", of: input.path))
    }
    let (asker, journal) = try access.open(service.name, service)
    let geocoding = Geocoding(service, asker)
    let count = features.count
    let result: (features: Features, notFound: [Int])
    do throws(GridcastError) {
      switch question {
      case .places(let address, let cityField, let city):
        let addresses = try self.addresses(of: features, address, cityField, city)
        let found = try geocoding.results(for: addresses.compactMap { $0 }) {
          progress("geocode", $0, count)
        }
        result = try placed(features, addresses.map { $0.flatMap { found[$0] } }, &tally)
      case .addresses:
        result = try named(features, try reader.knownCoordinateSystem(), geocoding, &tally) {
          progress("geocode", $0, count)
        }
      }
    } catch {
      throw access.explained(error)
    }
    var notes = reader.notes.map { "\(input.path): \($0)" as Sentence } + tally.notes
    notes += [journal.note].compactMap { $0 }
    if !result.notFound.isEmpty {
      let rows = result.notFound.prefix(10).map { "\($0 + 1)" }.joined(separator: ", ")
      notes.append(
        "\(service.name) found nothing for \(formatted(result.notFound.count)) of \(counted(count, "feature")): number \(rows)\(result.notFound.count > 10 ? ", …" : "")"
      )
    }
    return Result(
      features: result.features, notFound: result.notFound, asked: asker.askedCount,
      known: asker.knownCount, notes: notes)
  }

  /// The address of each feature, nil where it has none.
  private func addresses(
    of features: Features, _ address: String, _ cityField: String?, _ city: String?
  ) throws(GridcastError) -> [Geocoding.Address?] {
    func texts(_ name: String) throws(GridcastError) -> Texts {
      guard let texts = try features.column(named: name, subject: input.path).texts else {
        throw GridcastError(.badData, input.path, "field '\(name)' has neither texts nor numbers")
      }
      return texts
    }
    let own = try texts(address)
    let cities = try cityField.map { name throws(GridcastError) in try texts(name) }
    return (0..<features.count).map { index in
      guard let text = own[index]?.trimmed, !text.isEmpty else { return nil }
      let place = cities.flatMap { $0[index]?.trimmed }.flatMap { $0.isEmpty ? nil : $0 } ?? city
      return Geocoding.Address(text, in: place)
    }
  }

  private func columns(_ results: [ServiceObject?], _ tally: inout Tally) -> [Column] {
    var table = FieldTable()
    for (row, result) in results.enumerated() {
      guard let result else { continue }
      table.add(
        result.fields(leaving: service.positionMembers, unheld: &table.unheld), row: row)
    }
    if !table.unheld.isEmpty {
      tally.note(
        "lists that no field holds stay in the journal: \(table.unheld.sorted().joined(separator: ", "))"
      )
    }
    return table.columns(
      of: Array(results.indices), published: service.fieldOrder, prefix: Self.prefix)
  }

  /// The features where their results are.
  private func placed(
    _ features: Features, _ results: [ServiceObject?], _ tally: inout Tally
  ) throws(GridcastError) -> (Features, [Int]) {
    var shapes = Shapes()
    var notFound: [Int] = []
    for (index, result) in results.enumerated() {
      if let point = result.flatMap({ service.position(of: $0) }) {
        shapes.addPoint(point)
      } else {
        shapes.addNull()
        notFound.append(index)
      }
    }
    let own = try CoordinateSystem.named(service.offset.rawValue)
    var placed = Features(
      shapes: shapes, columns: features.columns + columns(results, &tally), coordinateSystem: own)
    if target != nil {
      placed = try placed.moved(to: target, of: service.name, &tally)
      if tally.droppedCount > 0 { tally.note("left out: \(tally.reasons)") }
    }
    return (placed, notFound)
  }

  /// The features with the addresses at their points.
  private func named(
    _ features: Features, _ system: CoordinateSystem, _ geocoding: Geocoding,
    _ tally: inout Tally, progress: (_ done: Int) -> Void
  ) throws(GridcastError) -> (Features, [Int]) {
    guard features.shapes.kinds.allSatisfy({ $0 == .point || $0 == .null }) else {
      throw GridcastError(
        .badData, input.path, "only points have addresses, and not all are points")
    }
    let own = try CoordinateSystem.named(service.offset.rawValue)
    let firsts = (0..<features.count).map { features.shapes.vertices(of: $0).first }
    let moved = try Reprojection.project(
      firsts.compactMap { $0.map { features.shapes.points[$0] } }, from: system, to: own)
    let known = moved.indices.filter { moved[$0].isFinite }
    let found = try geocoding.results(at: known.map { moved[$0] }, progress: progress)
    var ofMoved = [ServiceObject?](repeating: nil, count: moved.count)
    for (index, result) in zip(known, found) { ofMoved[index] = result }
    var next = 0
    let results = firsts.map { first -> ServiceObject? in
      guard first != nil else { return nil }
      next += 1
      return ofMoved[next - 1]
    }
    var named = features
    named.columns += columns(results, &tally)
    named.coordinateSystem = system
    return (named, results.indices.filter { results[$0] == nil })
  }
}

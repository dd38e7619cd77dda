import Foundation
package import GridcastBase
import GridcastFiles

/// Asks a service: by its pace, again where that may help, by one key after another, and nothing twice.
package final class Asker {
  /// How a service is asked.
  package struct Manner: Sendable {
    /// How many requests may come in a second.
    package var perSecond = 3.0
    /// How many requests of one key may come in a day; nil where the service itself is to say.
    package var perDay: Int?
    /// How long one answer may take, in seconds.
    package var seconds = 60.0

    package init() {}
  }

  /// How often one request is asked.
  private static let most = 8
  /// The longest pause between two requests, in seconds.
  private static let longest = 60.0
  /// The longest pause that a service may ask for; where it wants a longer one, the user is told.
  private static let longestAsked = 600.0

  private let connection: Connection
  private let endpoint: Endpoint
  private let name: String
  private let service: (any KeyedService)?
  private let keys: [ServiceKey]
  private let manner: Manner
  private let journal: AnswerJournal
  private var pace: Pace
  /// The key that is used, by its place in `keys`.
  private var current = 0
  /// How often each key may still be used today.
  private var left: [Int?]

  /// How many requests went to the service.
  package private(set) var askedCount = 0
  /// How many answers were in the journals.
  package private(set) var knownCount = 0
  /// The day (UTC) on which the last answer came.
  package private(set) var day: DateTime?
  /// How many requests were asked again.
  package private(set) var repeatedCount = 0

  /// Begins to ask.
  ///
  /// - Parameters:
  ///   - name: What the service is called.
  ///   - endpoint: Where it is.
  ///   - service: Which parameters take the keys and signatures; nil where it has no keys.
  ///   - keys: The keys, used one after another.
  ///   - manner: How it is asked.
  ///   - journal: What was asked before, and what is added to.
  /// - Throws: `.notInstalled` where libcurl is missing.
  package init(
    _ name: String, at endpoint: Endpoint, service: (any KeyedService)?, keys: [ServiceKey],
    manner: Manner, journal: AnswerJournal
  ) throws(GridcastError) {
    connection = try Connection(to: endpoint, seconds: manner.seconds)
    self.name = name
    self.endpoint = endpoint
    self.service = service
    self.keys = keys
    self.manner = manner
    self.journal = journal
    pace = Pace(perSecond: manner.perSecond)
    // A run that was cut off may have asked a moment ago.
    if journal.isResumed { pace.assumeSpent() }
    let day = Self.beginOfDay(.now)
    let marks = keys.isEmpty ? [""] : keys.map(\.mark)
    left = marks.map { mark in
      manner.perDay.map { max(0, $0 - journal.uses(of: mark, since: day)) }
    }
  }

  /// The services count days in China.
  private static func beginOfDay(_ moment: Date) -> Date {
    let day = 86_400.0
    let shift = 8 * 3600.0
    let local = moment.timeIntervalSince1970 + shift
    return Date(timeIntervalSince1970: (local / day).rounded(.down) * day - shift)
  }

  /// The answer to a request, from the journals or else from the service.
  ///
  /// - Parameters:
  ///   - request: What to ask.
  ///   - judge: What the service's answer says of the request.
  /// - Returns: The answer.
  /// - Throws: `.tryAgain` where the service does not answer, or the day's requests are spent; `.unreadable` where it
  ///   refuses, cannot be trusted, or sends on to another address; `.unwritable` where the journal cannot be written.
  package func ask(
    _ request: ServiceRequest, _ judge: (ServiceObject) -> Verdict
  ) throws(GridcastError) -> ServiceObject {
    if let known = journal.answer(to: request), let object = ServiceObject(known.content),
      judge(object) == .answered
    {
      knownCount += 1
      day = DateTime(day: known.at)
      return object
    }
    var attempt = 0
    while true {
      let key = try takeKey()
      let (outcome, pause) = try once(request, key, judge)
      let words: String
      switch outcome {
      case .answer(let object):
        day = DateTime(day: AnswerJournal.written(.now))
        return object
      case .spent(let why):
        spentWords = why
        left[current] = 0
        continue
      case .fault(let why): words = why
      }
      attempt += 1
      if attempt == Self.most {
        throw GridcastError(
          .tryAgain, name, "asked \(Self.most) times, it did not answer: \(words)")
      }
      if let pause, pause > Self.longestAsked {
        throw GridcastError(
          .tryAgain, name,
          "it wants to be left alone for \(formatted(Int(pause))) s: \(words)")
      }
      repeatedCount += 1
      let first = min(3 / manner.perSecond, 10)
      let wait = min(Self.longest, first * Double(1 << attempt)) * Double.random(in: 0.5...1)
      Pace.sleep(until: .now + .seconds(max(wait, pause ?? 0)))
    }
  }

  /// Reads all answers in the journals to requests to a path.
  ///
  /// - Parameters:
  ///   - path: The path.
  ///   - take: Receives a request and its answer, and tells whether it is of use.
  func readKnown(at path: String, _ take: (_ request: String, _ answer: ServiceObject) -> Bool) {
    for (request, content) in journal.answers(at: path) {
      if let answer = ServiceObject(content), take(request, answer) { knownCount += 1 }
    }
  }

  /// What the service said as the day's requests of a key were spent.
  private var spentWords: String?

  /// The key to use, nil where the service needs none.
  private func takeKey() throws(GridcastError) -> ServiceKey? {
    while current < left.count, left[current] == 0 { current += 1 }
    guard current < left.count else {
      let why = spentWords.map { "; it says: \($0)" } ?? ""
      throw GridcastError(
        .tryAgain, name,
        "the day's requests are spent\(keys.count > 1 ? " by all \(keys.count) keys" : "")\(why)")
    }
    return keys.isEmpty ? nil : keys[current]
  }

  private enum Outcome {
    case answer(ServiceObject)
    case fault(String)
    case spent(String)
  }

  /// Asks once, and notes it in the journal.
  private func once(
    _ request: ServiceRequest, _ key: ServiceKey?, _ judge: (ServiceObject) -> Verdict
  ) throws(GridcastError) -> (Outcome, pause: Double?) {
    var parameters = request.parameters
    if let key, let service {
      parameters.append((service.keyParameter, key.secret))
      if let signer = key.signer {
        parameters.append(service.signature(of: request.path, parameters, by: signer))
      }
    }
    let query = ServiceRequest.query(parameters)
    let address = endpoint.address + request.path
    pace.wait()
    askedCount += 1
    if let count = left[current] { left[current] = count - 1 }
    let result: Result<WebAnswer, WebFault>
    do throws(WebFault) {
      result = .success(
        try request.isPosted
          ? connection.ask(address, form: query) : connection.ask("\(address)?\(query)"))
    } catch { result = .failure(error) }
    pace.end()
    switch result {
    case .failure(let fault):
      let words = fault.words.without(keys)
      try note(request, key, words)
      guard fault.mayPass else { throw GridcastError(.unreadable, name, Sentence(words)) }
      return (.fault(words), nil)
    case .success(let answer):
      let outcome: Outcome
      do throws(GridcastError) { outcome = try self.outcome(of: answer, judge) } catch {
        try note(request, key, error.reason)
        throw error
      }
      switch outcome {
      case .answer:
        try journal.add(request, key: key?.mark ?? "", answer: withoutKeys(answer.body))
      case .fault(let words), .spent(let words): try note(request, key, words)
      }
      return (outcome, answer.pause)
    }
  }

  private func note(_ request: ServiceRequest, _ key: ServiceKey?, _ words: String)
    throws(GridcastError)
  {
    try journal.add(request, key: key?.mark ?? "", fault: words)
  }

  private func outcome(of answer: WebAnswer, _ judge: (ServiceObject) -> Verdict)
    throws(GridcastError) -> Outcome
  {
    switch answer.status {
    case 200: break
    case 300..<400:
      // The rest of an address may hold what is secret.
      let host = answer.redirect.prefix { $0 != "?" }
      throw GridcastError(
        .unreadable, name,
        "it sends on to \(String(host).without(keys)), which is not asked; is the network behind a page on which to log in?"
      )
    case 429: return .fault("it is asked too often (HTTP 429)")
    case 408, 500...: return .fault("HTTP \(answer.status)")
    default:
      throw GridcastError(
        .unreadable, name, Sentence("it refuses the request (HTTP \(answer.status))"))
    }
    guard let object = ServiceObject(answer.body) else {
      return .fault(fault(of: answer.body, type: answer.type))
    }
    switch judge(object) {
    case .answered: return .answer(object)
    case .wait(let words): return .fault(words.without(keys).bounded(to: 300))
    case .spent(let words): return .spent(words.without(keys).bounded(to: 300))
    case .refused(let words):
      throw GridcastError(
        .unreadable, name,
        Sentence("it refuses the request: \(words.without(keys).bounded(to: 300))"))
    }
  }

  /// What is wrong with a body that is no object of JSON.
  private func fault(of body: Data, type: String) -> String {
    guard let text = String(validating: body, as: UTF8.self) else {
      return "the answer is not text in UTF-8"
    }
    let start = text.trimmed.prefix(15).lowercased()
    if start.hasPrefix("<!doctype html") || start.hasPrefix("<html") {
      return "it answers with a page of HTML instead of JSON"
    }
    return body.isEmpty
      ? "the answer is empty" : "the answer is no JSON, or cut off (\(type.without(keys)))"
  }

  /// A body without the keys, which a service may repeat.
  private func withoutKeys(_ body: Data) -> Data {
    guard keys.contains(where: { body.range(of: Data($0.secret.utf8)) != nil }) else { return body }
    return Data(String(decoding: body, as: UTF8.self).without(keys).utf8)
  }
}

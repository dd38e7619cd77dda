import Foundation
package import GridcastBase
import GridcastFiles

/// All that was asked of a service and what it answered, a line of JSON each, so that nothing is asked twice.
///
/// A line has what was asked (without the key), when, by which key (the beginning of its SHA-256 hash), and the answer
/// as it came, or what was wrong with it. Lines that were torn off are no answers. Journals of several machines are read
/// together; one of them is written to.
package final class AnswerJournal {
  private let file: JournalFile
  /// The content of all journals.
  private var bytes: [UInt8] = []
  /// Where in them the answers to requests are.
  private var places: [String: (content: Range<Int>, at: String)] = [:]
  /// When which key was used, for all lines.
  private var uses: [(at: String, key: String)] = []
  /// What the journals say of the way in which the area is cut first: into how many rectangles at least.
  package private(set) var firstCount: Int?

  /// The path of the journal that is written to.
  package let path: String
  /// What the user should know where the journal cannot be locked.
  package var note: Sentence? { file.note }

  /// Whether something was asked before.
  var isResumed: Bool { !bytes.isEmpty }

  /// The place in the file whose lock the process has that writes to it, far beyond its end.
  private static let writing: Int64 = 1 << 60
  private static let asked = Array(#"{"asked":""#.utf8)
  private static let at = Array(#"","at":""#.utf8)
  private static let key = Array(#"","key":""#.utf8)
  private static let answer = Array(#"","answer":"#.utf8)
  private static let first = Array(#"{"first":"#.utf8)

  /// Opens a journal, or makes it, and reads what it and others hold.
  ///
  /// - Throws: `.tryAgain` where another process writes to it; `.badData` where one is another file; `.unreadable`;
  ///   `.unwritable`.
  package init(_ path: String, with others: [String]) throws(GridcastError) {
    file = try JournalFile(path)
    self.path = path
    if file.lock(Self.writing) == .held {
      throw GridcastError(
        .tryAgain, path, "another process fetches into this journal; wait for it, or stop it")
    }
    for other in others {
      guard let content = FileManager.default.contents(atPath: other) else {
        throw GridcastError(.unreadable, other, InputFiles.fault(of: other) ?? "it cannot be read")
      }
      try read(content, of: other)
    }
    try read(try file.content(), of: path)
  }

  deinit { file.unlock(Self.writing) }

  private func read(_ content: Data, of path: String) throws(GridcastError) {
    let line = content.prefix { $0 != 10 }
    // A line that was torn off may be shorter.
    guard [Self.first, Self.asked].contains(where: { zip($0, line).allSatisfy(==) }) else {
      throw GridcastError(
        .badData, path, "it is no journal of answers, which nothing else may be mixed with")
    }
    var start = bytes.count
    bytes.append(contentsOf: content)
    if bytes.last != 10 && bytes.count > start { bytes.append(10) }
    for index in start..<bytes.count where bytes[index] == 10 {
      readLine(start..<index)
      start = index + 1
    }
  }

  private func has(_ mark: [UInt8], at place: Int, before end: Int) -> Bool {
    place + mark.count <= end && bytes[place..<place + mark.count].elementsEqual(mark)
  }

  /// The text up to the next quotation mark, none of which is written otherwise in these lines.
  private func text(from start: Int, before end: Int) -> String? {
    guard let quote = bytes[start..<end].firstIndex(of: UInt8(ascii: "\"")) else { return nil }
    return String(decoding: bytes[start..<quote], as: UTF8.self)
  }

  private func readLine(_ line: Range<Int>) {
    let end = line.upperBound
    if has(Self.first, at: line.lowerBound, before: end), bytes[end - 1] == UInt8(ascii: "}") {
      let digits = bytes[line.lowerBound + Self.first.count..<end - 1]
      if let count = Int(String(decoding: digits, as: UTF8.self)), 1...1_000_000 ~= count {
        firstCount = max(firstCount ?? 0, count)
      }
      return
    }
    var place = line.lowerBound
    guard has(Self.asked, at: place, before: end) else { return }
    place += Self.asked.count
    guard let request = text(from: place, before: end) else { return }
    place += request.utf8.count
    guard has(Self.at, at: place, before: end) else { return }
    place += Self.at.count
    guard let time = text(from: place, before: end) else { return }
    place += time.utf8.count
    guard has(Self.key, at: place, before: end) else { return }
    place += Self.key.count
    guard let key = text(from: place, before: end) else { return }
    place += key.utf8.count
    uses.append((time, key))
    // Whether the answer is whole is seen when it is needed.
    guard has(Self.answer, at: place, before: end), bytes[end - 1] == UInt8(ascii: "}") else {
      return
    }
    places[request] = (place + Self.answer.count..<end - 1, time)
  }

  /// The answer to a request and when it came; nil where it was not asked, or nothing whole came.
  func answer(to request: ServiceRequest) -> (content: Data, at: String)? {
    places[request.text].map { (Data(bytes[$0.content]), $0.at) }
  }

  /// All answers to requests to a path, in the order of these.
  func answers(at path: String) -> [(request: String, content: Data)] {
    places.filter { $0.key.hasPrefix("\(path)?") }.sorted { $0.key < $1.key }
      .map { ($0.key, Data(bytes[$0.value.content])) }
  }

  /// How often a key was used since a moment.
  func uses(of key: String, since moment: Date) -> Int {
    let moment = Self.written(moment)
    return uses.count { $0.key == key && $0.at >= moment }
  }

  /// Adds an answer, which must be JSON.
  ///
  /// - Throws: `.unwritable`.
  func add(_ request: ServiceRequest, key: String, answer: Data) throws(GridcastError) {
    // Within texts of JSON there are no line breaks.
    try add(request, key, #"","answer":"#, answer.map { $0 == 10 || $0 == 13 ? 32 : $0 })
  }

  /// Adds that a request was not answered, which counts too.
  ///
  /// - Throws: `.unwritable`.
  func add(_ request: ServiceRequest, key: String, fault: String) throws(GridcastError) {
    let words = (try? JSONEncoder().encode(fault)) ?? Data("null".utf8)
    try add(request, key, #"","fault":"#, Array(words))
  }

  private func add(
    _ request: ServiceRequest, _ key: String, _ mark: String, _ content: [UInt8]
  ) throws(GridcastError) {
    let time = Self.written(.now)
    uses.append((time, key))
    var line = Self.asked + Array(request.text.utf8) + Self.at + Array(time.utf8)
    line += Self.key + Array(key.utf8) + Array(mark.utf8) + content
    line.append(UInt8(ascii: "}"))
    try file.append(Data(line))
  }

  /// Notes that a run begins, and into how many rectangles at least it cuts the area first.
  ///
  /// - Throws: `.unwritable`.
  package func begin(firstCount count: Int) throws(GridcastError) {
    try file.append(Data("{\"first\":\(count)}".utf8))
  }

  static func written(_ moment: Date) -> String {
    moment.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
  }
}

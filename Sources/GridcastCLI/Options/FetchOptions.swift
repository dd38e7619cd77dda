import ArgumentParser
import Foundation
import GridcastBase
import GridcastFetch
import GridcastFormats
import GridcastJobs

/// The option for keys to web services.
struct KeyOptions: ParsableArguments {
  @Option(
    .text, .nowhere,
    help: ArgumentHelp(
      "The variable of the environment or the file that holds your key to the service, or several, a line each, used in turn. Behind a key, after a blank, stands its private key if requests are to be signed. None is ever shown or kept.",
      valueName: "ENV|FILE"))
  var keyFrom: String

  var keys: [ServiceKey] { get throws { try ServiceKey.keys(from: keyFrom) } }
}

/// The options of all commands that ask a web service.
struct FetchOptions: ParsableArguments {
  @Option(
    .text, .nowhere,
    help: ArgumentHelp(
      "Where the service is, if not at its own address: a server of yours, or a stand-in for tests.",
      valueName: "URL"))
  var endpoint: String?
  @Option(
    .number(above: 0), .nowhere,
    help: ArgumentHelp(
      "How many requests a second are made at most; what your key allows. Default: 3, of overpass 1.",
      valueName: "number"))
  var perSecond: Double?
  @Option(
    .whole(1), .nowhere,
    help: ArgumentHelp(
      "How many requests a day are made at most with one key; then the command ends with exit code 75, and goes on when it is run the next day. Default: no limit.",
      valueName: "number"))
  var perDay: Int?
  @Option(
    .number(above: 0), .nowhere,
    help: ArgumentHelp("How long one answer may take.", valueName: "seconds"))
  var timeout = 60.0
  @Option(
    .newFile("jsonl"), .nowhere,
    help: ArgumentHelp(
      "The journal of all answers, by which nothing is asked twice. Default: beside the output, with .journal.jsonl behind its name.",
      valueName: "file"))
  var journal: String?
  @Option(
    .file("jsonl"), .nowhere,
    help: ArgumentHelp(
      "The journal of another machine, whose answers are taken too.", valueName: "file"))
  var withJournal: [String] = []

  func validate() throws {
    if let perSecond, !(perSecond > 0 && perSecond <= 10_000) {
      throw misuse("--per-second must be above 0, and 10000 at most.")
    }
    if let perDay, perDay < 1 { throw misuse("--per-day must be 1 or more.") }
    if !(timeout > 0 && timeout <= 3600) {
      throw misuse("--timeout must be above 0, and 3600 at most.")
    }
  }

  /// How a service is reached.
  ///
  /// - Parameters:
  ///   - address: Its own address.
  ///   - key: The option for keys to it; nil where it takes none.
  ///   - usual: How many requests a second it allows where nothing is said.
  ///   - output: The output, beside which the journal lies.
  /// - Returns: The access by these options.
  /// - Throws: `.usage` for what is no address; what reading the keys throws.
  func access(to address: String, key: KeyOptions?, perSecond usual: Double, for output: String)
    throws -> ServiceAccess
  {
    let endpoint = try Endpoint(endpoint ?? address, hasSecrets: key != nil)
    var access = ServiceAccess(
      to: endpoint, keys: try key?.keys ?? [], journal: journal(for: output))
    access.manner.perSecond = perSecond ?? usual
    access.manner.perDay = perDay
    access.manner.seconds = timeout
    access.otherJournals = withJournal
    return access
  }

  /// The journal for an output.
  func journal(for output: String) -> String { journal ?? "\(output).journal.jsonl" }
}

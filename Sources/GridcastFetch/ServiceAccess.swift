package import GridcastBase

/// How a service is reached: where it is, with which keys, how it is asked, and which journals keep its answers.
package struct ServiceAccess: Sendable {
  /// Where it is.
  package let endpoint: Endpoint
  /// The keys to it, used one after another.
  package let keys: [ServiceKey]
  /// How it is asked.
  package var manner = Asker.Manner()
  /// The journal that is read and written to.
  package let journal: String
  /// Journals of other machines, which are read too.
  package var otherJournals: [String] = []

  /// An access with nothing but what it needs.
  package init(to endpoint: Endpoint, keys: [ServiceKey], journal: String) {
    self.endpoint = endpoint
    self.keys = keys
    self.journal = journal
  }

  /// Opens the journals, and begins to ask.
  ///
  /// - Parameters:
  ///   - name: What the service is called.
  ///   - service: Which parameters take the keys and signatures; nil where it has no keys.
  /// - Returns: What asks, and the journals.
  /// - Throws: `.notInstalled` where libcurl is missing; what opening a journal throws.
  package func open(_ name: String, _ service: (any KeyedService)?) throws(GridcastError) -> (
    asker: Asker, journal: AnswerJournal
  ) {
    let journal = try AnswerJournal(journal, with: otherJournals)
    let asker = try Asker(
      name, at: endpoint, service: service, keys: keys, manner: manner, journal: journal)
    return (asker, journal)
  }

  /// An error that may pass, with what is kept until then; others as they are.
  ///
  /// - Parameters:
  ///   - error: What asking threw.
  ///   - found: What came so far, with a comma behind it; nothing where that is not told.
  /// - Returns: The error to throw.
  package func explained(_ error: GridcastError, after found: Sentence = "") -> GridcastError {
    guard error.kind == .tryAgain else { return error }
    return GridcastError(
      .tryAgain, error.subject,
      "\(error.sentence); \(found)nothing was written; the journal \(journal) keeps all answers, and the same command asks for the rest"
    )
  }
}

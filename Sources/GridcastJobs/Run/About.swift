import GridcastBase

/// Who made a run of what, for the people to whom its report is handed.
package struct About: Sendable, Codable, Equatable {
  /// The title of the report; nil for one by what is counted and forecast.
  package var title: String?
  /// Who made it.
  package var author: String?
  /// When, in the words of whoever made it: the report takes no date of its own, so that the same run makes the
  /// same bytes.
  package var date: String?
  /// Where the data come from.
  package var source: String?
  /// Under which licence data and report may be handed on.
  package var licence: String?

  /// Makes what is told of a run.
  package init(
    title: String? = nil, author: String? = nil, date: String? = nil, source: String? = nil,
    licence: String? = nil
  ) {
    self.title = title
    self.author = author
    self.date = date
    self.source = source
    self.licence = licence
  }

  /// Reads the section `about` of a plan, which may be missing.
  init(_ node: PlanNode?) throws(GridcastError) {
    try node?.allow(["title", "author", "date", "source", "licence"])
    title = try node?["title"]?.text()
    author = try node?["author"]?.text()
    date = try node?["date"]?.text()
    source = try node?["source"]?.text()
    licence = try node?["licence"]?.text()
  }

  /// The same, with what another one tells in its place.
  package func replaced(by other: About) -> About {
    About(
      title: other.title ?? title, author: other.author ?? author, date: other.date ?? date,
      source: other.source ?? source, licence: other.licence ?? licence)
  }

  /// What there is to tell but the title, each with its name.
  var credits: [(name: Sentence, text: String)] {
    let all: [(Sentence, String?)] = [
      ("Author", author), ("Date", date), ("Source", source), ("Licence", licence),
    ]
    return all.compactMap { name, text in text.map { (name, $0) } }
  }
}

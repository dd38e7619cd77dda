/// The names of a raster's bands, and which of them hold classes: by it bands are chosen before values are
/// read.
package struct BandList: Sendable {
  /// The bands in their order.
  package let bands: [(name: String, classes: BandClasses?)]
  /// The name of the raster, for errors.
  package let subject: String

  /// Lists the bands of a raster.
  package init(_ bands: [(name: String, classes: BandClasses?)], of subject: String) {
    self.bands = bands
    self.subject = subject
  }

  /// The names of the bands in one line, in quotes, of many only the first.
  package var names: Sentence { firstQuoted(bands.map(\.name)) }

  /// The place of a band, counted from 0; nil where there is none of the name.
  ///
  /// A band without a name of its own is called by its number, and found by the number alone.
  package func index(of name: String) -> Int? {
    bands.firstIndex { $0.name == name } ?? bands.firstIndex { $0.name == "band \(name)" }
  }

  /// The places of bands that are named behind the path of a raster.
  ///
  /// Commas may be taken for ends of names that hold them.
  ///
  /// - Throws: `.badData` where there is no such band, in which case the error names those that exist.
  package func indices(of names: [String]) throws(GridcastError) -> [Int] {
    var found: [Int] = []
    for name in self.names(in: names.joined(separator: ",")) ?? names {
      guard let index = index(of: name) else { throw isMissing(name) }
      found.append(index)
    }
    return found
  }

  private func isMissing(_ name: String) -> GridcastError {
    GridcastError(.badData, subject, absentBand(name, among: bands.map(\.name)))
  }

  /// The place of a band of amounts.
  ///
  /// - Throws: `.badData` where there is no such band, in which case the error names those that exist,
  ///   or where it holds classes.
  package func amounts(_ name: String) throws(GridcastError) -> Int {
    guard let index = index(of: name) else { throw isMissing(name) }
    return try checked(index)
  }

  /// The place of the band that is meant where none is named: that of a forecast, or the only one.
  ///
  /// - Throws: `.badData` where there is no such band or it holds classes; `.usage` where one must be named.
  package func main(_ name: String?) throws(GridcastError) -> Int {
    if let name { return try amounts(name) }
    if let index = index(of: ForecastBand.predicted) { return try checked(index) }
    if bands.count == 1 { return try checked(0) }
    throw GridcastError(
      .usage, subject,
      "it is no forecast and has \(formatted(bands.count)) bands, \(names); \(.nameBand)")
  }

  private func checked(_ index: Int) throws(GridcastError) -> Int {
    guard let classes = bands[index].classes else { return index }
    throw GridcastError(
      .badData, subject,
      "the numbers of band '\(bands[index].name)' are classes, as it has \(classes.evidence), and not amounts; take a "
        + "raster of amounts, such as the number of cells of a class")
  }

  /// Refuses bands of classes.
  package func requireAmounts() throws(GridcastError) {
    for index in bands.indices { _ = try checked(index) }
  }

  /// The names of bands in a text with commas between them, where a name may hold commas itself: at each
  /// place the longest name that is one; nil where something is no name of a band.
  package func names(in text: String) -> [String]? {
    var names: [String] = []
    var parts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)[...]
    while !parts.isEmpty {
      func name(_ count: Int) -> String? {
        let name = parts.prefix(count).joined(separator: ",")
        return [name, String(name.drop { $0 == " " })].first { index(of: $0) != nil }
      }
      guard
        let count = (1...parts.count).reversed().first(where: { name($0) != nil }),
        let found = name(count)
      else { return nil }
      names.append(found)
      parts = parts.dropFirst(count)
    }
    return names
  }
}

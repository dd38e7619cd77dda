package import GridcastBase

/// A part of a file.
///
/// It is counted in bytes of a text, of which a line belongs to the part in which it begins, in records of a
/// Shapefile, in blobs of an OSM PBF, or in row groups of a GeoParquet; a format's lane says in which.
package struct FileRange: Sendable, Hashable, Codable {
  /// What the parts of a file are counted in.
  package enum Unit: String, Sendable, Codable {
    case bytes, records, blobs
    case rowGroups = "row groups"

    /// What they are called.
    package var name: Sentence { Sentence(message: rawValue) }
  }

  /// How much there is of a file that can be read in parts.
  package struct Extent: Sendable, Hashable, Codable {
    /// What is counted.
    package let unit: Unit
    /// How much there is of it in the whole file.
    package let count: Int
  }

  /// Where it begins, counted from 0.
  package let start: Int
  /// Where the next part begins; nil for all that is left.
  package let end: Int?
  /// How much the whole file held when it was cut between two records at both ends; nil where that is to be
  /// seen to.
  package let whole: Int?

  /// A part between two places.
  package init(start: Int, end: Int?, whole: Int? = nil) {
    self.start = start
    self.end = end
    self.whole = whole
  }

  /// Parses `0-1000`, `1000-` or, as a file is split, `0-1000/25000`.
  ///
  /// - Throws: `.usage` for any other text.
  package init(_ text: String) throws(GridcastError) {
    guard let match = text.wholeMatch(of: #/([0-9]{1,18})-([0-9]{0,18})(?:/([0-9]{1,18}))?/#),
      let start = Int(match.1), case let end = Int(match.2), end ?? start >= start,
      case let whole = match.3.flatMap({ Int($0) }), whole == nil || end != nil,
      end ?? 0 <= whole ?? .max
    else {
      throw GridcastError(
        .usage, "range '\(text)'",
        "write it as 0-1000, 1000- or, as a file is split, 0-1000/25000: from where on, where the next part "
          + "begins, and how much the whole file holds")
    }
    self.init(start: start, end: end, whole: whole)
  }

  /// The same part of a file that holds so much.
  ///
  /// - Throws: Where the file held another number when it was split.
  func bounds(in extent: Extent) throws(Declined) -> Range<Int> {
    if let whole, whole != extent.count {
      throw Declined(
        "it has changed since it was split: it held \(formatted(whole)) \(extent.unit.name), and holds "
          + "\(formatted(extent.count)); split it anew", isFinal: true)
    }
    let end = min(end ?? extent.count, extent.count)
    return min(start, end)..<end
  }

  /// The lines that begin in a part of a text, up to the first behind it; `line` gives where the first line begins
  /// from a place on.
  ///
  /// - Throws: Where the part is one that was to lie between two lines, and does not.
  func lines(of part: Range<Int>, _ line: (Int) -> Int) throws(Declined) -> Range<Int> {
    let own = line(part.lowerBound)..<line(part.upperBound)
    let isWhole =
      (part.lowerBound == 0 || own.lowerBound == part.lowerBound)
      && own.upperBound == part.upperBound
    guard whole == nil || isWhole else { throw Declined.cutElsewhere }
    return own
  }
}

extension FileRange: CustomStringConvertible {
  /// As it is parsed.
  package var description: String {
    "\(start)-" + (end.map(String.init) ?? "") + (whole.map { "/\($0)" } ?? "")
  }
}

extension LayerReader {
  /// How much there is of the input where it can be read in parts; nil where as a whole only.
  package var extent: FileRange.Extent? {
    guard way.isOwn && opening.isReadAsItLies else { return nil }
    return osm.map { $0.extent(of: layers) } ?? lane?.extent
  }

  /// What of the input is read, where that is a part.
  package var part: Range<Int>? { source.range == nil ? nil : osm?.part ?? lane?.part }

  /// Why the input is read as a whole only.
  package var wholeReason: Sentence {
    osm == nil || extent != nil
      ? "\(wayOfReading)" : "\(Self.wholeOSM); \(.chooseLayer(source.role))"
  }

  /// Why lines and areas of OSM are not read in parts.
  private static let wholeOSM: Sentence =
    "lines and areas of OpenStreetMap need nodes of the whole file, so that only the layer 'points' is read in parts"

  /// Cuts the input between records into parts of about the same size.
  ///
  /// - Returns: At most `count` parts that hold something, in file order, together the whole file; nil where it
  ///   is read as a whole only.
  package func parts(_ count: Int) -> [FileRange]? {
    guard let extent, count > 0 else { return nil }
    let places = (1..<count).map { extent.count / count * $0 + extent.count % count * $0 / count }
    // What stands before the first record makes no part of its own.
    let cuts = lane?.cuts(after: [0] + places) ?? [0] + places
    var parts: [FileRange] = []
    var start = 0
    for cut in cuts.dropFirst() where cut > max(start, cuts[0]) && cut < extent.count {
      parts.append(FileRange(start: start, end: cut, whole: extent.count))
      start = cut
    }
    return parts + [FileRange(start: start, end: extent.count, whole: extent.count)]
  }

  /// - Throws: `.badData` where a part is asked for, and the input is read as a whole only.
  static func requireParts(
    _ source: Source, _ opening: Opening, _ lane: (any Lane)?, _ osm: inout OSMLane?,
    _ layers: [LayerInfo], _ declined: Declined?
  ) throws(GridcastError) {
    guard let range = source.range else { return }
    if let whole = osm, opening.isReadAsItLies {
      guard let extent = whole.extent(of: layers) else {
        throw GridcastError(.badData, source.path, "\(wholeOSM); \(.chooseLayer(source.role))")
      }
      do throws(Declined) { osm?.part = try range.bounds(in: extent) } catch {
        throw GridcastError(.badData, source.path, error.reason)
      }
      return
    }
    guard lane?.extent == nil || !opening.isReadAsItLies else { return }
    throw notInParts(
      source,
      declined?.reason
        ?? (opening.isReadAsItLies
        ? "its format is read as a whole" : "a copy of it must be read") as Sentence)
  }

  /// The error of a part that only GDAL could read, and that not in parts.
  static func notInParts(_ source: Source, _ reason: Sentence) -> GridcastError {
    GridcastError(
      .badData, source.path,
      "it cannot be read in parts, as is done with tables of texts, records and sequences of GeoJSON in lines, GeoParquet, "
        + "Shapefiles and sorted OSM PBFs that Gridcast itself reads: \(reason); \(.countWhole)")
  }
}

import Foundation
package import GridcastBase
import GridcastGeo

extension LayerReader {
  /// The most tags that are fields of their own where all are asked for; the rest stay together in
  /// `other_tags`.
  static let tagFieldLimit = 200

  /// What GDAL knows of an OSM object apart from its tags.
  private static let ownFields = ["osm_id", "osm_way_id", "other_tags"]

  func tagFields(for selection: FieldSelection) throws(GridcastError) -> [Field] {
    if case .named(let names) = selection { return names.map { Field($0, .text) } }
    let tags = try tagCounts().prefix(Self.tagFieldLimit).map(\.key)
    return (["osm_id", "osm_way_id"] + tags + ["other_tags"]).map { Field($0, .text) }
  }

  /// Reads OSM layers with any tag as a field.
  func readOSM<Made: Sendable>(
    _ selection: FieldSelection,
    _ make: @Sendable (Features, Tally) throws(GridcastError) -> Made,
    _ take: (Made) throws(GridcastError) -> Bool
  ) throws(GridcastError) {
    let fields = try tagFields(for: selection)
    try readOSM(
      fields: fields, tags: fields.map(\.name).filter { !Self.ownFields.contains($0) }, make, take)
  }

  /// Reads features of which only the first vertex need be known where it is in degrees, batch by
  /// batch; what else they have may be left out, but for the named fields of an OSM file.
  ///
  /// - Throws: `.badData` where reading ended early, and what `body` throws.
  package func readBeginnings(
    withTags tags: [String] = [], _ body: (Features) throws(GridcastError) -> Void
  ) throws(GridcastError) {
    guard osm != nil, coordinateSystem?.isGeographic == true else {
      return try read(.named([])) { (features, _) throws(GridcastError) in try body(features) }
    }
    try readOSM(fields: tags.map { Field($0, .text) }, tags: tags, onlyBeginnings: true) {
      (features, _) in
      features
    } _: {
      (features) throws(GridcastError) in
      try body(features)
      return true
    }
  }

  /// The tags of the chosen layers and how many features carry each, most frequent first.
  package func tagCounts() throws(GridcastError) -> [(key: String, count: Int)] {
    var counts: [String: Int] = [:]
    try readOSM(fields: [Field("other_tags", .text)], tags: []) { (features, _) in
      features
    } _: { (features) in
      guard case .texts(let texts) = features.columns[0].values else { return false }
      // Each different set of tags is taken apart once, however many features carry it.
      var uses = [Int](repeating: 0, count: texts.dictionary.count)
      for code in texts.codes where code >= 0 { uses[Int(code)] += 1 }
      for (text, count) in zip(texts.dictionary, uses) {
        for key in Self.keys(ofTags: text) { counts[key, default: 0] += count }
      }
      return true
    }
    // The configuration that names the fields is a list with commas.
    return counts.filter { !$0.key.contains(",") }
      .sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
  }

  private func readOSM<Made: Sendable>(
    fields: [Field], tags: [String], onlyBeginnings: Bool = false,
    _ make: @Sendable (Features, Tally) throws(GridcastError) -> Made,
    _ take: (Made) throws(GridcastError) -> Bool
  ) throws(GridcastError) {
    var readCount = 0
    if let osm, try read(osm, fields, onlyBeginnings, &readCount, make, take) { return }
    let known = tags + Self.ownFields
    let more = Self.names(in: source.filter ?? "").filter { !known.contains($0) }
    let configuration = MemoryFile(Self.configuration(tags: tags + more), suffix: ".ini")
    let dataset = try opening.open(extraOptions: ["CONFIG_FILE=\(configuration.path)"])
    let names = layers.map(\.name)
    dataset.restrict(toLayers: names)
    do {
      try dataset.read(layers: names, fields: fields, isInterleaved: true, filter: source.filter,
        goesOn: source.allowsLoss
      ) {
        (features, tally) throws(GridcastError) in
        var features = features
        if readCount > 0 {
          // The lane read these, in the same order, before it declined.
          let passed = min(readCount, features.count)
          readCount -= passed
          features = features.filtered(features.shapes.kinds.indices.map { $0 >= passed })
        }
        features.coordinateSystem = self.coordinateSystem
        return try take(make(features, self.relabelled(tally)))
      }
    } catch {
      throw relabelled(error)
    }
  }

  /// Reads a PBF that Gridcast reads itself; false where it declined on the way, after a number of
  /// features, and GDAL must go on from there.
  private func read<Made: Sendable>(
    _ osm: OSMLane, _ fields: [Field], _ onlyBeginnings: Bool, _ readCount: inout Int,
    _ make: @Sendable (Features, Tally) throws(GridcastError) -> Made,
    _ take: (Made) throws(GridcastError) -> Bool
  ) throws(GridcastError) -> Bool {
    let (declined, incomplete) = try osm.read(layers.map(\.name), fields, onlyBeginnings: onlyBeginnings) {
      (features) throws(GridcastError) -> (Int, Made) in
      var features = features
      features.coordinateSystem = self.coordinateSystem
      return (features.count, try make(features, Tally()))
    } _: { (made) throws(GridcastError) in
      readCount += made.0
      return try take(made.1)
    }
    if let declined {
      if declined.isFinal { throw GridcastError(.badData, source.path, declined.reason) }
      way.leave(declined, after: readCount)
    }
    let told = missing + (incomplete.note.map { [Sentence($0)] } ?? [])
    if !told.isEmpty, !onlyBeginnings {
      var tally = Tally()
      for sentence in told { tally.note("\(source.path): \(sentence)") }
      let nothing = Features(
        shapes: Shapes(), columns: fields.map { Column($0, .texts(Texts())) },
        coordinateSystem: coordinateSystem)
      _ = try take((0, make(nothing, tally)).1)
    }
    return declined == nil
  }

  /// A configuration of GDAL's OSM driver with these tags as fields of every layer.
  ///
  /// Which closed ways are areas is as in GDAL's own.
  private static func configuration(tags: [String]) -> String {
    let attributes = tags.joined(separator: ",")
    let layers = ["points", "lines", "multipolygons", "multilinestrings", "other_relations"].map {
      """
      [\($0)]
      osm_id=yes
      attributes=\(attributes)
      unsignificant=\(OSMKeys.remarkKeys.joined(separator: ","))
      other_tags=yes
      """
    }
    return """
      closed_ways_are_polygons=aeroway,amenity,boundary,building,craft,geological,historic,landuse,\
      leisure,military,natural,office,place,shop,sport,tourism,highway=platform,\
      public_transport=platform
      attribute_name_laundering=no
      \(layers.joined(separator: "\n"))

      """
  }

  /// The names that a filter may mean as tags: what is quoted, and bare words that are not SQL's.
  private static func names(in filter: String) -> [String] {
    let sql: Set = [
      "AND", "OR", "NOT", "IS", "NULL", "LIKE", "ILIKE", "IN", "BETWEEN", "ESCAPE", "CAST", "AS",
    ]
    let withoutTexts = filter.replacing(/'[^']*'/, with: "")
    var names: [String] = []
    for match in withoutTexts.matches(of: /"([^"]+)"|([A-Za-z_][\w:]*)/) {
      let name = String(match.1 ?? match.2 ?? "")
      if !sql.contains(name.uppercased()), !names.contains(name) { names.append(name) }
    }
    return names
  }

  /// The keys of a text such as `"shop"=>"yes","name"=>"A \"B\""`.
  static func keys(ofTags text: String) -> [String] {
    var keys: [String] = []
    var quoted: [UInt8] = []
    var isQuoted = false, isEscaped = false, isKey = true
    for byte in text.utf8 {
      if isEscaped {
        quoted.append(byte)
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") && isQuoted {
        isEscaped = true
      } else if byte == UInt8(ascii: "\"") {
        if isQuoted {
          if isKey { keys.append(String(decoding: quoted, as: UTF8.self)) }
          isKey.toggle()
          quoted.removeAll(keepingCapacity: true)
        }
        isQuoted.toggle()
      } else if isQuoted {
        quoted.append(byte)
      }
    }
    return keys
  }
}

import Foundation
package import GridcastBase
import GridcastGeo

extension LayerReader {
  /// The greatest number of tags that become fields where all are requested; the others stay
  /// together in `other_tags`.
  static let tagFieldLimit = 200

  /// The fields that GDAL adds to an object's tags.
  private static let ownFields = ["osm_id", "osm_way_id", "other_tags"]

  func tagFields(for selection: FieldSelection) throws(GridcastError) -> [Field] {
    if case .named(let names) = selection { return names.map { Field($0, .text) } }
    let tags = try tagCounts().prefix(Self.tagFieldLimit).map(\.key)
    return (["osm_id", "osm_way_id"] + tags + ["other_tags"]).map { Field($0, .text) }
  }

  /// Reads OSM layers with any tag as a field.
  func readOSM<Made: Sendable>(
    _ selection: FieldSelection,
    make: @Sendable (Features, Tally) throws(GridcastError) -> Made,
    take: (Made) throws(GridcastError) -> Bool
  ) throws(GridcastError) {
    let fields = try tagFields(for: selection)
    try readOSM(
      fields: fields, tags: fields.map(\.name).filter { !Self.ownFields.contains($0) }, make: make,
      take: take)
  }

  /// Reads features of which only the first vertex is needed, where coordinates are in degrees; the
  /// rest of their data may be missing, but for the named fields of an OSM file.
  ///
  /// - Throws: `.badData` where reading ended early; the error of `body`.
  package func readBeginnings(
    withTags tags: [String] = [], _ body: (Features) throws(GridcastError) -> Void
  ) throws(GridcastError) {
    if !source.allowsLoss { try refuseLosses(Tally()) }
    guard osm != nil, coordinateSystem?.isGeographic == true else {
      return try read(.named(tags)) { (features, _) throws(GridcastError) in try body(features) }
    }
    try readOSM(fields: tags.map { Field($0, .text) }, tags: tags, onlyBeginnings: true) {
      (features, _) in
      features
    } take: {
      (features) throws(GridcastError) in
      try body(features)
      return true
    }
  }

  /// The tags of the chosen layers with the number of features that have each, most frequent first.
  package func tagCounts() throws(GridcastError) -> [(key: String, count: Int)] {
    var counts: [String: Int] = [:]
    try readOSM(fields: [Field("other_tags", .text)], tags: []) { (features, _) in
      features
    } take: { (features) in
      guard case .texts(let texts) = features.columns[0].values else { return false }
      // Each different set of tags is parsed once, however many features have it.
      var uses = [Int](repeating: 0, count: texts.dictionary.count)
      for code in texts.codes where code >= 0 { uses[Int(code)] += 1 }
      for (text, count) in zip(texts.dictionary, uses) {
        for key in Self.keys(ofTags: text) { counts[key, default: 0] += count }
      }
      return true
    }
    // A key with a comma cannot be named in GDAL's configuration, which separates keys by commas.
    return counts.filter { !$0.key.contains(",") }
      .sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
  }

  private func readOSM<Made: Sendable>(
    fields: [Field], tags: [String], onlyBeginnings: Bool = false,
    make: @Sendable (Features, Tally) throws(GridcastError) -> Made,
    take: (Made) throws(GridcastError) -> Bool
  ) throws(GridcastError) {
    var readCount = 0
    if let osm,
      try read(
        osm, fields: fields, onlyBeginnings: onlyBeginnings, readCount: &readCount, make: make,
        take: take)
    {
      return
    }
    let known = tags + Self.ownFields
    let tested = osm == nil ? [] : testedTags(beside: fields)
    let filter = osm == nil ? source.filter : nil
    let more = Self.names(in: source.filter ?? "").filter { !known.contains($0) }
    let configuration = MemoryFile(Self.configuration(tags: tags + more), suffix: ".ini")
    let dataset = try opening.open(extraOptions: ["CONFIG_FILE=\(configuration.path)"])
    let names = layers.map(\.name)
    dataset.restrict(toLayers: names)
    do {
      try dataset.read(
        layers: names, fields: fields + tested, isInterleaved: true, filter: filter,
        goesOn: source.allowsLoss
      ) {
        (features, tally) throws(GridcastError) in
        var features = features
        if readCount > 0 {
          // The lane delivered these features, in the same order, before it declined.
          let passed = min(readCount, features.count)
          readCount -= passed
          features = features.filtered(features.shapes.kinds.indices.map { $0 >= passed })
        }
        features = self.chosen(features, fieldCount: fields.count)
        return try take(make(features, self.relabelled(tally)))
      }
    } catch {
      throw relabelled(error)
    }
  }

  /// Reads a PBF file by the lane; false where the lane declined after some features, and GDAL must
  /// continue from there.
  private func read<Made: Sendable>(
    _ osm: OSMLane, fields: [Field], onlyBeginnings: Bool, notes: [Sentence] = [],
    readCount: inout Int,
    make: @Sendable (Features, Tally) throws(GridcastError) -> Made,
    take: (Made) throws(GridcastError) -> Bool
  ) throws(GridcastError) -> Bool {
    let (declined, leftOut) = try osm.read(
      layers.map(\.name), fields: fields, onlyTested: testedTags(beside: fields),
      onlyBeginnings: onlyBeginnings
    ) {
      (features) throws(GridcastError) -> (Int, Made) in
      (features.count, try make(chosen(features, fieldCount: fields.count), Tally()))
    } take: { (made) throws(GridcastError) in
      readCount += made.0
      return try take(made.1)
    }
    if let declined {
      if osm.part != nil { throw Self.notInParts(source, declined.reason) }
      if readCount == 0, OSMOrder.mends(declined) {
        let sorted = try osm.sorted(source.path)
        return try read(
          sorted.lane, fields: fields, onlyBeginnings: onlyBeginnings, notes: sorted.notes,
          readCount: &readCount, make: make, take: take)
      }
      // GDAL would take objects that are packed in a way unknown to it for none.
      if declined.isFinal || osm.file.isForeign || OSMOrder.mends(declined) {
        let advice: Sentence =
          OSMOrder.mends(declined) ? ", though it says so; sort it, as with osmium sort" : ""
        throw GridcastError(.badData, source.path, "\(declined.reason)\(advice)")
      }
      way.leave(declined, after: readCount)
    }
    let names = quoted(layers.map(\.name).filter { $0 != "points" })
    let told =
      notes
      + leftOut.notes.map {
        layers.count == 1 ? "layer \(names): \($0)" : "layers \(names): \($0)"
      }
    if !told.isEmpty, !onlyBeginnings {
      var tally = Tally()
      for note in told { tally.note("\(source.path): \(note)") }
      let nothing = Features(
        shapes: Shapes(), columns: fields.map { Column($0, .texts(Texts())) },
        coordinateSystem: coordinateSystem)
      _ = try take(make(nothing, tally))
    }
    return declined == nil
  }

  /// The columns that only the condition needs, beside others.
  private func testedTags(beside fields: [Field]) -> [Field] {
    (condition?.fields ?? []).filter { !fields.contains($0) }
  }

  /// Those of some features that meet the condition, without the columns that only it needs.
  private func chosen(_ features: Features, fieldCount: Int) -> Features {
    var features = features
    features.coordinateSystem = coordinateSystem
    guard osm != nil, let condition else { return features }
    let mask = condition.condition.mask(
      of: features.columns.filter { condition.fields.contains($0.field) }, count: features.count)
    features.columns.removeSubrange(fieldCount...)
    return features.filtered(mask)
  }

  /// The configuration of GDAL's OSM driver with these tags as fields of every layer.
  ///
  /// The rules for closed ways being areas are those of GDAL's default.
  private static func configuration(tags: [String]) -> String {
    let attributes = tags.joined(separator: ",")
    let layers = ["points", "lines", "multipolygons", "multilinestrings", "other_relations"].map {
      """
      [\($0)]
      osm_id=yes
      attributes=\(attributes)
      \($0 == "points" ? "unsignificant=\(OSMKeys.remarkKeys.joined(separator: ","))" : "")
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

  /// The names in a filter that may be tags: quoted ones, and words that are not SQL keywords.
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

  /// The keys in a text such as `"shop"=>"yes","name"=>"A \"B\""`.
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

import Foundation
package import GridcastBase
import GridcastGeo

extension LayerReader {
  /// Reads all features in batches, in file order.
  ///
  /// - Parameters:
  ///   - selection: The attributes to read; names are matched without regard to case if need be.
  ///   - body: Receives each batch with what was lost on reading it.
  /// - Throws: `.badData` where reading ended early; the error of `body`.
  package func read(
    _ selection: FieldSelection = .all, _ body: (Features, Tally) throws(GridcastError) -> Void
  ) throws(GridcastError) {
    try readWhile(selection) { (features, tally) throws(GridcastError) in
      try body(features, tally)
      return true
    }
  }

  /// Reads all features at once.
  ///
  /// - Parameters:
  ///   - tally: Receives what was lost on reading.
  ///   - selection: The attributes to read.
  /// - Returns: The features in file order; nil where the input has not even an empty batch of them.
  /// - Throws: `.badData` where reading ended early.
  package func whole(_ tally: inout Tally, _ selection: FieldSelection = .all)
    throws(GridcastError) -> Features?
  {
    var all: Features?
    try read(selection) { (features, lost) throws(GridcastError) in
      tally.add(lost)
      if all == nil { all = features } else { all?.append(features) }
    }
    return all
  }

  /// Reads features in batches, in file order, until `body` returns false.
  package func readWhile(
    _ selection: FieldSelection = .all, _ body: (Features, Tally) throws(GridcastError) -> Bool
  ) throws(GridcastError) {
    try readWhile(selection) {
      ($0, $1)
    } take: { (batch) throws(GridcastError) in
      try body(batch.0, batch.1)
    }
  }

  /// Reads features in batches: computes a value from each batch, on all cores where Gridcast reads
  /// the input itself, and passes the values on in file order until `take` returns false.
  ///
  /// - Parameters:
  ///   - selection: The attributes to read.
  ///   - make: Computes a value from a batch and what was lost on reading it.
  ///   - take: Receives each value in turn; false ends the reading.
  /// - Throws: `.badData` where reading ended early; the error of `make` or `take`.
  package func readWhile<Made: Sendable>(
    _ selection: FieldSelection,
    make: @Sendable (Features, Tally) throws(GridcastError) -> Made,
    take: (Made) throws(GridcastError) -> Bool
  ) throws(GridcastError) {
    if !source.allowsLoss { try refuseLosses(opening.lost) }
    var lost = Tally()
    var count = 0
    var isAsked = true
    if let kept, let batches = kept.count(selection) {
      try orderedMap(batches) { (index) throws(GridcastError) in
        let (features, tally) = kept.take(index)
        return (features.count, tally.onlyLost, try make(features, tally))
      } take: { (batch) throws(GridcastError) in
        count += batch.0
        lost.add(batch.1)
        isAsked = try take(batch.2)
        return isAsked
      }
    } else {
      try readKeeping(selection) { (features, tally) throws(GridcastError) in
        (features.count, try make(features, tally))
      } _: { (tally, made) throws(GridcastError) in
        count += made.0
        lost.add(tally)
        isAsked = try take(made.1)
        return isAsked
      }
    }
    // A part may hold none of the features that fulfil it.
    if isAsked, count == 0, source.range == nil, let filter = source.filter {
      let nothing = Features(of: try fields(for: selection), in: coordinateSystem)
      _ = try take(make(nothing, Self.unfulfilled(filter, source.path)))
    }
    if !source.allowsLoss { try refuseLosses(lost) }
  }

  /// Ends a job of which some features cannot be read, in every command alike.
  ///
  /// - Throws: `.badData` where features were lost, or opening the input told that it lacks some.
  package func refuseLosses(_ lost: Tally) throws(GridcastError) {
    let words = missing + (lost.droppedCount > 0 ? [lost.reasons] : [])
    guard let first = words.first else { return }
    let all = words.dropFirst().reduce(first) { $0 + "; " + $1 }
    let close: Sentence = lost.dropped(VectorDataset.openRing) > 0 ? ", \(.closeRings)" : ""
    // Of what else is read, losses are not allowed.
    let way: Sentence = source.role == .input ? "\(close), or \(.allowLoss)" : close
    throw GridcastError(
      .badData, source.path,
      "some of it cannot be read: \(all); nothing was written. Repair or fetch the file again\(way)"
    )
  }

  /// What GDAL hands out though it is damaged: no feature is missing, but it is not what was meant.
  private static func told(_ faults: Tally) -> [Sentence] {
    faults.changes
      + faults.dropped.map {
        "\(counted($0.count, "feature")) \($0.reason), read as far as it goes"
      }
  }

  func readAny<Made: Sendable>(
    _ selection: FieldSelection,
    _ make: @Sendable (Features, Tally) throws(GridcastError) -> Made,
    _ take: (Made) throws(GridcastError) -> Bool
  ) throws(GridcastError) {
    if isOSM { return try readOSM(selection, make: make, take: take) }
    var wanted = chosen(selection, among: fields)
    var readCount = 0
    var opening = opening
    let lost = opening.lost
    if lost.droppedCount > 0, try !take(make(Features(of: wanted, in: coordinateSystem), lost)) {
      return
    }
    if let lane {
      let extra = (coordinates?.fields ?? []) + conditionFields(beside: wanted)
      if try readAll(
        of: lane, fields: wanted + extra, attributeCount: wanted.count, readCount: &readCount,
        make: make, take: take)
      {
        return
      }
      // The lane's blocks until then were sound, so they are the beginning of a copy, too.
      try opening.checkJSON(for: source)
      if let lost = opening.json?.found(after: self.opening.json),
        try !take(make(Features(of: wanted, in: coordinateSystem), relabelled(lost)))
      {
        return
      }
      if lane.isProvisional {
        wanted = chosen(selection, among: Self.union(of: try opening.inspect().layers))
      }
    }
    let fields = wanted + (coordinates?.fields ?? []) + conditionFields(beside: wanted)
    let found = self.faults.tally(
      opening.gdalPath, format, in: opening.encoding?.name ?? TextEncoding.utf8, of: fields)
    let deletedCount = found.number(ofThose: DBFFaults.deleted)
    var faults = relabelled(found)
    if !source.allowsLoss, faults.droppedCount > 0 { try refuseLosses(faults) }
    let dataset = try opening.open(extraOptions: momentOptions(fields))
    do {
      let chooses = condition == nil && source.filter != nil
      let isChecked = chooses && !Self.answersQueries.contains(format)
      if isChecked {
        let lost = try lostWithoutCondition(dataset, deletedCount: deletedCount)
        if lost != Tally(), try !take(make(Features(of: wanted, in: coordinateSystem), lost)) {
          return
        }
      }
      try dataset.read(
        layers: layers.map(\.name), fields: fields, isInterleaved: false,
        filter: condition == nil ? source.filter : nil, from: readCount, goesOn: true,
        keepsOpenRings: source.keepsOpenRings, deletedCount: deletedCount,
        byColumns: source.readsByFeature ? nil : { way.addByColumns($0) }
      ) { (features, tally) throws(GridcastError) in
        var tally = relabelled(tally)
        if isChecked { tally.forgetLosses() }
        for sentence in Self.told(faults) { tally.change(sentence) }
        for note in faults.notes where !faults.changes.contains(note) { tally.note(note) }
        faults = Tally()
        let assembled = assemble(features, attributeCount: wanted.count, &tally)
        return try take(make(assembled, tally))
      }
    } catch {
      throw relabelled(error)
    }
  }

  /// Reads an input by its lane; false where the lane declined after some features, and GDAL must
  /// continue from there.
  private func readAll<Made: Sendable>(
    of lane: any Lane, fields: [Field], attributeCount: Int, readCount: inout Int,
    make: @Sendable (Features, Tally) throws(GridcastError) -> Made,
    take: (Made) throws(GridcastError) -> Bool
  ) throws(GridcastError) -> Bool {
    var declined: Declined?
    try orderedMap(lane.blockCount) {
      (index) throws(GridcastError) -> Result<(count: Int, Made), Declined> in
      let block: Features
      var tally = Tally()
      do throws(Declined) {
        block = try lane.block(index, fields, &tally)
      } catch { return .failure(error) }
      let features = assemble(block, attributeCount: attributeCount, &tally) {
        lane.place(ofRow: $0, inBlock: index)
      }
      return .success((block.count, try make(features, tally)))
    } take: { (made) throws(GridcastError) in
      switch made {
      case .success(let (count, value)):
        readCount += count
        return try take(value)
      case .failure(let reason):
        declined = reason
        return false
      }
    }
    if let declined, source.range != nil { throw Self.notInParts(source, declined.reason) }
    if let declined, declined.isFinal {
      throw GridcastError(.badData, source.path, declined.reason)
    }
    if let declined { way.leave(declined, after: readCount) }
    return declined == nil
  }

  /// The fields of a selection; for all tags of OSM this reads the whole file.
  package func fields(for selection: FieldSelection) throws(GridcastError) -> [Field] {
    isOSM ? try tagFields(for: selection) : chosen(selection, among: fields)
  }

  private func chosen(_ selection: FieldSelection, among fields: [Field]) -> [Field] {
    guard case .named(let names) = selection else { return fields }
    return names.compactMap { Condition.field($0, among: fields) }
  }

  /// Sets the coordinate system, and makes points of columns of coordinates.
  private func assemble(
    _ features: Features, attributeCount: Int, _ tally: inout Tally,
    place: (_ row: Int) -> Sentence? = { _ in nil }
  ) -> Features {
    var features = features
    if opening.xml?.marksTexts == true { features.unmarkTexts() }
    // The rows that a condition leaves.
    var rows: [Int]?
    if let condition {
      let mask = condition.condition.mask(
        of: features.columns.filter { condition.fields.contains($0.field) }, count: features.count)
      features.columns.removeSubrange((attributeCount + (coordinates?.fields.count ?? 0))...)
      features = features.filtered(mask)
      rows = mask.indices.filter { mask[$0] }
    }
    if let coordinates {
      let columns = Array(features.columns[attributeCount...])
      features.columns.removeSubrange(attributeCount...)
      let (shapes, isKept) = coordinates.shapes(
        from: columns, keepsOpenRings: source.keepsOpenRings, &tally
      ) { place(rows?[$0] ?? $0) }
      if let isKept { features.columns = features.columns.map { $0.filtered(isKept) } }
      features.shapes = shapes
    }
    // In KML a position without a height has height 0.
    if inventsValues { features.shapes.dropHeights { $0 == 0 } }
    if source.exchangesAxes {
      features.shapes.points = features.shapes.points.map { Point(x: $0.y, y: $0.x) }
    }
    features.coordinateSystem = coordinateSystem
    return features
  }

  /// Replaces GDAL's path in an error by the user's.
  func relabelled(_ error: GridcastError) -> GridcastError {
    guard error.subject == opening.gdalPath else { return error }
    return GridcastError(
      error.kind, source.path,

      Opening.explain(error.sentence, about: opening.gdalPath, as: source.path))
  }

  func relabelled(_ tally: Tally) -> Tally {
    var result = Tally()
    let label = { (sentence: Sentence) -> Sentence in
      let sentence = sentence.mapTexts { $0.replacing(opening.gdalPath, with: source.path) }
      return sentence.hasPrefix(source.path) ? sentence : "\(source.path): \(sentence)"
    }
    result.add(tally.withoutNotes)
    for change in tally.changes { result.change(label(change)) }
    for note in tally.notes where !tally.changes.contains(note) { result.note(label(note)) }
    return result
  }
}

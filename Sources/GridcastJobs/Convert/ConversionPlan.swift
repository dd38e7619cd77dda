import Foundation
package import GridcastBase
package import GridcastFormats
package import GridcastGeo
import GridcastReproject

/// The plan of a conversion, which is made before anything is written.
package struct ConversionPlan: Sendable {
  /// The schema of the output layer.
  package let schema: LayerSchema
  /// What is added to an existing file; nil where the file is new.
  let addition: Addition?
  /// The survey of the input.
  package let survey: Survey
  /// The coordinate system of the input, where it is known.
  package let from: CoordinateSystem?
  /// The coordinate system of the output.
  package let to: CoordinateSystem?
  /// The operation between the two systems, with its accuracy; nil where coordinates stay the same.
  package let operation: CoordinateOperation?
  /// The features that will be lost or left out, by reason.
  package let announced: Tally
  /// Sentences for the user, such as warnings.
  package let notes: [Sentence]
  /// The names of the fields to read, in the order of the schema's fields.
  let names: [String]
  /// The features, as they come from the inputs and the steps.
  let flow: FeatureFlow
  /// What the steps do, a sentence each.
  let steps: [Sentence]
  /// The transformation of coordinates; nil where they stay the same.
  let reprojection: Reprojection?
  /// The path of the table to copy; nil where a table is written.
  let table: String?

  /// The first input.
  var reader: LayerReader { flow.inputs.first }

  /// The features that will be lost, by reason, without those that the user leaves out.
  package var lost: [(reason: Sentence, count: Int)] {
    announced.dropped.filter { $0.reason != FeatureSieve.outside }
  }

  /// What will be lost of values and shapes, one sentence for each loss.
  package var losses: [Sentence] { inputLosses + schema.losses }

  /// What will be lost of values on reading them.
  var inputLosses: [Sentence] {
    flow.inputs.readers.flatMap(\.losses)
      + announced.changes.map { $0.without(prefix: reader.source.path) }
  }

  /// The features with their attributes under the new names.
  func renamed(_ features: Features) -> Features {
    var features = features
    for (index, plan) in schema.fields.enumerated() {
      features.columns[index].field.name = plan.source.name
    }
    return features
  }
}

extension Conversion {
  /// Surveys the input and makes the plan.
  ///
  /// - Throws: `.usage` where the input lacks a name; `.badData` where the input cannot be used or
  ///   not be transformed to the target.
  package func prepare(progress: @escaping ProgressHandler = { _, _, _ in }) throws(GridcastError)
    -> ConversionPlan
  {
    var seen: (reader: LayerReader, lost: Tally)?
    do {
      return try plan(seen: &seen, progress)
    } catch {
      // What cannot be read may be why nothing is there that a plan can be made of.
      if !allowsLoss, let seen { try seen.reader.refuseLosses(seen.lost) }
      throw error
    }
  }

  /// Makes the plan; `seen` receives the reader, and what was lost on reading, as soon as both are known.
  private func plan(
    seen: inout (reader: LayerReader, lost: Tally)?, _ progress: @escaping ProgressHandler
  ) throws(GridcastError) -> ConversionPlan {
    let format = try VectorFormat(ofPath: output, named: format)
    if encoding != .utf8 && !format.isShapefile {
      throw GridcastError(
        .usage, output, "only a Shapefile is written in another encoding than UTF-8")
    }
    let (addition, ownName): (Addition?, String?) =
      try appends ? ExistingLayer.addition(to: output, layerName, format) : (nil, nil)
    let existing = try addition == .features ? ExistingLayer(output, named: ownName) : nil
    var notes: [Sentence] = []
    var flow = try flow(to: format, &notes, progress)
    let reader = flow.inputs.first
    let mayBeUnknown =
      !reader.hasGeometry
      || (target == nil && !format.holdsWGS84Only && existing?.coordinateSystem == nil)
    let from = mayBeUnknown ? reader.coordinateSystem : try reader.knownCoordinateSystem()

    var chosen = try fields.applied(to: flow.fields, of: source.path)
    // Added features are written in the encoding of the existing layer.
    let encoding =
      format.isShapefile
      ? existing?.encoding ?? encoding.name
      : format.encoding(forNames: chosen.map(\.field.name))
    let mayKeepTable = keepsTable(of: reader, as: format)
    var (survey, tally, passed) = try survey(
      flow, fields: mayKeepTable ? [] : chosen, encoding: encoding, progress)
    seen = (reader, tally.onlyLost)
    notes += flow.warnings(passed)
    if let extent, survey.count == 0, tally.dropped(FeatureSieve.outside) > 0 {
      notes.append(
        extent.mistake(against: flow.coordinateSystem, whereAll: try flow.inputs.box()))
    }
    if flow.isPlain, reader.isCSV && !format.isCSV {
      let texts = chosen.map(\.field.kind)
      let typed: LayerReader
      (typed, chosen) = Self.typed(reader, fields: chosen, by: survey)
      flow = FeatureFlow(try JoinedInputs([typed]), extent: extent, repairs: repairs)
      let numbers = zip(texts, chosen).filter { $0 != $1.field.kind }.map { $1.field.name }
      if !numbers.isEmpty { notes.append("read as numbers: \(numbers.joined(separator: ", "))") }
    }
    if reader.inventsValues { chosen = Self.withoutDefaults(chosen, survey) }
    let moves =
      target != nil || format.holdsWGS84Only || existing?.coordinateSystem != nil
    // Where the output names no system, nothing is labelled wrongly that is not moved.
    let isUnlabelled = !moves && (format.isCSV || format.isTable)
    let known: CoordinateSystem? =
      if case .named(let name)? = target { try .named(name) } else { existing?.coordinateSystem }
    if let warning = try reader.checkPlaces(
      survey.box, movedTo: known, moves: moves, allowsLoss: allowsLoss || isUnlabelled)
    {
      notes.append(warning)
    }
    let (to, way) = try systems(
      from: from, reader: reader, survey: survey, format: format,
      existing: existing, lost: reader.losses + tally.notes, notes: &notes)
    // Longitudes that go on beyond 180° are cut there although the system stays.
    let isAsked = from == to && (target != nil || format.holdsWGS84Only)
    let isCut = isAsked ? try way?.mayCut(within: survey.box) ?? false : false
    let reprojection =
      from == to && !isCut ? nil : way?.decided(over: survey.box, count: survey.count)
    if from != to {
      _ = try reader.checkPlaces(survey.box, movedTo: to, allowsLoss: allowsLoss)
    }
    notes += try way?.warnings(over: survey.box, for: source.role) ?? []
    if format.isCSV, from == to, Set(survey.kinds.keys).isSubset(of: [.point, .null]) {
      // The columns of coordinates are written anew.
      let own = reader.coordinateFields.map { $0.uppercased() }
      chosen.removeAll {
        own.contains($0.name.uppercased()) && "XYZ".contains($0.name.uppercased())
      }
    }
    let mayLose = try reprojection?.mayLose(survey.box) ?? false
    let table = mayKeepTable && !mayLose ? reader.tablePath : nil
    if mayKeepTable && table == nil {
      // If features are lost, the table cannot be copied, so its fields must be surveyed.
      var again = self
      again.writesTable = true
      return try again.prepare(progress: progress)
    }
    if let reprojection {
      let mayCut = try reprojection.mayCut(within: survey.box)
      if mayLose || mayCut {
        let (lost, kinds) = try lostByMoving(flow, by: reprojection, progress)
        tally.add(lost)
        if mayCut { survey.kinds = kinds }
      }
    }
    let schema = LayerSchema(
      format, name: existing?.name ?? layerName ?? defaultLayerName(format),
      declared: flow.changesKinds ? nil : reader.declaredKind, isTable: !flow.hasGeometry,
      fields: chosen.map(\.field),
      survey: survey, keepsTable: table != nil, coordinateSystem: to, encoding: encoding,
      appends: appends, disarmsFormulas: disarmsFormulas,
      identity: flow.isPlain ? Self.identity(of: reader, chosen, survey) : nil)
    for count in schema.misfits.values { tally.drop(Self.otherKind, count) }
    tally.drop(Self.unplaced, schema.unplacedCount)
    notes += Self.notes(on: survey, from: from, to: to, format: format)
    if addition == .layer { notes.append("'\(schema.name)' is a new layer of \(output)") }
    if let existing { notes += try existing.check(schema, new: survey, path: output) }
    return ConversionPlan(
      schema: schema, addition: addition, survey: survey, from: from, to: to,
      operation: from == to ? nil : try reprojection?.operation(over: survey.box), announced: tally,
      notes: notes,
      names: chosen.map(\.name), flow: flow, steps: flow.told(passed), reprojection: reprojection,
      table: table)
  }

  /// The coordinate system of the output, and a transformation that may have a warning.
  private func systems(
    from: CoordinateSystem?, reader: LayerReader, survey: Survey, format: VectorFormat,
    existing: ExistingLayer?, lost: [Sentence], notes: inout [Sentence]
  ) throws(GridcastError) -> (CoordinateSystem?, Reprojection?) {
    if survey.count == 0, reader.isCSV, source.filter == nil {
      notes.append("it holds no record: its only line is taken for the names of its fields")
    }
    guard let from else {
      notes.append(
        reader.hasGeometry
          ? "it names no coordinate system, and neither will the output; \(.nameSystem(.input))"
          : reader.asTable)
      return (nil, nil)
    }
    // An empty layer lies in no zone.
    let isEmpty = survey.count == 0 && target == .utm && lost.isEmpty
    if isEmpty {
      notes.append("it has no features, by which to choose a UTM zone, and stays in \(from)")
    }
    var to =
      try isEmpty ? nil : target?.resolved(for: survey, in: from, of: source.path, lost: lost)
    if let existing, existing.coordinateSystem == nil, reader.hasGeometry, to != nil {
      throw GridcastError(
        .usage, output, "the layer names no coordinate system, so nothing can be moved to it")
    }
    if let theirs = existing?.coordinateSystem {
      if let to, to != theirs {
        throw GridcastError(
          .usage, output, "the layer is in \(theirs), so features in \(to) cannot be added to it")
      }
      to = theirs
    }
    if format.holdsWGS84Only {
      let wgs84 = CoordinateSystem.wgs84
      if let to, to != wgs84 {
        throw GridcastError(
          .usage, output,
          "\(format.label) holds WGS 84 longitude and latitude only; \(.moveToWGS84), or write "
            + "another format")
      }
      if from != wgs84 && to == nil {
        notes.append("moved to WGS 84, the only system that \(format.label) holds")
      }
      to = wgs84
    }
    return (to ?? from, Reprojection(from: from, to: to ?? from))
  }

  /// The default name of the layer: in a file that of the file.
  private func defaultLayerName(_ format: VectorFormat) -> String {
    if format.isDatabase || output == "-" { return source.layers.first ?? source.name }
    return URL(filePath: output).deletingPathExtension().lastPathComponent
  }

  private static func notes(
    on survey: Survey, from: CoordinateSystem?, to: CoordinateSystem?, format: VectorFormat
  ) -> [Sentence] {
    var notes: [Sentence] = []
    if survey.hasZ, let vertical = from?.vertical {
      notes.append(
        "heights stay as they are; that they are in \(vertical) the output does not tell")
    }
    if survey.hasZ, let vertical = to?.vertical {
      notes.append("heights stay as they are; they are not moved to \(vertical)")
    }
    if let offset = to?.offset, [.geoJSON, .csv].contains(format.known) {
      notes.append(
        "\(format.label) names no \(offset.name); \(.readAs(.input, offset.rawValue))")
    }
    if let count = survey.kinds[.null], survey.kinds.count > 1 {
      notes.append("\(counted(count, "feature")) without geometry")
    }
    if survey.emptyCount > 0 {
      notes.append("\(counted(survey.emptyCount, "feature")) with an empty geometry")
    }
    return notes
  }
}

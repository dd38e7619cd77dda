import GridcastBase
import GridcastFormats
import GridcastGeo
import GridcastReproject

extension Conversion {
  /// Opens the inputs, and lays out what their features go through before they are moved.
  ///
  /// - Throws: `.usage` and `.badData` where a step does not go with the inputs; the errors of reading.
  func flow(
    to format: VectorFormat, _ notes: inout [Sentence], _ progress: ProgressHandler
  ) throws(GridcastError) -> FeatureFlow {
    try steps.check(source.path)
    // What is lost is announced, and then refused or allowed, together with what the output cannot hold.
    var source = source.allowingLoss(true)
    source.keepsOpenRings = repairs
    let isPlain = steps.used.isEmpty
    var readers: [LayerReader] = []
    for path in [source.path] + (steps.with ?? []) {
      source.path = path
      var reader = try LayerReader(source)
      // Of a table of texts the first reading tells the types by which the second one reads.
      if reader.isCSV && !format.isCSV {
        if !isPlain {
          let fields = try reader.fields(for: .all)
          // Whatever is left out later, all rows tell the types.
          var whole = self
          whole.extent = nil
          whole.limit = nil
          whole.repairs = false
          let plain = FeatureFlow(try JoinedInputs([reader]), extent: nil, repairs: false)
          let (survey, _, _) = try whole.survey(
            plain, fields: fields.map { ($0.name, $0) }, encoding: TextEncoding.utf8, progress)
          (reader, _) = Self.typed(reader, fields: fields.map { ($0.name, $0) }, by: survey)
        }
      } else {
        reader = reader.readTwice()
      }
      notes += readers.isEmpty ? reader.notes : reader.notes.map { "\(path): \($0)" }
      readers.append(reader)
    }
    let inputs = try JoinedInputs(readers, sourceField: steps.sourceField)
    notes += inputs.notes
    var flow = FeatureFlow(inputs, extent: extent, repairs: repairs)
    try steps.add(to: &flow, &notes, allowsRemote: source.allowsRemote, progress)
    return flow
  }

  /// Surveys the fields, and counts the losses.
  func survey(
    _ flow: FeatureFlow, fields chosen: [(name: String, field: Field)], encoding: String,
    _ progress: ProgressHandler
  ) throws(GridcastError) -> (Survey, Tally, FeatureFlow.Passed) {
    let blank = Survey(limits: true) { encodedBytes($0, in: encoding)?.count }
    var survey = blank
    var tally = Tally()
    var refinement = Refinement(self, after: flow)
    let takesAll = takesAll(of: flow)
    let names = chosen.map(\.field.name)
    let passed = try flow.readWhile(chosen.map(\.name)) {
      (features, lost) -> (Features?, Survey, Tally) in
      var features = features
      for (index, name) in names.enumerated() { features.columns[index].field.name = name }
      guard takesAll else { return (features, blank, lost) }
      var part = blank
      part.add(features)
      return (nil, part, lost)
    } take: { (features, part, lost) throws(GridcastError) in
      tally.add(lost)
      survey.add(part)
      if let features { survey.add(try refinement.refine(features, &tally)) }
      progress("survey", survey.count, nil)
      return !refinement.sieve.isFull
    }
    return (survey, tally, passed)
  }

  static func typed(
    _ reader: LayerReader, fields: [(name: String, field: Field)], by survey: Survey
  ) -> (LayerReader, [(name: String, field: Field)]) {
    var kinds: [String: Field.Kind] = [:]
    let typed = fields.map { item in
      var item = item
      if item.field.kind == .text, let kind = survey.columns[item.field.name]?.textKind {
        item.field.kind = kind
        kinds[item.name] = kind
      }
      return item
    }
    return (reader.typed(kinds), typed)
  }

  /// Counts the features that cannot be transformed, and the kinds of the others, by transforming all.
  func lostByMoving(
    _ flow: FeatureFlow, by reprojection: Reprojection, _ progress: @escaping ProgressHandler
  ) throws(GridcastError) -> (Tally, [Shapes.Kind: Int]) {
    var tally = Tally()
    var kinds: [Shapes.Kind: Int] = [:]
    var ignored = Tally()
    var refinement = Refinement(self, after: flow)
    _ = try flow.readWhile([]) { (features, _) in
      features
    } take: { (features) throws(GridcastError) in
      let kept = try refinement.refine(features, &ignored)
      for kind in try reprojection.move(kept, &tally).shapes.kinds { kinds[kind, default: 0] += 1 }
      progress("survey", kept.count, nil)
      return !refinement.sieve.isFull
    }
    return (tally, kinds)
  }
}

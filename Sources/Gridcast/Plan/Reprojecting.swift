import Foundation

/// A layer moved to another coordinate system and written in a format of choice.
public struct Reprojecting: Sendable {
  /// What will be done, known before anything is written.
  public struct Preparation: Sendable {
    /// The layer to write.
    public let schema: LayerSchema
    /// What a pass over the input learned.
    public let survey: Survey
    /// The coordinate system of the input.
    public let from: CoordinateSystem
    /// The coordinate system of the output.
    public let to: CoordinateSystem
    /// What the output's format cannot hold, a sentence each.
    public let losses: [String]
    /// What the user should know.
    public let notes: [String]
    let reader: LayerReader
    let reprojection: Reprojection
  }

  /// The input.
  public var source: Source
  /// The coordinate system to move to.
  public var target: TargetChoice
  /// The file to write; its ending names the format.
  public var output: String
  /// Whether to go on where something is lost.
  public var allowLoss = false

  /// A move of an input to a coordinate system.
  public init(_ source: Source, to target: TargetChoice, output: String) {
    self.source = source
    self.target = target
    self.output = output
  }

  /// Reads the input through and decides on everything.
  public func prepare(progress: @escaping ProgressHandler = { _, _, _ in }) throws(GridcastError)
    -> Preparation
  {
    let format = try VectorFormat(ofPath: output)
    var reader = try LayerReader(source)
    let from = try reader.knownCoordinateSystem()
    var fields = try reader.fields(for: .all)
    let selection = FieldSelection.named(fields.map(\.name))
    var survey = Survey()
    var tally = Tally()
    try reader.read(selection) { (features, lost) throws(GridcastError) in
      survey.add(features)
      tally.add(lost)
      progress("survey", survey.count, nil)
    }
    var notes = reader.notes
    if reader.format == "CSV" && format.driver != "CSV" {
      reader = reader.typed(by: survey)
      let numbers = zip(fields, reader.fields).filter { $0.kind != $1.kind }.map { $1.name }
      if !numbers.isEmpty { notes.append("read as numbers: \(numbers.joined(separator: ", "))") }
      fields = reader.fields
    }
    let to = try target.resolved(for: survey, in: from, of: source.path)
    let reprojection = try Reprojection(from: from, to: to)
    if let warning = try reprojection.warning(over: survey.box) { notes.append(warning) }
    for index in fields.indices where fields[index].kind == .text {
      fields[index].width =
        format.isShapefile ? min(max(survey.textBytes[fields[index].name] ?? 1, 1), 254) : 0
    }
    let schema = LayerSchema(
      name: URL(filePath: output).deletingPathExtension().lastPathComponent, survey: survey,
      fields: fields, coordinateSystem: to)
    return Preparation(
      schema: schema, survey: survey, from: from, to: to,
      losses: format.losses(of: schema, survey), notes: notes, reader: reader,
      reprojection: reprojection)
  }

  /// Does what was prepared; the staging puts the output in place.
  ///
  /// - Returns: What was read, written and lost, and the field names that were shortened.
  /// - Throws: `.badData` where something is lost and that is not allowed.
  public func run(
    _ prepared: Preparation, staging: Staging, progress: @escaping ProgressHandler = { _, _, _ in }
  ) throws(GridcastError) -> (tally: Tally, renamed: [(full: String, short: String)]) {
    if let loss = prepared.losses.first, !allowLoss {
      let more = prepared.losses.count > 1 ? " (and \(prepared.losses.count - 1) more)" : ""
      throw GridcastError(
        .badData, output, "\(loss)\(more); write another format, or pass --allow-loss")
    }
    let writer = try LayerWriter(output, schema: prepared.schema, staging: staging)
    let renamed = writer.renamedFields(prepared.schema)
    var tally = Tally()
    let all = prepared.survey.count
    try prepared.reader.read(.named(prepared.schema.fields.map(\.name))) {
      (features, lost) throws(GridcastError) in
      tally.read += features.count + lost.droppedCount
      tally.add(lost)
      let moved = try prepared.reprojection.move(features, &tally)
      let complaints = try writer.write(moved)
      if let complaint = complaints.first, !self.allowLoss {
        throw GridcastError(
          .badData, self.output, "\(complaint); write another format, or pass --allow-loss")
      }
      for complaint in complaints { tally.note("\(self.output): \(complaint)") }
      tally.kept += moved.count
      progress("reproject", tally.read, all)
    }
    try writer.close()
    if tally.droppedCount > 0 && !allowLoss {
      throw GridcastError(
        .badData, source.path,
        "\(counted(tally.droppedCount, "feature")) would be lost (\(tally.reasons)), so nothing was "
          + "written; pass --allow-loss to go on without them")
    }
    return (tally, renamed)
  }
}

import Foundation
package import GridcastBase
package import GridcastFiles
package import GridcastFormats
import GridcastGeo
package import GridcastReproject

/// A conversion of a layer to another format or coordinate system, of all or some of its features.
package struct Conversion: Sendable {
  /// The input.
  package var source: Source
  /// The target coordinate system; nil to keep that of the input.
  package var target: TargetChoice?
  /// The path of the output, or `PG:…`.
  package var output: String
  /// The output format, where the ending of the output does not tell it.
  package var format: String?
  /// The name of the output's layer or table; nil for that of the file, or for a database that of
  /// the input.
  package var layerName: String?
  /// Which attributes are written, and under which names.
  package var fields = FieldMapping()
  /// The box, in the input's coordinates, that features must touch to be written; nil for all.
  package var extent: Box?
  /// The greatest number of features to write.
  package var limit: Int?
  /// The encoding of texts in a Shapefile.
  package var encoding = TableEncoding.utf8
  /// Whether invalid polygons are made valid.
  package var repairs = false
  /// Whether features are added to an existing layer, or become a new one of an existing file.
  package var appends = false
  /// Whether an apostrophe is put before texts of a CSV that a table calculation would take for formulas.
  package var disarmsFormulas = false
  /// Whether to continue with losses that the plan announced.
  package var allowsLoss = false
  /// What is made of the features between reading and writing.
  package var steps = ConversionSteps()

  /// Makes a conversion of an input to an output.
  package init(_ source: Source, to target: TargetChoice?, output: String) {
    self.source = source
    self.target = target
    self.output = output
  }

  /// Whether the table is written anew even if it could be copied.
  var writesTable = false
  /// Whether all features are written as they are read.
  var isWhole: Bool { extent == nil && limit == nil && !repairs && steps.used.isEmpty }

  /// Whether a block of the flow is written whole, whatever came before it.
  func takesAll(of flow: FeatureFlow) -> Bool {
    limit == nil && (!flow.isPlain || (extent == nil && !repairs))
  }

  /// The reason for losing a shape whose polygons become empty by repairing.
  static let nothingLeft: Sentence = "of whose polygons nothing is left when they are made valid"
  /// The reason for losing a shape of a type that the layer cannot hold.
  static let otherKind: Sentence = "of another kind of shape than the layer holds"

  /// The reason for losing a feature without a position, where the format requires one.
  static let unplaced: Sentence = "without a position, which the format does not keep"

  /// The steps for features before they are transformed: unwanted ones are left out, and invalid
  /// polygons repaired.
  struct Refinement {
    var sieve: FeatureSieve
    let repairs: Bool
    private(set) var repairedCount = 0

    init(extent: Box?, limit: Int?, repairs: Bool) {
      sieve = FeatureSieve(extent: extent, limit: limit)
      self.repairs = repairs
    }

    /// What a flow leaves to do.
    init(_ conversion: Conversion, after flow: FeatureFlow) {
      self.init(
        extent: flow.isPlain ? conversion.extent : nil, limit: conversion.limit,
        repairs: flow.isPlain && conversion.repairs)
    }

    mutating func refine(
      _ features: Features, _ tally: inout Tally
    ) throws(GridcastError) -> Features {
      var features = sieve.pass(features, &tally)
      guard repairs else { return features }
      let (shapes, repaired, emptied) = try features.shapes.repaired()
      repairedCount += repaired.count
      guard !repaired.isEmpty || !emptied.isEmpty else { return features }
      features.shapes = shapes
      guard !emptied.isEmpty else { return features }
      tally.drop(Conversion.nothingLeft, emptied.count)
      let gone = Set(emptied)
      return features.filtered((0..<features.count).map { !gone.contains($0) })
    }
  }

  /// Runs a prepared conversion; the staging puts the output in place.
  ///
  /// - Returns: The report on features read, written, left out and lost.
  /// - Throws: `.badData` where features are lost and that is not allowed, or was not announced.
  package func run(
    _ prepared: ConversionPlan, staging: Staging,
    progress: @escaping ProgressHandler = { _, _, _ in }
  ) throws(GridcastError) -> ConversionReport {
    if !allowsLoss { try refuseLosses(prepared) }
    if let table = prepared.table {
      return try runKeepingTable(table, prepared, staging: staging, progress: progress)
    }
    let schema = prepared.schema
    try LayerWriter.check(schema, output)
    let writer = try LayerWriter(
      output, schema: schema, addition: prepared.addition, staging: staging)
    var report = ConversionReport()
    let flow = prepared.flow
    var refinement = Refinement(self, after: flow)
    var written = Survey()
    let all = prepared.survey.count
    let output = output
    let takesAll = takesAll(of: flow)
    let encoder = writer.encoder
    let ready: @Sendable (Features, inout Tally) throws(GridcastError) -> ReadyBatch = {
      (features, tally) throws(GridcastError) in
      var moved = try prepared.reprojection?.move(features, &tally) ?? features
      if schema.format.holdsWGS84Only {
        let count = moved.shapes.turnWithin180()
        tally.count("turned to longitudes from −180° to 180°", of: "shape", plural: "shapes", count)
      }
      let fitting = Self.fitting(moved, into: schema, &tally)
      return ReadyBatch(
        encoded: try encoder.encode(fitting), features: schema.format.isKnown ? nil : fitting)
    }
    let passed = try flow.readWhile(prepared.names) {
      (features, lost) throws(GridcastError) -> (Step, Tally) in
      var tally = lost
      let renamed = prepared.renamed(features)
      // Which features are left out depends on all earlier ones.
      guard takesAll else { return (.unrefined(renamed), tally) }
      let batch = try ready(renamed, &tally)
      tally.read = lost.read
      return (.ready(batch), tally)
    } take: { (step, lost) throws(GridcastError) in
      report.tally.read += lost.read
      report.tally.add(lost)
      let batch =
        switch step {
        case .ready(let batch): batch
        case .unrefined(let features):
          try ready(refinement.refine(features, &report.tally), &report.tally)
        }
      if let complaint = try writer.append(batch.encoded).first {
        throw GridcastError(
          .badData, output,
          "\(complaint). That had not been announced, so nothing was written; write another format")
      }
      report.tally.kept += batch.encoded.count
      if let features = batch.features { written.add(features) }
      progress("convert", report.tally.read, all)
      return !refinement.sieve.isFull
    }
    try writer.close()
    report.repairedCount = refinement.repairedCount + flow.repaired(passed)
    try check(report.tally, prepared)
    if !schema.format.isKnown { try compare(written, with: prepared, in: staging) }
    return report
  }

  /// Features that can be added to the file.
  private struct ReadyBatch: Sendable {
    let encoded: EncodedBatch
    /// The same features, where what is written is compared with them afterwards.
    let features: Features?
  }

  /// What the threads make of a batch.
  private enum Step: Sendable {
    case ready(ReadyBatch)
    /// Features of which it is not known yet which of them are wanted.
    case unrefined(Features)
  }

  /// The features that the layer can hold.
  private static func fitting(
    _ features: Features, into schema: LayerSchema, _ tally: inout Tally
  ) -> Features {
    var features = features
    if !schema.misfits.isEmpty {
      let fits = features.shapes.kinds.map { schema.misfits[$0] == nil }
      tally.drop(otherKind, fits.count { !$0 })
      features = features.filtered(fits)
    }
    if schema.unplacedCount > 0 {
      let isPlaced = (0..<features.count).map { !features.shapes.isEmpty($0) }
      tally.drop(unplaced, isPlaced.count { !$0 })
      features = features.filtered(isPlaced)
    }
    return features
  }

  private func refuseLosses(_ prepared: ConversionPlan) throws(GridcastError) {
    try prepared.reader.refuseLosses(prepared.announced.onlyLost)
    for other in prepared.flow.inputs.readers.dropFirst() { try other.refuseLosses(Tally()) }
    let lost = prepared.lost
    // The schema's messages about shapes tell more than their number.
    if !lost.isEmpty && prepared.schema.misfits.isEmpty {
      let reasons = lost.map { told($0.count, lost: $0.reason) }.joined(separator: ", ")
      throw GridcastError(
        .badData, source.path,
        "\(counted(lost.reduce(0) { $0 + $1.count }, "feature")) would be lost (\(reasons)), so nothing "
          + "was written; \(.allowLoss)")
    }
    let ofInput = prepared.inputLosses
    if let loss = ofInput.first {
      let others = ofInput.count - 1
      throw GridcastError(
        .badData, source.path,
        "\(loss)\(others > 0 ? " (and \(others) more)" as Sentence : ""), so nothing was written; mend it in the "
          + "input, or \(.allowLoss)")
    }
    guard let loss = prepared.losses.first else { return }
    let others = prepared.losses.count - 1
    throw GridcastError(
      .badData, output,
      "\(loss)\(others > 0 ? " (and \(others) more)" as Sentence : ""), so nothing was written; write another "
        + "format, or \(.allowLoss)")
  }

  /// Checks that the losses are those that the plan announced.
  private func check(_ tally: Tally, _ prepared: ConversionPlan) throws(GridcastError) {
    for (reason, count) in tally.dropped where reason != FeatureSieve.outside {
      let announced = prepared.announced.dropped(reason)
      guard count > announced else { continue }
      throw GridcastError(
        .badData, source.path,
        "\(counted(count, "feature")) would be lost (\(reason)), and \(formatted(announced)) had "
          + "been announced, so nothing was written")
    }
  }
}

/// The report of a conversion.
package struct ConversionReport: Sendable {
  /// The numbers of features read, written and dropped, either lost or left out as the user asked.
  package internal(set) var tally = Tally()
  /// The number of invalid polygons that were repaired.
  package internal(set) var repairedCount = 0

  /// The number of features outside the extent that the user asked for.
  package var leftOutCount: Int { tally.dropped(FeatureSieve.outside) }
  /// The numbers of lost features, by reason.
  package var lost: [(reason: Sentence, count: Int)] {
    tally.dropped.filter { $0.reason != FeatureSieve.outside }
  }
}

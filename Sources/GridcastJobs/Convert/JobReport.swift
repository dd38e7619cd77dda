package import GridcastBase
import GridcastFormats
import GridcastGeo

/// What a job will do, or did.
package struct JobReport: Sendable, Codable {
  /// How many features there were of one kind, or were lost for one reason.
  package struct Count: Sendable, Codable {
    /// The kind or reason.
    package let what: String
    /// How many.
    package let count: Int
  }

  /// A field under another name.
  package struct Renaming: Sendable, Codable {
    /// The name in the input, or as the user asked for it.
    package let full: String
    /// The name in the output.
    package let short: String
  }

  /// The input.
  package let input: String
  /// The output.
  package let output: String
  /// The coordinate system of the input, where it is known.
  package let from: String?
  /// The coordinate system of the output, where it is known.
  package let to: String?
  /// The operation between the two and its accuracy; nil where nothing moves.
  package let operation: String?
  /// The features that the input holds, as far as they were asked for; nil for a raster.
  package var read: Int?
  /// The features in the output; nil for a raster, or before it is written.
  package var written: Int?
  /// Features outside of the extent that was asked for.
  package var leftOut = 0
  /// Features that are lost, by reason.
  package var lost: [Count]
  /// Invalid polygons that were made valid.
  package var repaired = 0
  /// The columns and rows of a raster.
  package var cells: [Int]?
  /// Shapes by kind.
  package var shapes: [Count] = []
  /// Fields whose names the format cannot hold.
  package var renamed: [Renaming] = []
  /// What becomes of values and shapes without anything being lost.
  package var changes: [Sentence] = []
  /// What the format cannot hold.
  package var losses: [Sentence]
  /// What the user should know.
  package var notes: [Sentence]

  /// What a job will do.
  package init(_ job: Job, _ prepared: Job.Prepared) {
    switch prepared {
    case .layer(_, let plan): self.init(job, plan)
    case .raster(_, let plan): self.init(job, plan)
    }
  }

  /// What a conversion will do, or did.
  init(_ job: Job, _ plan: ConversionPlan, _ report: ConversionReport? = nil) {
    input = GridcastError.withoutPassword(job.input)
    output = GridcastError.withoutPassword(job.output)
    from = plan.from?.description
    to = plan.to?.description
    operation = plan.operation?.description
    read = report?.tally.read ?? plan.survey.count
    written = report?.tally.kept
    leftOut = report?.leftOutCount ?? plan.announced.dropped(FeatureSieve.outside)
    let lost = report?.lost ?? plan.lost
    self.lost = lost.map { Count(what: $0.reason, count: $0.count) }
    repaired = report?.repairedCount ?? 0
    shapes = plan.survey.kinds.sorted { $0.key.rawValue < $1.key.rawValue }
      .map { Count(what: $0.key.label, count: $0.value) }
    renamed = plan.schema.renamedFields.map { Renaming(full: $0.full, short: $0.short) }
    changes = plan.schema.changes
    losses = plan.losses
    let missing = plan.operation?.missingGrids ?? []
    let grids: [Sentence] =
      missing.isEmpty
      ? []
      : ["a finer operation needs grids that are not installed: \(missing.joined(separator: ", "))"]
    let told = plan.notes + grids + (report?.tally.notes ?? [])
    notes = told.map { $0.without(prefix: "\(job.input): ") }.filter { !plan.losses.contains($0) }
  }

  /// What a conversion of a raster does.
  init(_ job: Job, _ plan: RasterPlan) {
    input = GridcastError.withoutPassword(job.input)
    output = GridcastError.withoutPassword(job.output)
    from = plan.from.description
    to = plan.to.description
    operation = plan.operation?.description
    lost = []
    losses = plan.losses
    cells = [plan.columns, plan.rows]
    var notes = plan.notes
    if let resampling = plan.resampling {
      let size =
        plan.cell.width == plan.cell.height
        ? formatted(plan.cell.width, 6)
        : "\(formatted(plan.cell.width, 6)) × \(formatted(plan.cell.height, 6))"
      notes.append("cells of \(size), values by \(resampling.rawValue)")
    }
    self.notes = notes
  }
}

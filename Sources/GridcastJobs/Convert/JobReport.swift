package import GridcastBase
import GridcastFormats
import GridcastGeo

/// The report of a job: what it will do, or has done.
package struct JobReport: Sendable, Codable {
  /// A number of features with a geometry type or a reason for their loss.
  package struct Count: Sendable, Codable {
    /// The geometry type or the reason.
    package let what: Sentence
    /// The number of features.
    package let count: Int
  }

  /// A field that was renamed.
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
  /// The operation between the two and its accuracy; nil where coordinates stay the same.
  package let operation: Sentence?
  /// The number of features read; nil for a raster.
  package var read: Int?
  /// The number of features written; nil for a raster, or before writing.
  package var written: Int?
  /// The number of features outside the requested extent.
  package var leftOut = 0
  /// The numbers of lost features, by reason.
  package var lost: [Count]
  /// The number of invalid polygons that were repaired.
  package var repaired = 0
  /// The columns and rows of a raster.
  package var cells: [Int]?
  /// The numbers of shapes, by type.
  package var shapes: [Count] = []
  /// The fields whose names the format cannot store.
  package var renamed: [Renaming] = []
  /// How values and shapes are changed without loss.
  package var changes: [Sentence] = []
  /// The inputs whose features came after those of the first one.
  package var with: [String]?
  /// What the steps between reading and writing do.
  package var steps: [Sentence] = []
  /// What the format cannot store.
  package var losses: [Sentence]
  /// Sentences for the user, such as warnings.
  package var notes: [Sentence]

  /// Describes what a job will do.
  package init(_ job: Job, _ prepared: Job.Prepared) {
    switch prepared {
    case .layer(_, let plan): self.init(job, plan)
    case .raster(_, let plan): self.init(job, plan)
    }
  }

  /// Describes what a conversion of a layer will do or, with `report`, has done.
  init(_ job: Job, _ plan: ConversionPlan, report: ConversionReport? = nil) {
    input = job.input.withoutPasswords
    output = job.output.withoutPasswords
    from = plan.from?.description
    to = plan.to?.description
    operation = plan.operation?.told
    read = report?.tally.read ?? plan.survey.count
    written = report?.tally.kept
    leftOut = report?.leftOutCount ?? plan.announced.dropped(FeatureSieve.outside)
    let lost = report?.lost ?? plan.lost
    self.lost = lost.map { Count(what: $0.reason, count: $0.count) }
    repaired = report?.repairedCount ?? 0
    shapes = plan.survey.kinds.sorted { $0.key.rawValue < $1.key.rawValue }
      .map { Count(what: $0.key.told, count: $0.value) }
    renamed = plan.schema.renamedFields.map { Renaming(full: $0.full, short: $0.short) }
    changes = plan.schema.changes
    with = job.settings.steps?.with.map { $0.map(\.withoutPasswords) }
    steps = plan.steps
    losses = plan.losses
    let missing = plan.operation?.missingGrids ?? []
    let grids: [Sentence] =
      missing.isEmpty
      ? []
      : ["a finer operation needs grids that are not installed: \(missing.joined(separator: ", "))"]
    let told = plan.notes + grids + (report?.tally.notes ?? [])
    notes = told.map { $0.without(prefix: job.input) }.filter { !plan.losses.contains($0) }
  }

  /// Describes what a conversion of a raster does.
  init(_ job: Job, _ plan: RasterPlan) {
    input = job.input.withoutPasswords
    output = job.output.withoutPasswords
    from = plan.from.description
    to = plan.to.description
    operation = plan.operation?.told
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

import Foundation
package import GridcastBase
import GridcastBin
import GridcastFiles
package import GridcastForecast
import GridcastGeo

/// What a run did, with what and on what: the content of `run.json`.
package struct RunRecord: Sendable, Codable {
  /// One input.
  package struct Input: Sendable, Codable {
    /// The file, as the plan names it.
    package let path: String
    /// SHA-256 of each file that belongs to it, by name: of a Shapefile its table and others too.
    package let sha256: [String: String]
    /// The number of features read.
    package var features: Int?

    /// - Throws: `.unreadable` where a file of it is there but cannot be read to its end.
    init(path: String) throws(GridcastError) {
      self.path = path
      sha256 = try Self.digests(of: InputFiles.all(of: path).map { ($0, Self.name($0, in: path)) })
    }

    /// SHA-256 of files, by the names that they are given; what is no file has none.
    static func digests(of files: [(path: String, name: String)]) throws(GridcastError)
      -> [String: String]
    {
      var digests: [String: String] = [:]
      for file in files where digests[file.name] == nil {
        guard FileManager.default.fileExists(atPath: file.path) else { continue }
        digests[file.name] = try digest(ofFile: file.path)
      }
      return digests
    }

    /// What a file is called in the record: its name, in a folder the way from there.
    static func name(_ file: String, in input: String) -> String {
      let folder = URL(filePath: input)
      guard folder.isFolder else { return URL(filePath: file).lastPathComponent }
      return String(file.dropFirst(folder.plainPath.count + 1))
    }
  }

  /// One file that was written.
  package struct Output: Sendable, Codable, Equatable {
    /// What it is: its key in the plan, as in "counts" or "forecast-cells".
    package let role: String
    /// Where it is: relative to the record's folder where it lies in it, so that the folder can be moved.
    package let path: String
  }

  /// What was left out for one reason.
  package struct Dropped: Sendable, Codable {
    /// Why, as in "outside the study area".
    package let reason: String
    /// How many features or points.
    package let count: Int

    /// What a step dropped, by reason.
    package static func all(of tally: Tally) -> [Dropped] {
      tally.dropped.map { Dropped(reason: $0.reason, count: $0.count) }
    }
  }

  /// A cross-validation.
  package struct Validation: Sendable, Codable {
    /// How the cells were dealt.
    package let folds: Folds.Kind
    /// The scores over all cells.
    package let all: Scores
    /// The scores of each fold.
    package let perFold: [Scores]
    /// A linear regression from the same features, on the same folds.
    package let linearRegression: FoldScores
    /// The mean of the cells that were trained on.
    package let mean: FoldScores

    /// What a record keeps of a cross-validation.
    package init(_ validation: CrossValidation) {
      folds = validation.kind
      all = validation.all
      perFold = validation.folds
      linearRegression = validation.linearRegression
      mean = validation.mean
    }
  }

  /// One step of the run.
  package struct Step: Sendable, Codable {
    /// What was done, as in "bin" or "train".
    package let name: String
    /// How long it took, to the millisecond.
    package var seconds = 0.0
    /// Features or points taken in, where the step counts.
    package var read: Int?
    /// Features or points counted in a cell.
    package var kept: Int?
    /// Features or points left out, by reason.
    package var dropped: [Dropped]?
    /// The bands that the model predicts from, where the step trains.
    package var features: [String]?
    /// The settings of the network and its training.
    package var parameters: [String: String]?
    /// The cross-validations of the model.
    package var validations: [Validation]?
    /// How a forecast of years stands to persistence and uniform growth.
    package var comparisons: [Comparison]?
    /// Sentences that the user should see.
    package var notes: [Sentence] = []

    init(name: String) { self.name = name }

    mutating func take(_ tally: Tally) {
      read = tally.read
      kept = tally.kept
      dropped = Dropped.all(of: tally)
      notes += tally.notes
    }

    mutating func take(_ result: ConvDeconv.Result) {
      parameters = result.model.parameters
      comparisons = result.model.comparisons
      notes += result.notes
    }

    mutating func take(_ model: PerceptronModel, _ validations: [CrossValidation]) {
      features = model.features
      parameters = model.parameters
      self.validations = validations.map(Validation.init)
    }
  }

  /// The counts that a run made.
  package struct Result: Sendable, Codable {
    /// The name of the cells' coordinate system, with its code where it has one.
    package let coordinateSystem: String
    /// The side of a cell, in units of the coordinate system.
    package let cellSize: Double
    /// The columns of the grid.
    package let columns: Int
    /// The rows of the grid.
    package let rows: Int
    /// How many cells of the grid belong to the fishnet.
    package let cells: Int
    /// The total of each band, by category.
    package let sums: [String: Double]
  }

  /// The plan file and its hash.
  package let plan: Input
  /// The versions of Gridcast and of the libraries under it.
  package let versions: [String: String]
  /// What was counted, and how.
  package let parameters: [String: String]
  /// What was read.
  package private(set) var inputs: [Input]
  /// What was done, in order.
  package private(set) var steps: [Step] = []
  /// The counts.
  package private(set) var result: Result?
  /// What was written, in the order of the plan's keys.
  package let outputs: [Output]
  /// What lies on top of the maps; nil in records of before there was any.
  package let overlays: [Overlay]?
  /// What was forecast; nil in a run that ends after counting, and in records of before this was kept.
  package let target: Target?
  /// The folder in which the record lies; not part of it.
  var folder = ""

  private enum CodingKeys: String, CodingKey {
    case plan, versions, parameters, inputs, steps, result, outputs, overlays, target
  }

  init(_ plan: Plan) throws(GridcastError) {
    self.plan = try Input(path: plan.path)
    versions = [
      "gridcast": gridcastVersion, "GDAL": gdalVersion, "PROJ": projVersion, "GEOS": geosVersion,
    ]
    let counting = plan.counting
    // Built-in rules are no file.
    var inputs: [Input] = []
    for path in plan.paths { inputs.append(try Input(path: path)) }
    self.inputs = inputs.filter { !$0.sha256.isEmpty || $0.path.contains("/") }
    parameters = counting.parameters
    let base = URL(filePath: plan.outputs.record).deletingLastPathComponent()
    outputs = plan.outputs.byRole.map { role, path in
      let way = URL(filePath: path).relativePath(from: base)
      return Output(role: role, path: way.hasPrefix("../") ? path : way)
    }
    target = Target(plan.model)
    overlays = [("study-area", plan.counting.studyArea), ("stations", plan.stations)].compactMap {
      role, source in source.map { Overlay(role, $0, from: base) }
    }
    folder = base.plainPath
  }

  /// Times a step and keeps what it says of itself.
  mutating func step<Value>(
    _ name: String, _ body: (inout Step) throws(GridcastError) -> Value
  ) throws(GridcastError) -> Value {
    var step = Step(name: name)
    let start = ContinuousClock.now
    let value = try body(&step)
    step.seconds = ((ContinuousClock.now - start) / .milliseconds(1)).rounded() / 1000
    steps.append(step)
    return value
  }

  /// Adds what the user should know of the last step.
  mutating func note(_ notes: [Sentence]) {
    if let last = steps.indices.last { steps[last].notes += notes }
  }

  /// Tells the counts of some of the inputs, of all where none are named.
  mutating func describe(_ counts: Counts, of some: Range<Int>? = nil) {
    for (index, count) in zip(some ?? inputs.indices, counts.featureCounts) {
      inputs[index].features = count
    }
    describe(counts.fishnet, counts.sums)
  }

  mutating func describe(_ counts: YearCounts) { describe(counts.fishnet, counts.sums) }

  private mutating func describe(_ fishnet: Fishnet, _ sums: [CellValues]) {
    let grid = fishnet.grid
    result = Result(
      coordinateSystem: grid.coordinateSystem.description, cellSize: grid.cellSize,
      columns: grid.columns, rows: grid.rows, cells: fishnet.cells.count,
      sums: Dictionary(sums.map { ($0.name, $0.total) }) { first, _ in first })
  }

  /// Whether the run forecast years, of which each is a band of the counts.
  var isOfYears: Bool { steps.contains { $0.name.hasPrefix("bin ") } }

  /// The record without a step.
  func without(step name: String) -> RunRecord {
    var record = self
    record.steps.removeAll { $0.name == name }
    return record
  }

  /// What the user should know, of all steps.
  package var notes: [Sentence] { Self.notes(of: steps) }

  /// What the user should know of the model and its forecast, and what of all else.
  var notesOfModel: (ofModel: [String], others: [String]) {
    func isOfModel(_ step: Step) -> Bool {
      step.name == "train" || step.name.hasPrefix("forecast")
    }
    return (
      Self.notes(of: steps.filter(isOfModel)).worded(for: .plan),
      Self.notes(of: steps.filter { !isOfModel($0) }).worded(for: .plan)
    )
  }

  private static func notes(of steps: [Step]) -> [Sentence] {
    steps.flatMap(\.notes).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}

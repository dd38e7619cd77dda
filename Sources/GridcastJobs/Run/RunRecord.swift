import Foundation
package import GridcastBase
import GridcastBin
import GridcastFiles
import GridcastGeo

/// The record of a run: its steps, inputs, settings and outputs; the content of `run.json`.
package struct RunRecord: Sendable, Codable {
  /// One input.
  package struct Input: Sendable, Codable {
    /// The path relative to the folder of the record.
    package let path: String
    /// The SHA-256 hash of each file that belongs to the input, by name.
    package let sha256: [String: String]
    /// The number of features read.
    package var features: Int?

    /// - Throws: `.unreadable` where an existing file cannot be read to its end.
    init(path: String) throws(GridcastError) {
      self.path = path
      sha256 = try Self.digests(of: Self.files(of: path))
    }

    private init(path: String, sha256: [String: String], features: Int?) {
      self.path = path
      self.sha256 = sha256
      self.features = features
    }

    /// The same under another path.
    func named(_ path: String) -> Input {
      Input(path: path, sha256: sha256, features: features)
    }

    /// The SHA-256 hashes of files, by the names given; paths that are no file have none.
    static func digests(of files: [(path: String, name: String)]) throws(GridcastError)
      -> [String: String]
    {
      var digests: [String: String] = [:]
      for file in files where digests[file.name] == nil {
        guard InputFiles.exists(file.path) else { continue }
        digests[file.name] = try digest(ofFile: file.path)
      }
      return digests
    }

    /// The files of an input with their names in the record: their file names, or in a folder the relative paths.
    static func files(of input: String) -> [(path: String, name: String)] {
      let folder = URL(filePath: input)
      let skipped = folder.isFolder ? folder.plainPath.count + 1 : nil
      return InputFiles.all(of: input).map { path in
        (path, skipped.map { String(path.dropFirst($0)) } ?? URL(filePath: path).lastPathComponent)
      }
    }
  }

  /// One file that was written.
  package struct Output: Sendable, Codable, Equatable {
    /// The role: the key in the plan, as in "counts" or "forecast-cells".
    package let role: String
    /// The path relative to the record's folder, so that the folder can be moved.
    package let path: String
  }

  /// The counts of a run.
  package struct Result: Sendable, Codable {
    /// The name of the cells' coordinate system, with its code where it has one.
    package let coordinateSystem: String
    /// The side of a cell, in units of the coordinate system.
    package let cellSize: Double
    /// The columns of the grid.
    package let columns: Int
    /// The rows of the grid.
    package let rows: Int
    /// The number of cells in the fishnet.
    package let cells: Int
    /// The total of each band, by category.
    package let sums: [String: Double]
  }

  /// The plan file and its hash.
  package let plan: Input
  /// The versions of Gridcast and of its libraries.
  package let versions: [String: String]
  /// The settings of the count.
  package private(set) var parameters: [String: String]
  /// The inputs.
  package private(set) var inputs: [Input]
  /// The steps, in order.
  package private(set) var steps: [Step] = []
  /// The counts.
  package private(set) var result: Result?
  /// The files that were written, in the order of the plan's keys.
  package private(set) var outputs: [Output]
  /// The layers that are drawn over the maps; nil in old records.
  package let overlays: [Overlay]?
  /// The target of the forecast; nil in a run that ends after counting, and in old records.
  package let target: Target?
  /// Who made the run of what; nil in old records.
  package var about: About?
  /// What was set beside the plan; nil where nothing was.
  package let changes: [String]?
  /// The cells in which most growth is expected; nil in old records, and where nothing was forecast.
  package var strongest: [Strongest]?
  /// The SHA-256 of each file but the record, by its path relative to the record's folder; nil in old records.
  var files: [String: String]?
  /// What tells whether anything has changed on which the run depends; nil where nothing does.
  let key: String?
  /// Whether nothing was done, as nothing had changed since this run; it is not encoded.
  package var isKept = false
  /// The inputs on which the count depends, which are not encoded.
  private(set) var inputsOfCount: [Input] = []
  /// The folder of the record, which is not encoded.
  var folder = ""
  /// The paths of this machine and what stands for them in the record, which are not encoded.
  private var ways: [(path: String, way: String)] = []

  private enum CodingKeys: String, CodingKey {
    case plan, versions, parameters, inputs, steps, result, outputs, overlays, target, about
    case changes, strongest, files, key
  }

  init(_ plan: Plan) throws(GridcastError) {
    let base = URL(filePath: plan.outputs.record).deletingLastPathComponent()
    func way(_ path: String) -> String { URL(filePath: path).relativePath(from: base) }
    self.plan = try Input(path: plan.path).named(way(plan.path))
    versions = [
      "gridcast": gridcastVersion, "GDAL": gdalVersion, "PROJ": projVersion, "GEOS": geosVersion,
    ]
    let counting = plan.counting
    // Built-in rules are not in a file.
    var inputs: [Input] = []
    for path in plan.paths { inputs.append(try Input(path: path)) }
    self.inputs = inputs.filter { !$0.sha256.isEmpty || $0.path.contains("/") }
      .map { NetworkName($0.path) == nil ? $0.named(way($0.path)) : $0 }
    key = plan.keys.whole(self.inputs, versions)
    let counted = Set(counting.paths.map(way))
    inputsOfCount = self.inputs.filter { counted.contains($0.path) }
    parameters = counting.parameters
    outputs = plan.outputs.byRole.map { Output(role: $0, path: way($1)) }
    about = plan.about
    changes = plan.changes.isEmpty ? nil : plan.changes
    let home = URL(filePath: plan.path).standardizedFileURL.deletingLastPathComponent()
    let files = (plan.paths + plan.outputs.all + [plan.path]).filter { $0.hasPrefix("/") }
    let folders = [base, home].map { $0.standardizedFileURL.plainPath + "/" }
    ways =
      (files.map { ($0, way($0)) } + folders.map { ($0, way($0).isEmpty ? "" : way($0) + "/") })
      .sorted { $0.0.utf8.count > $1.0.utf8.count }
    target = Target(plan.model)
    overlays =
      [("study-area", plan.counting.studyArea), ("stations", plan.stations)].compactMap {
        role, source in source.map { Overlay(role, $0, from: base) }
      } + plan.base.map { Overlay("base", $0, from: base) }
      + (plan.places.map { [Overlay("places", $0.source, field: $0.field, from: base)] } ?? [])
    folder = base.plainPath
  }

  /// Runs and times a step, and records what it reports.
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

  /// Records files that only the step itself knew it would write.
  mutating func add(_ paths: [String], as role: String) {
    for path in paths {
      let output = Output(
        role: role, path: URL(filePath: path).relativePath(from: URL(filePath: folder)))
      guard !outputs.contains(output) else { continue }
      let last = outputs.lastIndex { $0.role == role } ?? outputs.count - 1
      outputs.insert(output, at: last + 1)
    }
  }

  /// Adds notes for the user to the last step.
  mutating func note(_ notes: [Sentence]) {
    if let last = steps.indices.last { steps[last].notes += notes }
  }

  /// Records the feature counts of some inputs, or of all.
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

  /// Whether the run forecast years, which are bands of the counts.
  var isOfYears: Bool { steps.contains { $0.name.hasPrefix("bin ") } }

  /// The record with paths relative to its folder in all that it says: what can be handed on, and tells nothing of
  /// the machine.
  var portable: RunRecord {
    var record = self
    func portable(_ text: String) -> String {
      ways.reduce(text) { $0.replacing($1.path, with: $1.way) }
    }
    record.parameters = parameters.mapValues(portable)
    record.mapNotes(portable)
    return record
  }

  /// A record that was read, with the paths of this machine in its notes in place of those relative to it.
  func telling(_ earlier: RunRecord) -> RunRecord {
    var earlier = earlier
    let inputs = ways.filter { $0.way.contains("/") && !$0.way.hasSuffix("/") }
    earlier.mapNotes { text in inputs.reduce(text) { $0.replacing($1.way, with: $1.path) } }
    return earlier
  }

  /// Makes the values in the notes of all steps others.
  private mutating func mapNotes(_ change: (String) -> String) {
    for index in steps.indices {
      steps[index].notes = steps[index].notes.map { $0.mapTexts(change) }
    }
  }

  /// The record without the step with this name.
  func without(step name: String) -> RunRecord {
    var record = self
    record.steps.removeAll { $0.name == name }
    return record
  }

  /// The notes of all steps.
  package var notes: [Sentence] { Self.notes(of: steps) }

  /// The notes on the model and its forecast, and those on everything else.
  var notesOfModel: (ofModel: [Sentence], others: [Sentence]) {
    func isOfModel(_ step: Step) -> Bool {
      step.name == "train" || step.name.hasPrefix("forecast")
    }
    return (
      Self.notes(of: steps.filter(isOfModel)), Self.notes(of: steps.filter { !isOfModel($0) })
    )
  }

  private static func notes(of steps: [Step]) -> [Sentence] {
    steps.flatMap(\.notes).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}

import Foundation

/// What a run did, with what and on what: the content of `run.json`.
public struct RunRecord: Sendable, Encodable {
  /// One input.
  public struct Input: Sendable, Encodable {
    public let path: String
    public let sha256: String?
    public var features: Int?
  }

  /// What was left out for one reason.
  public struct Dropped: Sendable, Encodable {
    public let reason: String
    public let count: Int
  }

  /// A cross-validation.
  public struct Validation: Sendable, Encodable {
    public let folds: String
    public let all: Scores
    public let perFold: [Scores]
  }

  /// One step of the run.
  public struct Step: Sendable, Encodable {
    public let name: String
    public var seconds = 0.0
    public var read: Int?
    public var kept: Int?
    public var dropped: [Dropped]?
    public var features: [String]?
    public var parameters: [String: String]?
    public var validations: [Validation]?
    public var notes: [String] = []

    init(name: String) { self.name = name }

    mutating func take(_ tally: Tally) {
      read = tally.read
      kept = tally.kept
      dropped = tally.dropped.map { Dropped(reason: $0.reason, count: $0.count) }
      notes += tally.notes
    }

    mutating func take(_ forecaster: Forecaster, _ validations: [CrossValidation]) {
      features = forecaster.features
      parameters = forecaster.parameters
      self.validations = validations.map {
        Validation(folds: $0.kind.rawValue, all: $0.all, perFold: $0.folds)
      }
    }
  }

  /// The counts that a run made.
  public struct Result: Sendable, Encodable {
    public let coordinateSystem: String
    public let cellSize: Double
    public let columns: Int
    public let rows: Int
    public let cells: Int
    public let sums: [String: Double]
  }

  /// The plan file and its hash.
  public let plan: Input
  /// The versions of Gridcast and of the libraries under it.
  public let versions = [
    "gridcast": gridcastVersion, "GDAL": gdalVersion, "PROJ": projVersion, "GEOS": geosVersion,
  ]
  /// What was read.
  public private(set) var inputs: [Input]
  /// What was done, in order.
  public private(set) var steps: [Step] = []
  /// The counts.
  public private(set) var result: Result?
  /// What was written.
  public let outputs: [String]

  init(_ plan: Plan) {
    self.plan = Input(path: plan.path, sha256: digest(ofFile: plan.path))
    let sources = plan.counting.inputs + [plan.counting.studyArea].compactMap { $0 }
    inputs = sources.map { Input(path: $0.path, sha256: digest(ofFile: $0.path)) }
    outputs = plan.outputs.all
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

  mutating func describe(_ counts: Counts) {
    for (index, count) in counts.featureCounts.enumerated() { inputs[index].features = count }
    let grid = counts.raster.grid
    result = Result(
      coordinateSystem: grid.coordinateSystem.description, cellSize: grid.cellSize,
      columns: grid.columns, rows: grid.rows, cells: counts.fishnet.cells.count,
      sums: Dictionary(counts.raster.bands.map { ($0.name, $0.total) }) { first, _ in first })
  }

  /// What the user should know, of all steps.
  public var notes: [String] {
    steps.flatMap(\.notes).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// The record as JSON, keys sorted.
  ///
  /// - Throws: `.bug` where a score is not a number.
  public func json() throws(GridcastError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do { return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n" } catch {
      throw GridcastError(.bug, "run.json", "\(error)")
    }
  }
}

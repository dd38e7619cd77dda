import GridcastBase

/// A step of a conversion that makes something of each block of features, whatever the others hold.
///
/// Blocks go through on all cores at once, each through all steps, in the order of `ConversionSteps`.
protocol BlockStep: Sendable {
  /// Whether shapes may come out as ones of another kind.
  var changesKinds: Bool { get }
  /// The fields of what comes out, by those of what goes in.
  func fields(after fields: [Field]) -> [Field]
  /// What becomes of a block; `count` receives what the step will tell.
  func apply(_ features: Features, _ count: inout StepCount) throws(GridcastError) -> Features
  /// What the step did in all blocks.
  func told(_ count: StepCount) -> [Sentence]
  /// What the user should see of it before trusting the result.
  func warnings(_ count: StepCount) -> [Sentence]
}

extension BlockStep {
  func warnings(_ count: StepCount) -> [Sentence] { [] }
  var changesKinds: Bool { false }
  func fields(after fields: [Field]) -> [Field] { fields }
}

/// A step that needs all features at once, and so has them all in memory.
protocol LayerStep: Sendable {
  /// What the step does, as in "sort its features".
  var work: Sentence { get }
  var changesKinds: Bool { get }
  /// What becomes of the features; `told` receives what the step did.
  func apply(_ features: Features, _ told: inout [Sentence]) throws(GridcastError) -> Features
}

extension LayerStep {
  var changesKinds: Bool { false }
}

/// What a step counted.
struct StepCount: Sendable, Equatable {
  /// Features that went in, and that came out.
  var taken = 0, given = 0
  /// Features that are no longer what they were.
  var changed = 0
  /// Invalid polygons that were made valid on the way.
  var repaired = 0
  /// Features that the step could do nothing with.
  var failed = 0
  /// Features whose heights or measures are gone.
  var flattened = 0
  /// What the blocks hold of which nothing came out.
  var left = Box.empty
  /// Vertices that went in, and that came out.
  var verticesTaken = 0, verticesGiven = 0

  mutating func add(_ other: StepCount) {
    taken += other.taken
    given += other.given
    changed += other.changed
    repaired += other.repaired
    failed += other.failed
    flattened += other.flattened
    left.add(other.left)
    verticesTaken += other.verticesTaken
    verticesGiven += other.verticesGiven
  }
}

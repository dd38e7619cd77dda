import GridcastBase
import GridcastFiles
import GridcastFormats
import GridcastGeo

/// What a conversion reads, and the steps that features go through before they are moved and written.
///
/// Without steps the features of one input pass as they are read. Steps that work block by block are done as often as
/// the flow is read; those that need the whole layer when they are added, and what they leave is kept.
struct FeatureFlow: Sendable {
  /// Features in blocks, and what was lost until they were there.
  private struct Kept: Sendable {
    let batches: [Features]
    let tally: Tally
  }

  /// What a reading of the flow counted.
  struct Passed: Sendable {
    /// One count for each step.
    var counts: [StepCount]
    /// Invalid polygons that were repaired because the user asked for it.
    var repaired = 0

    mutating func add(_ other: Passed) {
      for (index, count) in other.counts.enumerated() { counts[index].add(count) }
      repaired += other.repaired
    }
  }

  let inputs: JoinedInputs
  /// The fields of what comes out.
  private(set) var fields: [Field]
  /// Whether shapes may come out as ones of another kind than the input declares.
  private(set) var changesKinds = false
  private var steps: [any BlockStep] = []
  private var kept: Kept?
  /// What was done before that what is kept was there.
  private var doneBefore: [Sentence] = []
  private var warnedBefore: [Sentence] = []
  private var repairedBefore = 0
  private let extent: Box?
  private let repairs: Bool

  /// Makes a flow of inputs, of which features outside an extent are left out and polygons repaired.
  init(_ inputs: JoinedInputs, extent: Box?, repairs: Bool) {
    self.inputs = inputs
    self.extent = extent
    self.repairs = repairs
    fields = inputs.fields
  }

  /// Whether the features are those of one input as they are read: extent and repairs are then left to the reader of
  /// the flow.
  var isPlain: Bool { kept == nil && steps.isEmpty && inputs.isSingle }

  /// The system of the features; nil where the first input names none.
  var coordinateSystem: CoordinateSystem? { inputs.coordinateSystem }

  /// The path of the first input, for errors.
  var path: String { inputs.first.source.path }

  /// Whether any of the inputs has shapes.
  var hasGeometry: Bool { inputs.readers.contains(where: \.hasGeometry) }

  /// The same flow through one step more.
  mutating func add(_ step: some BlockStep) {
    steps.append(step)
    fields = step.fields(after: fields)
    changesKinds = changesKinds || step.changesKinds
  }

  /// The same flow through a step that needs all features, which is done now.
  ///
  /// - Throws: `.badData` where memory would not do; the errors of reading and of the step.
  mutating func add(_ step: some LayerStep, _ progress: ProgressHandler) throws(GridcastError) {
    var all = Features(of: fields, in: coordinateSystem)
    var tally = Tally()
    let passed = try readWhile(fields.map(\.name), asRead: false) { (features, lost) in
      (features, lost)
    } take: { (features, lost) throws(GridcastError) in
      tally.add(lost)
      tally.read += lost.read
      all.append(features)
      // The step makes new features of them, and has both for a while.
      try Memory.require(
        Double(all.memorySize) * 1.5, to: step.work, of: path,
        or: "take a part of it first, by a condition, an extent or an area")
      progress("survey", tally.read, nil)
      return true
    }
    doneBefore = told(passed)
    warnedBefore = warnings(passed)
    repairedBefore = self.repaired(passed)
    let result = try step.apply(all, &doneBefore)
    fields = result.columns.map(\.field)
    // What was lost is told though nothing is left.
    let batches = result.batches
    kept = Kept(batches: batches.isEmpty ? [result] : batches, tally: tally)
    steps = []
    changesKinds = changesKinds || step.changesKinds
  }

  /// What all steps did, in their order.
  func told(_ passed: Passed) -> [Sentence] {
    doneBefore + zip(steps, passed.counts).flatMap { $0.told($1) }
  }

  /// What the user should see of all steps before trusting the result.
  func warnings(_ passed: Passed) -> [Sentence] {
    warnedBefore + zip(steps, passed.counts).flatMap { $0.warnings($1) }
  }

  /// How many invalid polygons were repaired because the user asked for it.
  func repaired(_ passed: Passed) -> Int { repairedBefore + passed.repaired }

  /// Reads all features in blocks: computes a value from each block on all cores, and passes the values on in their
  /// order until `take` returns false.
  ///
  /// - Parameters:
  ///   - names: The fields, in this order.
  ///   - asRead: Whether extent and repairs of a plain flow are left to the caller.
  ///   - make: Computes a value from a block and what was read and lost for it.
  ///   - take: Receives each value in turn.
  /// - Returns: What the steps counted.
  /// - Throws: The errors of reading, of the steps, of `make` and of `take`.
  func readWhile<Made: Sendable>(
    _ names: [String], asRead: Bool = true,
    make: @escaping @Sendable (Features, Tally) throws(GridcastError) -> Made,
    take: (Made) throws(GridcastError) -> Bool
  ) throws(GridcastError) -> Passed {
    var all = Passed(counts: steps.map { _ in StepCount() })
    if isPlain && asRead {
      try inputs.first.readWhile(.named(names)) { (features, lost) throws(GridcastError) in
        var tally = lost
        tally.read = features.count + lost.droppedCount
        return try make(features, tally)
      } take: { (made) throws(GridcastError) in
        try take(made)
      }
      return all
    }
    let pass: @Sendable (Features, Tally) throws(GridcastError) -> (Passed, Made) = {
      (features, lost) throws(GridcastError) in
      var tally = lost
      let (result, passed) = try self.pass(features, names, &tally)
      return (passed, try make(result, tally))
    }
    guard let kept else {
      try inputs.readWhile(make: pass) { (made) throws(GridcastError) in
        all.add(made.0)
        return try take(made.1)
      }
      return all
    }
    try orderedMap(kept.batches.count) { (index) throws(GridcastError) in
      try pass(kept.batches[index], index == 0 ? kept.tally : Tally())
    } take: { (made) throws(GridcastError) in
      all.add(made.0)
      return try take(made.1)
    }
    return all
  }

  /// Takes one block through all steps.
  private func pass(
    _ features: Features, _ names: [String], _ tally: inout Tally
  ) throws(GridcastError) -> (Features, Passed) {
    var passed = Passed(counts: [])
    var features = features
    if kept == nil {
      var refinement = Conversion.Refinement(extent: extent, limit: nil, repairs: repairs)
      features = try refinement.refine(features, &tally)
      passed.repaired = refinement.repairedCount
    }
    for step in steps {
      var count = StepCount()
      count.taken = features.count
      features = try step.apply(features, &count)
      count.given = features.count
      passed.counts.append(count)
    }
    let own = features
    features.columns = names.compactMap { own.column($0) }
    return (features, passed)
  }
}

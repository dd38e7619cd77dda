public import GridcastBase
internal import GridcastFiles
internal import GridcastJobs

/// A plan: the whole way from points to forecast maps in one YAML file.
public struct PlanFile: Sendable {
  private let plan: Plan

  /// What a run did.
  public struct Result: Sendable {
    /// The files that were written, by their keys in the plan.
    public let outputs: [String: [String]]
    /// What is worth knowing.
    public let notes: [String]
  }

  /// Reads a plan.
  ///
  /// - Throws: `.unreadable` where it is missing, `.usage` where it makes no sense.
  public init(_ path: String) throws(GridcastError) { plan = try Plan(reading: path) }

  /// Does the whole job, as `gridcast run` does; all outputs are put in place together, or none.
  ///
  /// - Parameters:
  ///   - overwriting: Whether outputs that are there may be replaced.
  ///   - progress: Is told what is being done, how much of it is done, and of how much where that is
  ///     known; called on any thread.
  /// - Returns: What was written, and what is worth knowing.
  /// - Throws: What any of the steps throws.
  public func run(
    overwriting: Bool = false,
    progress: @escaping @Sendable (_ step: String, _ done: Int, _ all: Int?) -> Void = { _, _, _ in
    }
  ) throws(GridcastError) -> Result {
    let record = try Pipeline(plan).run(overwrite: overwriting, progress: progress)
    var outputs: [String: [String]] = [:]
    for output in record.outputs {
      outputs[output.role, default: []].append(record.path(of: output))
    }
    return Result(outputs: outputs, notes: record.notes.worded(for: .plan))
  }
}

public import GridcastBase
internal import GridcastFiles
internal import GridcastJobs

/// A plan, which describes in one YAML file all steps from points to forecast maps.
public struct PlanFile: Sendable {
  private let plan: Plan

  /// The result of a run.
  public struct Result: Sendable {
    /// The paths of the files that were written, by their keys in the plan.
    public let outputs: [String: [String]]
    /// Sentences for the user, such as warnings.
    public let notes: [String]
  }

  /// Reads a plan file.
  ///
  /// - Throws: `.unreadable` where the file is missing; `.usage` where it is no valid plan.
  public init(_ path: String) throws(GridcastError) { plan = try Plan(reading: path) }

  /// Runs the plan, as `gridcast run` does; all outputs are put in place together, or none.
  ///
  /// - Parameters:
  ///   - overwriting: Whether existing outputs may be replaced.
  ///   - progress: Receives, on any thread, the name of the step, how much of it is done, and the
  ///     total where it is known.
  /// - Returns: The files that were written, and sentences for the user.
  /// - Throws: The errors of all steps.
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

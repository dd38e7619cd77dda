import GridcastBase
import GridcastFiles
import Yams

/// What the steps of a run depend on: where nothing of it has changed, what a run made is what the next would make.
struct PlanKeys: Sendable {
  /// The settings of the count, as the plan writes them.
  private let counting: String
  /// The settings of the model.
  private let model: String
  /// All settings.
  private let all: String

  /// The keys of a plan on which the count depends.
  private static let ofCount = [
    "inputs", "years", "coordinate-system", "cell", "study-area", "study-area-rule", "category",
    "categories", "weight", "measure", "allow-loss",
  ]

  /// Takes the settings of a plan.
  ///
  /// - Throws: `.usage` where the plan cannot be written again.
  init(_ root: PlanNode) throws(GridcastError) {
    var counting = ""
    for key in Self.ofCount { counting += "\(key)\n\(try Self.text(root[key]))" }
    self.counting = counting
    model = try Self.text(root["model"])
    all = try Self.text(root)
  }

  private static func text(_ node: PlanNode?) throws(GridcastError) -> String {
    guard let node else { return "" }
    do { return try Yams.serialize(node: node.node, sortKeys: false) } catch {
      throw node.fault("it cannot be written again: \("\(error)")")
    }
  }

  /// A name for what the count of a run depends on; nil where an input is no file, so that nothing tells whether it
  /// has changed.
  func count(_ inputs: [RunRecord.Input], _ versions: [String: String]) -> String? {
    key("count\n" + counting, inputs, versions)
  }

  /// A name for what the model depends on.
  func model(_ inputs: [RunRecord.Input], _ versions: [String: String]) -> String? {
    key("model\n" + counting + "\nmodel\n" + model, inputs, versions)
  }

  /// A name for all that the run depends on.
  func whole(_ inputs: [RunRecord.Input], _ versions: [String: String]) -> String? {
    key("run\n" + all, inputs, versions)
  }

  private func key(
    _ settings: String, _ inputs: [RunRecord.Input], _ versions: [String: String]
  ) -> String? {
    // What a report and its notes say is in the language of the run.
    var text = "\(Language.current.rawValue)\n\(settings)"
    for (name, version) in versions.sorted(by: { $0.key < $1.key }) {
      text += "\n\(name) \(version)"
    }
    for input in inputs {
      guard !input.sha256.isEmpty else { return nil }
      text += "\ninput"
      for (name, hash) in input.sha256.sorted(by: { $0.key < $1.key }) {
        text += "\n\(name) \(hash)"
      }
    }
    return digest(text.utf8)
  }
}

import Foundation
import GridcastBase
import Yams

extension PlanNode {
  /// The plan with some of its keys set anew.
  ///
  /// - Parameter changes: Texts such as `cell=500m`, `model.epochs=100` or `study-area.from=gcj02`: the keys of the
  ///   plan with points between them, and a value in YAML; nothing behind the sign takes the key out.
  /// - Returns: The changed plan, of which what was set has no lines.
  /// - Throws: `.usage` for a text that is no such change. Keys that the plan does not know are refused by its reader.
  func setting(_ changes: [String]) throws(GridcastError) -> PlanNode {
    var root = node
    for change in changes {
      guard let sign = change.firstIndex(of: "="), sign > change.startIndex else {
        throw GridcastError(
          .usage, "'\(change)'",
          "a change of a plan is written key=value, as in cell=500m or model.epochs=100")
      }
      let keys = change[..<sign].split(separator: ".").map(String.init)
      let text = String(change[change.index(after: sign)...])
      root = try Self.set(keys[...], to: text.isEmpty ? nil : Self.value(text), in: root, change)
    }
    return PlanNode(root, path: path, name: name)
  }

  /// The value as YAML reads it; a text where it is none.
  private static func value(_ text: String) -> Node {
    unmarked((try? Yams.compose(yaml: text)).flatMap { $0 } ?? Node(text))
  }

  /// The same without lines, which would be taken for those of the plan.
  private static func unmarked(_ node: Node) -> Node {
    switch node {
    case .scalar(let scalar): Node(scalar.string, scalar.tag, scalar.style)
    case .sequence(let sequence): Node(sequence.map(unmarked))
    case .mapping(let mapping): Node(mapping.map { (unmarked($0.key), unmarked($0.value)) })
    case .alias: node
    }
  }

  private static func set(
    _ keys: ArraySlice<String>, to value: Node?, in node: Node?, _ change: String
  ) throws(GridcastError) -> Node {
    guard let key = keys.first else { return value ?? Node("") }
    // Several inputs are changed alike.
    if let sequence = node?.sequence {
      var items: [Node] = []
      for item in sequence { items.append(try set(keys, to: value, in: item, change)) }
      return .sequence(Node.Sequence(items, sequence.tag, sequence.style, sequence.mark))
    }
    var pairs: [(Node, Node)] = []
    if let mapping = node?.mapping {
      pairs = mapping.map { ($0.key, $0.value) }
    } else if let node, node.null == nil {
      guard !change.hasPrefix("model.") else {
        throw GridcastError(
          .usage, "'\(change)'",
          "the plan has its model in a file of its own, \(node.string ?? ""); change it there")
      }
      // A path alone stands for a section that says no more.
      pairs = [(Node("path"), node)]
    }
    let place = pairs.firstIndex { $0.0.string == key }
    if keys.count == 1, value == nil {
      if let place { pairs.remove(at: place) }
    } else {
      let new = try set(keys.dropFirst(), to: value, in: place.map { pairs[$0].1 }, change)
      if let place { pairs[place].1 = new } else { pairs.append((Node(key), new)) }
    }
    return .mapping(Node.Mapping(pairs, .implicit, .any, node?.mapping?.mark))
  }
}

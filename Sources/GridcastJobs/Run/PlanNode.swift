import Foundation
import GridcastBase
import GridcastFiles
import GridcastFormats
import GridcastGeo
import Yams

/// A node of a plan file, which names its key and line in errors.
struct PlanNode {
  let node: Node
  let path: String
  let name: String

  /// What a YAML file is to be.
  enum Document {
    case plan, section, manifest

    /// With its article, as part of a sentence.
    var words: Sentence {
      switch self {
      case .plan: "a plan"
      case .section: "a section"
      case .manifest: "a manifest"
      }
    }

    var missing: Sentence {
      switch self {
      case .plan: "it is no plan: a plan is a list of keys and values"
      case .section: "it is no section: a section is a list of keys and values"
      case .manifest: "it is no manifest: a manifest is a list of keys and values"
      }
    }
  }

  /// Parses a YAML text.
  init(yaml text: String, path: String, as document: Document = .plan) throws(GridcastError) {
    let root: Node?
    do { root = try Yams.compose(yaml: text) } catch {
      if text.contains("\0"), let kind = FileKind(of: path), kind != .plan {
        throw GridcastError(
          .usage, path, "it is \(kind.words), and \(document.words) in YAML is wanted")
      }
      throw GridcastError(
        .usage, path, "it is not YAML: \(yamlFault(in: text) ?? Sentence(message: "\(error)"))")
    }
    guard let root, root.mapping != nil else {
      throw GridcastError(
        .usage, path,
        yamlFault(in: text).map { "\(document.missing); \($0)" } ?? document.missing)
    }
    self.init(root, path: path, name: "")
  }

  init(_ node: Node, path: String, name: String) {
    self.node = node
    self.path = path
    self.name = name
  }

  func fault(_ reason: Sentence) -> GridcastError {
    // What was set by hand stands in no line.
    let line = node.mark.map { ", line \($0.line)" } ?? ", with what was set"
    return GridcastError(.usage, path + line, name.isEmpty ? reason : "'\(name)': \(reason)")
  }

  /// Rejects unknown keys, so that mistakes are not ignored.
  func allow(_ keys: Set<String>) throws(GridcastError) {
    guard let mapping = node.mapping else { throw fault("it must hold keys and values") }
    for (key, _) in mapping {
      let name = key.string ?? ""
      if !keys.contains(name) {
        let known = keys.sorted().joined(separator: ", ")
        let meant: Sentence =
          likeliest(to: name, among: keys).map {
            "'\(name)' means nothing here (did you mean '\($0)'?); known are \(known)"
          } ?? "'\(name)' means nothing here; known are \(known)"
        let reason = yamlFault(inLine: name[...]).map {
          "'\(name)' is no key: it \($0)" as Sentence
        }
        throw PlanNode(key, path: path, name: self.name).fault(reason ?? meant)
      }
    }
  }

  subscript(key: String) -> PlanNode? {
    guard let child = node.mapping?[key], child.null == nil else { return nil }
    return PlanNode(child, path: path, name: key)
  }

  func require(_ key: String) throws(GridcastError) -> PlanNode {
    guard let child = self[key] else { throw fault("'\(key)' is missing") }
    return child
  }

  /// Whether the node is a single value.
  var isScalar: Bool { node.scalar != nil }

  /// The keys and values, in order.
  func entries() throws(GridcastError) -> [(key: String, value: PlanNode)] {
    guard let mapping = node.mapping else { throw fault("it must hold keys and values") }
    return mapping.map { key, value in
      (key.string ?? "", PlanNode(value, path: path, name: key.string ?? ""))
    }
  }

  /// This section or, if it is the name of a file, the section in that file.
  func section(in file: (String) -> String) throws(GridcastError) -> PlanNode {
    guard isScalar else { return self }
    let path = file(try text())
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw fault("'\(path)' is no section, nor a file that can be read")
    }
    return try PlanNode(yaml: String(written: bytes), path: path, as: .section)
  }

  /// The items of a list; a single value counts as a list of one.
  func items() throws(GridcastError) -> [PlanNode] {
    guard let sequence = node.sequence else { return [self] }
    guard !sequence.isEmpty else { throw fault("the list is empty") }
    return sequence.map { PlanNode($0, path: path, name: name) }
  }

  func text() throws(GridcastError) -> String {
    guard let text = node.scalar?.string, !text.isEmpty else { throw fault("it must be one text") }
    if let first = text.first, "“”‘’＂＇「".contains(first) {
      throw fault(
        "it has the quote \(String(first)), which quotes nothing here; write plain quotes (\"), or none"
      )
    }
    return text
  }

  func flag() throws(GridcastError) -> Bool {
    switch try text() {
    case "true", "yes": return true
    case "false", "no": return false
    default: throw fault("it must be true or false")
    }
  }

  func number() throws(GridcastError) -> Double {
    guard let number = Double(try text()), number.isFinite else {
      throw fault("it must be a number")
    }
    return number
  }

  func integer(in range: ClosedRange<Int>) throws(GridcastError) -> Int {
    guard let number = Int(try text()), range.contains(number) else {
      throw fault("it must be a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  func choice<Choice: RawRepresentable & CaseIterable>() throws(GridcastError) -> Choice
  where Choice.RawValue == String {
    let text = try text()
    guard let choice = Choice(rawValue: text) else {
      throw fault(
        "'\(text)' is none of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return choice
  }

  /// Parses an input: a path, or a mapping with path, layers, from and where.
  func source(
    _ file: (String) -> String, _ systemFile: (String) -> String, as role: InputRole = .input,
    and others: Set<String> = []
  ) throws(GridcastError) -> Source {
    func place(_ name: String) -> String { NetworkName(name) == nil ? file(name) : name }
    if node.scalar != nil { return Source(place(try text()), role: role) }
    try allow(
      others.union(["path", "layers", "from", "where", "encoding", "x", "y", "wkt", "header"]))
    let name = try require("path").text()
    var source = Source(place(name), role: role)
    source.encoding = try self["encoding"]?.text()
    source.columns.x = try self["x"]?.text()
    source.columns.y = try self["y"]?.text()
    source.columns.wkt = try self["wkt"]?.text()
    source.hasHeader = try self["header"]?.flag()
    for layer in try self["layers"]?.items() ?? [] { source.layers.append(try layer.text()) }
    source.coordinateSystem = try self["from"].map { node throws(GridcastError) in
      systemFile(try node.text())
    }
    source.filter = try self["where"]?.text()
    return source
  }
}

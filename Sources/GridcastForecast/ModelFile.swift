internal import Foundation
import GridcastBase
import Neural

/// What the files of both kinds of model have in common.
enum ModelFile {
  /// The kinds of model.
  enum Kind: String {
    case perceptron = "bp"
    case convDeconv = "convdeconv"
  }

  /// The version of the files that this code writes and reads.
  private static let version = "1"
  private static let heads: Set = ["format", "format_version", "kind"]

  /// Metadata that name the kind, and parameters for people to read.
  static func metadata(_ kind: Kind, _ parameters: [String: String]) -> [String: String] {
    let heads = ["format": "gridcast", "format_version": version, "kind": kind.rawValue]
    return parameters.merging(heads) { $1 }
  }

  /// The parameters among the metadata.
  static func parameters(of metadata: [String: String], without own: Set<String>)
    -> [String: String]
  {
    metadata.filter { !heads.contains($0.key) && !own.contains($0.key) }
  }

  /// The kind of model that a file holds.
  ///
  /// - Throws: `.badData` where it is of another version, or no Gridcast model.
  static func kind(of file: SafeTensors, _ path: String) throws(GridcastError) -> Kind {
    let metadata = file.metadata
    guard metadata["format"] == "gridcast" else {
      throw GridcastError(.badData, path, "it is no model of Gridcast")
    }
    guard metadata["format_version"] == version else {
      throw GridcastError(
        .badData, path,
        "it is of version \(metadata["format_version"] ?? "unknown"), this Gridcast reads version "
          + "\(version); train it anew")
    }
    guard let kind = Kind(rawValue: metadata["kind"] ?? "") else {
      throw GridcastError(
        .badData, path,
        "it is a model of kind '\(metadata["kind"] ?? "unknown")', which this Gridcast does not know"
      )
    }
    return kind
  }

  /// A value as JSON, keys sorted.
  ///
  /// - Throws: `.bug` where a score is not a number.
  static func json(_ value: some Encodable) throws(GridcastError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do { return String(decoding: try encoder.encode(value), as: UTF8.self) } catch {
      throw GridcastError(.bug, "model file", "\(error)")
    }
  }

  /// Where cells are not like those of the training, sentences that say so.
  static func differences(_ grid: Grid, _ cellSize: Double, _ coordinateSystem: String)
    -> [Sentence]
  {
    var notes: [Sentence] = []
    if abs(grid.cellSize - cellSize) > 1e-9 * cellSize {
      notes.append(
        "the model was trained on cells of \(formatted(cellSize, 3)), these are "
          + "\(formatted(grid.cellSize, 3)): counts per cell differ, so do not trust the forecast")
    }
    let own = grid.coordinateSystem
    if (own.code ?? own.wkt) != coordinateSystem {
      notes.append("the model was trained in another coordinate system than \(own)")
    }
    return notes
  }

  static func value<Value: Decodable>(_ json: String?) -> Value? {
    json.flatMap { try? JSONDecoder().decode(Value.self, from: Data($0.utf8)) }
  }
}

extension SafeTensors {
  /// Tensors layer by layer, as `prefix.N.weight` and `prefix.N.bias`.
  static func entries(_ tensors: [[Tensor]], _ prefix: String) -> [Entry] {
    tensors.enumerated().flatMap { layer, tensors in
      zip(["weight", "bias"], tensors).map { name, tensor in
        Entry(
          name: "\(prefix).\(layer).\(name)", shape: tensor.shape, values: .floats(tensor.values))
      }
    }
  }

  /// The tensors of a name, in the shapes of others; nil where one is missing, of another shape or
  /// holds what is no number.
  func tensors(like others: [[Tensor]], _ prefix: String) -> [[Tensor]]? {
    var found: [[Tensor]] = []
    for (layer, tensors) in others.enumerated() {
      var own: [Tensor] = []
      for (name, other) in zip(["weight", "bias"], tensors) {
        guard let (shape, values) = floats("\(prefix).\(layer).\(name)"), shape == other.shape,
          values.allSatisfy(\.isFinite)
        else { return nil }
        own.append(Tensor(shape: shape, values: values))
      }
      found.append(own)
    }
    return found
  }
}

extension Network {
  /// The tensors of every layer.
  var tensors: [[Tensor]] { layers.map(\.tensors) }

  /// This network with other tensors in the same shapes.
  func with(_ tensors: [[Tensor]]) -> Network {
    var network = self
    for layer in tensors.indices where !tensors[layer].isEmpty {
      network.layers[layer].tensors = tensors[layer]
    }
    return network
  }
}

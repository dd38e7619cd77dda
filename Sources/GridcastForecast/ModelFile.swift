internal import Foundation
import GridcastBase
import Neural

/// The parts that the files of all kinds of model have in common.
enum ModelFile {
  /// The kinds of model.
  enum Kind: String {
    case cells
    /// The earlier layout of a BP network for one target, which is read only.
    case perceptron = "bp"
    case convDeconv = "convdeconv"
    case growth
    case ratio
  }

  /// The version of the files that this code writes and reads.
  private static let version = "1"
  private static let heads: Set = ["format", "format_version", "kind"]

  /// The metadata that name the kind of model, together with parameters for people to read.
  static func metadata(_ kind: Kind, _ parameters: [String: String]) -> [String: String] {
    let heads = ["format": "gridcast", "format_version": version, "kind": kind.rawValue]
    return parameters.merging(heads) { $1 }
  }

  /// The parameters for people to read among the metadata.
  static func parameters(of metadata: [String: String], without own: Set<String>)
    -> [String: String]
  {
    metadata.filter { !heads.contains($0.key) && !own.contains($0.key) }
  }

  /// The kind of model in a file.
  ///
  /// - Throws: `.badData` where the file is of another version, or contains no model of Gridcast.
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

  /// Encodes a value as JSON with sorted keys.
  ///
  /// - Throws: `.bug` where a number is infinite or NaN.
  static func json(_ value: some Encodable) throws(GridcastError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do { return String(decoding: try encoder.encode(value), as: UTF8.self) } catch {
      throw GridcastError(.bug, "model file", "\(error)")
    }
  }

  /// Sentences about differences between the cells of a raster and those of the training.
  static func differences(
    of grid: Grid, fromCellSize cellSize: Double, coordinateSystem: String
  )
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

  /// The number of members to use of those that a model holds.
  ///
  /// - Throws: `.usage` where there are fewer.
  static func memberCount(_ wanted: Int?, of held: Int) throws(GridcastError) -> Int {
    guard let wanted, wanted != held else { return held }
    guard wanted >= 1, wanted < held else {
      throw GridcastError(
        .usage, "members",
        "the model holds \(counted(held, "member")), not \(wanted); \(.trainMembers(wanted))")
    }
    return wanted
  }

  static func value<Value: Decodable>(_ json: String?) -> Value? {
    json.flatMap { try? JSONDecoder().decode(Value.self, from: Data($0.utf8)) }
  }
}

extension SafeTensors {
  /// A number among the metadata; nil where there is none, or it lies outside a range.
  func number<Number: LosslessStringConvertible & Comparable>(
    _ key: String, _ range: ClosedRange<Number>
  ) -> Number? {
    metadata[key].flatMap { Number($0) }.flatMap { range.contains($0) ? $0 : nil }
  }

  /// Names the tensors of a model's members.
  static func entries(_ members: [Network]) -> [Entry] {
    members.enumerated().flatMap { member, network in
      entries(network.tensors, layers(of: member))
    }
  }

  /// The networks of a model's members, in the shape of another network.
  ///
  /// - Throws: `.badData` where tensors of one are missing, of another shape or not finite.
  func members(_ count: Int, like blank: Network, _ path: String) throws(GridcastError)
    -> [Network]
  {
    var members: [Network] = []
    for member in 0..<count {
      guard let tensors = self.tensors(like: blank.tensors, Self.layers(of: member)) else {
        throw GridcastError(
          .badData, path, "layers of member \(member + 1) are missing or do not fit together")
      }
      members.append(blank.with(tensors))
    }
    return members
  }

  private static func layers(of member: Int) -> String { "members.\(member).layers" }

  /// Names tensors layer by layer, as `prefix.N.weight` and `prefix.N.bias`.
  static func entries(_ tensors: [[Tensor]], _ prefix: String) -> [Entry] {
    tensors.enumerated().flatMap { layer, tensors in
      zip(["weight", "bias"], tensors).map { name, tensor in
        Entry(
          name: "\(prefix).\(layer).\(name)", shape: tensor.shape, values: .floats(tensor.values))
      }
    }
  }

  /// The tensors under a prefix, in the shapes of others; nil where one is missing, of another
  /// shape or not finite.
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

  /// A copy of this network with other tensors in the same shapes.
  func with(_ tensors: [[Tensor]]) -> Network {
    var network = self
    for layer in tensors.indices where !tensors[layer].isEmpty {
      network.layers[layer].tensors = tensors[layer]
    }
    return network
  }
}

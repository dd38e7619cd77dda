import Foundation
package import GridcastBase
import Neural

extension CellsModel {
  /// The content of a model file, in the public safetensors format.
  ///
  /// Of model T and its member M the tensors are `T.members.M.layers.N.weight` [inputs, outputs] and
  /// `….bias` of the dense layers, `T.members.M.way_back` [3] with the coefficients of 1, z and z² where there is
  /// one, `T.shares` [members], `T.scaling.minimum` and `.maximum` [features + 1] with the target last,
  /// `T.held_out.value` [cells] and `T.held_out.cell` [cells, 2] with columns and rows of the tiling.
  /// Everything else is in the metadata `models`, as JSON.
  package func fileContent() throws(GridcastError) -> [UInt8] {
    var metadata = ModelFile.metadata(.cells, [:])
    metadata["models"] = try ModelFile.json(models.map { CellModel.Head($0) })
    var entries: [SafeTensors.Entry] = []
    for (index, model) in models.enumerated() { entries += model.entries("\(index)") }
    return try SafeTensors(metadata: metadata, entries: entries).encoded()
  }

  /// Reads the models from a file that contains some.
  init(_ file: SafeTensors, _ path: String) throws(GridcastError) {
    guard let heads: [CellModel.Head] = ModelFile.value(file.metadata["models"]), !heads.isEmpty,
      Set(heads.map(\.target)).count == heads.count
    else { throw GridcastError(.badData, path, "parts of the model are missing") }
    var models: [CellModel] = []
    for (index, head) in heads.enumerated() {
      models.append(try CellModel(head, file, "\(index).", path))
    }
    self.init(models)
  }
}

extension CellModel {
  /// What is in the file beside the tensors.
  fileprivate struct Head: Codable {
    var target: String
    var method: CellSettings.Method
    var features: [String]
    var neighbourhood: Neighbourhood
    var transform: CountTransform
    /// The layers of each member: "dense", or an activation.
    var layers: [[String]]
    var coordinateSystem: String
    var cellSize: Double
    var fingerprint: String
    var scores: [String: Scores]
    var baselines: [String: [String: Scores]]
    var parameters: [String: String]
  }

  fileprivate func entries(_ index: String) -> [SafeTensors.Entry] {
    func floats(_ name: String, _ values: [Float]) -> SafeTensors.Entry {
      .init(name: "\(index).\(name)", shape: [values.count], values: .floats(values))
    }
    var entries: [SafeTensors.Entry] = []
    for (number, member) in predictor.members.enumerated() {
      entries += SafeTensors.entries(member.network.tensors, "\(index).members.\(number).layers")
      if let wayBack = member.wayBack {
        entries.append(floats("members.\(number).way_back", wayBack.coefficients))
      }
    }
    entries += [
      floats("shares", predictor.members.map(\.share)),
      floats("scaling.minimum", predictor.scaling.minimum),
      floats("scaling.maximum", predictor.scaling.maximum), floats("held_out.value", heldOut),
      .init(
        name: "\(index).held_out.cell", shape: [cells.count, 2],
        values: .integers(cells.flatMap { [Int64($0.x), Int64($0.y)] })),
    ]
    return entries
  }

  /// Reads a model whose tensors have a prefix.
  fileprivate init(_ head: Head, _ file: SafeTensors, _ prefix: String, _ path: String)
    throws(GridcastError)
  {
    func fault(_ reason: Sentence) -> GridcastError { GridcastError(.badData, path, reason) }
    let isSplit = prefix != ""
    let columns = head.features.count * head.neighbourhood.featuresPerBand
    let shares = isSplit ? file.floats("\(prefix)shares")?.values : [1]
    guard let minimum = file.floats("\(prefix)scaling.minimum")?.values,
      let maximum = file.floats("\(prefix)scaling.maximum")?.values,
      let heldOut = file.floats("\(prefix)held_out.value")?.values,
      let tiles = file.integers("\(prefix)held_out.cell"), tiles.count == 2 * heldOut.count,
      tiles.allSatisfy({ abs(Double($0)) < 1e15 }), head.neighbourhood.isSound,
      minimum.count == columns + 1, maximum.count == minimum.count,
      (minimum + maximum).allSatisfy(\.isFinite), !head.features.isEmpty,
      !head.features.contains(head.target), let shares, !shares.isEmpty,
      shares.count == head.layers.count, shares.allSatisfy(\.isFinite)
    else { throw fault("parts of the model are missing") }
    var members: [CellPredictor.Member] = []
    for (index, names) in head.layers.enumerated() {
      let part = isSplit ? "\(prefix)members.\(index)." : ""
      let wayBack = file.floats("\(part)way_back")?.values
      guard wayBack.map({ $0.count == 3 && $0.allSatisfy(\.isFinite) }) ?? true else {
        throw fault("the way back of network \(index) is no three numbers")
      }
      members.append(
        .init(
          network: try Self.network(names, inputs: columns, file, "\(part)layers", path),
          wayBack: wayBack.map(WayBack.init(coefficients:)), share: shares[index]))
    }
    func byKind<Value>(_ values: [String: Value]) -> [Folds.Kind: Value] {
      var found: [Folds.Kind: Value] = [:]
      for kind in Folds.Kind.allCases { found[kind] = values[kind.rawValue] }
      return found
    }
    self.init(
      predictor: CellPredictor(
        scaling: Scaling(transform: head.transform, minimum: minimum, maximum: maximum),
        members: members),
      method: head.method, features: head.features, neighbourhood: head.neighbourhood,
      target: head.target, coordinateSystem: head.coordinateSystem, cellSize: head.cellSize,
      scores: byKind(head.scores),
      baselines: byKind(head.baselines).mapValues { scores in
        Dictionary(
          uniqueKeysWithValues: Baseline.allCases.compactMap { baseline in
            scores[baseline.rawValue].map { (baseline, $0) }
          })
      },
      parameters: head.parameters,
      cells: stride(from: 0, to: tiles.count, by: 2).map { (Int(tiles[$0]), Int(tiles[$0 + 1])) },
      heldOut: heldOut, fingerprint: head.fingerprint)
  }

  private static func network(
    _ names: [String], inputs: Int, _ file: SafeTensors, _ prefix: String, _ path: String
  ) throws(GridcastError) -> Network {
    var layers: [Layer] = []
    var width = inputs
    for (index, name) in names.enumerated() {
      if let activation = Activation(rawValue: name) {
        layers.append(.activation(activation))
        continue
      }
      guard name == "dense", let weight = file.floats("\(prefix).\(index).weight"),
        let bias = file.floats("\(prefix).\(index).bias"), weight.shape.count == 2,
        weight.shape[0] == width, bias.shape == [weight.shape[1]],
        weight.values.allSatisfy(\.isFinite), bias.values.allSatisfy(\.isFinite)
      else {
        throw GridcastError(.badData, path, "layer \(index) does not fit the one before it")
      }
      width = weight.shape[1]
      layers.append(
        .dense(
          Dense(
            weights: Tensor(shape: weight.shape, values: weight.values),
            bias: Tensor(shape: bias.shape, values: bias.values))))
    }
    guard width == 1 else {
      throw GridcastError(
        .badData, path, "its last layer has \(width) outputs instead of one")
    }
    return Network(layers: layers)
  }

  /// Reads a file in the earlier layout: one target and one network without a way back of its own.
  init(older file: SafeTensors, _ path: String) throws(GridcastError) {
    let metadata = file.metadata
    guard let features: [String] = ModelFile.value(metadata["features"]),
      let neighbourhood: Neighbourhood = ModelFile.value(
        metadata["neighbourhood"] ?? #"{"rings":[],"gaussians":[]}"#),
      let target = metadata["target"],
      let layers: [String] = ModelFile.value(metadata["layers"]),
      let cellSize = metadata["cell_size"].flatMap(Double.init)
    else { throw GridcastError(.badData, path, "parts of the model are missing") }
    guard let transform = CountTransform(rawValue: metadata["transform"] ?? "none") else {
      throw GridcastError(
        .badData, path, "its transform '\(metadata["transform"] ?? "")' is not known")
    }
    var scores: [String: Scores] = [:]
    var baselines: [String: [String: Scores]] = [:]
    for kind in Folds.Kind.allCases.map(\.rawValue) {
      scores[kind] = ModelFile.value(metadata["scores_\(kind)"])
      baselines[kind] = ModelFile.value(metadata["baselines_\(kind)"])
    }
    let own: Set = [
      "features", "target", "coordinate_system", "cell_size",
      "fingerprint", "layers", "scores_random", "scores_blocks",
      "baselines_random", "baselines_blocks", "neighbourhood",
    ]
    let head = Head(
      target: target, method: .network, features: features, neighbourhood: neighbourhood,
      transform: transform, layers: [layers],
      coordinateSystem: metadata["coordinate_system"] ?? "", cellSize: cellSize,
      fingerprint: metadata["fingerprint"] ?? "", scores: scores, baselines: baselines,
      parameters: ModelFile.parameters(of: metadata, without: own))
    try self.init(head, file, "", path)
  }
}

extension CellModel.Head {
  fileprivate init(_ model: CellModel) {
    func named<Value>(_ values: [Folds.Kind: Value]) -> [String: Value] {
      Dictionary(uniqueKeysWithValues: values.map { ($0.key.rawValue, $0.value) })
    }
    self.init(
      target: model.target, method: model.method, features: model.features,
      neighbourhood: model.neighbourhood, transform: model.predictor.scaling.transform,
      layers: model.predictor.members.map { member in
        member.network.layers.map { layer in
          if case .activation(let activation) = layer { activation.rawValue } else { "dense" }
        }
      },
      coordinateSystem: model.coordinateSystem, cellSize: model.cellSize,
      fingerprint: model.fingerprint, scores: named(model.scores),
      baselines: named(model.baselines).mapValues { scores in
        Dictionary(uniqueKeysWithValues: scores.map { ($0.key.rawValue, $0.value) })
      }, parameters: model.parameters)
  }
}

import Foundation
package import GridcastBase
import Neural

extension PerceptronModel {
  /// The content of a model file, in the public safetensors format.
  ///
  /// Its tensors are `layers.N.weight` [inputs, outputs] and `layers.N.bias` of the dense layers,
  /// `scaling.minimum` and `scaling.maximum` [features + 1] with the target last, `held_out.value`
  /// [cells] and `held_out.cell` [cells, 2] with columns and rows of the tiling. Everything else is
  /// metadata.
  package func fileContent() throws(GridcastError) -> [UInt8] {
    var metadata = ModelFile.metadata(.perceptron, parameters)
    metadata["features"] = try ModelFile.json(features)
    metadata["target"] = target
    metadata["coordinate_system"] = coordinateSystem
    metadata["cell_size"] = "\(cellSize)"
    metadata["fingerprint"] = fingerprint
    metadata["neighbourhood"] = try ModelFile.json(neighbourhood)
    for (kind, scores) in scores {
      metadata["scores_\(kind.rawValue)"] = try ModelFile.json(scores)
    }
    for (kind, scores) in baselines {
      metadata["baselines_\(kind.rawValue)"] = try ModelFile.json(scores)
    }

    var entries = SafeTensors.entries(network.tensors, "layers")
    func add(_ name: String, _ tensor: Tensor) {
      entries.append(.init(name: name, shape: tensor.shape, values: .floats(tensor.values)))
    }
    metadata["layers"] = try ModelFile.json(
      network.layers.map { layer in
        if case .activation(let activation) = layer { activation.rawValue } else { "dense" }
      })
    for (name, values) in [("minimum", scaling.minimum), ("maximum", scaling.maximum)] {
      add("scaling.\(name)", Tensor(shape: [values.count], values: values))
    }
    add("held_out.value", Tensor(shape: [heldOut.count], values: heldOut))
    entries.append(
      .init(
        name: "held_out.cell", shape: [cells.count, 2],
        values: .integers(cells.flatMap { [Int64($0.x), Int64($0.y)] })))
    return try SafeTensors(metadata: metadata, entries: entries).encoded()
  }

  /// Reads the model from a file that contains a model of this kind.
  init(_ file: SafeTensors, _ path: String) throws(GridcastError) {
    func fault(_ reason: String) -> GridcastError { GridcastError(.badData, path, reason) }
    let metadata = file.metadata
    guard let features: [String] = ModelFile.value(metadata["features"]),
      let neighbourhood: Neighbourhood = ModelFile.value(
        metadata["neighbourhood"] ?? #"{"rings":[],"gaussians":[]}"#),
      neighbourhood.isSound, let target = metadata["target"],
      let names: [String] = ModelFile.value(metadata["layers"]),
      let cellSize = metadata["cell_size"].flatMap(Double.init),
      let minimum = file.floats("scaling.minimum")?.values,
      let maximum = file.floats("scaling.maximum")?.values,
      let heldOut = file.floats("held_out.value")?.values,
      let tiles = file.integers("held_out.cell"), tiles.count == 2 * heldOut.count,
      tiles.allSatisfy({ abs(Double($0)) < 1e15 }),
      minimum.count == features.count * neighbourhood.featuresPerBand + 1,
      maximum.count == minimum.count,
      (minimum + maximum).allSatisfy(\.isFinite), !features.contains(target)
    else { throw fault("parts of the model are missing") }

    guard let transform = CountTransform(rawValue: metadata["transform"] ?? "none") else {
      throw fault("its transform '\(metadata["transform"] ?? "")' is not known")
    }
    let scaling = Scaling(transform: transform, minimum: minimum, maximum: maximum)
    var layers: [Layer] = []
    var width = features.count * neighbourhood.featuresPerBand
    for (index, name) in names.enumerated() {
      if let activation = Activation(rawValue: name) {
        layers.append(.activation(activation))
        continue
      }
      guard name == "dense", let weight = file.floats("layers.\(index).weight"),
        let bias = file.floats("layers.\(index).bias"), weight.shape.count == 2,
        weight.shape[0] == width, bias.shape == [weight.shape[1]],
        weight.values.allSatisfy(\.isFinite), bias.values.allSatisfy(\.isFinite)
      else { throw fault("layer \(index) does not fit the one before it") }
      width = weight.shape[1]
      layers.append(
        .dense(
          Dense(
            weights: Tensor(shape: weight.shape, values: weight.values),
            bias: Tensor(shape: bias.shape, values: bias.values))))
    }
    guard width == 1 else { throw fault("its last layer has \(width) outputs instead of one") }
    var scores: [Folds.Kind: Scores] = [:]
    var baselines: [Folds.Kind: [String: Scores]] = [:]
    for kind in Folds.Kind.allCases {
      scores[kind] = ModelFile.value(metadata["scores_\(kind.rawValue)"])
      baselines[kind] = ModelFile.value(metadata["baselines_\(kind.rawValue)"])
    }
    let own: Set = [
      "features", "target", "coordinate_system", "cell_size",
      "fingerprint", "layers", "scores_random", "scores_blocks",
      "baselines_random", "baselines_blocks", "neighbourhood",
    ]
    self.init(
      network: Network(layers: layers), scaling: scaling,
      features: features, neighbourhood: neighbourhood, target: target,
      coordinateSystem: metadata["coordinate_system"] ?? "", cellSize: cellSize, scores: scores,
      baselines: baselines,
      parameters: ModelFile.parameters(of: metadata, without: own),
      cells: stride(from: 0, to: tiles.count, by: 2).map { (Int(tiles[$0]), Int(tiles[$0 + 1])) },
      heldOut: heldOut, fingerprint: metadata["fingerprint"] ?? "")
  }
}

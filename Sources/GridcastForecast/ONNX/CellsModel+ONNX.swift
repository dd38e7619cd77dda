import GridcastBase
import Neural

extension CellsModel {
  /// From the counts of the features of all targets, [cells, features], rings and Gaussians behind them where
  /// there is a neighbourhood, to what a cell ought to have, [cells, targets].
  ///
  /// - Throws: `.badData` where the models do not look around alike.
  func onnxContent() throws(GridcastError) -> [UInt8] {
    let around = models[0].neighbourhood
    guard models.allSatisfy({ $0.neighbourhood == around }) else {
      throw GridcastError(
        .badData, "the model", "its targets have other neighbourhoods; export one at a time")
    }
    var bands: [String] = []
    for model in models { bands += model.features.filter { !bands.contains($0) } }
    let count = bands.count * around.featuresPerBand
    var graph = ONNXGraph()
    let counts = ONNXGraph.Value(name: "counts")
    var outputs: [ONNXGraph.Value] = []
    for model in models {
      let own = model.features.compactMap(bands.firstIndex)
      // Behind all bands come all their rings, and so on.
      let columns = (0..<around.featuresPerBand).flatMap { part in
        own.map { part * bands.count + $0 }
      }
      var value = counts
      if columns != Array(0..<count) {
        let places = graph.constant(indices: columns)
        value = graph.apply("Gather", [counts, places], [ONNXGraph.attribute("axis", 1)])
      }
      outputs.append(graph.predictor(model.predictor, value))
    }
    let result =
      outputs.count == 1
      ? outputs[0] : graph.apply("Concat", outputs, [ONNXGraph.attribute("axis", 1)])
    let metadata = [
      "kind": "cells", "features": try ModelFile.json(bands),
      "targets": try ModelFile.json(targets), "neighbourhood": try ModelFile.json(around),
      "methods": try ModelFile.json(models.map(\.method)), "cell_size": "\(models[0].cellSize)",
      "coordinate_system": models[0].coordinateSystem,
    ]
    return graph.encoded(
      input: ("counts", [.free("cells"), .fixed(count)]), result: result,
      output: ("predicted", [.free("cells"), .fixed(models.count)]), metadata: metadata)
  }
}

extension ONNXGraph {
  /// The predictions of all members from counts, by their shares.
  fileprivate mutating func predictor(_ predictor: CellPredictor, _ counts: Value) -> Value {
    let scaling = predictor.scaling
    let count = scaling.minimum.count - 1
    var inputs = counts
    if scaling.transform == .sqrt { inputs = signedRoot(inputs) }
    let ranges = zip(scaling.maximum, scaling.minimum).map { $0 > $1 ? $0 - $1 : 1 }
    // A column that is constant becomes 0.
    let used = zip(scaling.maximum, scaling.minimum).map { $0 > $1 ? Float(1) : 0 }
    let least = constant(Array(scaling.minimum.dropLast()), shape: [count])
    let range = constant(Array(ranges.dropLast()), shape: [count])
    let kept = constant(Array(used.dropLast()), shape: [count])
    inputs = apply("Sub", [inputs, least])
    inputs = apply("Div", [inputs, range])
    inputs = apply("Mul", [inputs, kept])
    var parts: [Value] = []
    for member in predictor.members {
      var value = layers(member.network, inputs)
      value = apply("Mul", value, scaling.maximum[count] - scaling.minimum[count])
      value = apply("Add", value, scaling.minimum[count])
      if let wayBack = member.wayBack {
        value = way(wayBack, value)
      } else if scaling.transform == .sqrt {
        let size = apply("Abs", [value])
        value = apply("Mul", [value, size])
      }
      parts.append(apply("Mul", value, member.share))
    }
    return parts.count == 1 ? parts[0] : apply("Sum", parts)
  }

  /// max(0, c + b·z + a·z²), z = max(0, output).
  private mutating func way(_ wayBack: WayBack, _ output: Value) -> Value {
    let z = apply("Relu", [output])
    var value = apply("Mul", z, wayBack.coefficients[2])
    value = apply("Add", value, wayBack.coefficients[1])
    value = apply("Mul", [value, z])
    value = apply("Add", value, wayBack.coefficients[0])
    return apply("Relu", [value])
  }

  /// √x, −√−x for what is below 0.
  private mutating func signedRoot(_ value: Value) -> Value {
    let size = apply("Abs", [value])
    let root = apply("Sqrt", [size])
    let sign = apply("Sign", [value])
    return apply("Mul", [root, sign])
  }
}

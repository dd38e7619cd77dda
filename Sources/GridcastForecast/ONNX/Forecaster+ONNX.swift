package import GridcastBase
import Neural

extension Forecaster {
  /// The content of an ONNX file that does what the model does: from counts to the prediction, with scaling
  /// and the way back.
  ///
  /// - Throws: `.bug` where the metadata cannot be written.
  package func onnxContent() throws(GridcastError) -> [UInt8] {
    switch self {
    case .cells(let model): try model.onnxContent()
    case .convDeconv(let model): model.onnxContent()
    case .growth(let model): try model.onnxContent()
    }
  }
}

extension ConvDeconvModel {
  /// From densities, [windows, 1, rows, columns] with rows and columns that are multiples of 8, to those some
  /// years on, the mean of the members.
  func onnxContent() -> [UInt8] {
    var graph = ONNXGraph()
    let before = ONNXGraph.Value(name: "before")
    let isLog = scaling.kind == .log1p
    let scaled = isLog ? graph.log1p(before) : graph.apply("Div", before, scaling.divisor)
    var members: [ONNXGraph.Value] = []
    for network in networks {
      var value = graph.layers(network, scaled)
      if prediction == .change {
        let sum = graph.apply("Add", [scaled, value])
        value = graph.apply("Relu", [sum])
      }
      if isLog {
        let powers = graph.apply("Exp", [value])
        value = graph.apply("Sub", powers, 1)
      } else {
        value = graph.apply("Mul", value, scaling.divisor)
      }
      members.append(value)
    }
    let mean = graph.apply("Mean", members)
    var metadata = ["kind": "convdeconv", "window": "\(window)", "cell_size": "\(cellSize)"]
    metadata["band"] = band
    metadata["coordinate_system"] = coordinateSystem
    let shape: [ONNXGraph.Dimension] = [
      .free("windows"), .fixed(1), .free("rows"), .free("columns"),
    ]
    return graph.encoded(
      input: ("before", shape), result: mean, output: ("predicted", shape), metadata: metadata)
  }
}

extension GrowthModel {
  /// From the amounts of the functions, [windows, functions, rows, columns] with rows and columns that are
  /// multiples of 8 where there are networks, to what is forecast, [windows, 1, rows, columns].
  func onnxContent() throws(GridcastError) -> [UInt8] {
    var graph = ONNXGraph()
    let before = ONNXGraph.Value(name: "before")
    let count = choice.bands.count
    let chosen = (0..<count).map { Float(target == nil || target == $0 ? growth : 0) }
    let uniform = graph.channels(before, chosen)
    var model = graph.channels(before, linear.weights, base: linear.base)
    if !networks.isEmpty {
      var amounts = before
      if count > 1 {
        let sum = graph.channels(before, [Float](repeating: 1, count: count))
        amounts = graph.apply("Concat", [before, sum], [ONNXGraph.attribute("axis", 1)])
      }
      let channels = graph.log1p(amounts)
      var ratios: [ONNXGraph.Value] = []
      for network in networks {
        let output = graph.layers(network, channels)
        let part = graph.apply("Div", output, bound)
        let slope = graph.apply("Tanh", [part])
        ratios.append(graph.apply("Mul", slope, bound))
      }
      let mean = graph.apply("Mean", ratios)
      let ratio = graph.apply("Exp", [mean])
      model = graph.apply("Mul", [model, ratio])
    }
    var predicted = alpha == 0 ? uniform : model
    if alpha > 0 && alpha < 1 {
      let fresh = Float(shrinkage.fresh)
      var parts: [ONNXGraph.Value] = []
      for (value, share) in [(uniform, 1 - alpha), (model, alpha)] {
        let above = graph.apply("Add", value, fresh)
        let logarithm = graph.apply("Log", [above])
        parts.append(graph.apply("Mul", logarithm, Float(share)))
      }
      let sum = graph.apply("Add", parts)
      let power = graph.apply("Exp", [sum])
      let less = graph.apply("Sub", power, fresh)
      predicted = graph.apply("Relu", [less])
    }
    var metadata = [
      "kind": networks.isEmpty ? "growth" : "ratio", "bands": try ModelFile.json(choice.bands),
      "cell_size": "\(cellSize)", "coordinate_systems": try ModelFile.json(coordinateSystems),
    ]
    metadata["target"] = choice.target
    if !networks.isEmpty { metadata["window"] = "\(window)" }
    return graph.encoded(
      input: (
        "before", [.free("windows"), .fixed(count), .free("rows"), .free("columns")]
      ), result: predicted,
      output: ("predicted", [.free("windows"), .fixed(1), .free("rows"), .free("columns")]),
      metadata: metadata)
  }
}

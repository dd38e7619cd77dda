import GridcastBase
import GridcastFiles
import Neural

/// A graph of operators in the public ONNX format (opset 13), from one input to one output.
///
/// The numbers of fields are those of onnx.proto3.
struct ONNXGraph {
  private var nodes: [Protobuf] = []
  private var constants: [Protobuf] = []
  private var count = 0

  /// A value in the graph, by its name.
  struct Value: Sendable {
    let name: String
  }

  /// One dimension of an input or output: a size, or the name of one that may be any.
  enum Dimension: Sendable {
    case fixed(Int), free(String)
  }

  private mutating func name(_ kind: String) -> String {
    count += 1
    return "\(kind)\(count)"
  }

  /// A constant tensor of Float.
  mutating func constant(_ values: [Float], shape: [Int]) -> Value {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 * values.count)
    for value in values { bytes.append(littleEndian: value.bitPattern) }
    let name = name("constant")
    var tensor = Protobuf()
    for size in shape { tensor.add(1, size) }
    tensor.add(2, 1)
    tensor.add(8, name)
    tensor.add(9, bytes)
    constants.append(tensor)
    return Value(name: name)
  }

  /// A constant list of whole numbers.
  mutating func constant(indices: [Int]) -> Value {
    var bytes: [UInt8] = []
    for index in indices { bytes.append(littleEndian: UInt64(index)) }
    let name = name("constant")
    var tensor = Protobuf()
    tensor.add(1, indices.count)
    tensor.add(2, 7)
    tensor.add(8, name)
    tensor.add(9, bytes)
    constants.append(tensor)
    return Value(name: name)
  }

  /// A constant number.
  mutating func constant(_ value: Float) -> Value { constant([value], shape: [1]) }

  /// The output of an operator.
  mutating func apply(_ operation: String, _ inputs: [Value], _ attributes: [Protobuf] = [])
    -> Value
  {
    let output = name("value")
    add(operation, inputs, output, attributes)
    return Value(name: output)
  }

  /// The output of an operator with a number.
  mutating func apply(_ operation: String, _ input: Value, _ number: Float) -> Value {
    let number = constant(number)
    return apply(operation, [input, number])
  }

  private mutating func add(
    _ operation: String, _ inputs: [Value], _ output: String, _ attributes: [Protobuf]
  ) {
    var node = Protobuf()
    for input in inputs { node.add(1, input.name) }
    node.add(2, output)
    node.add(4, operation)
    for attribute in attributes { node.add(5, attribute) }
    nodes.append(node)
  }

  /// An attribute of whole numbers.
  static func attribute(_ name: String, _ values: [Int]) -> Protobuf {
    var attribute = Protobuf()
    attribute.add(1, name)
    for value in values { attribute.add(8, value) }
    attribute.add(20, 7)
    return attribute
  }

  /// An attribute that is one whole number.
  static func attribute(_ name: String, _ value: Int) -> Protobuf {
    var attribute = Protobuf()
    attribute.add(1, name)
    attribute.add(3, value)
    attribute.add(20, 2)
    return attribute
  }

  private static func port(_ name: String, _ shape: [Dimension]) -> Protobuf {
    var dimensions = Protobuf()
    for size in shape {
      var dimension = Protobuf()
      switch size {
      case .fixed(let size): dimension.add(1, size)
      case .free(let name): dimension.add(2, name)
      }
      dimensions.add(1, dimension)
    }
    var tensor = Protobuf()
    tensor.add(1, 1)
    tensor.add(2, dimensions)
    var type = Protobuf()
    type.add(1, tensor)
    var port = Protobuf()
    port.add(1, name)
    port.add(2, type)
    return port
  }

  /// The content of a file with the graph.
  ///
  /// - Parameters:
  ///   - input: The name and shape of the input.
  ///   - result: The value that is the output.
  ///   - output: The name and shape of the output.
  ///   - metadata: What the model is, for people and programs.
  /// - Returns: The bytes of the file.
  mutating func encoded(
    input: (name: String, shape: [Dimension]), result: Value,
    output: (name: String, shape: [Dimension]), metadata: [String: String]
  ) -> [UInt8] {
    add("Identity", [result], output.name, [])
    var graph = Protobuf()
    for node in nodes { graph.add(1, node) }
    graph.add(2, "gridcast")
    for constant in constants { graph.add(5, constant) }
    graph.add(11, Self.port(input.name, input.shape))
    graph.add(12, Self.port(output.name, output.shape))
    var opset = Protobuf()
    opset.add(1, "")
    opset.add(2, 13)
    var model = Protobuf()
    model.add(1, 8)
    model.add(2, "gridcast")
    model.add(3, gridcastVersion)
    model.add(7, graph)
    model.add(8, opset)
    for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
      var entry = Protobuf()
      entry.add(1, key)
      entry.add(2, value)
      model.add(14, entry)
    }
    return model.bytes
  }
}

extension ONNXGraph {
  /// The output of the layers of a network.
  ///
  /// Images are [batch, channels, rows, columns] in ONNX.
  mutating func layers(_ network: Network, _ input: Value) -> Value {
    network.layers.reduce(input) { layer($1, $0) }
  }

  private mutating func layer(_ layer: Layer, _ input: Value) -> Value {
    switch layer {
    case .dense(let dense):
      let weights = constant(dense.weights.values, shape: dense.weights.shape)
      let bias = constant(dense.bias.values, shape: dense.bias.shape)
      return apply("Gemm", [input, weights, bias])
    case .convolution(let convolution):
      return image(
        "Conv", input, convolution.weights, convolution.bias, order: [3, 2, 0, 1],
        stride: convolution.stride, padding: convolution.padding)
    case .deconvolution(let deconvolution):
      return image(
        "ConvTranspose", input, deconvolution.weights, deconvolution.bias, order: [0, 3, 1, 2],
        stride: deconvolution.stride, padding: deconvolution.padding)
    case .activation(let activation):
      switch activation {
      case .identity: return input
      case .sigmoid: return apply("Sigmoid", [input])
      case .relu: return apply("Relu", [input])
      case .tanh: return apply("Tanh", [input])
      }
    }
  }

  private mutating func image(
    _ operation: String, _ input: Value, _ weights: Tensor, _ bias: Tensor, order: [Int],
    stride: Int, padding: Int
  ) -> Value {
    let moved = weights.moved(order)
    let constants = [
      constant(moved.values, shape: moved.shape), constant(bias.values, shape: bias.shape),
    ]
    return apply(
      operation, [input] + constants,
      [
        Self.attribute("kernel_shape", Array(moved.shape[2...])),
        Self.attribute("strides", [stride, stride]),
        Self.attribute("pads", [Int](repeating: padding, count: 4)),
      ])
  }

  /// A weighted sum of the channels of an image.
  mutating func channels(_ input: Value, _ weights: [Float], base: Float = 0) -> Value {
    let constants = [
      constant(weights, shape: [1, weights.count, 1, 1]), constant([base], shape: [1]),
    ]
    return apply("Conv", [input] + constants, [Self.attribute("kernel_shape", [1, 1])])
  }

  /// ln(1 + x).
  mutating func log1p(_ input: Value) -> Value {
    let above = apply("Add", input, 1)
    return apply("Log", [above])
  }
}

extension Tensor {
  /// The same numbers with the dimensions in another order.
  fileprivate func moved(_ order: [Int]) -> Tensor {
    var strides = [Int](repeating: 1, count: shape.count)
    for i in (0..<shape.count - 1).reversed() { strides[i] = strides[i + 1] * shape[i + 1] }
    let sizes = order.map { shape[$0] }
    var moved: [Float] = []
    moved.reserveCapacity(count)
    var place = [Int](repeating: 0, count: order.count)
    for _ in 0..<count {
      moved.append(values[zip(order, place).reduce(0) { $0 + strides[$1.0] * $1.1 }])
      var digit = order.count - 1
      while digit >= 0 {
        place[digit] += 1
        if place[digit] < sizes[digit] { break }
        place[digit] = 0
        digit -= 1
      }
    }
    return Tensor(shape: sizes, values: moved)
  }
}

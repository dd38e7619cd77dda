import GridcastBase
import Neural
import Testing

/// Every gradient against the difference of the loss on both sides of a weight, taken in Double.
@Suite struct GradientTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let name: String
    let network: Network
    let input: [Int]
    let usesCombinedLoss: Bool
    var testDescription: String { name }
  }

  static func perceptron(
    _ hidden: [Int], _ first: Activation, _ later: Activation, _ output: Activation
  ) -> Network {
    var random = RandomNumbers(seed: 11)
    return .perceptron(
      inputs: 3, hidden: hidden, first: first, later: later, output: output, random: &random)
  }

  static let examples: [Example] = {
    var random = RandomNumbers(seed: 12)
    func convolution(_ kernel: Int, _ inputs: Int, _ outputs: Int, stride: Int) -> Layer {
      .convolution(
        Convolution(
          kernel: kernel, inputs: inputs, outputs: outputs, stride: stride, padding: 1,
          random: &random))
    }
    func deconvolution(_ inputs: Int, _ outputs: Int) -> Layer {
      .deconvolution(
        Deconvolution(
          kernel: 4, inputs: inputs, outputs: outputs, stride: 2, padding: 1, random: &random))
    }
    return [
      Example(
        name: "one dense layer", network: perceptron([], .identity, .identity, .identity),
        input: [4, 3], usesCombinedLoss: false),
      Example(
        name: "sigmoid", network: perceptron([5], .sigmoid, .sigmoid, .sigmoid), input: [4, 3],
        usesCombinedLoss: false),
      Example(
        name: "tanh", network: perceptron([6, 4], .tanh, .tanh, .identity), input: [4, 3],
        usesCombinedLoss: false),
      Example(
        name: "ReLU", network: perceptron([8, 7], .relu, .relu, .identity), input: [4, 3],
        usesCombinedLoss: false),
      Example(
        name: "tanh, then ReLU, then sigmoid",
        network: perceptron([6, 5, 4], .tanh, .relu, .sigmoid), input: [4, 3],
        usesCombinedLoss: false),
      Example(
        name: "a 3×3 convolution", network: Network(layers: [convolution(3, 1, 1, stride: 1)]),
        input: [2, 5, 7, 1], usesCombinedLoss: true),
      Example(
        name: "a 4×4 convolution of two channels, with stride 2, then one of three",
        network: Network(layers: [convolution(4, 2, 3, stride: 2), convolution(3, 3, 1, stride: 1)]
        ),
        input: [2, 8, 6, 2], usesCombinedLoss: true),
      Example(
        name: "a deconvolution of three channels, then one of two",
        network: Network(layers: [deconvolution(3, 2), deconvolution(2, 1)]),
        input: [2, 2, 3, 3], usesCombinedLoss: true),
      Example(
        name: "nine products in place of sixteen, with tiles that reach over the edge",
        network: Network(layers: [
          convolution(4, 2, 4, stride: 2), deconvolution(4, 2), convolution(3, 2, 1, stride: 1),
        ]),
        input: [2, 10, 6, 2], usesCombinedLoss: true),
      Example(
        name: "the conv–deconv network",
        network: .encoderDecoder(width: 2, outputBias: 0.5, random: &random), input: [5, 8, 8, 1],
        usesCombinedLoss: true),
    ]
  }()

  @Test("Loss and gradient at every weight agree with Double", arguments: examples)
  func agreesWithFiniteDifferences(example: Example) {
    let shape = example.input
    var random = RandomNumbers(seed: 5)
    var network = example.network
    network.moveBiases(&random)
    let input = Tensor(
      shape: shape, values: (0..<shape.reduce(1, *)).map { _ in 2 * random.uniform() - 1 })
    let outputShape = network(input).shape
    var target = Tensor(
      shape: outputShape, values: (0..<outputShape.reduce(1, *)).map { _ in random.uniform() })
    if example.usesCombinedLoss {
      for i in target.values.indices where random.below(5) == 0 { target.values[i] = .nan }
    }
    let combined = CombinedLoss(
      rows: outputShape.count == 4 ? outputShape[1] : 1,
      columns: outputShape.count == 4 ? outputShape[2] : 1,
      weights: .init(squaredError: 0.7, cosine: 1.3, amplitude: 0.4))
    let wanted = target
    let (loss, gradients) = network.parallelGradients(input, target: target) { output, target, _ in
      example.usesCombinedLoss
        ? combined(output, target: target) : Loss.halfSquaredError(output, target: target)
    }

    let layers = network.layers
    func reference(_ weights: [[[Double]]]) -> Double {
      let output = DoubleReference.output(layers, weights, .init(input))
      return example.usesCombinedLoss
        ? DoubleReference.combined(output, .init(wanted), (0.7, 1.3, 0.4))
        : DoubleReference.halfSquared(output, .init(wanted))
    }
    let expected = reference(network.weights)
    #expect(abs(Double(loss) - expected) < 2e-6 * (1 + expected))
    expectGradients(gradients, at: network.weights, within: 3e-6, share: 3e-5, of: reference)
  }
}

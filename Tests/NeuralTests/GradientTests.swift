import Neural
import Testing

/// Every gradient against the difference of the loss on both sides of a weight.
@Suite struct GradientTests {
  static let networks: [(String, [Int], Activation, Activation, Activation)] = [
    ("one dense layer", [], .identity, .identity, .identity),
    ("sigmoid", [5], .sigmoid, .sigmoid, .sigmoid),
    ("tanh", [6, 4], .tanh, .tanh, .identity),
    ("ReLU", [8, 7], .relu, .relu, .identity),
    ("tanh, then ReLU, then sigmoid", [6, 5, 4], .tanh, .relu, .sigmoid),
  ]

  @Test("The gradient at every weight and bias agrees with finite differences", arguments: networks)
  func agreesWithFiniteDifferences(
    name: String, hidden: [Int], first: Activation, later: Activation, output: Activation
  ) {
    var random = RandomNumbers(seed: 11)
    let network = Network.perceptron(
      inputs: 3, hidden: hidden, first: first, later: later, output: output, random: &random)
    let input = Tensor(shape: [4, 3], values: (0..<12).map { _ in 2 * random.uniform() - 1 })
    let target = Tensor(shape: [4, 1], values: (0..<4).map { _ in random.uniform() })
    let (_, gradients) = network.gradients(input) { Loss.halfSquaredError($0, target: target) }

    func loss(_ network: Network) -> Double {
      Double(Loss.halfSquaredError(network(input), target: target).loss)
    }
    let step: Float = 4e-3
    for layer in network.layers.indices {
      for tensor in network.layers[layer].tensors.indices {
        for i in network.layers[layer].tensors[tensor].values.indices {
          func moved(_ by: Float) -> Network {
            var copy = network
            var tensors = copy.layers[layer].tensors
            tensors[tensor].values[i] += by
            copy.layers[layer].tensors = tensors
            return copy
          }
          let numeric = (loss(moved(step)) - loss(moved(-step))) / (2 * Double(step))
          let analytic = Double(gradients[layer][tensor].values[i])
          #expect(
            abs(numeric - analytic) < 2e-4 + 2e-2 * abs(analytic),
            "layer \(layer), tensor \(tensor), value \(i)")
        }
      }
    }
  }
}

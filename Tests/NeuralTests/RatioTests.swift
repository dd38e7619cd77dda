import Foundation
import GridcastBase
import Neural
import Testing

/// The network that gives a ratio, with the Poisson loss and AdamW.
@Suite struct RatioTests {
  /// The loss as it is defined, in Double.
  private func loss(_ outputs: [Double], _ target: Tensor, bound: Double) -> Double {
    var sum = 0.0
    for cell in outputs.indices {
      let (wanted, expected) = (target.values[2 * cell], Double(target.values[2 * cell + 1]))
      if wanted.isNaN { continue }
      let ratio = bound * Foundation.tanh(outputs[cell] / bound)
      sum += expected * exp(ratio) - Double(wanted) * (log(expected) + ratio)
    }
    return sum / Double(outputs.count)
  }

  private func target(_ shape: [Int], _ random: inout RandomNumbers) -> Tensor {
    var values: [Float] = []
    for _ in 0..<shape.reduce(1, *) {
      values.append(random.below(5) == 0 ? .nan : 4 * random.uniform())
      values.append(0.1 + 3 * random.uniform())
    }
    return Tensor(shape: shape + [2], values: values)
  }

  @Test("The loss and its gradient at the output agree with Double", arguments: [0.7, 0.2, 3])
  func gradientAtOutput(bound: Float) {
    var random = RandomNumbers(seed: 21)
    let outputs = Tensor(
      shape: [3, 4, 5, 1], values: (0..<60).map { _ in 6 * random.uniform() - 3 })
    let target = target([3, 4, 5], &random)
    let (value, gradient) = RatioLoss(bound: bound)(outputs, target: target)
    let numbers = outputs.values.map(Double.init)
    #expect(abs(Double(value) - loss(numbers, target, bound: Double(bound))) < 1e-5)
    expectGradients([[gradient]], at: [[numbers]], within: 1e-6, share: 1e-4) {
      loss($0[0][0], target, bound: Double(bound))
    }
  }

  @Test("The gradient at every weight of a network of three channels agrees with Double")
  func gradientAtWeights() {
    var random = RandomNumbers(seed: 22)
    var network = Network.encoderDecoder(
      width: 2, channels: 3, outputBias: 0.2, random: &random)
    network.moveBiases(&random)
    let input = Tensor(
      shape: [5, 8, 8, 3], values: (0..<960).map { _ in 2 * random.uniform() - 1 })
    let target = target([5, 8, 8], &random)
    let ratio = RatioLoss(bound: 0.7)
    let (value, gradients) = network.parallelGradients(input, target: target) {
      output, target, _ in ratio(output, target: target)
    }
    let layers = network.layers
    func reference(_ weights: [[[Double]]]) -> Double {
      loss(DoubleReference.output(layers, weights, .init(input)).values, target, bound: 0.7)
    }
    #expect(abs(Double(value) - reference(network.weights)) < 1e-5)
    expectGradients(
      gradients, at: network.weights, every: 7, within: 3e-6, share: 3e-4, of: reference)
  }

  /// fixtures/neural/ratio_torch.py made the numbers.
  @Test("The first gradients and the losses of 40 steps of AdamW are PyTorch's")
  func agreesWithPyTorch() throws {
    let numbers = try TorchNumbers("ratio-torch.csv")
    var random = RandomNumbers(seed: 4)
    // The script has no ReLU at the output, and begins with random weights there.
    var network = Network.encoderDecoder(width: 8, channels: 3, outputBias: 0, random: &random)
    network.layers[network.layers.count - 1] = .activation(.identity)
    func numbersOf(_ count: Int, _ change: (Float) -> Float) -> [Float] {
      (0..<count).map { _ in change(random.uniform()) }
    }
    let cells = 12 * 16 * 16
    let before = Tensor(shape: [12, 16, 16, 3], values: numbersOf(3 * cells) { $0 })
    let after = numbersOf(cells) { 3 * $0 }
    let expected = numbersOf(cells) { 2 * $0 + 0.1 }
    let known = numbersOf(cells) { $0 }
    let target = Tensor(
      shape: [12, 16, 16, 2],
      values: (0..<cells).flatMap { [known[$0] >= 0.2 ? after[$0] : .nan, expected[$0]] })
    let loss = RatioLoss(bound: 0.7)
    var adam = AdamOptimizer(learningRate: 2e-3, weightDecay: 1e-2)
    for step in 0..<40 {
      let (value, gradients) = network.parallelGradients(before, target: target) {
        output, target, _ in loss(output, target: target)
      }
      if step == 0 { try numbers.expectFirst(gradients) }
      let wanted = try numbers.number("loss \(step)")
      #expect(abs(Double(value) - wanted) < 1e-3 * wanted, "step \(step): \(value), not \(wanted)")
      adam.step(&network, gradients)
    }
  }
}

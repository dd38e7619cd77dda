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
    var numbers = outputs.values.map(Double.init)
    #expect(abs(Double(value) - loss(numbers, target, bound: Double(bound))) < 1e-5)
    let step = 1e-6
    for cell in numbers.indices {
      let old = numbers[cell]
      numbers[cell] = old + step
      let above = loss(numbers, target, bound: Double(bound))
      numbers[cell] = old - step
      let below = loss(numbers, target, bound: Double(bound))
      numbers[cell] = old
      let numeric = (above - below) / (2 * step)
      #expect(
        abs(Double(gradient.values[cell]) - numeric) < 1e-6 + 1e-4 * abs(numeric), "cell \(cell)")
    }
  }

  @Test("The gradient at every weight of a network of three channels agrees with Double")
  func gradientAtWeights() {
    var random = RandomNumbers(seed: 22)
    var network = Network.encoderDecoder(
      width: 2, channels: 3, outputBias: 0.2, random: &random)
    // A bias of 0 puts whatever sees only zeros exactly on the bend of ReLU.
    for layer in network.layers.indices where !network.layers[layer].tensors.isEmpty {
      var tensors = network.layers[layer].tensors
      tensors[1].values = tensors[1].values.map { $0 + 0.3 * random.uniform() - 0.1 }
      network.layers[layer].tensors = tensors
    }
    let input = Tensor(
      shape: [5, 8, 8, 3], values: (0..<960).map { _ in 2 * random.uniform() - 1 })
    let target = target([5, 8, 8], &random)
    let ratio = RatioLoss(bound: 0.7)
    let (value, gradients) = network.parallelGradients(input, target: target) {
      output, target, _ in ratio(output, target: target)
    }
    var weights = network.layers.map { $0.tensors.map { $0.values.map(Double.init) } }
    let layers = network.layers
    func reference() -> Double {
      loss(DoubleReference.output(layers, weights, .init(input)).values, target, bound: 0.7)
    }
    #expect(abs(Double(value) - reference()) < 1e-5)
    let step = 1e-6
    for layer in weights.indices {
      for tensor in weights[layer].indices {
        for i in stride(from: 0, to: weights[layer][tensor].count, by: 7) {
          let old = weights[layer][tensor][i]
          weights[layer][tensor][i] = old + step
          let above = reference()
          weights[layer][tensor][i] = old - step
          let below = reference()
          weights[layer][tensor][i] = old
          let numeric = (above - below) / (2 * step)
          let analytic = Double(gradients[layer][tensor].values[i])
          #expect(
            abs(numeric - analytic) < 3e-6 + 3e-4 * abs(numeric),
            "layer \(layer), tensor \(tensor), value \(i): \(analytic), not \(numeric)")
        }
      }
    }
  }

  /// fixtures/neural/ratio_torch.py made the numbers.
  @Test("The first gradients and the losses of 40 steps of AdamW are PyTorch's")
  func agreesWithPyTorch() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../fixtures/neural/ratio-torch.csv").standardized
    let lines = try String(contentsOf: path, encoding: .utf8).split(separator: "\n").dropFirst()
    let numbers = try Dictionary(
      uniqueKeysWithValues: lines.map { line in
        let parts = line.split(separator: ",")
        return (String(parts[0]), try #require(Double(parts[1])))
      })
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
      if step == 0 {
        for (layer, tensors) in gradients.enumerated() {
          for (index, tensor) in tensors.enumerated() {
            let name = "gradient \(layer) \(index)"
            let norm = try #require(numbers["\(name) norm"])
            let own = tensor.values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
            #expect(abs(own - norm) < 1e-4 * norm, "\(name)")
            for i in stride(from: 0, to: tensor.count, by: max(1, tensor.count / 3)) {
              let value = try #require(numbers["\(name) \(i)"])
              #expect(abs(Double(tensor.values[i]) - value) < 1e-3 * norm, "\(name) \(i)")
            }
          }
        }
      }
      let wanted = try #require(numbers["loss \(step)"])
      #expect(abs(Double(value) - wanted) < 1e-3 * wanted, "step \(step): \(value), not \(wanted)")
      adam.step(&network, gradients)
    }
  }
}

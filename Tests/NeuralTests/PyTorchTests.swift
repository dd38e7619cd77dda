import GridcastBase
import Neural
import Testing

/// The conv–deconv network beside PyTorch, from the same weights and windows;
/// fixtures/neural/convdeconv_torch.py made the numbers.
@Suite struct PyTorchTests {
  @Test("The first gradients and the losses of 50 steps are PyTorch's")
  func lossCurve() throws {
    let numbers = try TorchNumbers("convdeconv-torch.csv")
    var random = RandomNumbers(seed: 3)
    var network = Network.encoderDecoder(width: 32, outputBias: 0.5, random: &random)
    #expect(network.parameterCount == 591_073)
    let shape = [16, 40, 40, 1]
    func windows() -> [Float] { (0..<shape.reduce(1, *)).map { _ in random.uniform() } }
    let before = Tensor(shape: shape, values: windows())
    let all = windows()
    let after = Tensor(shape: shape, values: zip(all, windows()).map { $1 >= 0.1 ? $0 : .nan })
    let loss = CombinedLoss(rows: 40, columns: 40)
    var adam = AdamOptimizer(learningRate: 1e-4)
    var worst = 0.0
    for step in 0..<50 {
      let (value, gradients) = network.parallelGradients(before, target: after) {
        output, target, _ in
        loss(output, target: target)
      }
      if step == 0 { try numbers.expectFirst(gradients) }
      let expected = try numbers.number("loss \(step)")
      worst = max(worst, abs(Double(value) - expected) / expected)
      adam.step(&network, gradients)
    }
    #expect(worst < 1e-3, "the worst of 50 losses is off by \(worst)")
  }

  @Test("The same seed gives the same bits, step after step")
  func isRepeatable() {
    func trained() -> Network {
      var random = RandomNumbers(seed: 8)
      var network = Network.encoderDecoder(width: 4, outputBias: 0.5, random: &random)
      var adam = AdamOptimizer(learningRate: 1e-3)
      let loss = CombinedLoss(rows: 16, columns: 16)
      for _ in 0..<5 {
        let input = Tensor(shape: [7, 16, 16, 1], values: (0..<1792).map { _ in random.uniform() })
        let gradients = network.parallelGradients(input, target: input) { output, target, _ in
          loss(output, target: target)
        }
        .gradients
        adam.step(&network, gradients)
      }
      return network
    }
    #expect(trained() == trained())
  }
}

// Milliseconds per training step of the conv–deconv network on random windows, batches of 16, Adam.
// Arguments: size (cells), width (channels), steps.
import Foundation
import Neural

// As the command has it: OpenBLAS would start a thread for every core.
setenv("OPENBLAS_NUM_THREADS", "1", 1)
let numbers = CommandLine.arguments.dropFirst().compactMap { Int($0) }
let size = numbers.first ?? 40
let width = numbers.dropFirst().first ?? 32
let steps = numbers.dropFirst(2).first ?? 40

var random = RandomNumbers(seed: 0)
var network = Network.encoderDecoder(width: width, outputBias: 0.5, random: &random)
var adam = AdamOptimizer(learningRate: 1e-4)
nonisolated let loss = CombinedLoss(rows: size, columns: size)
let shape = [16, size, size, 1]
func windows(_ random: inout RandomNumbers) -> Tensor {
  Tensor(shape: shape, values: (0..<shape.reduce(1, *)).map { _ in random.uniform() })
}
let before = windows(&random)
let after = windows(&random)

for _ in 0..<5 { step(&network, &adam) }
let time = ContinuousClock().measure { for _ in 0..<steps { step(&network, &adam) } }
let milliseconds = time / .milliseconds(1) / Double(steps)
print(
  "size \(size), width \(width), \(network.parameterCount) parameters: "
    + "\((milliseconds * 100).rounded() / 100) ms per step")
print("{\"seconds\": \(milliseconds / 1000)}")

@MainActor func step(_ network: inout Network, _ adam: inout AdamOptimizer) {
  let gradients = network.parallelGradients(before, target: after) { output, target, _ in
    loss(output, target: target)
  }
  .gradients
  adam.step(&network, gradients)
}

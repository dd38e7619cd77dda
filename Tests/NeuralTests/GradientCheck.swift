import Foundation
import GridcastBase
import Neural
import Testing

extension Network {
  /// The weights of all layers in Double, one list of numbers a tensor.
  var weights: [[[Double]]] { layers.map { $0.tensors.map { $0.values.map(Double.init) } } }

  /// Moves every bias: one of 0 puts whatever sees only zeros exactly on the bend of ReLU.
  mutating func moveBiases(_ random: inout RandomNumbers) {
    for layer in layers.indices where !layers[layer].tensors.isEmpty {
      var tensors = layers[layer].tensors
      tensors[1].values = tensors[1].values.map { $0 + 0.3 * random.uniform() - 0.1 }
      layers[layer].tensors = tensors
    }
  }
}

/// Expects gradients to be the difference of a loss on both sides of a weight, taken in Double.
///
/// - Parameters:
///   - gradients: The gradients, of the form of `Network.weights`.
///   - weights: The weights at which they were taken.
///   - distance: How many weights on the next one is looked at.
///   - limit: How far off a gradient may be.
///   - share: What share of the gradient is added to that.
///   - sourceLocation: Where it is expected.
///   - loss: The loss by other weights.
func expectGradients(
  _ gradients: [[Tensor]], at weights: [[[Double]]], every distance: Int = 1,
  within limit: Double, share: Double, sourceLocation: SourceLocation = #_sourceLocation,
  of loss: ([[[Double]]]) -> Double
) {
  var weights = weights
  let step = 1e-6
  for layer in weights.indices {
    for tensor in weights[layer].indices {
      for i in stride(from: 0, to: weights[layer][tensor].count, by: distance) {
        let old = weights[layer][tensor][i]
        weights[layer][tensor][i] = old + step
        let above = loss(weights)
        weights[layer][tensor][i] = old - step
        let below = loss(weights)
        weights[layer][tensor][i] = old
        let numeric = (above - below) / (2 * step)
        let analytic = Double(gradients[layer][tensor].values[i])
        #expect(
          abs(numeric - analytic) < limit + share * abs(numeric),
          "layer \(layer), tensor \(tensor), value \(i): \(analytic), not \(numeric)",
          sourceLocation: sourceLocation)
      }
    }
  }
}

/// The numbers of a training that a script in fixtures/neural made with PyTorch, by their names.
struct TorchNumbers {
  private let numbers: [String: Double]

  /// Reads a table of fixtures/neural.
  init(_ table: String) throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../fixtures/neural/\(table)").standardized
    let lines = try String(contentsOf: path, encoding: .utf8).split(separator: "\n").dropFirst()
    numbers = try Dictionary(
      uniqueKeysWithValues: lines.map { line in
        let parts = line.split(separator: ",")
        return (String(parts[0]), try #require(Double(parts[1])))
      })
  }

  /// The number of a name.
  func number(_ name: String) throws -> Double { try #require(numbers[name], "\(name)") }

  /// Expects the gradients of the first step to have PyTorch's norms, and some of its values.
  func expectFirst(_ gradients: [[Tensor]]) throws {
    for (layer, tensors) in gradients.enumerated() {
      for (index, tensor) in tensors.enumerated() {
        let name = "gradient \(layer) \(index)"
        let norm = try number("\(name) norm")
        let own = tensor.values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        #expect(abs(own - norm) < 1e-4 * norm, "\(name)")
        for i in stride(from: 0, to: tensor.count, by: max(1, tensor.count / 3)) {
          let value = try number("\(name) \(i)")
          #expect(abs(Double(tensor.values[i]) - value) < 1e-3 * norm, "\(name) \(i)")
        }
      }
    }
  }
}

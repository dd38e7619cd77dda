import Neural

/// What a conv–deconv network says, as it is asked for.
package enum YearsPrediction: String, Sendable, CaseIterable, Codable {
  /// The ratio to Poisson-linear growth.
  case ratio
  /// The change of the scaled density.
  case change
  /// The scaled density after, as in the study.
  case level
}

/// What a conv–deconv network of the study's form predicts.
package enum Prediction: String, Sendable, CaseIterable, Codable {
  /// The scaled density after, as in the study.
  case level
  /// The change of the scaled density; the density after is at least 0.
  case change

  /// The scaled density after, from the output and the input of the network.
  func after(_ output: Tensor, _ input: Tensor) -> Tensor {
    guard self == .change else { return output }
    var sum = output
    for i in sum.values.indices { sum.values[i] = max(0, sum.values[i] + input.values[i]) }
    return sum
  }

  /// The loss of an output, and its gradient at the output.
  func loss(_ loss: CombinedLoss, output: Tensor, target: Tensor, input: Tensor) -> (
    loss: Float, gradient: Tensor
  ) {
    let after = after(output, input)
    var (value, gradient) = loss(after, target: target)
    if self == .change {
      // Where the density is clipped at 0, only a gradient that raises it counts, which also frees
      // cells that were lowered too far.
      for i in gradient.values.indices where after.values[i] == 0 {
        gradient.values[i] = min(0, gradient.values[i])
      }
    }
    return (value, gradient)
  }
}

import Neural

/// What the output of the conv–deconv network is.
package enum Prediction: String, Sendable, CaseIterable, Codable {
  /// The scaled density after, as in the study.
  case level
  /// What is added to the scaled density before; the sum is never below 0.
  case change

  /// The scaled density after, from input and output of the network.
  func after(_ output: Tensor, _ input: Tensor) -> Tensor {
    guard self == .change else { return output }
    var sum = output
    for i in sum.values.indices { sum.values[i] = max(0, sum.values[i] + input.values[i]) }
    return sum
  }

  /// The loss of an output, and its gradient there.
  func loss(_ loss: CombinedLoss, _ output: Tensor, _ target: Tensor, _ input: Tensor) -> (
    loss: Float, gradient: Tensor
  ) {
    let after = after(output, input)
    var (value, gradient) = loss(after, target: target)
    if self == .change {
      // At the bottom only what raises a cell counts; it also frees one that was pushed too low.
      for i in gradient.values.indices where after.values[i] == 0 {
        gradient.values[i] = min(0, gradient.values[i])
      }
    }
    return (value, gradient)
  }
}

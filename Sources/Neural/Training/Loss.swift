/// What training makes small.
public enum Loss: Sendable {
  /// E = ½ Σ (output − target)², as the mean over the batch.
  case halfSquaredError

  /// The loss of a batch and its gradient at the output; both are [batch, outputs].
  public func callAsFunction(_ output: Tensor, target: Tensor) -> (loss: Float, gradient: Tensor) {
    precondition(output.shape == target.shape)
    let share = 1 / Float(output.shape[0])
    var gradient = output
    var loss: Float = 0
    for i in gradient.values.indices {
      let error = output.values[i] - target.values[i]
      loss += error * error
      gradient.values[i] = error * share
    }
    return (loss * share / 2, gradient)
  }
}

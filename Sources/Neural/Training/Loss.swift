/// The loss that training minimises.
public enum Loss: Sendable {
  /// E = ½ Σ (output − target)², as the mean over the batch.
  case halfSquaredError

  /// Computes the loss of a batch and its gradient at the output; both tensors are [batch,
  /// outputs].
  public func callAsFunction(_ output: Tensor, target: Tensor) -> (loss: Float, gradient: Tensor) {
    precondition(output.shape == target.shape)
    let share = 1 / Float(output.shape[0])
    let outputs = output.values.span
    let targets = target.values.span
    var values = scratch(outputs.count)
    var gradient = values.mutableSpan
    var loss: Float = 0
    for i in outputs.indices {
      let error = outputs[i] - targets[i]
      loss += error * error
      gradient[i] = error * share
    }
    return (loss * share / 2, Tensor(shape: output.shape, values: values))
  }
}

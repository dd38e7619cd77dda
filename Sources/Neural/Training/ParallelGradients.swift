import GridcastBase

extension Network {
  /// Computes the mean loss of a batch and its gradients, in parallel for slices of four samples.
  ///
  /// The slices and the order of summation do not depend on the number of cores, so neither does
  /// the result.
  ///
  /// - Parameters:
  ///   - input: A batch, [batch, …].
  ///   - target: The wanted output, [batch, …].
  ///   - loss: Computes the mean loss of some samples and its gradient at their output; it also
  ///     receives their inputs, for networks whose output is added to the input.
  /// - Returns: The loss, and for each layer the gradients in the shapes of its tensors.
  public func parallelGradients(
    _ input: Tensor, target: Tensor,
    loss:
      @Sendable (_ output: Tensor, _ target: Tensor, _ input: Tensor) -> (
        loss: Float, gradient: Tensor
      )
  ) -> (loss: Float, gradients: [[Tensor]]) {
    let batch = input.shape[0]
    let slices = stride(from: 0, to: batch, by: 4).map { $0..<min($0 + 4, batch) }
    let parts = concurrentMap(slices.count) { index in
      let input = input.rows(slices[index])
      let target = target.rows(slices[index])
      return gradients(input) { loss($0, target, input) }
    }
    let shares = slices.map { Float($0.count) / Float(batch) }
    let total = zip(parts, shares).reduce(0) { $0 + $1.1 * $1.0.loss }
    let sums = concurrentMap(layers.count) { layer in
      parts[0].gradients[layer].indices.map { tensor in
        Tensor(sum: parts.map { $0.gradients[layer][tensor] }, weights: shares)
      }
    }
    return (total, sums)
  }
}

extension Tensor {
  /// The weighted sum of tensors of one shape, in a fixed order.
  fileprivate init(sum tensors: [Tensor], weights: [Float]) {
    var sums = scratch(tensors[0].count)
    var target = sums.mutableSpan
    for (index, (tensor, weight)) in zip(tensors, weights).enumerated() {
      let values = tensor.values.span
      precondition(values.count == target.count)
      if index == 0 {
        for i in values.indices { target[i] = weight * values[i] }
      } else {
        for i in values.indices { target[i] += weight * values[i] }
      }
    }
    self.init(shape: tensors[0].shape, values: sums)
  }
}

extension Network {
  /// The mean loss of a batch and its gradients, slices of four samples side by side on every core.
  ///
  /// The slices and the order in which they are summed do not depend on the number of cores.
  ///
  /// - Parameters:
  ///   - input: A batch, [batch, …].
  ///   - target: What the output should be, [batch, …].
  ///   - loss: The mean loss of some samples, and its gradient at their output; it is handed their
  ///     inputs too, for networks whose output is added to it.
  /// - Returns: The loss, and layer by layer the gradients, each in the shape of its tensor.
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
    var total: Float = 0
    var sums = parts[0].gradients
    for (index, part) in parts.enumerated() {
      let share = Float(slices[index].count) / Float(batch)
      total += share * part.loss
      for layer in sums.indices {
        for tensor in sums[layer].indices {
          sums[layer][tensor].add(part.gradients[layer][tensor], share, isFirst: index == 0)
        }
      }
    }
    return (total, sums)
  }
}

extension Tensor {
  /// Adds a share of another tensor, or becomes that share.
  fileprivate mutating func add(_ other: Tensor, _ share: Float, isFirst: Bool) {
    let others = other.values.span
    change { values in
      if isFirst {
        for i in values.indices { values[i] = share * others[i] }
      } else {
        for i in values.indices { values[i] += share * others[i] }
      }
    }
  }
}

package import Neural

/// What predicts a cell's count from its features: networks, and a linear regression as a network of one
/// layer; the prediction is the mean of theirs by their shares.
package struct CellPredictor: Sendable, Equatable {
  /// One network.
  package struct Member: Sendable, Equatable {
    /// The network, from scaled features to the scaled target.
    package let network: Network
    /// The way back to counts; nil where the transformation is undone and nothing else.
    let wayBack: WayBack?
    /// The weight of its predictions.
    let share: Float
  }

  /// The scaling of the features and, last, of the target.
  package let scaling: Scaling
  /// The networks, those of BP first.
  package let members: [Member]

  /// The number of weights and biases of all.
  package var parameterCount: Int { members.reduce(0) { $0 + $1.network.parameterCount } }

  /// Whether all weights are finite.
  var isFinite: Bool {
    members.allSatisfy { member in
      member.network.isFinite && member.wayBack?.coefficients.allSatisfy(\.isFinite) ?? true
    }
  }

  /// Predictions for some rows of feature columns, in units of the target.
  func predict(_ features: [[Float]], rows: [Int]) -> [Float] {
    stride(from: 0, to: rows.count, by: 16_384).flatMap { start in
      let batch = Array(rows[start..<min(start + 16_384, rows.count)])
      let inputs = scaling.scaled(features, rows: batch)
      var sums = [Float](repeating: 0, count: batch.count)
      for member in members {
        for (row, output) in member.network(inputs).values.enumerated() {
          sums[row] += member.share * count(output, by: member)
        }
      }
      return sums
    }
  }

  private func count(_ output: Float, by member: Member) -> Float {
    let column = scaling.minimum.count - 1
    guard let wayBack = member.wayBack else { return scaling.restored(output, column: column) }
    return wayBack(scaling.unscaled(output, column: column))
  }
}

extension CellSettings {
  /// Trains what predicts, on some samples.
  ///
  /// Scaling and way back are fitted to these samples only, so that nothing of held-out ones leaks in.
  ///
  /// - Parameters:
  ///   - samples: All samples.
  ///   - rows: Those to learn from.
  ///   - stream: The stream of random numbers, below 2³².
  ///   - progress: Is called after each training of a network, or once.
  /// - Returns: What predicts the target from the features.
  func predictor(
    _ samples: Samples, rows: [Int], stream: UInt64, progress: () -> Void = {}
  ) -> CellPredictor {
    let columns = samples.features + [samples.target]
    let scaling = Scaling(transform: transform, columns: columns, rows: rows)
    let inputs = scaling.scaled(samples.features, rows: rows)
    let targets = Tensor(
      shape: [rows.count, 1],
      values: rows.map { scaling.scaled(samples.target[$0], column: columns.count - 1) })
    let observed = rows.map { samples.target[$0] }
    let share = method == .network ? linearShare : 1
    func member(_ network: Network, share: Float) -> CellPredictor.Member {
      guard isUnbiased(samples) else { return .init(network: network, wayBack: nil, share: share) }
      let outputs = network(inputs).values.map {
        scaling.unscaled($0, column: columns.count - 1)
      }
      let wayBack =
        network.layers.count == 1 && transform == .sqrt
        ? WayBack(varianceFor: outputs, observed: observed)
        : WayBack(factorFor: outputs, observed: observed, transform)
      return .init(network: network, wayBack: wayBack, share: share)
    }
    var members: [CellPredictor.Member] = []
    if share < 1 {
      for index in 0..<self.members {
        var random = RandomNumbers(seed: training.seed, stream: stream + UInt64(index) << 32)
        var network = Network.perceptron(
          inputs: columns.count - 1, hidden: hidden, first: firstActivation,
          later: laterActivation, output: outputActivation, random: &random)
        network.train(inputs: inputs, targets: targets, plan: training, random: &random)
        members.append(member(network, share: (1 - share) / Float(self.members)))
        progress()
      }
    }
    if share > 0 {
      let regression = LinearRegression(inputs, targets, usesColumns: method != .mean)
      members.append(member(regression.network, share: share))
      if share == 1 { progress() }
    }
    return CellPredictor(scaling: scaling, members: members)
  }

  /// Whether totals are met: counts below 0 have no roots, and no total that could be.
  func isUnbiased(_ samples: Samples) -> Bool { wayBack == .unbiased && samples.areCounts }
}

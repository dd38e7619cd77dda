public import GridcastBase

extension Network {
  /// The back-propagation network of Yang, Zhao and Xu (2024): dense layers, each followed by its
  /// activation, and one output.
  ///
  /// - Parameters:
  ///   - inputs: The number of features.
  ///   - hidden: The number of nodes of each hidden layer.
  ///   - first: The activation of the first hidden layer.
  ///   - later: The activation of the other hidden layers.
  ///   - output: The activation of the output.
  ///   - random: The generator of the initial weights.
  /// - Returns: The untrained network, from [batch, inputs] to [batch, 1].
  public static func perceptron(
    inputs: Int, hidden: [Int], first: Activation, later: Activation, output: Activation,
    random: inout RandomNumbers
  ) -> Network {
    let sizes = [inputs] + hidden + [1]
    var layers: [Layer] = []
    for index in 0..<sizes.count - 1 {
      let activation = index == hidden.count ? output : index == 0 ? first : later
      layers.append(
        .dense(
          Dense(
            inputs: sizes[index], outputs: sizes[index + 1], before: activation, random: &random)))
      layers.append(.activation(activation))
    }
    return Network(layers: layers)
  }
}

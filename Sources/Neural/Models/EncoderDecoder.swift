public import GridcastBase

extension Network {
  /// The convolution–deconvolution network: a 3×3 convolution with stride 1, three 4×4 convolutions
  /// with stride 2, and three 4×4 deconvolutions with stride 2, each followed by ReLU.
  ///
  /// Where the network predicts a change, which is added to the input, the output has no ReLU and
  /// begins as 0, so that training begins at after = before.
  ///
  /// Channels: c → w → 2w → 4w → 4w → 2w → w → 1; c = 1 and w = 32 give
  /// 591,073 parameters.
  ///
  /// - Parameters:
  ///   - width: The number w of channels of the first convolution.
  ///   - channels: The number c of channels of the input.
  ///   - outputBias: The initial bias of the output, such as the mean of the targets: a ReLU that
  ///     is 0 everywhere at the beginning never learns.
  ///   - predictsChange: Whether the output is a change.
  ///   - random: The generator of the initial weights.
  /// - Returns: The untrained network, from [batch, rows, columns, c] to [batch, rows, columns, 1];
  ///   rows and columns must be multiples of 8.
  public static func encoderDecoder(
    width: Int, channels: Int = 1, outputBias: Float, predictsChange: Bool = false,
    random: inout RandomNumbers
  ) -> Network {
    var layers: [Layer] = []
    for (inputs, outputs) in [(1, 1), (1, 2), (2, 4), (4, 4)] {
      let isFirst = layers.isEmpty
      layers.append(
        .convolution(
          Convolution(
            kernel: isFirst ? 3 : 4, inputs: isFirst ? channels : inputs * width,
            outputs: outputs * width, stride: isFirst ? 1 : 2, padding: 1, random: &random)))
      layers.append(.activation(.relu))
    }
    for (inputs, outputs) in [(4 * width, 2 * width), (2 * width, width), (width, 1)] {
      var layer = Deconvolution(
        kernel: 4, inputs: inputs, outputs: outputs, stride: 2, padding: 1, random: &random)
      if outputs == 1 {
        layer = Deconvolution(
          weights: predictsChange ? Tensor(zeros: layer.weights.shape) : layer.weights,
          bias: Tensor(shape: [1], values: [predictsChange ? 0 : outputBias]), stride: 2, padding: 1
        )
      }
      layers.append(.deconvolution(layer))
      layers.append(.activation(outputs == 1 && predictsChange ? .identity : .relu))
    }
    return Network(layers: layers)
  }
}

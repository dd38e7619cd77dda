package import GridcastBase
import Neural

extension ConvDeconvModel {
  /// The content of a model file, in the public safetensors format.
  ///
  /// Its tensors are, for each member M and layer N, `members.M.layers.N.weight`, which is [kernel,
  /// kernel, inputs, outputs] for convolutions and [inputs, kernel, kernel, outputs] for
  /// deconvolutions, and `members.M.layers.N.bias`. Everything else is metadata.
  package func fileContent() throws(GridcastError) -> [UInt8] {
    var metadata = ModelFile.metadata(.convDeconv, parameters)
    metadata["band"] = band
    metadata["coordinate_system"] = coordinateSystem
    metadata["cell_size"] = "\(cellSize)"
    metadata["growth"] = "\(growth)"
    metadata["comparisons"] = try ModelFile.json(comparisons)
    metadata["trained_pairs"] = try ModelFile.json(trainedPairs)
    metadata["count"] = "\(networks.count)"
    metadata["scaling_divisor"] = "\(scaling.divisor)"
    return try SafeTensors(metadata: metadata, entries: SafeTensors.entries(networks)).encoded()
  }

  /// Reads the model from a file that contains a model of this kind.
  init(_ file: SafeTensors, _ path: String) throws(GridcastError) {
    func fault(_ reason: Sentence) -> GridcastError { GridcastError(.badData, path, reason) }
    let metadata = file.metadata
    let (least, most) = (Double.leastNonzeroMagnitude, Double.greatestFiniteMagnitude)
    guard let window = file.number("window", 8...1024), let width = file.number("width", 1...1024),
      let count = file.number("count", 1...1000), let growth = file.number("growth", 0...most),
      let cellSize = file.number("cell_size", least...most),
      let prediction = metadata["prediction"].flatMap(Prediction.init),
      let kind = metadata["scaling"].flatMap(DensityScaling.Kind.init),
      let divisor = file.number(
        "scaling_divisor", Float.leastNonzeroMagnitude...Float.greatestFiniteMagnitude),
      let comparisons: [Comparison] = ModelFile.value(metadata["comparisons"])
    else { throw fault("parts of the model are missing") }
    // The declared width must be that of the tensors before a network of that size is created.
    guard file.floats("members.0.layers.0.weight")?.shape == [3, 3, 1, width] else {
      throw fault("its layers do not have the width that it names")
    }
    var random = RandomNumbers(seed: 0)
    let blank = Network.encoderDecoder(
      width: width, outputBias: 0, predictsChange: prediction == .change, random: &random)
    self.init(
      networks: try file.members(count, like: blank, path), window: window, prediction: prediction,
      scaling: DensityScaling(kind, divisor: divisor),
      band: metadata["band"], coordinateSystem: metadata["coordinate_system"] ?? "",
      cellSize: cellSize, growth: growth, comparisons: comparisons,
      trainedPairs: ModelFile.value(metadata["trained_pairs"]) ?? [],
      parameters: ModelFile.parameters(
        of: metadata,
        without: [
          "band", "coordinate_system", "cell_size", "growth", "comparisons", "count",
          "trained_pairs",
          "scaling_divisor",
        ]))
  }
}

package import GridcastBase

/// A trained model of either kind, and all that is needed to forecast with it: what a model file
/// holds.
package enum Forecaster: Sendable, Equatable {
  /// The BP network: one band of a cell from the others.
  case perceptron(PerceptronModel)
  /// The conv–deconv network: the density some years on.
  case convDeconv(ConvDeconvModel)

  /// Reads a model file.
  ///
  /// - Throws: `.unreadable` where it is missing; `.badData` where it is cut short, of another
  ///   version, or no Gridcast model.
  package init(reading path: String) throws(GridcastError) {
    let file = try SafeTensors(reading: path)
    switch try ModelFile.kind(of: file, path) {
    case .perceptron: self = .perceptron(try PerceptronModel(file, path))
    case .convDeconv: self = .convDeconv(try ConvDeconvModel(file, path))
    }
  }

  /// The bytes of a model file, in the public safetensors layout.
  package func fileContent() throws(GridcastError) -> [UInt8] {
    switch self {
    case .perceptron(let model): try model.fileContent()
    case .convDeconv(let model): try model.fileContent()
    }
  }
}

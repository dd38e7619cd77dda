package import GridcastBase

/// A trained model of any kind, with everything that is needed to forecast with it; a model file
/// contains one.
package enum Forecaster: Sendable, Equatable {
  /// What a cell ought to have of some functions, from the others.
  case cells(CellsModel)
  /// The conv–deconv network, which predicts the density some years later.
  case convDeconv(ConvDeconvModel)
  /// Growth in some years, linear in the functions of a cell or with networks on top.
  case growth(GrowthModel)

  /// A forecaster of one function of a cell.
  package init(_ model: CellModel) { self = .cells(CellsModel(model)) }

  /// Reads a model file.
  ///
  /// - Throws: `.unreadable` where the file is missing; `.badData` where it is truncated, of
  ///   another version, or no model of Gridcast.
  package init(reading path: String) throws(GridcastError) {
    let file = try SafeTensors(reading: path)
    switch try ModelFile.kind(of: file, path) {
    case .cells: self = .cells(try CellsModel(file, path))
    case .perceptron: self = .cells(CellsModel(try CellModel(older: file, path)))
    case .convDeconv: self = .convDeconv(try ConvDeconvModel(file, path))
    case .growth, .ratio: self = .growth(try GrowthModel(file, path))
    }
  }

  /// The names of the functions that it predicts in each cell; empty where it forecasts years.
  package var targets: [String] {
    if case .cells(let model) = self { model.targets } else { [] }
  }

  /// The content of a model file, in the public safetensors format.
  package func fileContent() throws(GridcastError) -> [UInt8] {
    switch self {
    case .cells(let model): try model.fileContent()
    case .convDeconv(let model): try model.fileContent()
    case .growth(let model): try model.fileContent()
    }
  }
}

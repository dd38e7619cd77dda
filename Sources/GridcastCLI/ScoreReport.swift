import GridcastBase
import GridcastForecast
import GridcastJobs

/// The report of the training of models of cells.
struct ScoreReport: Encodable {
  struct Model: Encodable {
    let target: String
    let method: String
    let features: [String]
    let parameters: Int
  }

  let models: [Model]
  let validations: [RunRecord.Validation]
  let notes: [Sentence]

  init(_ model: CellsModel, _ validations: [[CrossValidation]], notes: [Sentence]) {
    models = model.models.map {
      Model(
        target: $0.target, method: $0.method.rawValue, features: $0.features,
        parameters: $0.predictor.parameterCount)
    }
    self.validations = RunRecord.Validation.all(of: model, validations)
    self.notes = notes
  }

  func print(json: Bool) throws {
    if json { return try Console.print(json: self) }
    for (index, model) in models.enumerated() {
      if index > 0 { Console.print() }
      let own = validations.filter { $0.target == model.target }
      if let blocks = own.first(where: { $0.folds == .blocks }) {
        Console.print(CellModel.verdict(on: model.target, blocks.all, mean: blocks.mean.all))
        Console.print()
      }
      Console.print("\(model.target) from \(model.features.joined(separator: ", "))")
      for validation in own {
        Console.print()
        Console.print("Cross-validation with \(validation.folds.label)")
        Console.print(plain: Self.table(validation).text)
      }
    }
  }

  private static func table(_ validation: RunRecord.Validation) -> Table {
    var table = Table(
      [
        "fold", "R²", "RMSE", "MAE", "bias of total", "linear R²", "RMSE", "on roots R²", "RMSE",
        "mean R²", "RMSE", Sentence("cells", as: "cells of a raster"),
      ], right: Set(1...11))
    for (index, scores) in validation.perFold.enumerated() {
      table.add(row("\(index + 1)", scores, validation.baselines.map { $0.scores.perFold[index] }))
    }
    table.add(row(worded("all"), validation.all, validation.baselines.map(\.scores.all)))
    return table
  }

  private static func row(_ name: String, _ model: Scores, _ rivals: [Scores]) -> [String] {
    func r2(_ scores: Scores) -> String { scores.r2.map { spoken($0, 4) } ?? "" }
    return [
      name, r2(model), spoken(model.rmse, 3), spoken(model.mae, 3),
      model.bias.map { spoken(100 * $0, 1) + " %" } ?? "",
    ] + rivals.flatMap { [r2($0), spoken($0.rmse, 3)] } + [formatted(model.count)]
  }
}

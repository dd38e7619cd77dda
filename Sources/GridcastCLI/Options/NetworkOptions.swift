import ArgumentParser
import GridcastForecast
import Neural

/// The options for a BP network and its training.
struct NetworkOptions: ParsableArguments {
  @Option(
    .whole(1, 10_000),
    parsing: .upToNextOption,
    help: ArgumentHelp("The nodes of each hidden layer.", valueName: "nodes"))
  var hidden = [50, 90, 90]
  @Option(
    .choice, help: "The activation of the first hidden layer: sigmoid, relu, tanh or identity.")
  var firstActivation = Activation.tanh
  @Option(.choice, help: "The activation of the other hidden layers.") var laterActivation =
    Activation.tanh
  @Option(.choice, name: .customLong("output-activation"), help: "The activation of the output.")
  var outputActivation = Activation.sigmoid
  @Option(
    .choice,
    help:
      "What is done to counts before they are scaled: none, as in the study, or sqrt, which helps where few cells hold most."
  )
  var transform = CountTransform.none
  @Option(.number(above: 0), help: ArgumentHelp("The learning rate.", valueName: "rate")) var rate:
    Float = 0.04
  @Option(.number(from: 0, below: 1), help: "The momentum.") var momentum: Float = 0.5
  @Option(
    .whole(1, 1_000_000), help: ArgumentHelp("The samples of one step.", valueName: "samples"))
  var batch = 32
  @Option(.whole(1, 1_000_000), help: "How often all samples are gone through.") var epochs = 200
  @Option(
    .whole(1),
    help: ArgumentHelp(
      "End a training after so many epochs without a smaller loss.", valueName: "epochs"))
  var patience: Int?
  @Option(.whole(2, 1000), help: "The number of folds of the cross-validation.") var folds = 10
  @Option(
    .whole(1, 1_000_000),
    help: ArgumentHelp("The side of a block of cells in spatial folds.", valueName: "cells"))
  var blockSize = 5
  @Option(
    .choice,
    help: ArgumentHelp(
      "Which held-out predictions the model keeps: random or blocks.", valueName: "folds"))
  var keep = Folds.Kind.random
  @Option(.whole(0), help: "The seed of all random numbers.") var seed: UInt64 = 0

  func validate() throws {
    if hidden.isEmpty || hidden.contains(where: { $0 < 1 || $0 > 10_000 }) {
      throw ValidationError("--hidden takes numbers from 1 to 10000, one a layer.")
    }
    if !(rate > 0 && rate.isFinite) { throw ValidationError("--rate must be above 0.") }
    if !(0..<1 ~= momentum) { throw ValidationError("--momentum must be from 0 to below 1.") }
    for (name, value) in [("batch", batch), ("epochs", epochs), ("block-size", blockSize)] {
      guard 1...1_000_000 ~= value else {
        throw ValidationError("--\(name) must be from 1 to 1,000,000.")
      }
    }
    guard 2...1000 ~= folds else { throw ValidationError("--folds must be from 2 to 1000.") }
    if let patience, patience < 1 { throw ValidationError("--patience must be at least 1.") }
  }

  func apply(to settings: inout PerceptronSettings) {
    settings.hidden = hidden
    settings.firstActivation = firstActivation
    settings.laterActivation = laterActivation
    settings.outputActivation = outputActivation
    settings.transform = transform
    settings.training = TrainingPlan(
      learningRate: rate, momentum: momentum, batchSize: batch, epochs: epochs, seed: seed,
      patience: patience)
    settings.foldCount = folds
    settings.blockSize = blockSize
    settings.keptFolds = keep
  }
}

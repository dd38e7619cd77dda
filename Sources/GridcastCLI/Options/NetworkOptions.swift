import ArgumentParser
import GridcastBase
import GridcastForecast
import Neural

/// The options for BP networks and their training.
struct NetworkOptions: ParsableArguments {
  @Flag(
    help:
      "Train exactly the network of the study: one, from the counts of the cell itself, with a sigmoid output and a constant rate. Other options change it."
  )
  var study = false
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
  @Option(
    .choice, name: .customLong("output-activation"),
    help: "The activation of the output. Default: identity, of --study sigmoid.")
  var outputActivation: Activation?
  @Option(.number(above: 0), help: ArgumentHelp("The learning rate.", valueName: "rate")) var rate:
    Float = 0.04
  @Option(
    .choice,
    help:
      "How the rate changes: linear, it falls to 0 (the default), or none (that of --study)."
  )
  var rateDecay: RateDecay?
  @Option(.number(from: 0, below: 1), help: "The momentum.") var momentum: Float = 0.5
  @Option(
    .whole(1, 1_000_000), help: ArgumentHelp("The samples of one step.", valueName: "samples"))
  var batch = 32
  @Option(
    .whole(1, 1_000_000),
    help: "How often all samples are gone through. Default: 100, of --study 200.")
  var epochs: Int?
  @Option(
    .whole(1),
    help: ArgumentHelp(
      "End a training after so many epochs without a smaller loss.", valueName: "epochs"))
  var patience: Int?
  @Option(
    .whole(1, 100),
    help: ArgumentHelp(
      "The networks whose mean is taken. Default: 5, of --study 1.", valueName: "networks"))
  var members: Int?
  @Option(
    .number(from: 0, below: 1),
    help: ArgumentHelp(
      "The share of a linear regression in predictions. Default: 0.5, of --study 0.",
      valueName: "share"))
  var linearShare: Float?

  func validate() throws {
    if hidden.isEmpty || hidden.contains(where: { $0 < 1 || $0 > 10_000 }) {
      throw misuse("--hidden takes numbers from 1 to 10000, one a layer.")
    }
    if !(rate > 0 && rate.isFinite) { throw misuse("--rate must be above 0.") }
    if !(0..<1 ~= momentum) { throw misuse("--momentum must be from 0 to below 1.") }
    for (name, value) in [("batch", batch), ("epochs", epochs ?? 1)] {
      guard 1...1_000_000 ~= value else {
        throw misuse("--\(name) must be from 1 to 1,000,000.")
      }
    }
    if let patience, patience < 1 { throw misuse("--patience must be at least 1.") }
    if let members, !(1...100 ~= members) {
      throw misuse("--members must be from 1 to 100.")
    }
    if let linearShare, !(0..<1 ~= linearShare) {
      throw misuse("--linear-share must be from 0 to below 1.")
    }
  }

  /// The default settings, or those of the study, with what is said of networks.
  var settings: CellSettings {
    var settings = CellSettings(target: "", features: [])
    if study { settings = settings.asInStudy }
    settings.hidden = hidden
    settings.firstActivation = firstActivation
    settings.laterActivation = laterActivation
    settings.outputActivation = outputActivation ?? settings.outputActivation
    settings.training.learningRate = rate
    settings.training.decay = rateDecay ?? settings.training.decay
    settings.training.momentum = momentum
    settings.training.batchSize = batch
    settings.training.epochs = epochs ?? settings.training.epochs
    settings.training.patience = patience
    settings.members = members ?? settings.members
    settings.linearShare = linearShare ?? settings.linearShare
    return settings
  }
}

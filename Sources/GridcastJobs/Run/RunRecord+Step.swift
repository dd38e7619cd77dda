package import GridcastBase
package import GridcastForecast

extension RunRecord {
  /// The number of features left out for one reason.
  package struct Dropped: Sendable, Codable {
    /// The reason, as in "outside the study area".
    package let reason: Sentence
    /// The number of features or points.
    package let count: Int

    /// The numbers that a step left out, by reason.
    package static func all(of tally: Tally) -> [Dropped] {
      tally.dropped.map { Dropped(reason: $0.reason, count: $0.count) }
    }
  }

  /// One step of the run.
  package struct Step: Sendable, Codable {
    /// The name of the step, as in "bin" or "train".
    package let name: String
    /// The duration in seconds, to the millisecond.
    package var seconds = 0.0
    /// The number of features or points read, where the step counts.
    package var read: Int?
    /// The number of features or points counted in cells.
    package var kept: Int?
    /// The numbers of features or points left out, by reason.
    package var dropped: [Dropped]?
    /// The bands from which the model predicts, where the step trains.
    package var features: [String]?
    /// The settings of the model and its training, of several the first.
    package var parameters: [String: String]?
    /// The cross-validations of the model.
    package var validations: [Validation]?
    /// The scores of a forecast of years beside those of persistence and uniform growth.
    package var comparisons: [Comparison]?
    /// What tells whether anything has changed on which the step depends; nil where nothing does.
    package var key: String?
    /// Whether the step was not done, as nothing had changed since the last run.
    package var unchanged: Bool?
    /// What was found, where the step analyses; nil in old records.
    package var findings: [Sentence]?
    /// Sentences for the user, such as warnings.
    package var notes: [Sentence] = []

    init(name: String) { self.name = name }

    mutating func take(_ tally: Tally) {
      read = tally.read
      kept = tally.kept
      dropped = Dropped.all(of: tally)
      notes += tally.notes
    }

    mutating func take(_ result: ConvDeconv.Result) {
      parameters = result.model.parameters
      comparisons = result.model.comparisons
      notes += result.notes
    }

    mutating func take(_ result: Growth.Result) {
      let model = result.model
      features = model.choice.bands
      parameters = model.parameters
      parameters?["alpha"] = formatted(model.alpha, 4)
      comparisons = model.comparisons
      notes += [model.spread.sentence] + result.notes
    }

    mutating func take(_ model: CellsModel, _ validations: [[CrossValidation]]) {
      features = model.models.reduce(into: []) { all, model in
        all += model.features.filter { !all.contains($0) }
      }
      parameters = model.models[0].parameters
      self.validations = Validation.all(of: model, validations)
    }
  }
}

extension RunRecord.Step {
  /// Takes over what an earlier run tells of the same step, which is not done again.
  mutating func keep(_ earlier: RunRecord.Step) {
    read = earlier.read
    kept = earlier.kept
    dropped = earlier.dropped
    features = earlier.features
    parameters = earlier.parameters
    validations = earlier.validations
    comparisons = earlier.comparisons
    notes = earlier.notes
    unchanged = true
  }
}

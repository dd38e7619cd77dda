/// A forecast map of a forecaster of growth beside what else might be said; NaN in cells that do not
/// count.
struct GrowthMap: Sendable {
  let columns: Int
  let before: [Float]
  let observed: [Float]
  /// Uniform growth.
  let uniform: [Float]
  /// Poisson-linear growth; nil where it is not known.
  let linear: [Float]?
  /// The model.
  let model: [Float]
  /// The model drawn back to uniform growth as forecasts are; nil where `model` is that.
  let delivered: [Float]?
  /// The bounds; nil where there are none.
  let lower: [Float]?
  let upper: [Float]?
}

extension Comparison {
  /// Compares maps with the baselines; nil where no cell counts.
  init?(_ name: String, _ maps: [GrowthMap]) {
    func scores(_ predicted: (GrowthMap) -> [Float]?) -> Scores? {
      var pairs: [MapPair] = []
      for map in maps {
        guard let values = predicted(map) else { return nil }
        // A cell counts for all forecasts or for none.
        pairs.append(
          MapPair(
            columns: map.columns, observed: map.observed,
            predicted: values.indices.map {
              map.model[$0].isNaN || map.before[$0].isNaN ? .nan : values[$0]
            }))
      }
      return Scores(pairs)
    }
    guard let model = scores({ $0.model }), let persistence = scores({ $0.before }),
      let growth = scores({ $0.uniform })
    else { return nil }
    func joined(_ values: (GrowthMap) -> [Float]?) -> [Float]? {
      let all = maps.map(values)
      return all.contains { $0 == nil } ? nil : all.flatMap { $0 ?? [] }
    }
    var coverage: Coverage?
    if let lower = joined({ $0.lower }), let upper = joined({ $0.upper }),
      let before = joined({ $0.before }), let observed = joined({ $0.observed })
    {
      coverage = Coverage(lower: lower, upper: upper, before: before, observed: observed)
    }
    self.init(
      name: name, model: model, persistence: persistence, growth: growth,
      linear: scores { $0.linear }, delivered: scores { $0.delivered }, coverage: coverage)
  }
}

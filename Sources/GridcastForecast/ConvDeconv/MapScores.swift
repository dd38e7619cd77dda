package import GridcastBase

/// An observed map and its prediction; both are NaN in cells that do not count.
struct MapPair: Sendable {
  let columns: Int
  var observed: [Float]
  var predicted: [Float]

  /// The observed and predicted values of the cells that count.
  var known: (observed: [Float], predicted: [Float]) {
    let cells = observed.indices.filter { !observed[$0].isNaN && !predicted[$0].isNaN }
    return (cells.map { observed[$0] }, cells.map { predicted[$0] })
  }

  /// The sum of the structural similarities of all squares of 7 × 7 cells that count, and their
  /// number.
  ///
  /// The similarity is (2μₓμᵧ + C₁)(2σₓᵧ + C₂) / ((μₓ² + μᵧ² + C₁)(σₓ² + σᵧ² + C₂)) with C₁ = (0.01
  /// L)², C₂ = (0.03 L)², the range L of the observed map, and sample variances (Wang et al. 2004,
  /// IEEE Trans. Image Process. 13, eq. 13).
  var structuralSimilarity: (sum: Double, count: Int) {
    let side = 7
    let rows = observed.count / columns
    let known = known.observed
    guard rows >= side, columns >= side, let least = known.min(), let most = known.max(),
      most > least
    else { return (0, 0) }
    let range = Double(most - least)
    let c1 = 0.01 * 0.01 * range * range
    let c2 = 0.03 * 0.03 * range * range
    var sum = 0.0
    var count = 0
    let cells = Double(side * side)
    for row in 0...rows - side {
      next: for column in 0...columns - side {
        var (x, y, xx, yy, xy) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for line in row..<row + side {
          for cell in line * columns + column..<line * columns + column + side {
            let a = Double(observed[cell])
            let b = Double(predicted[cell])
            if a.isNaN || b.isNaN { continue next }
            x += a
            y += b
            xx += a * a
            yy += b * b
            xy += a * b
          }
        }
        let (mx, my) = (x / cells, y / cells)
        let share = cells / (cells - 1)
        let vx = share * (xx / cells - mx * mx)
        let vy = share * (yy / cells - my * my)
        let covariance = share * (xy / cells - mx * my)
        sum +=
          (2 * mx * my + c1) * (2 * covariance + c2)
          / ((mx * mx + my * my + c1) * (vx + vy + c2))
        count += 1
      }
    }
    return (sum, count)
  }
}

extension Scores {
  /// Computes the scores of several maps together; nil where no cell counts.
  init?(_ maps: [MapPair]) {
    let known = maps.map(\.known)
    let observed = known.flatMap(\.observed)
    let predicted = known.flatMap(\.predicted)
    guard !observed.isEmpty else { return nil }
    self.init(observed: observed, predicted: predicted)
    var (yy, pp, yp) = (0.0, 0.0, 0.0)
    for (y, p) in zip(observed, predicted) {
      yy += Double(y) * Double(y)
      pp += Double(p) * Double(p)
      yp += Double(y) * Double(p)
    }
    cosine = yy > 0 && pp > 0 ? yp / (yy * pp).squareRoot() : nil
    let similarities = maps.map(\.structuralSimilarity)
    let count = similarities.reduce(0) { $0 + $1.count }
    structuralSimilarity =
      count > 0 ? similarities.reduce(0) { $0 + $1.sum } / Double(count) : nil
  }
}

/// Scores of maps, for tests against other tools.
package enum MapScores {
  /// The scores of a predicted map; nil where no cell counts.
  package static func scores(_ observed: [Float], _ predicted: [Float], columns: Int) -> Scores? {
    Scores([MapPair(columns: columns, observed: observed, predicted: predicted)])
  }
}

/// A forecast map together with the year before; NaN in cells that do not count.
struct ForecastMap: Sendable {
  let columns: Int
  let before: [Float]
  let observed: [Float]
  let predicted: [Float]
  /// The growth of the training data, which the uniform growth baseline uses.
  let growth: Double
}

/// The scores of a forecast beside those of two baselines without a model.
package struct Comparison: Sendable, Equatable, Codable {
  /// What was compared, as in "fold 1" or the name of a station.
  package let name: String
  /// The same for people.
  package var title: Sentence {
    let words = name.split(separator: " ")
    if words.count == 2, words[0] == "fold", let number = Int(words[1]) { return "fold \(number)" }
    return name == "all" ? "all" : Sentence(name)
  }
  /// The scores of the model.
  package let model: Scores
  /// The scores of persistence: after = before.
  package let persistence: Scores
  /// The scores of uniform growth: after = g · before, with the growth g of the training data.
  package let growth: Scores
  /// The scores of Poisson-linear growth, where it is known.
  package var linear: Scores?
  /// Where the model is judged within its own cities and years, the scores of what it is drawn back to
  /// uniform growth for other ones, as its forecasts are.
  package var delivered: Scores?
  /// The scores of forecasts as they are made: what is delivered, where that is not what the model says.
  package var own: Scores { delivered ?? model }
  /// How many cells the bounds cover, where there are bounds.
  package var coverage: Coverage?

  init(
    name: String, model: Scores, persistence: Scores, growth: Scores, linear: Scores?,
    delivered: Scores?, coverage: Coverage?
  ) {
    self.name = name
    self.model = model
    self.persistence = persistence
    self.growth = growth
    self.linear = linear
    self.delivered = delivered
    self.coverage = coverage
  }

  /// Compares forecast maps with the baselines; nil where no cell counts.
  init?(_ name: String, _ maps: [ForecastMap]) {
    func scores(_ predicted: (ForecastMap, Int) -> Float) -> Scores? {
      Scores(
        maps.map { map in
          // A cell counts for all three forecasts or for none.
          MapPair(
            columns: map.columns, observed: map.observed,
            predicted: map.before.indices.map {
              map.predicted[$0].isNaN || map.before[$0].isNaN ? .nan : predicted(map, $0)
            })
        })
    }
    guard let model = scores({ $0.predicted[$1] }), let persistence = scores({ $0.before[$1] }),
      let growth = scores({ Float($0.growth) * $0.before[$1] })
    else { return nil }
    self.name = name
    self.model = model
    self.persistence = persistence
    self.growth = growth
  }

  /// A sentence that names the baselines with a smaller error than the model, and what makes a forecast of
  /// them; nil where there are none.
  package var warning: Sentence? {
    let baselines: [(name: Sentence, scores: Scores, step: Sentence)] = [
      ("persistence (after = before)", persistence, "the density before as it is"),
      ("uniform growth", growth, "\(.growUniformly)"),
    ]
    var better = baselines.filter { !(own.rmse < $0.scores.rmse) }
    // Drawn back as far as that, the model is uniform growth.
    if abs(own.rmse - growth.rmse) <= 1e-5 * growth.rmse {
      better.removeAll { $0.scores == growth }
    }
    // Linear growth is not drawn back either, and may be the model itself.
    if let linear, linear.rmse < 0.999 * model.rmse {
      better.append(("Poisson-linear growth", linear, "\(.growLinearly)"))
    }
    guard let best = better.min(by: { $0.scores.rmse < $1.scores.rmse }) else { return nil }
    let names = better.map { "\($0.name), RMSE \(spoken($0.scores.rmse, 3))" as Sentence }
    let those: Sentence = better.count > 1 ? "one of these" : "that"
    return "\(title): the model (RMSE \(spoken(own.rmse, 3))) does not beat "
      + "\(names.joined(separator: ", nor "))"
      + ": use \(those) instead (\(best.step))"
  }
}

extension [Comparison] {
  /// Warnings about poor scores on held-out data, in sentences; the last comparison is of all together.
  package var warnings: [Sentence] {
    guard let last else {
      return ["nothing was held out, so nobody knows how good this model is; \(.moreFolds)"]
    }
    return last.warning.map { ["on cells it had not seen, \($0)"] } ?? []
  }
}

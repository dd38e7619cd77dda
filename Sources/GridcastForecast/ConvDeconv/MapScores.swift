package import GridcastBase

/// Maps that are compared: what was observed, and what was predicted of it; both NaN where a cell
/// does not count.
struct MapPair: Sendable {
  let columns: Int
  var observed: [Float]
  var predicted: [Float]

  /// The cells that count, observed and predicted.
  var known: (observed: [Float], predicted: [Float]) {
    let cells = observed.indices.filter { !observed[$0].isNaN && !predicted[$0].isNaN }
    return (cells.map { observed[$0] }, cells.map { predicted[$0] })
  }

  /// The structural similarity of every square of 7 × 7 cells that all count, summed up, and their
  /// number.
  ///
  /// (2μₓμᵧ + C₁)(2σₓᵧ + C₂) / ((μₓ² + μᵧ² + C₁)(σₓ² + σᵧ² + C₂)) with C₁ = (0.01 L)², C₂ = (0.03 L)²,
  /// L the range of what was observed, and sample variances (Wang et al. 2004, IEEE Trans. Image
  /// Process. 13, eq. 13).
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
  /// The scores of some maps together; nil where no cell counts.
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

/// A map that was forecast, with the year before it, NaN where a cell does not count.
struct ForecastMap: Sendable {
  let columns: Int
  let before: [Float]
  let observed: [Float]
  let predicted: [Float]
  /// The growth of the training, by which uniform growth forecasts.
  let growth: Double
}

/// The scores of a forecast beside those of the two forecasts that need no model.
package struct Comparison: Sendable, Equatable, Codable {
  /// What was compared, as in "fold 1" or the name of a station.
  package let name: String
  /// The model.
  package let model: Scores
  /// After = before.
  package let persistence: Scores
  /// After = g · before, with the growth g of the training.
  package let growth: Scores

  /// Compares maps of a forecast with those of the year before it; nil where no cell counts.
  init?(_ name: String, _ maps: [ForecastMap]) {
    func scores(_ predicted: (ForecastMap, Int) -> Float) -> Scores? {
      Scores(
        maps.map { map in
          // A cell counts for all three or for none.
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

  /// Where a forecast that needs no model has the smaller error, a sentence that says so.
  package var warning: Sentence? {
    let rivals = [("persistence (after = before)", persistence), ("uniform growth", growth)]
    let better = rivals.filter { !(model.rmse < $0.1.rmse) }
    guard !better.isEmpty else { return nil }
    let names = better.map { "\($0.0), RMSE \(spoken($0.1.rmse, 3))" }
    return "\(name): the model (RMSE \(spoken(model.rmse, 3))) does not beat "
      + "\(names.joined(separator: ", nor "))"
      + ": use \(better.count == 2 ? "one of these" : "that") instead"
  }
}

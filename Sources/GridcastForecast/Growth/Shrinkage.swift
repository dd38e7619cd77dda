internal import Foundation
import GridcastBase

/// How far a forecast is drawn back to uniform growth: with U of uniform growth and M of the model,
/// P = (U + c)^(1 − α)·(M + c)^α − c.
///
/// That is the geometric mean of both, as in U^(1 − α)·M^α, with a small amount c added meanwhile, so that
/// something can grow where nothing was. With α = 0 it is uniform growth, with α = 1 the model.
struct Shrinkage: Sendable, Equatable {
  /// The share α of the model.
  var alpha: Double
  /// The amount c: what the cells that were empty have later on average, at most 0.3.
  var fresh: Double

  func callAsFunction(uniform: Double, model: Double, alpha: Double? = nil) -> Double {
    let alpha = alpha ?? self.alpha
    if alpha == 0 { return uniform }
    if alpha == 1 { return model }
    let mean = exp((1 - alpha) * log(uniform + fresh) + alpha * log(model + fresh))
    return max(0, mean - fresh)
  }

  /// What the cells that were empty have later on average, from 0.01 to 0.3.
  static func fresh(_ pairs: [GrowthPair]) -> Double {
    var (sum, count) = (0.0, 0.0)
    for pair in pairs {
      for cell in 0..<pair.grid.count where pair.isKnown(cell) && pair.before[cell] == 0 {
        sum += Double(pair.after[cell])
        count += 1
      }
    }
    return count > 0 ? min(0.3, max(0.01, sum / count)) : 0.01
  }

  /// The cells of one pair that were held out: what uniform growth and the model said, and what came.
  struct HeldOut {
    var uniform: [Double] = []
    var model: [Double] = []
    var observed: [Double] = []
  }

  /// The share of the model that errs least on what was held out, in steps of 0.05 from 0 to 1; each pair
  /// counts by how much smaller than that of uniform growth its squared error is.
  static func best(on parts: [HeldOut], fresh: Double) -> Double {
    let shrinkage = Shrinkage(alpha: 1, fresh: fresh)
    func error(_ alpha: Double) -> Double {
      parts.reduce(0) { sum, part in
        var (own, uniform) = (0.0, 0.0)
        for i in part.observed.indices {
          let value = shrinkage(uniform: part.uniform[i], model: part.model[i], alpha: alpha)
          own += (value - part.observed[i]) * (value - part.observed[i])
          uniform += (part.uniform[i] - part.observed[i]) * (part.uniform[i] - part.observed[i])
        }
        return sum + (uniform > 0 ? own / uniform : 0)
      }
    }
    var best = (alpha: 0.0, error: error(0))
    for step in 1...20 {
      let alpha = Double(step) / 20
      let value = error(alpha)
      if value < best.error { best = (alpha, value) }
    }
    return best.alpha
  }
}

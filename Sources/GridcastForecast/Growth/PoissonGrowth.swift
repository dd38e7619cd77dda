internal import Foundation
import GridcastBase

/// Poisson-linear growth: a cell is expected to have μ = Σₖ wₖ·Aₖ + e some years on, Aₖ being the
/// amounts of its functions before, with wₖ ≥ 0 and e > 0.
///
/// The weights minimise the mean of μ − y·ln μ over all cells plus 10⁻³·Σₖ (wₖ − w⁰ₖ)², w⁰ being
/// uniform growth (a ridge towards the growth of all). The problem is convex, and solved by projected
/// Newton steps (Bertsekas 1982), so the result depends on the data alone.
struct PoissonGrowth: Sendable, Equatable {
  /// The weight wₖ of each function.
  var weights: [Float]
  /// What a cell without any function is expected to have.
  var base: Float

  /// The expected amount of a cell.
  func callAsFunction(_ amounts: (Int) -> Float) -> Double {
    var sum = Double(base)
    for k in weights.indices { sum += Double(weights[k]) * Double(amounts(k)) }
    return sum
  }

  /// The strength of the ridge.
  static let ridge = 1e-3

  /// The cells of one pair that the weights are fitted to.
  struct Cells {
    let pair: GrowthPair
    /// The growth Σ after / Σ before of the pair, by which its own amounts are measured.
    let growth: Double
    /// Whether a cell takes part; unknown ones never do.
    let takesPart: (Int) -> Bool
  }

  /// Fits the weights.
  ///
  /// Each pair is measured by its own growth, and the weights are those of the common one.
  ///
  /// - Parameters:
  ///   - cells: The cells of each pair.
  ///   - growth: The common growth.
  ///   - target: The index of the function that is forecast; nil for the sum of all.
  init(fitting cells: [Cells], growth: Double, target: Int?) {
    let width = cells[0].pair.functions.count
    var rows: [Double] = []
    var wanted: [Double] = []
    // Cells without anything are alike, and many.
    var empty = (count: 0.0, sum: 0.0)
    for part in cells {
      let share = part.growth > 0 && growth > 0 ? part.growth / growth : 1
      for cell in 0..<part.pair.grid.count where part.pair.isKnown(cell) && part.takesPart(cell) {
        let later = Double(part.pair.after[cell]) / share
        if part.pair.functions.allSatisfy({ $0[cell] == 0 }) {
          empty.count += 1
          empty.sum += later
        } else {
          for function in part.pair.functions { rows.append(Double(function[cell])) }
          wanted.append(later)
        }
      }
    }
    let goal = (0..<width).map { target == nil || target == $0 ? growth : 0 }
    let problem = Problem(rows: rows, wanted: wanted, empty: empty, goal: goal)
    let solution = problem.solved()
    weights = solution.prefix(width).map(Float.init)
    base = Float(solution[width])
  }

  init(weights: [Float], base: Float) {
    self.weights = weights
    self.base = base
  }
}

/// The least of the penalised Poisson loss.
private struct Problem {
  /// The amounts of cells with any, row after row.
  let rows: [Double]
  let wanted: [Double]
  /// The number of cells without any, and the sum of what they have later.
  let empty: (count: Double, sum: Double)
  /// The weights that the ridge draws to.
  let goal: [Double]

  private var width: Int { goal.count }
  private var count: Double { max(1, Double(wanted.count) + empty.count) }
  private var mean: Double { (wanted.reduce(0, +) + empty.sum) / count }
  private var least: Double { max(1e-6 * mean, 1e-12) }

  private func expected(_ row: Int, _ w: [Double]) -> Double {
    var sum = w[width]
    for k in 0..<width { sum += w[k] * rows[row * width + k] }
    return sum
  }

  private func loss(_ w: [Double]) -> Double {
    var sum = empty.count * w[width] - (empty.sum > 0 ? empty.sum * log(w[width]) : 0)
    for row in wanted.indices {
      let mu = expected(row, w)
      sum += mu - (wanted[row] > 0 ? wanted[row] * log(mu) : 0)
    }
    var penalty = 0.0
    for k in 0..<width { penalty += (w[k] - goal[k]) * (w[k] - goal[k]) }
    return sum / count + PoissonGrowth.ridge * penalty
  }

  /// The gradient and the matrix of second derivatives.
  private func derivatives(_ w: [Double]) -> (gradient: [Double], curvature: [[Double]]) {
    var gradient = [Double](repeating: 0, count: width + 1)
    var curvature = [[Double]](
      repeating: [Double](repeating: 0, count: width + 1), count: width + 1)
    gradient[width] = empty.count - empty.sum / w[width]
    curvature[width][width] = empty.sum / (w[width] * w[width])
    var row = [Double](repeating: 1, count: width + 1)
    for index in wanted.indices {
      for k in 0..<width { row[k] = rows[index * width + k] }
      let mu = expected(index, w)
      let slope = 1 - wanted[index] / mu
      let bend = wanted[index] / (mu * mu)
      for i in 0...width {
        gradient[i] += slope * row[i]
        for j in 0...i { curvature[i][j] += bend * row[i] * row[j] }
      }
    }
    for i in 0...width {
      gradient[i] /= count
      for j in 0...i {
        curvature[i][j] /= count
        curvature[j][i] = curvature[i][j]
      }
      if i < width {
        gradient[i] += 2 * PoissonGrowth.ridge * (w[i] - goal[i])
        curvature[i][i] += 2 * PoissonGrowth.ridge
      }
      curvature[i][i] += 1e-9
    }
    return (gradient, curvature)
  }

  func solved() -> [Double] {
    var w = goal.map { max($0, 0) } + [max(0.1 * mean, least)]
    let floor = [Double](repeating: 0, count: width) + [least]
    var current = loss(w)
    for _ in 0..<100 {
      let (gradient, curvature) = derivatives(w)
      let free = w.indices.filter { w[$0] > floor[$0] || gradient[$0] < 0 }
      let move = solution(curvature, free: free, gradient)
      var step = 1.0
      var next = w
      var value = current
      while step > 1e-10 {
        for i in free { next[i] = max(floor[i], w[i] + step * move[i]) }
        value = loss(next)
        var along = 0.0
        for i in free { along += gradient[i] * (next[i] - w[i]) }
        if value <= current + 1e-4 * along { break }
        step /= 2
      }
      let change = zip(next, w).reduce(0) { max($0, abs($1.0 - $1.1)) }
      guard value < current else { break }
      (w, current) = (next, value)
      if change < 1e-10 { break }
    }
    return w
  }

  /// Newton's step −H⁻¹g in the weights that are free, by Cholesky's factors.
  private func solution(_ matrix: [[Double]], free: [Int], _ gradient: [Double]) -> [Double] {
    let size = free.count
    var factor = [[Double]](repeating: [Double](repeating: 0, count: size), count: size)
    for i in 0..<size {
      for j in 0...i {
        var sum = matrix[free[i]][free[j]]
        for k in 0..<j { sum -= factor[i][k] * factor[j][k] }
        factor[i][j] = i == j ? max(sum, 1e-15).squareRoot() : sum / factor[j][j]
      }
    }
    var result = [Double](repeating: 0, count: gradient.count)
    var part = [Double](repeating: 0, count: size)
    for i in 0..<size {
      var sum = -gradient[free[i]]
      for k in 0..<i { sum -= factor[i][k] * part[k] }
      part[i] = sum / factor[i][i]
    }
    for i in (0..<size).reversed() {
      var sum = part[i]
      for k in i + 1..<size { sum -= factor[k][i] * result[free[k]] }
      result[free[i]] = sum / factor[i][i]
    }
    return result
  }
}

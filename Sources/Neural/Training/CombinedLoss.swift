import Foundation

/// The loss of the conv–deconv network for each window, averaged over the batch: a·(mean squared
/// error) + b·(1 − cosine similarity) + c·(mean squared difference of the amplitudes of the
/// orthonormal 2-D Fourier transforms).
///
/// Cells whose target is NaN do not count: the mean and the cosine leave them out, and in both
/// transforms they are 0.
public struct CombinedLoss: Sendable {
  /// The weights of the three terms.
  public struct Weights: Sendable, Equatable {
    /// The weight a of the mean squared error.
    public var squaredError: Float
    /// The weight b of 1 − cosine similarity.
    public var cosine: Float
    /// The weight c of the difference of amplitudes.
    public var amplitude: Float

    /// Makes the weights of the three terms.
    public init(squaredError: Float = 1, cosine: Float = 1, amplitude: Float = 1) {
      self.squaredError = squaredError
      self.cosine = cosine
      self.amplitude = amplitude
    }
  }

  /// The weights of the terms.
  public let weights: Weights
  private let rows: Int
  private let columns: Int
  /// The matrices of the Fourier transform: cosines above sines, [2 · rows, rows], and cosines
  /// beside sines, [columns, 2 · columns].
  private let left: [Float]
  private let right: [Float]

  /// Makes the loss for windows of this size.
  public init(rows: Int, columns: Int, weights: Weights = Weights()) {
    self.weights = weights
    self.rows = rows
    self.columns = columns
    func wave(of count: Int, frequency k: Int, at x: Int, _ function: (Double) -> Double) -> Float {
      Float(function(2 * .pi * Double(k * x % count) / Double(count)) / Double(count).squareRoot())
    }
    left = [cos, sin].flatMap { function in
      (0..<rows * rows).map { wave(of: rows, frequency: $0 / rows, at: $0 % rows, function) }
    }
    right = (0..<columns).flatMap { x in
      [cos, sin].flatMap { function in
        (0..<columns).map { wave(of: columns, frequency: $0, at: x, function) }
      }
    }
  }

  /// Computes the loss of a batch and its gradient at the output; output and target are [batch,
  /// rows, columns, 1].
  public func callAsFunction(_ output: Tensor, target: Tensor) -> (loss: Float, gradient: Tensor) {
    precondition(output.shape == target.shape && output.count % (rows * columns) == 0)
    let cells = rows * columns
    let share = 1 / Float(output.count / cells)
    var gradient = Tensor(zeros: output.shape)
    var total: Float = 0
    for start in stride(from: 0, to: output.count, by: cells) {
      var window = Window(
        predicted: Array(output.values[start..<start + cells]),
        target: Array(target.values[start..<start + cells]))
      total += squaredError(&window) + cosine(&window) + amplitude(&window)
      gradient.change { gradient in
        for i in 0..<cells where window.isKnown[i] {
          gradient[start + i] = share * window.gradient[i]
        }
      }
    }
    return (total * share, gradient)
  }

  private struct Window {
    var predicted: [Float]
    var target: [Float]
    let isKnown: [Bool]
    let known: Int
    var gradient: [Float]

    /// Makes a window in which unknown cells are 0, both predicted and target.
    init(predicted: [Float], target: [Float]) {
      isKnown = target.map { !$0.isNaN }
      known = isKnown.count { $0 }
      self.predicted = predicted
      self.target = target
      gradient = [Float](repeating: 0, count: target.count)
      for i in target.indices where !isKnown[i] {
        self.predicted[i] = 0
        self.target[i] = 0
      }
    }
  }

  private func squaredError(_ window: inout Window) -> Float {
    guard window.known > 0 else { return 0 }
    let weight = weights.squaredError / Float(window.known)
    var sum: Float = 0
    for i in window.target.indices {
      let error = window.predicted[i] - window.target[i]
      sum += error * error
      window.gradient[i] += 2 * weight * error
    }
    return weight * sum
  }

  /// The cosine term and its gradient, d cos / dp = t / (|p||t|) − cos · p / |p|².
  private func cosine(_ window: inout Window) -> Float {
    var (pp, tt, pt): (Float, Float, Float) = (0, 0, 0)
    for (p, t) in zip(window.predicted, window.target) {
      pp += p * p
      tt += t * t
      pt += p * t
    }
    // The cosine of a window of zeros is undefined.
    guard pp > 0, tt > 0 else { return weights.cosine }
    let norms = pp.squareRoot() * tt.squareRoot()
    let cosine = pt / norms
    for i in window.target.indices {
      window.gradient[i] -=
        weights.cosine * (window.target[i] / norms - cosine * window.predicted[i] / pp)
    }
    return weights.cosine * (1 - cosine)
  }

  /// The Fourier transform of a window X by two matrix products, [2 · rows, 2 · columns]: with the
  /// cosines C and sines S it is [[CXC, CXS], [SXC, SXS]].
  private func transformed(_ window: [Float]) -> [Float] {
    let half = product(window, rows: rows, by: right, inner: columns, columns: 2 * columns)
    return product(left, rows: 2 * rows, by: half, inner: rows, columns: 2 * columns)
  }

  private func product(
    _ a: [Float], rows m: Int, by b: [Float], inner k: Int, columns n: Int
  ) -> [Float] {
    var c = [Float](repeating: 0, count: m * n)
    var span = c.mutableSpan
    multiply(
      a.span, oriented: .asIs, by: b.span, oriented: .asIs, into: &span, rows: m, inner: k,
      columns: n)
    return c
  }

  /// The amplitude term and its gradient: with F = R + iI, dE/dR = 2(|F| − T)·R/|F|, and likewise
  /// for I.
  private func amplitude(_ window: inout Window) -> Float {
    guard weights.amplitude != 0 else { return 0 }
    let predicted = transformed(window.predicted)
    let target = transformed(window.target)
    let weight = weights.amplitude / Float(rows * columns)
    var back = [Float](repeating: 0, count: predicted.count)
    var sum: Float = 0
    let width = 2 * columns
    func parts(of waves: [Float], y: Int, x: Int) -> (real: Float, imaginary: Float) {
      let cosCos = waves[y * width + x]
      let cosSin = waves[y * width + columns + x]
      let sinCos = waves[(rows + y) * width + x]
      let sinSin = waves[(rows + y) * width + columns + x]
      return (cosCos - sinSin, -(cosSin + sinCos))
    }
    for y in 0..<rows {
      for x in 0..<columns {
        let (real, imaginary) = parts(of: predicted, y: y, x: x)
        let (targetReal, targetImaginary) = parts(of: target, y: y, x: x)
        let amplitude = (real * real + imaginary * imaginary).squareRoot()
        let wanted =
          (targetReal * targetReal + targetImaginary * targetImaginary).squareRoot()
        let difference = amplitude - wanted
        sum += difference * difference
        guard amplitude > 0 else { continue }
        let slope = 2 * weight * difference / amplitude
        back[y * width + x] = slope * real
        back[(rows + y) * width + columns + x] = -slope * real
        back[y * width + columns + x] = -slope * imaginary
        back[(rows + y) * width + x] = -slope * imaginary
      }
    }
    var half = [Float](repeating: 0, count: rows * width)
    do {
      var span = half.mutableSpan
      multiply(
        left.span, oriented: .transposed, by: back.span, oriented: .asIs, into: &span, rows: rows,
        inner: 2 * rows, columns: width)
    }
    var gradient = window.gradient.mutableSpan
    multiply(
      half.span, oriented: .asIs, by: right.span, oriented: .transposed, into: &gradient,
      rows: rows, inner: width, columns: columns, adding: true)
    return weight * sum
  }
}

import GridcastBase

/// A tensor of 32-bit numbers in row-major order.
public struct Tensor: Sendable, Equatable {
  /// The size of each dimension.
  public private(set) var shape: [Int]
  /// The values; the last dimension varies fastest.
  public var values: [Float]

  /// Makes a tensor from values, whose number must match the shape.
  public init(shape: [Int], values: [Float]) {
    precondition(shape.reduce(1, *) == values.count, "the values fill the shape")
    self.shape = shape
    self.values = values
  }

  /// Makes a tensor of zeros.
  public init(zeros shape: [Int]) {
    self.init(shape: shape, values: Array(repeating: 0, count: shape.reduce(1, *)))
  }

  /// Makes a tensor that is not initialised, so every value must be written before it is read.
  init(scratch shape: [Int]) {
    self.init(shape: shape, values: Neural.scratch(shape.reduce(1, *)))
  }

  /// Makes a tensor of random numbers, uniform within ±limit.
  init(uniform shape: [Int], within limit: Float, random: inout RandomNumbers) {
    self.init(
      shape: shape,
      values: (0..<shape.reduce(1, *)).map { _ in (2 * random.uniform() - 1) * limit })
  }

  /// Makes a tensor of the shape [leading…, row.count] by repeating one row.
  init(rows leading: [Int], repeating row: Tensor) {
    let count = leading.reduce(1, *)
    let source = row.values.span
    var values = scratch(count * source.count)
    var target = values.mutableSpan
    for index in 0..<count {
      copy(source, from: 0, to: &target, at: index * source.count, count: source.count)
    }
    self.init(shape: leading + [row.count], values: values)
  }

  /// The number of values.
  public var count: Int { values.count }

  /// The sum of each column, which are the last dimension.
  var columnSums: Tensor {
    let width = shape[shape.count - 1]
    var sums = Tensor(zeros: [width])
    let source = values.span
    var target = sums.values.mutableSpan
    for start in stride(from: 0, to: count, by: width) {
      add(source, from: start, to: &target, at: 0, count: width)
    }
    return sums
  }

  /// Lets `body` change the values in place.
  mutating func change(_ body: (inout MutableSpan<Float>) -> Void) {
    var span = values.mutableSpan
    body(&span)
  }

  /// A tensor of the rows with these indices, [rows.count, …].
  func rows(_ rows: some Collection<Int>) -> Tensor {
    let width = shape[0] == 0 ? 0 : count / shape[0]
    var picked = scratch(rows.count * width)
    let source = values.span
    var target = picked.mutableSpan
    for (index, row) in rows.enumerated() {
      copy(source, from: row * width, to: &target, at: index * width, count: width)
    }
    return Tensor(shape: [rows.count] + shape.dropFirst(), values: picked)
  }
}

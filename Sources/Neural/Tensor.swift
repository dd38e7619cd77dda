import GridcastBase

/// Numbers in a shape, row-major.
public struct Tensor: Sendable, Equatable {
  /// The size of each dimension.
  public private(set) var shape: [Int]
  /// The numbers, the last dimension running fastest.
  public var values: [Float]

  /// A tensor whose values fill its shape.
  public init(shape: [Int], values: [Float]) {
    precondition(shape.reduce(1, *) == values.count, "the values fill the shape")
    self.shape = shape
    self.values = values
  }

  /// A tensor of zeros.
  public init(zeros shape: [Int]) {
    self.init(shape: shape, values: Array(repeating: 0, count: shape.reduce(1, *)))
  }

  /// A tensor whose values are all written before one is read.
  init(scratch shape: [Int]) {
    self.init(shape: shape, values: Neural.scratch(shape.reduce(1, *)))
  }

  /// A tensor of random numbers within ±limit, all equally likely.
  init(uniform shape: [Int], within limit: Float, random: inout RandomNumbers) {
    self.init(
      shape: shape,
      values: (0..<shape.reduce(1, *)).map { _ in (2 * random.uniform() - 1) * limit })
  }

  /// The same row again and again, [leading…, row.count].
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

  /// The sum of each column, the last dimension.
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

  /// Changes the values in place.
  mutating func change(_ body: (inout MutableSpan<Float>) -> Void) {
    var span = values.mutableSpan
    body(&span)
  }

  /// The rows of these numbers, as [rows.count, …].
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

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

  /// The number of values.
  public var count: Int { values.count }
}

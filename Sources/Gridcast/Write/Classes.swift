/// Classes of values for a map: limits and colours from pale yellow to dark red.
public struct Classes: Sendable, Equatable {
  /// The upper limit of each class but the last, rising.
  public let limits: [Double]

  /// ColorBrewer's YlOrRd of nine, by Cynthia Brewer.
  private static let colors: [(UInt8, UInt8, UInt8)] = [
    (255, 255, 204), (255, 237, 160), (254, 217, 118), (254, 178, 76), (253, 141, 60),
    (252, 78, 42), (227, 26, 28), (189, 0, 38), (128, 0, 38),
  ]

  /// Fixed classes for densities up to a maximum: limits of 1, 2 and 5 times powers of ten, and the
  /// lowest class for nothing at all.
  public init(upTo maximum: Double) {
    var series: [Double] = []
    for exponent in -6...12 {
      let power = exponent < 0 ? 1 / Self.power(-exponent) : Self.power(exponent)
      series += [power, 2 * power, 5 * power]
    }
    let top = series.firstIndex { $0 >= maximum } ?? series.count - 1
    // The last class is open above, so its limit is not needed.
    limits = [0] + series[max(0, top - 7)..<max(top, 1)]
  }

  private static func power(_ exponent: Int) -> Double {
    (0..<exponent).reduce(1.0) { power, _ in power * 10 }
  }

  /// The number of classes.
  public var count: Int { limits.count + 1 }

  /// Red, green and blue of a class; the colours are spread over the classes there are.
  public func color(_ index: Int) -> (red: UInt8, green: UInt8, blue: UInt8) {
    Self.colors[count == 1 ? 0 : index * (Self.colors.count - 1) / (count - 1)]
  }

  /// What the legend says of a class.
  public func label(_ index: Int) -> String {
    func text(_ number: Double) -> String { formatted(number, 6) }
    if index == 0 { return "0" }
    if index == count - 1 { return "> \(text(limits[index - 1]))" }
    return "\(text(limits[index - 1])) – \(text(limits[index]))"
  }
}

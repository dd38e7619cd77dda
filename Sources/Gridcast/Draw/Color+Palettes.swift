extension Color {
  /// Eight colours that the colour-blind can tell apart, after Okabe and Ito (2008), "Color Universal
  /// Design"; the yellow, faint on white, comes last.
  package static let categories = [
    Color(0x0072B2), Color(0xE69F00), Color(0x009E73), Color(0xD55E00), Color(0xCC79A7),
    Color(0x56B4E9), Color(0x000000), Color(0xF0E442),
  ]

  /// Missing values; none of the colours of a ramp is near it.
  package static let missing = Color(0xBDBDBD)

  /// Grid lines, frames and axis labels, from faint to strong.
  static let gridLine = Color(0xE3E3E3)
  static let frame = Color(0x6E6E6E)
  static let label = Color(0x262626)

  /// Nine steps of viridis, by Stéfan van der Walt and Nathaniel Smith for Matplotlib, as
  /// `viridisLite::viridis(9)` gives them.
  private static let viridis = [
    Color(0x440154), Color(0x472D7B), Color(0x3B528B), Color(0x2C728E), Color(0x21908C),
    Color(0x27AD81), Color(0x5DC863), Color(0xAADC32), Color(0xFDE725),
  ]

  /// The colour of a ramp that grows lighter from dark purple to yellow.
  ///
  /// - Parameter position: 0 for the lowest, 1 for the highest.
  /// - Returns: A colour between the two nearest steps.
  package static func ramp(_ position: Double) -> Color {
    let place = min(max(position, 0), 1) * Double(viridis.count - 1)
    let step = min(Int(place), viridis.count - 2)
    let share = place - Double(step)
    func mixed(_ part: KeyPath<Color, Double>) -> Double {
      viridis[step][keyPath: part] * (1 - share) + viridis[step + 1][keyPath: part] * share
    }
    return Color(red: mixed(\.red), green: mixed(\.green), blue: mixed(\.blue))
  }
}

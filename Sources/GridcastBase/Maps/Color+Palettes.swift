extension Color {
  /// Grey for missing values, far from the colours of all ramps.
  package static let missing = Color(0xBDBDBD)

  /// The colour of grid lines.
  package static let gridLine = Color(0xE3E3E3)
  /// The colour of frames.
  package static let frame = Color(0x6E6E6E)
  /// The colour of axis labels.
  package static let label = Color(0x262626)
}

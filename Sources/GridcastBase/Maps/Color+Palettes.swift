extension Color {
  /// Missing values; none of the colours of a ramp is near it.
  package static let missing = Color(0xBDBDBD)

  /// Grid lines, frames and axis labels, from faint to strong.
  package static let gridLine = Color(0xE3E3E3)
  package static let frame = Color(0x6E6E6E)
  package static let label = Color(0x262626)
}

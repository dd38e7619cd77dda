/// A ramp of colours from low to high values; the names read likewise, as BuRd runs from blue to
/// red.
package enum ColorRamp: String, CaseIterable, Sendable {
  /// Pale yellow to dark red.
  case yellowRed = "YlOrRd"
  /// Dark purple to yellow, suitable for colour-blind readers.
  case viridis = "Viridis"
  /// Dark blue to yellow, suitable for colour-blind readers.
  case cividis = "Cividis"
  /// White to dark blue.
  case blues = "Blues"
  /// Blue, white, red: for changes, suitable for colour-blind readers.
  case blueRed = "BuRd"
  /// Purple, white, orange: for changes, suitable for colour-blind readers.
  case purpleOrange = "PuOr"

  /// Whether the ramp is diverging, so that its middle belongs to zero.
  package var isDiverging: Bool { self == .blueRed || self == .purpleOrange }

  /// Evenly spaced colours from low to high: those of ColorBrewer by Cynthia Brewer, viridis by
  /// Stéfan van der Walt and Nathaniel Smith, cividis by Jamie Nuñez and others (2018).
  private var steps: [UInt32] {
    switch self {
    case .yellowRed:
      [
        0xFFFFCC, 0xFFEDA0, 0xFED976, 0xFEB24C, 0xFD8D3C, 0xFC4E2A, 0xE31A1C, 0xBD0026, 0x800026,
      ]
    case .viridis:
      [
        0x440154, 0x472D7B, 0x3B528B, 0x2C728E, 0x21908C, 0x27AD81, 0x5DC863, 0xAADC32, 0xFDE725,
      ]
    case .cividis:
      [
        0x00224E, 0x123570, 0x3B496C, 0x575D6D, 0x707173, 0x8A8678, 0xA59C74, 0xC3B369, 0xFEE838,
      ]
    case .blues:
      [
        0xF7FBFF, 0xDEEBF7, 0xC6DBEF, 0x9ECAE1, 0x6BAED6, 0x4292C6, 0x2171B5, 0x08519C, 0x08306B,
      ]
    case .blueRed:
      [
        0x2166AC, 0x4393C3, 0x92C5DE, 0xD1E5F0, 0xF7F7F7, 0xFDDBC7, 0xF4A582, 0xD6604D, 0xB2182B,
      ]
    case .purpleOrange:
      [
        0x542788, 0x8073AC, 0xB2ABD2, 0xD8DAEB, 0xF7F7F7, 0xFEE0B6, 0xFDB863, 0xE08214, 0xB35806,
      ]
    }
  }

  /// The colour at a position from 0 for the lowest value to 1 for the highest, interpolated
  /// linearly.
  package func color(at position: Double) -> Color {
    let steps = steps
    let place = min(max(position, 0), 1) * Double(steps.count - 1)
    let step = min(Int(place), steps.count - 2)
    return Color(steps[step]).mixed(with: Color(steps[step + 1]), share: place - Double(step))
  }
}

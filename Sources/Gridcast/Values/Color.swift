import Foundation

/// A colour as a screen shows it (sRGB); each part from 0 to 1.
package struct Color: BitwiseCopyable, Sendable, Hashable {
  /// The share of red.
  package var red: Double
  /// The share of green.
  package var green: Double
  /// The share of blue.
  package var blue: Double

  /// A colour of three shares.
  package init(red: Double, green: Double, blue: Double) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// A colour as written on the web: 0xRRGGBB.
  package init(_ hex: UInt32) {
    self.init(
      red: Double(hex >> 16 & 255) / 255, green: Double(hex >> 8 & 255) / 255,
      blue: Double(hex & 255) / 255)
  }

  package static let black = Color(0x000000)
  package static let white = Color(0xFFFFFF)

  /// The relative luminance of WCAG 2.1: 0 for black, 1 for white.
  var luminance: Double {
    func linear(_ share: Double) -> Double {
      share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  /// Black or white, whichever is easier to read on this colour.
  ///
  /// The contrasts of WCAG 2.1 with black and white are equal at a luminance of 0.179.
  package var readableOnTop: Color { luminance > 0.179 ? .black : .white }
}

import Foundation

/// A colour in sRGB; each component is from 0 to 1.
package struct Color: BitwiseCopyable, Sendable, Hashable {
  /// The red component.
  package var red: Double
  /// The green component.
  package var green: Double
  /// The blue component.
  package var blue: Double

  /// Makes a colour from its components, each from 0 to 1.
  package init(red: Double, green: Double, blue: Double) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// Makes a colour from a number 0xRRGGBB.
  package init(_ hex: UInt32) {
    self.init(
      red: Double(hex >> 16 & 255) / 255, green: Double(hex >> 8 & 255) / 255,
      blue: Double(hex & 255) / 255)
  }

  /// The colour between this one, at a share of 0, and another, at 1.
  package func mixed(with other: Color, share: Double) -> Color {
    func mixed(_ part: KeyPath<Color, Double>) -> Double {
      self[keyPath: part] * (1 - share) + other[keyPath: part] * share
    }
    return Color(red: mixed(\.red), green: mixed(\.green), blue: mixed(\.blue))
  }

  /// The components as whole numbers from 0 to 255.
  package var bytes: (red: UInt8, green: UInt8, blue: UInt8) {
    func byte(_ share: Double) -> UInt8 { UInt8((share * 255).rounded()) }
    return (byte(red), byte(green), byte(blue))
  }

  /// The colour as in HTML: #rrggbb.
  package var hex: String {
    "#"
      + [bytes.red, bytes.green, bytes.blue].map { part in
        (part < 16 ? "0" : "") + String(part, radix: 16)
      }.joined()
  }

  /// Eight colours that colour-blind readers can tell apart, after Okabe and Ito (2008), "Color
  /// Universal Design"; the yellow, which is faint on white, comes last.
  package static let categories = [
    Color(0x0072B2), Color(0xE69F00), Color(0x009E73), Color(0xD55E00), Color(0xCC79A7),
    Color(0x56B4E9), Color(0x000000), Color(0xF0E442),
  ]

  /// Black.
  package static let black = Color(0x000000)
  /// White.
  package static let white = Color(0xFFFFFF)

  /// The relative luminance of WCAG 2.1: 0 for black, 1 for white.
  package var luminance: Double {
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

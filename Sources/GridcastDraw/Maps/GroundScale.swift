import Foundation
import GridcastBase

/// The scale of a map on the ground and the direction of true north, both at its middle.
package struct GroundScale: Sendable, Equatable {
  /// The length in metres of one map unit from west to east.
  package let metresPerX: Double
  /// The length in metres of one map unit from south to north.
  package let metresPerY: Double
  /// The direction of true north in degrees clockwise from the top of the map.
  package let north: Double
  /// Whether map units are degrees.
  package let isGeographic: Bool

  /// Makes a scale from values at the middle of the map.
  package init(metresPerX: Double, metresPerY: Double, north: Double, isGeographic: Bool) {
    self.metresPerX = metresPerX
    self.metresPerY = metresPerY
    self.north = north
    self.isGeographic = isGeographic
  }

  /// The height of the scale bar with the arrow, in pixels.
  static let height = 116.0

  /// Draws the north arrow, the ratio beside it where there is one, and below it the scale bar.
  func draw(
    x: Double, y: Double, width: Double, pixelsPerUnit: Double, ratio: String?,
    on canvas: borrowing Canvas
  ) {
    if let ratio {
      canvas.drawText(ratio, x: x + 40, y: y + 56, size: 14, .left, color: .label, isBold: true)
    }
    drawArrow(x: x + 14, y: y + 34, on: canvas)
    let pixelsPerMetre = pixelsPerUnit / metresPerX
    let (length, label, half) = Self.length(upTo: (width - 36) / pixelsPerMetre)
    let pixels = length * pixelsPerMetre
    let top = y + 84
    canvas.fillRectangle(x: x, y: top, width: pixels / 2, height: 6, color: .label)
    canvas.strokeRectangle(x: x, y: top, width: pixels, height: 6, color: .label)
    let isCrowded =
      canvas.width(of: half, size: 11) + canvas.width(of: label, size: 11) > pixels - 12
    for (place, text) in [(0, "0"), (pixels / 2, half), (pixels, label)]
    where !isCrowded || text != half {
      canvas.drawText(
        text, x: x + place, y: top + 17, size: 11, place == 0 ? .left : .center, color: .label)
    }
  }

  /// The longest round length up to a limit, with the labels for it and for its half.
  private static func length(upTo limit: Double) -> (metres: Double, label: String, half: String) {
    let power = pow(10, log10(limit).rounded(.down))
    let metres = [5.0, 2, 1].first { $0 * power <= limit }.map { $0 * power } ?? power
    let isFar = metres >= 1000
    func text(_ metres: Double) -> String { formatted(isFar ? metres / 1000 : metres, 3) }
    return (metres, "\(text(metres)) \(isFar ? "km" : "m")", text(metres / 2))
  }

  private func drawArrow(x: Double, y: Double, on canvas: borrowing Canvas) {
    let angle = north * .pi / 180
    func turned(_ right: Double, _ up: Double) -> (x: Double, y: Double) {
      (
        x + right * cos(angle) + up * sin(angle),
        y + right * sin(angle) - up * cos(angle)
      )
    }
    canvas.fillPolygon([turned(0, 20), turned(-9, -18), turned(0, -10)], color: .label)
    canvas.fillPolygon([turned(0, 20), turned(9, -18), turned(0, -10)], color: .frame)
    let letter = turned(0, 29)
    canvas.drawText(worded("N"), x: letter.x, y: letter.y, size: 13, color: .label, isBold: true)
  }
}

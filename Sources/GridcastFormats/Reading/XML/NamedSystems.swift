import Foundation
import GridcastBase

/// The coordinate systems that the features of a GML name, of which those of a layer must agree: of several GDAL makes
/// none, and puts all positions in one layer.
struct NamedSystems {
  /// Two systems of features of one kind.
  struct Mixture {
    let first: String
    let other: String
    /// The number of the first feature in the other one.
    let feature: Int
  }

  private(set) var mixed: Mixture?
  /// The kind of the feature, and whether its system was seen.
  private var kind = ""
  private var isKnown = false
  /// The first system of each kind of features, as it is written and what it comes down to.
  private var systems: [String: (text: String, code: String)] = [:]

  /// Begins a feature.
  mutating func begin(_ name: UnsafePointer<CChar>) {
    kind = unsafe String(cString: name)
    isKnown = false
  }

  /// Looks for the name of a system at the first element of a feature that has one.
  mutating func note(_ attributes: XMLAttributes, ofFeature number: Int) {
    guard !isKnown, mixed == nil, let text = attributes["srsName"] else { return }
    isKnown = true
    guard let first = systems[kind] else {
      systems[kind] = (text, Self.code(of: text))
      return
    }
    guard first.text != text, first.code != Self.code(of: text) else { return }
    mixed = Mixture(first: first.text, other: text, feature: number)
  }

  /// The code in `urn:ogc:def:crs:EPSG::4326`, `EPSG:4326` and `http://www.opengis.net/gml/srs/epsg.xml#4326`.
  private static func code(of text: String) -> String {
    if text.hasSuffix("CRS84") { return "4326" }
    let digits = text.reversed().prefix { $0.isASCII && $0.isNumber }
    return text.lowercased().contains("epsg") && !digits.isEmpty
      ? String(digits.reversed()) : text
  }
}

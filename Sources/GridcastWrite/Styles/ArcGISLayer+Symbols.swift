import Foundation
import GridcastBase

/// A value of Esri's Cartographic Information Model as JSON.
indirect enum CIM {
  /// An object with a type.
  case object(String, [(String, CIM)])
  /// An object without a type, such as a geometry.
  case plain([(String, CIM)])
  case list([CIM])
  case text(String)
  case number(Double)
  case flag(Bool)

  /// The value as JSON; the type of an object comes first, as in Esri's own files.
  var json: String {
    switch self {
    case .object(let type, let members): CIM.plain([("type", .text(type))] + members).json
    case .plain(let members):
      "{" + members.map { "\(Self.quoted($0)):\($1.json)" }.joined(separator: ",\n") + "}"
    case .list(let items): "[" + items.map(\.json).joined(separator: ",\n") + "]"
    case .text(let text): Self.quoted(text)
    case .number(let number):
      number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
    case .flag(let flag): "\(flag)"
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value < 0x20:
        result += "\\u" + String(format: "%04x", scalar.value)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

extension StyledMap {
  /// The file's name without its folder.
  var fileName: String { URL(filePath: path).lastPathComponent }
}

extension ArcGISLayer {
  static func color(_ color: Color) -> CIM {
    let (red, green, blue) = color.bytes
    return rgb([Double(red), Double(green), Double(blue), 100])
  }

  static let noColor = rgb([255, 255, 255, 0])

  private static func rgb(_ values: [Double]) -> CIM {
    .object("CIMRGBColor", [("values", .list(values.map { .number($0) }))])
  }

  /// The symbol of one rule, with lengths in points of 1/72 inch.
  static func symbol(_ kind: SymbolKind, _ rule: MapStyle.Rule) -> CIM {
    let size = (kind.size(rule) * 7200 / 25.4).rounded() / 100
    let fill = CIM.object(
      "CIMSolidFill", [("enable", .flag(true)), ("color", color(rule.color))])
    switch kind {
    case .line:
      return .object("CIMLineSymbol", [("symbolLayers", .list([stroke(rule.color, size)]))])
    case .polygon:
      let layers =
        rule.isHollow
        ? [stroke(rule.color, size)] : [stroke(Color(0x787878), size), fill]
      return .object("CIMPolygonSymbol", [("symbolLayers", .list(layers))])
    case .point:
      return point(
        fill, size,
        rim: rule.form == .strong ? stroke(Color.label, 1.13) : stroke(.white, 0.57))
    }
  }

  private static func stroke(_ color: Color, _ width: Double) -> CIM {
    .object(
      "CIMSolidStroke",
      [
        ("enable", .flag(true)), ("capStyle", .text("Round")), ("joinStyle", .text("Round")),
        ("lineStyle3D", .text("Strip")), ("miterLimit", .number(10)), ("width", .number(width)),
        ("color", Self.color(color)),
      ])
  }

  /// A disc, as a ring of sixteen corners that fills its frame.
  private static func point(_ fill: CIM, _ size: Double, rim: CIM) -> CIM {
    let ring = (0...16).map { step in
      let angle = -Double(step % 16) * .pi / 8
      return CIM.list([cos(angle), sin(angle)].map { .number(($0 * 1e6).rounded() / 1e6) })
    }
    let symbol = CIM.object(
      "CIMPolygonSymbol", [("symbolLayers", .list([rim, fill]))])
    let graphic = CIM.object(
      "CIMMarkerGraphic",
      [("geometry", .plain([("rings", .list([.list(ring)]))])), ("symbol", symbol)])
    let frame: [(String, CIM)] = [
      ("xmin", .number(-1)), ("ymin", .number(-1)), ("xmax", .number(1)), ("ymax", .number(1)),
    ]
    let marker = CIM.object(
      "CIMVectorMarker",
      [
        ("enable", .flag(true)), ("anchorPointUnits", .text("Relative")),
        ("dominantSizeAxis3D", .text("Z")), ("size", .number(size)),
        ("billboardMode3D", .text("FaceNearPlane")), ("frame", .plain(frame)),
        ("markerGraphics", .list([graphic])), ("scaleSymbolsProportionally", .flag(true)),
        ("respectFrame", .flag(true)),
      ])
    return .object(
      "CIMPointSymbol",
      [
        ("symbolLayers", .list([marker])), ("haloSize", .number(1)), ("scaleX", .number(1)),
        ("angleAlignment", .text("Display")),
      ])
  }
}

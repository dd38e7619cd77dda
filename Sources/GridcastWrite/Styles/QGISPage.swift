import Foundation
import GridcastBase

/// A page to print in a QGIS project: title, map, legend, scale bar, north arrow and credits on A4.
package struct QGISPage {
  /// The title above the map.
  package let title: String
  /// What stands below it in small letters.
  package let credits: String
  /// Tells for the least scale at which all fits the next round one.
  let rounded: (Double) -> Double

  /// Makes a page.
  package init(title: String, credits: String, rounded: @escaping (Double) -> Double) {
    self.title = title
    self.credits = credits
    self.rounded = rounded
  }

  /// A layer in the legend.
  struct Line {
    /// The identifier and the name of the layer in the project.
    let id: String, name: String
    /// What the legend calls it, in lines.
    let title: String
    /// The number of its classes; 0 where it has none.
    let classes: Int
    /// Whether the first node of the layer in the legend is the name of a band.
    let isRaster: Bool
  }

  /// Lengths in millimetres.
  private struct Frame {
    var left = 12.0
    var top = 0.0
    var width = 0.0
    var height = 0.0
  }

  /// A4 as it stands or lies, whichever suits the extent.
  private struct Plan {
    let width: Double
    let height: Double
    var map = Frame()
    var legend = Frame()
    var scale = Frame()
    var credits = Frame()

    init(_ aspect: Double, lines: [Line], hasCredits: Bool) {
      let rows = lines.reduce(0.0) {
        $0 + 0.6 + 0.8 * Double($1.title.split(separator: "\n").count) + Double($1.classes)
      }
      let isTall = aspect < 1.15
      (width, height) = isTall ? (210, 297) : (297, 210)
      let bottom = height - 12 - (hasCredits ? 9 : 0)
      map.top = 28
      if isTall {
        let room = max(36, 5.6 * rows + 4)
        map.width = width - 24
        map.height = bottom - room - 6 - map.top
        legend = Frame(top: map.top + map.height + 5, width: 100, height: room)
        scale = Frame(left: width - 12 - 84, top: legend.top + 2, width: 62, height: 13)
      } else {
        map.width = width - 24 - 68
        map.height = bottom - map.top
        legend = Frame(left: 12 + map.width + 6, top: map.top, width: 62, height: 5.6 * rows)
        scale = Frame(left: legend.left, top: bottom - 24, width: 50, height: 13)
      }
      credits = Frame(top: height - 12 - 7, width: width - 24, height: 7)
    }
  }

  /// The element of a project that holds the page.
  ///
  /// - Parameters:
  ///   - box: The extent that is shown.
  ///   - system: Its coordinate system.
  ///   - lines: The legend, from the top.
  /// - Returns: XML.
  func element(_ box: Box, in system: CoordinateSystem?, _ lines: [Line]) -> String {
    // On a sphere that is flat nearby, as far as the size of a page and of a scale bar goes.
    let metres = system?.metresPerUnit ?? 1
    let shrinking = system?.isGeographic == true ? cos(box.center.y * .pi / 180) : 1
    let (wide, high) = (max(box.width, 1e-9) * metres * shrinking, max(box.height, 1e-9) * metres)
    let plan = Plan(wide / high, lines: lines, hasCredits: !credits.isEmpty)
    let scale = rounded(1.04 * max(wide / plan.map.width, high / plan.map.height) * 1000)
    let half = (
      x: plan.map.width / 2000 * scale / (metres * shrinking),
      y: plan.map.height / 2000 * scale / metres
    )
    let center = box.center
    let bar = Self.roundLength(upTo: plan.scale.width / 1000 * 0.4 * scale)
    let isFar = bar >= 1000
    let legend = lines.map { line in
      // From the greatest class down, without the name of the band.
      let nodes = (0..<line.classes).reversed().map { "\($0 + 1)" }.joined(separator: ",")
      let order =
        line.isRaster && line.classes > 0
        ? "<Option type=\"QString\" name=\"legend/node-order\" value=\"\(nodes)\"/>" : ""
      return """
        <layer-tree-layer id="\(line.id)" name="\(line.name.xmlEscaped)" checked="Qt::Checked" expanded="1">
        <customproperties><Option type="Map"><Option type="QString" name="legend/title-label" \
        value="\(line.title.replacing("\n", with: "|").xmlEscaped)"/>\(order)</Option></customproperties>
        </layer-tree-layer>
        """
    }
    let map = item(
      65639, 2, plan.map, "id=\"Map\" frame=\"true\" background=\"true\" keepLayerSet=\"false\"",
      """
      <FrameColor red="110" green="110" blue="110" alpha="255"/>
      <Extent xmin="\(center.x - half.x)" ymin="\(center.y - half.y)" xmax="\(center.x + half.x)" ymax="\(center.y + half.y)"/>
      """)
    let legendItem = item(
      65642, 3, plan.legend,
      "map_uuid=\"\(Self.uuid(2))\" title=\"\" wrapChar=\"|\" symbolWidth=\"8\" symbolHeight=\"4.4\" boxSpace=\"0\" resizeToContents=\"1\" legendFilterByMap=\"0\" frame=\"false\" background=\"false\" fontColor=\"#262626\"",
      """
      <styles>
      \(Self.legendStyles)
      </styles>
      <layer-tree-group>
      \(legend.joined(separator: "\n"))
      </layer-tree-group>
      """)
    let scaleBar = item(
      65646, 4, plan.scale,
      "mapUuid=\"\(Self.uuid(2))\" style=\"Single Box\" unitType=\"\(isFar ? "km" : "meters")\" unitLabel=\"\(isFar ? "km" : "m")\" numMapUnitsPerScaleBarUnit=\"1\" numSegments=\"2\" numSegmentsLeft=\"0\" numUnitsPerSegment=\"\(formatted(isFar ? bar / 1000 : bar, 3))\" height=\"2\" labelBarSpace=\"1.5\" boxContentSpace=\"0\" outlineWidth=\"0.2\" frame=\"false\" background=\"false\"",
      Self.letters(9))
    var ratio = plan.scale
    ratio.top += 14
    ratio.height = 6
    var arrow = plan.scale
    arrow.left += plan.scale.width + 1
    arrow.width = 11
    arrow.height = 15
    let north = item(
      65640, 5, arrow,
      "mapUuid=\"\(Self.uuid(2))\" northMode=\"1\" northOffset=\"0\" file=\":/images/north_arrows/layout_default_north_arrow.svg\" mode=\"2\" resizeMode=\"0\" anchorPoint=\"4\" svgFillColor=\"38,38,38,255\" svgBorderColor=\"38,38,38,255\" svgBorderWidth=\"0\" frame=\"false\" background=\"false\"",
      "")
    let heading = Frame(top: 11, width: plan.width - 24, height: 14)
    var items = [
      map, legendItem, scaleBar, north,
      // The scale follows the map when somebody changes it.
      label(
        6, ratio, "1:[% format_number(item_variables('Map')['map_scale'], 0) %]", 10, isBold: true),
      label(7, heading, title, Self.size(of: title, on: heading.width), isBold: true),
    ]
    if !credits.isEmpty { items.append(label(8, plan.credits, credits, 8)) }
    return """
      <Layouts>
      <Layout name="A4" units="mm" printResolution="300">
      <PageCollection>
      \(item(65638, 1, Frame(left: 0, width: plan.width, height: plan.height), "", ""))
      </PageCollection>
      \(items.joined(separator: "\n"))
      </Layout>
      </Layouts>
      """
  }

  /// The size in points at which a title keeps to its line, or at the smaller one to two.
  private static func size(of title: String, on width: Double) -> Int {
    // Of the size of the letters, a Latin one is two thirds wide on average, and a Chinese one all of it.
    let ems = title.unicodeScalars.reduce(0.0) { $0 + ($1.value >= 0x2E80 ? 1 : 0.67) }
    let millimetres = 25.4 / 72
    return ems * 20 * millimetres <= width ? 20 : 14
  }

  // MARK: Items

  /// An identifier that is the same in every project, as QGIS would choose one at random.
  private static func uuid(_ number: Int) -> String {
    "{67726964-6361-7374-0000-00000000000\(number)}"
  }

  /// An item of a page; the type is QGIS's number of it.
  private func item(
    _ type: Int, _ number: Int, _ frame: Frame, _ attributes: String, _ content: String
  ) -> String {
    let place = "\(formatted(frame.left, 3)),\(formatted(frame.top, 3)),mm"
    return """
      <LayoutItem type="\(type)" uuid="\(Self.uuid(number))" templateUuid="\(Self.uuid(number))" zValue="\(number)" \
      position="\(place)" positionOnPage="\(place)" size="\(formatted(frame.width, 3)),\(formatted(frame.height, 3)),mm" \
      referencePoint="0" itemRotation="0" opacity="1" visibility="1" outlineWidthM="0.2,mm" \(attributes)>
      \(content)
      </LayoutItem>
      """
  }

  private func label(
    _ number: Int, _ frame: Frame, _ text: String, _ size: Int, isBold: Bool = false
  )
    -> String
  {
    // Until 3.24 QGIS reads the first of the two ways to say which letters are meant, later the second.
    item(
      65641, number, frame,
      "labelText=\"\(text.xmlEscaped)\" htmlState=\"0\" halign=\"1\" valign=\"128\" marginX=\"0\" marginY=\"0\" frame=\"false\" background=\"false\"",
      """
      <LabelFont description="Arial,\(size),-1,5,\(isBold ? 75 : 50),0,0,0,0,0" style=""/>
      <FontColor red="38" green="38" blue="38" alpha="255"/>
      \(Self.letters(size, isBold: isBold))
      """)
  }

  private static func letters(_ size: Int, isBold: Bool = false) -> String {
    "<text-style fontFamily=\"Arial\" fontSize=\"\(size)\" fontSizeUnit=\"Point\" fontWeight=\"\(isBold ? 75 : 50)\" namedStyle=\"\(isBold ? "Bold" : "")\" textColor=\"38,38,38,255\" textOpacity=\"1\" multilineHeight=\"1.1\"/>"
  }

  private static var legendStyles: String {
    let styles = [
      ("title", 0.0, 0.0, 11, 75), ("group", 2, 0, 10, 75), ("subgroup", 2.5, 0, 9, 75),
      ("symbol", 1, 0, 9, 50), ("symbolLabel", 1, 2, 9, 50),
    ]
    return styles.map { name, top, left, size, weight in
      """
      <style name="\(name)" alignment="1" indent="0" marginTop="\(top)" marginBottom="\(name == "subgroup" ? 1 : 0)" marginLeft="\(left)">
      <styleFont description="Arial,\(size),-1,5,\(weight),0,0,0,0,0" style=""/>
      </style>
      """
    }.joined(separator: "\n")
  }

  private static func roundLength(upTo limit: Double) -> Double {
    let power = pow(10, log10(limit).rounded(.down))
    return [5.0, 2, 1].map { $0 * power }.first { $0 <= limit } ?? power
  }
}

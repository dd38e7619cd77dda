import Foundation
import GridcastBase
import GridcastDraw
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct MapSheetTests {
  private let scale = GroundScale(metresPerX: 1, metresPerY: 1, north: 0, isGeographic: false)

  /// Four cells of 1 km in two classes, one unknown.
  private func sheet(title: String = "") throws -> MapSheet {
    let raster = try raster(columns: 2, [("a", [1, 9, .nan, 1])])
    let classes = Classes(limits: [5], range: 1...9)
    return MapSheet(
      title: title,
      panels: [
        MapPanel(
          title: "",
          layers: [
            MapLayer(raster.grid, values: raster.bands[0].values, coloring: .classes(classes))
          ])
      ], legends: [MapLegend(title: "shops", classes: classes)], extent: raster.grid.box,
      scale: scale, width: 600)
  }

  @Test("Cells have the colours of their classes, and unknown ones none")
  func cellsHaveTheirColours() throws {
    let sheet = try sheet()
    let drawn = try sheet.drawn(.png, resolution: 1)
    let frame = try #require(drawn.frames.first)
    let pixels = try Canvas.pixels(ofPNG: drawn.picture.bytes)
    #expect(pixels.count == drawn.size.height && pixels[0].count == 600)
    func color(_ x: Double, _ y: Double) -> Color {
      // Beside the middle of a cell, where a line of the grid may run.
      pixels[Int(frame.top + y * frame.height) + 7][Int(frame.left + x * frame.width) + 7]
    }
    #expect(color(0.25, 0.25) == Color(0xFFFFCC))
    #expect(color(0.75, 0.25) == Color(0x800026))
    #expect(color(0.25, 0.75) == .white)
    #expect(color(0.75, 0.75) == Color(0xFFFFCC))
    // Each class is in the legend too, right of the panel.
    let right = Int(frame.left + frame.width) + 5
    for index in 0..<2 {
      let wanted = Classes(limits: [5]).color(index)
      #expect(pixels.joined().count { $0 == wanted } > 200)
      #expect(pixels.contains { row in row[right...].contains(wanted) })
    }
    #expect(drawn.picture.notes.isEmpty)
  }

  @Test("A cell is as wide as its metres, so maps in degrees are not stretched")
  func keepsShapes() throws {
    var sheet = try sheet()
    sheet.scale = GroundScale(metresPerX: 60_000, metresPerY: 120_000, north: 0, isGeographic: true)
    let frame = try #require(try sheet.drawn(.svg, resolution: 1).frames.first)
    #expect(abs(2 * frame.xScale / frame.yScale - 1) < 0.01)
  }

  @Test(
    "Every format is a file of its kind, and the same again", arguments: Picture.Format.allCases)
  func formats(format: Picture.Format) throws {
    let sheet = try sheet(title: "渭南")
    let bytes = try sheet.picture(format).bytes
    let beginnings: [Picture.Format: [UInt8]] = [
      .png: [0x89, 0x50, 0x4E, 0x47], .svg: Array("<?xml".utf8), .pdf: Array("%PDF-".utf8),
    ]
    #expect(bytes.starts(with: try #require(beginnings[format])))
    #expect(try sheet.picture(format).bytes == bytes)
    if format == .svg {
      #expect(XMLParser(data: Data(bytes)).parse())
    }
  }

  @Test(
    "Labels that are too long for the column stand in lines, and are whole",
    arguments: [
      "expected growth to the north-north-west: 39 % of all",
      "预计增长方向为西北偏北，占全部预计增长的百分之三十九，其余方向较少",
    ])
  func longLabels(label: String) throws {
    let canvas = try Canvas(.svg, width: 600, height: 300)
    let legend = MapLegend(entries: [(label, .arrow, .black), ("short", .star, .black)])
    let wrapped = legend.wrapped(to: 200, on: canvas)
    #expect(wrapped.lines[0].count > 1 && wrapped.lines[1] == ["short"])
    #expect(wrapped.labels == legend.labels)
    #expect(
      wrapped.lines[0].joined().filter { $0 != " " } == label.filter { $0 != " " })
    for line in wrapped.lines.joined() { #expect(canvas.width(of: line, size: 12) <= 168) }
    // The map is as high as its legends need.
    var sheet = try sheet()
    sheet.extent = Box(minX: 0, minY: 0, maxX: 4000, maxY: 10)
    let heights = try [1, 40].map { count in
      sheet.legends = [MapLegend(entries: Array(repeating: (label, .area, .black), count: count))]
      return try sheet.drawn(.svg, resolution: 1).size.height
    }
    #expect(heights[1] > 39 * (19 + 15))
  }

  @Test("A PNG of twice the resolution has twice the pixels")
  func resolution() throws {
    let sheet = try sheet()
    let once = try sheet.picture(.png).bytes
    let twice = try sheet.picture(.png, resolution: 2).bytes
    #expect(number(at: 16, of: twice) == 2 * number(at: 16, of: once))
    #expect(number(at: 20, of: twice) == 2 * number(at: 20, of: once))
  }

  @Test("A font that is missing is an error, and characters that no font has are said")
  func missingFonts() throws {
    var sheet = try sheet(title: "shops \u{10FFFD}")
    #expect(
      try sheet.picture().notes.first?.contains("no font here has all the characters") == true)
    sheet.font = "No Such Font"
    let error = thrown { _ = try sheet.picture() }
    #expect(error?.kind == .unreadable && error?.subject == "font 'No Such Font'")
  }

  @Test("Of cells smaller than a pixel the greatest shows, of change the farthest from zero")
  func greatestShows() throws {
    let side = 2000
    var values = [Float](repeating: 1, count: side * side)
    values[777 * side + 1234] = 9
    values[1500 * side + 300] = -20
    let grid = try raster(columns: side, [("a", values)]).grid
    func colors(_ classes: Classes) throws -> (found: Set<Color>, picture: Picture) {
      var sheet = try sheet()
      sheet.panels = [
        MapPanel(title: "", layers: [MapLayer(grid, values: values, coloring: .classes(classes))])
      ]
      sheet.extent = grid.box
      sheet.legends = []
      sheet.hasGrid = false
      let drawn = try sheet.drawn(.png, resolution: 1)
      let frame = try #require(drawn.frames.first)
      let rows = try Canvas.pixels(ofPNG: drawn.picture.bytes)
      let part = rows[Int(frame.top) + 2..<Int(frame.top + frame.height) - 2].flatMap {
        $0[Int(frame.left) + 2..<Int(frame.left + frame.width) - 2]
      }
      return (Set(part), drawn.picture)
    }
    let amounts = Classes(limits: [0, 5], range: -20...9)
    #expect(try colors(amounts).found == [amounts.color(1), amounts.color(2)])
    let change = Classes(limits: [-10, -5, 5, 10], range: -20...9, ramp: .blueRed)
    #expect(
      try colors(change).found == [change.color(0), change.color(2), change.color(3)])
  }

  @Test(
    "Of a large raster of which little is shown only that is drawn",
    arguments: Picture.Format.allCases)
  func drawsWhatIsShown(format: Picture.Format) throws {
    let side = 3000
    var values = [Float](repeating: .nan, count: side * side)
    values[1500 * side + 1500] = 1
    let grid = try raster(columns: side, [("a", values)]).grid
    var sheet = try sheet()
    sheet.panels = [
      MapPanel(
        title: "", layers: [MapLayer(grid, values: values, coloring: .classes(Classes(limits: [])))]
      )
    ]
    sheet.extent = grid.box(of: 1500 * side + 1500).expanded(by: 400)
    #expect(try sheet.picture(format).bytes.count < 1_000_000)
  }

  @Test("A text for which there is no room is said")
  func cutTexts() throws {
    let long = try sheet(title: String(repeating: "Commercial density ", count: 9))
    let notes = try long.picture().notes
    #expect(notes.contains { $0.hasPrefix("there is no room for all of 'Commercial") }, "\(notes)")
  }

  @Test("Four panels lie two by two")
  func fourPanels() throws {
    var sheet = try sheet()
    sheet.panels = (0..<4).map { MapPanel(title: "\($0)", layers: sheet.panels[0].layers) }
    sheet.width = 1200
    let frames = try sheet.drawn(.svg, resolution: 1).frames
    #expect(Set(frames.map(\.left)).count == 2 && Set(frames.map(\.top)).count == 2)
  }

  @Test(
    "A ramp has three numbers at least beside it",
    arguments: [
      1e6...998_229_760, 0...1, -3...4, 26.9...31.4,
    ] as [ClosedRange<Double>])
  func rampIsReadable(range: ClosedRange<Double>) throws {
    var sheet = try sheet()
    sheet.legends = [MapLegend(title: "a", ramp: .viridis, range: range)]
    #expect(sheet.legends[0].labels.count >= 3, "\(sheet.legends[0].labels)")
  }

  @Test("Panels lie side by side in one scale", arguments: [1, 2, 3, 4, 6, 7])
  func panels(count: Int) throws {
    var sheet = try sheet()
    sheet.panels = (0..<count).map { MapPanel(title: "\($0)", layers: sheet.panels[0].layers) }
    sheet.width = 1200
    let drawn = try sheet.drawn(.svg, resolution: 1)
    #expect(drawn.frames.count == count)
    #expect(Set(drawn.frames.map { $0.xScale }).count == 1)
    for (a, b) in zip(drawn.frames, drawn.frames.dropFirst()) {
      #expect(b.left >= a.left + a.width || b.top >= a.top + a.height)
    }
    let bottom = drawn.frames.map { $0.top + $0.height }.max() ?? 0
    #expect(bottom < Double(drawn.size.height))
  }

  @Test("The coordinates of one panel do not touch those of the next, wherever they fall")
  func coordinatesKeepApart() throws {
    var sheet = try sheet()
    sheet.panels = (0..<2).map { MapPanel(title: "\($0)", layers: sheet.panels[0].layers) }
    sheet.width = 900
    for step in 0..<12 {
      let least = 4_200_000 + 250 * Double(step)
      sheet.extent = Box(minX: least, minY: 0, maxX: least + 2600, maxY: 2000)
      let drawn = try sheet.drawn(.png, resolution: 1)
      let pixels = try Canvas.pixels(ofPNG: drawn.picture.bytes)
      let (first, second) = (drawn.frames[0], drawn.frames[1])
      try #require(first.top == second.top)
      let middle = Int((first.left + first.width + second.left) / 2)
      let below = Int(first.top + first.height) + 5
      let gap = pixels[below..<below + 18].flatMap { $0[middle - 2...middle + 2] }
      #expect(gap.allSatisfy { $0 == .white }, "from \(least)")
      #expect(pixels[below..<below + 18].joined().contains { $0 != .white }, "from \(least)")
    }
  }
}

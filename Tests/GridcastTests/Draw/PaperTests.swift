import Foundation
import GridcastBase
import GridcastDraw
import Testing

@Suite struct PaperTests {
  private func sheet(_ paper: Paper, panels: Int = 1, legends: Int = 1) throws -> MapSheet {
    let raster = try raster(columns: 40, [("a", Array(repeating: 1, count: 40 * 30))])
    let classes = Classes(limits: [0, 1, 2, 3], range: 0...9)
    let layer = MapLayer(raster.grid, values: raster.bands[0].values, coloring: .classes(classes))
    var sheet = MapSheet(
      title: "渭南市 shops", panels: (0..<panels).map { MapPanel(title: "\($0)", layers: [layer]) },
      legends: (0..<legends).map { MapLegend(title: "\($0)", classes: classes) },
      extent: raster.grid.box,
      scale: GroundScale(metresPerX: 1, metresPerY: 1, north: 0, isGeographic: false),
      footer: "WGS 84 / UTM zone 49N")
    sheet.paper = paper
    sheet.credits = [
      "made by the office of planning", String(repeating: "数据来源 and others ", count: 20),
    ]
    return sheet
  }

  static let pages: [(Paper, width: Double, height: Double)] = [
    (Paper(.a4), 210, 297), (Paper(.a4, isLandscape: true), 297, 210),
    (Paper(.a3), 297, 420), (Paper(.a3, isLandscape: true), 420, 297),
  ]

  @Test("A page has its size in ISO 216 and an edge that stays blank", arguments: pages)
  func sizes(paper: Paper, width: Double, height: Double) throws {
    let drawn = try sheet(paper).drawn(.pdf, resolution: 1)
    let text = String(decoding: drawn.picture.bytes, as: UTF8.self)
    let box = try #require(
      text.firstMatch(of: /MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]/)?.output)
    // A point is 1/72 of an inch.
    #expect(abs((Double(box.1) ?? 0) / 72 * 25.4 - width) < 0.01)
    #expect(abs((Double(box.2) ?? 0) / 72 * 25.4 - height) < 0.01)
    let png = try sheet(paper).picture(.png, resolution: Paper.usualResolution).bytes
    // The chunk behind IHDR: 11,811 pixels a metre either way, and its CRC-32 by Python's zlib.
    #expect(
      Array(png[33..<54])
        == [
          0, 0, 0, 9, 0x70, 0x48, 0x59, 0x73, 0, 0, 0x2E, 0x23, 0, 0, 0x2E, 0x23, 1, 0x78, 0xA5,
          0x3F, 0x76,
        ])
    let pixels = try Canvas.pixels(ofPNG: png)
    // 300 pixels an inch.
    #expect(abs(Double(pixels[0].count) - width / 25.4 * 300) <= 1)
    let edge = Int(6 / 25.4 * 300)
    let inner = edge..<(pixels[0].count - edge)
    for (index, row) in pixels.enumerated() {
      let blank =
        edge..<(pixels.count - edge) ~= index ? Array(row[..<edge] + row[inner.upperBound...]) : row
      #expect(blank.allSatisfy { $0 == .white }, "row \(index)")
      if blank.contains(where: { $0 != .white }) { break }
    }
  }

  @Test("A scale is exact on paper, and a round one is found where none is given")
  func scales() throws {
    // 40 km by 30 km: at 1:250,000 that is 160 by 120 mm.
    let exact = try sheet(Paper(.a4, scale: 250_000)).drawn(.svg, resolution: 1).frames[0]
    #expect(abs(exact.xScale * 1000 - 0.004 / 0.0254 * 96) < 1e-9)
    let whole = try sheet(Paper(.a4)).extent
    #expect(exact.width > 160 / 25.4 * 96 && exact.extent.contains(whole))
    let found = try sheet(Paper(.a4)).drawn(.svg, resolution: 1).frames[0]
    let ratio = 96 / 0.0254 / found.xScale
    #expect(abs(ratio - 250_000) < 1e-3)
    let error = thrown { _ = try sheet(Paper(.a4, scale: 50_000)).picture() }
    #expect(error?.kind == .usage, "\(String(describing: error))")
    #expect(error?.reason.contains("does not fit on A4, where it does at 1:250,000") == true)
    let larger = try sheet(Paper(.a3)).drawn(.svg, resolution: 1).frames[0]
    #expect(larger.xScale > found.xScale)
  }

  @Test("Panels, legends and credits do not lie over each other", arguments: pages, [1, 2, 4])
  func keepsApart(page: (Paper, width: Double, height: Double), panels: Int) throws {
    let drawn = try sheet(page.0, panels: panels, legends: 3).drawn(.svg, resolution: 1)
    let (width, height) = (page.width / 25.4 * 96, page.height / 25.4 * 96)
    for frame in drawn.frames {
      #expect(frame.left > 0 && frame.left + frame.width < width)
      #expect(frame.top > 40 && frame.top + frame.height < height - 60)
    }
    for (a, b) in zip(drawn.frames, drawn.frames.dropFirst()) {
      #expect(b.left >= a.left + a.width || b.top >= a.top + a.height)
    }
    #expect(drawn.picture.notes.isEmpty, "\(drawn.picture.notes)")
  }
}

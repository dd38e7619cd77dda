import GridcastBase
import GridcastDraw
import Testing

@Suite struct DrawCanvasTests {
  @Test("An image is a PNG file of its size, white at first")
  func image() throws {
    let png = try Canvas(width: 400, height: 300).picture().bytes
    #expect(Array(png.prefix(8)) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    #expect(Array(png[12..<16]) == Array("IHDR".utf8))
    #expect(number(at: 16, of: png) == 400)
    #expect(number(at: 20, of: png) == 300)
    #expect(try count(.white, in: png) == 400 * 300)
  }

  @Test("Shapes fill the pixels that they cover")
  func shapes() throws {
    let canvas = try Canvas(width: 300, height: 300)
    canvas.fillRectangle(x: 10, y: 20, width: 30, height: 40, color: Color(0xE69F00))
    canvas.fillCircle(x: 100, y: 100, radius: 20, color: Color(0x0072B2))
    canvas.drawLine([(200, 50.5), (250, 50.5)], color: Color(0x009E73))
    canvas.drawLine([(200, 80.5), (250, 80.5)], dash: [5, 5], color: Color(0xD55E00))
    canvas.drawLine([(200, 90.5)], color: .black)
    let png = try canvas.picture().bytes
    let pixels = try Canvas.pixels(ofPNG: png)
    #expect(pixels[20][10] == Color(0xE69F00))
    #expect(pixels[19][10] == .white)
    #expect(pixels[100][100] == Color(0x0072B2))
    #expect(try count(Color(0xE69F00), in: png) == 30 * 40)
    #expect(try count(Color(0x009E73), in: png) == 50)
    #expect(try count(Color(0xD55E00), in: png) == 25)
    #expect(try count(.black, in: png) == 0)
  }

  @Test("Text lies left, right and around its point, and stands when it is turned")
  func text() throws {
    func extents(_ alignment: Canvas.Alignment, isUpward: Bool) throws -> (left: Int, right: Int) {
      let canvas = try Canvas(width: 300, height: 300)
      canvas.drawText("lllllllll", x: 150, y: 150, size: 20, alignment, isUpward: isUpward)
      return try #require(try extent(of: .black, in: canvas.picture().bytes))
    }
    #expect(try extents(.left, isUpward: false).left >= 150)
    #expect(try extents(.right, isUpward: false).right <= 150)
    let middle = try extents(.center, isUpward: false)
    #expect(abs(middle.left + middle.right - 300) <= 4)
    let upward = try extents(.center, isUpward: true)
    #expect(upward.right - upward.left < 20)
    let canvas = try Canvas(width: 300, height: 300)
    #expect(canvas.width(of: "", size: 13) == 0)
    #expect(canvas.width(of: "long label", size: 13) > canvas.width(of: "label", size: 13))
  }

  @Test("Sizes without sense are refused", arguments: [0, -1, 299, 10_001, Int.max])
  func sizes(side: Int) {
    let error = thrown { _ = try Canvas(width: side, height: 600).picture().bytes }
    #expect(error?.kind == .usage)
  }

  @Test("What is no PNG is refused", arguments: [[], [0x89, 0x50, 0x4E, 0x47]] as [[UInt8]])
  func noPNG(bytes: [UInt8]) {
    #expect(thrown { _ = try Canvas.pixels(ofPNG: bytes) }?.kind == .badData)
  }

  @Test("Black is read on light colours, white on dark ones")
  func contrast() {
    #expect(Color.white.readableOnTop == .black)
    #expect(Color.black.readableOnTop == .white)
    #expect(ColorRamp.viridis.color(at: 0).readableOnTop == .white)
    #expect(ColorRamp.viridis.color(at: 1).readableOnTop == .black)
  }
}

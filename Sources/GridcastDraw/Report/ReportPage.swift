import Foundation
package import GridcastBase

/// A report as one self-contained HTML file: sections of texts, tables and pictures, and rasters
/// whose values are shown under the pointer.
package struct ReportPage {
  /// A part of a section.
  package enum Block {
    case paragraph(Sentence)
    /// One of the sentences that stand first, in large letters.
    case lead(Sentence)
    /// A hint that only makes sense on a screen.
    case hint(Sentence)
    /// A list of sentences.
    case list([Sentence])
    /// Warnings for the reader.
    case warnings([Sentence])
    /// A table; `numbers` are the columns that contain numbers.
    case table(header: [Sentence], rows: [[Sentence]], numbers: Set<Int>)
    /// An SVG picture with its caption.
    case picture(Picture, caption: Sentence)
    /// Maps side by side, which lie below each other where there is no room, and the caption below all of them.
    case maps([Map], caption: Sentence)
    /// The map to explore, of which a page has one.
    case explorer(MapExplorer)
  }

  /// A map of the page.
  package struct Map {
    /// The picture, in SVG.
    let picture: Picture
    /// The width in pixels.
    let width: Int
    /// The height in pixels.
    let height: Int
    /// Where its panels lie in it.
    let frames: [MapFrame]
    /// The index of the raster whose values are shown.
    let raster: Int
    /// What it shows, for those who do not see it.
    let title: Sentence

    /// Makes a map of a picture.
    package init(
      _ picture: Picture, width: Int, height: Int, frames: [MapFrame], raster: Int, title: Sentence
    ) {
      self.picture = picture
      self.width = width
      self.height = height
      self.frames = frames
      self.raster = raster
      self.title = title
    }
  }

  /// A section of the page with a heading.
  package struct Section {
    let title: Sentence
    let blocks: [Block]

    /// Whether the section consists of maps, which are printed in landscape format.
    fileprivate var isOfMaps: Bool {
      blocks.allSatisfy {
        if case .maps = $0 { true } else if case .hint = $0 { true } else { false }
      }
    }

    /// Makes a section.
    package init(_ title: Sentence, _ blocks: [Block]) {
      self.title = title
      self.blocks = blocks
    }
  }

  private let title: Sentence
  private let subtitle: Sentence
  private let sections: [Section]
  private let rasters: [Raster]
  private let packing: ([UInt8]) -> [UInt8]

  /// Makes a page.
  ///
  /// - Parameters:
  ///   - title: The title.
  ///   - subtitle: What stands below the title.
  ///   - sections: The sections, of which those without blocks are left out.
  ///   - rasters: The rasters whose values are shown under the pointer.
  ///   - packing: Compresses bytes into zlib's format.
  package init(
    title: Sentence, subtitle: Sentence, sections: [Section], rasters: [Raster],
    packing: @escaping ([UInt8]) -> [UInt8]
  ) {
    self.title = title
    self.subtitle = subtitle
    self.sections = sections.filter { !$0.blocks.isEmpty }
    self.rasters = rasters
    self.packing = packing
  }

  /// The content of the HTML file.
  package var html: String {
    let contents = sections.enumerated().map {
      "<a href=\"#s\($0)\">\(Self.html($1.title))</a>"
    }.joined(separator: "\n")
    let body = sections.enumerated().map { index, section in
      """
      <section id="s\(index)"\(section.isOfMaps ? " class=\"maps\"" : "")>
      <h2>\(Self.html(section.title))</h2>
      \(section.blocks.map(html).joined(separator: "\n"))
      </section>
      """
    }.joined(separator: "\n")
    return """
      <!DOCTYPE html>
      <html lang="\(Language.current.tag)">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(Self.html(title))</title>
      <link rel="icon" href="data:,">
      <style>
      \(Self.style)
      </style>
      </head>
      <body>
      <header>
      <h1>\(Self.html(title))</h1>
      <p>\(Self.html(subtitle))</p>
      <nav>
      \(contents)
      </nav>
      </header>
      <main>
      \(body)
      </main>
      <div id="tip" hidden></div>
      <script type="application/json" id="rasters">[\(rasters.map(json).joined(separator: ","))]</script>
      <script type="application/json" id="words">\(Self.json(of: Self.words))</script>
      <script>
      \(Self.dataScript)
      \(Self.script)
      \(hasExplorer ? Self.explorerScript : "")
      </script>
      </body>
      </html>

      """
  }

  private var hasExplorer: Bool {
    sections.contains { section in
      section.blocks.contains { if case .explorer = $0 { true } else { false } }
    }
  }

  private func html(_ block: Block) -> String {
    switch block {
    case .explorer(let explorer): return html(explorer, packed: packed)
    case .paragraph(let text): return "<p>\(Self.html(text))</p>"
    case .lead(let text):
      // What stands before the colon says which of the three it is.
      let text = text.worded(for: .plan)
      guard let colon = text.firstIndex(where: { ":：".contains($0) }) else {
        return "<p class=\"lead\">\(text.xmlEscaped)</p>"
      }
      return
        "<p class=\"lead\"><strong>\(String(text[...colon]).xmlEscaped)</strong>\(String(text[colon...].dropFirst()).xmlEscaped)</p>"
    case .hint(let text): return "<p class=\"hint\">\(Self.html(text))</p>"
    case .list(let items):
      return "<ul>\n" + items.map { "<li>\(Self.html($0))</li>" }.joined(separator: "\n")
        + "\n</ul>"
    case .warnings(let items):
      return "<ul class=\"warnings\">\n"
        + items.map { "<li>\(Self.html($0))</li>" }.joined(separator: "\n") + "\n</ul>"
    case .table(let header, let rows, let numbers):
      func cells(_ row: [Sentence], _ tag: String) -> String {
        row.enumerated().map { index, text in
          let kind = numbers.contains(index) ? " class=\"n\"" : ""
          return "<\(tag)\(kind)>\(Self.html(text))</\(tag)>"
        }.joined()
      }
      return
        "<div class=\"table\(Self.isLong(rows) ? " long" : "")\"><table>\n<thead><tr>\(cells(header, "th"))</tr></thead>\n<tbody>\n"
        + rows.map { "<tr>\(cells($0, "td"))</tr>" }.joined(separator: "\n")
        + "\n</tbody>\n</table></div>"
    case .picture(let picture, let caption):
      return """
        <figure>
        <img alt="\(Self.html(caption))" src="\(Self.source(of: picture))">
        <figcaption>\(Self.html(caption))</figcaption>
        </figure>
        """
    case .maps(let maps, let caption):
      return """
        <figure>
        <div class="panels panels-\(maps.count == 1 ? "one" : "many")">
        \(maps.map(Self.html).joined(separator: "\n"))
        </div>
        <figcaption>\(Self.html(caption))</figcaption>
        </figure>
        """
    }
  }

  /// The words for HTML, for those who have the plan.
  static func html(_ sentence: Sentence) -> String { sentence.worded(for: .plan).xmlEscaped }

  /// Whether a word of a table is so long that it must be broken on paper, such as a hash.
  private static func isLong(_ rows: [[Sentence]]) -> Bool {
    rows.joined().contains { $0.description.split(separator: " ").contains { $0.utf8.count > 40 } }
  }

  private static func html(_ map: Map) -> String {
    let places = map.frames.map { frame in
      [
        frame.left, frame.top, frame.width, frame.height, frame.extent.minX, frame.extent.minY,
        frame.extent.maxX, frame.extent.maxY,
      ].map { "\($0)" }.joined(separator: ",")
    }
    return """
      <div class="map" data-raster="\(map.raster)" data-size="[\(map.width),\(map.height)]" \
      data-frames="[[\(places.joined(separator: "],["))]]">
      <div><img alt="\(html(map.title))" src="\(source(of: map.picture))"></div>
      </div>
      """
  }

  private static func source(of picture: Picture) -> String {
    "data:image/svg+xml;base64,\(Data(picture.bytes).base64EncodedString())"
  }

  /// Bytes, compressed and as text.
  private func packed(_ bytes: [UInt8]) -> String { Data(packing(bytes)).base64EncodedString() }

  /// The grid of a raster and the values of its bands, as JSON: 32-bit numbers in band order, of which all lowest
  /// bytes come first, as these planes are easier to compress.
  private func json(_ raster: Raster) -> String {
    let grid = raster.grid
    let count = grid.count * raster.bands.count
    var bytes = [UInt8](repeating: 0, count: 4 * count)
    var place = 0
    for band in raster.bands {
      for value in band.values {
        let bits = value.isNaN ? Float.nan.bitPattern : value.bitPattern
        for plane in 0..<4 {
          bytes[plane * count + place] = UInt8(truncatingIfNeeded: bits >> (8 * UInt32(plane)))
        }
        place += 1
      }
    }
    let names = raster.bands.map { Self.text($0.name) }.joined(separator: ",")
    let (size, factor) = grid.naming
    return """
      {"size":\(grid.cellSize),"x":\(grid.anchor.x),"y":\(grid.anchor.y),"west":\(grid.west),\
      "south":\(grid.south),"columns":\(grid.columns),"rows":\(grid.rows),"name":\(Self.text(worded("Square of \(grid.sizeInWords)"))),\
      "naming":{"size":\(Self.text(size)),"factor":\(factor)},"bands":[\(names)],"values":"\(packed(bytes))"}
      """
  }

  /// Words by their keys, as JSON.
  private static func json(of words: [(key: String, text: Sentence)]) -> String {
    "{" + words.map { "\(text($0.key)):\(text($0.text.description))" }.joined(separator: ",") + "}"
  }

  /// A JSON text that is safe inside a script element.
  private static func text(_ text: String) -> String {
    let encoded = (try? JSONEncoder().encode(text)).map { String(decoding: $0, as: UTF8.self) }
    return (encoded ?? "\"\"").replacing("<", with: "\\u003c")
  }
}

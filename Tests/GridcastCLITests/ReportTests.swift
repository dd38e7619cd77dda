import Foundation
import Testing

private let chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].first {
  FileManager.default.isExecutableFile(atPath: $0)
}

@Suite struct ReportTests {
  /// A small run with a BP network.
  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try gridcast("sample", "市", "--points", "4000", in: folder.path)
    _ = try folder.file(
      "市/small.yaml",
      """
      inputs: pois.shp
      cell: 2km
      study-area: study-area.shp
      category: function
      model: {kind: bp, target: business, hidden: [4], activations: [tanh, tanh], epochs: 3}
      outputs: {folder: map, counts: counts.tif, forecast: forecast.tif, cells: cells.shp}
      """)
    let result = try gridcast("run", "市/small.yaml", in: folder.path)
    #expect(result.code == 0, "\(result.errors)")
    return folder
  }

  @Test("A run writes its report, and it can be made anew where its folder was moved")
  func isMadeAnew() throws {
    let folder = try folder()
    try FileManager.default.moveItem(
      atPath: folder.path + "/市/map", toPath: folder.path + "/moved")
    let written = try String(contentsOfFile: folder.path + "/moved/report.html", encoding: .utf8)
    for words in [
      "<h2>Findings</h2>", "4,000 of 4,000 features", "primary centre", "Moran", "small",
      "per cell of 2 km from the other functions", "the model expects beyond", "In all it predicts",
    ] {
      #expect(written.contains(words), "\(words)")
    }
    // Nothing comes from elsewhere.
    let sources = written.matches(of: /(?:src|href)="([^"#]{1,12})/).map { String($0.output.1) }
    #expect(sources.allSatisfy { $0.hasPrefix("data:") }, "\(sources)")
    let again = try gridcast("report", "moved", "-o", "again.html", in: folder.path)
    #expect(again.code == 0, "\(again.errors)")
    #expect(try String(contentsOfFile: folder.path + "/again.html", encoding: .utf8) == written)
    // Where the study area is gone too, its outline is missed, and it is said.
    try FileManager.default.moveItem(
      atPath: folder.path + "/市", toPath: folder.path + "/elsewhere")
    let alone = try gridcast("report", "moved", "-o", "alone.html", in: folder.path)
    #expect(alone.code == 0 && alone.errors.contains("the maps do not show it"), "\(alone.errors)")
    #expect(try String(contentsOfFile: folder.path + "/alone.html", encoding: .utf8) != written)
    let refused = try gridcast("report", "moved", in: folder.path)
    #expect(refused.code == 73 && refused.errors.contains("--overwrite"), "\(refused.errors)")
  }

  @Test(
    "A browser opens it without a complaint and shows the numbers of the cell under the pointer",
    .enabled(if: chromium != nil, "skipped: chromium is not there"))
  func opensInABrowser() throws {
    let folder = try folder()
    let page = try String(contentsOfFile: folder.path + "/市/map/report.html", encoding: .utf8)
    let probe = """
      <script>
      onload = () => {
        const map = document.querySelector('.map div');
        map.scrollIntoView();
        const frame = JSON.parse(map.parentNode.dataset.frames)[0];
        const box = map.getBoundingClientRect();
        const scale = box.width / JSON.parse(map.parentNode.dataset.size)[0];
        map.dispatchEvent(new PointerEvent('pointermove', {
          clientX: box.left + scale * (frame[0] + frame[2] / 2),
          clientY: box.top + scale * (frame[1] + frame[3] / 2) }));
        const tip = document.getElementById('tip');
        document.body.dataset.probe = tip.hidden ? 'hidden' : tip.innerText.replace(/\\s+/g, ' ');
        document.body.dataset.images =
          [...document.images].every(image => image.complete && image.naturalWidth > 100);
      };
      </script></body>
      """
    let file = try folder.file(
      "probe.html", page.replacingOccurrences(of: "</body>", with: probe))
    let browser = try run(
      try #require(chromium),
      [
        "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
        "--window-size=1280,1000", "--user-data-dir=\(folder.path)/profile", "--dump-dom",
        "file://\(file)",
      ], in: folder.path)
    #expect(browser.code == 0)
    #expect(!browser.errors.contains("CONSOLE"), "\(browser.errors)")
    let probed = try #require(browser.output.firstMatch(of: /data-probe="([^"]*)"/)?.output.1)
    #expect(
      probed.contains("2kmN") && probed.contains("observed") && probed.contains("predicted"),
      "\(probed)")
    #expect(browser.output.contains("data-images=\"true\""))
  }

  static let faults: [(content: String?, code: Int32, words: String)] = [
    (nil, 66, "which writes a run.json"),
    ("{", 65, "it is damaged"),
    ("{\"a\": 1}", 65, "not the record of a run"),
  ]

  @Test("A folder without a run is an error", arguments: faults)
  func refuses(content: String?, code: Int32, words: String) throws {
    let folder = try TemporaryFolder()
    if let content { _ = try folder.file("run.json", content) }
    let result = try gridcast("report", ".", in: folder.path)
    #expect(result.code == code && result.errors.contains(words), "\(result.errors)")
  }

  @Test("An output that is gone is an error, and a run without rasters has nothing to report")
  func goneOutputs() throws {
    let folder = try folder()
    try FileManager.default.removeItem(atPath: folder.path + "/市/map/forecast.tif")
    let gone = try gridcast("report", "市/map", "--overwrite", in: folder.path)
    #expect(gone.code == 66 && gone.errors.contains("forecast.tif"), "\(gone.errors)")
    _ = try folder.file(
      "市/none.yaml", "inputs: pois.shp\noutputs: {folder: none, cells: a.csv, report: none}\n")
    #expect(try gridcast("run", "市/none.yaml", in: folder.path).code == 0)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/市/none/report.html"))
    let nothing = try gridcast("report", "市/none", in: folder.path)
    #expect(nothing.code == 65 && nothing.errors.contains("nothing to show"), "\(nothing.errors)")
  }
}

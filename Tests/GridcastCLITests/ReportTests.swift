import Foundation
import Testing

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
    // What the report shows beside the run is found where it lies as it did, from wherever both are.
    try FileManager.default.moveItem(atPath: folder.path + "/市", toPath: folder.path + "/moved")
    let written = try String(
      contentsOfFile: folder.path + "/moved/map/report.html", encoding: .utf8)
    for words in [
      "<h2>In short</h2>", "What was counted:", "4,000 points in", "What is expected:",
      "What to beware of:", "most is expected beyond what there is", "nearest name",
      "4,000 of 4,000 features",
      "primary centre", "Moran", "per cell of 2 km from the other functions",
      "the model expects beyond",
      "In all it predicts", "<h2>For specialists</h2>", "business: what there is",
    ] {
      #expect(written.contains(words), "\(words)")
    }
    #expect(!written.contains(folder.path), "no path of the machine")
    // The statistics come after what everybody reads.
    let (lead, rest) = try #require(
      written.firstRange(of: "<h2>For specialists").map {
        (written[..<$0.lowerBound], written[$0.lowerBound...])
      })
    for word in ["R²", "pred_oof", "Gi*", "2kmN", "Moran", "RMSE"] {
      #expect(!lead.contains(word) && rest.contains(word), "\(word)")
    }
    // Nothing comes from elsewhere.
    let sources = written.matches(of: /(?:src|href)="([^"#]{1,12})/).map { String($0.output.1) }
    #expect(sources.allSatisfy { $0.hasPrefix("data:") }, "\(sources)")
    let again = try gridcast("report", "moved/map", "-o", "again.html", in: folder.path)
    #expect(again.code == 0, "\(again.errors)")
    #expect(try String(contentsOfFile: folder.path + "/again.html", encoding: .utf8) == written)
    // Where the study area is not there, its outline is missed, and it is said.
    try FileManager.default.moveItem(
      atPath: folder.path + "/moved/map", toPath: folder.path + "/elsewhere")
    let alone = try gridcast("report", "elsewhere", "-o", "alone.html", in: folder.path)
    #expect(alone.code == 0 && alone.errors.contains("the maps do not show it"), "\(alone.errors)")
    #expect(try String(contentsOfFile: folder.path + "/alone.html", encoding: .utf8) != written)
    let refused = try gridcast("report", "elsewhere", in: folder.path)
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
        const panels = document.querySelector('.panels-many');
        const boxes = () => [...panels.children].map(child => child.getBoundingClientRect());
        const wide = boxes();
        document.querySelector('main').style.maxWidth = '390px';
        const narrow = boxes();
        const caption = panels.parentNode.querySelector('figcaption').getBoundingClientRect();
        document.body.dataset.layout = [
          wide[0].top === wide[1].top && wide[0].right <= wide[1].left,
          narrow[0].left === narrow[1].left && narrow[0].bottom <= narrow[1].top,
          narrow.every(box => box.width <= 390 && box.bottom <= caption.top)].join(' ');
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
      probed.contains("Square of 2 km") && probed.contains("there is")
        && probed.contains("expected"),
      "\(probed)")
    #expect(browser.output.contains("data-images=\"true\""))
    // Side by side where there is room, below each other on a phone, the caption below all.
    #expect(browser.output.contains("data-layout=\"true true true\""))
  }

  @Test("Title, author, date, source and licence come from the plan, or from options")
  func tellsWhoMadeIt() throws {
    let folder = try folder()
    let page = { (name: String) in
      try String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8)
    }
    #expect(
      try page("市/map/report.html").contains(
        "<h1>business: what there is, and what is to be expected</h1>"))
    let made = try gridcast(
      "report", "市/map", "-o", "a.html", "--title", "Läden & 商铺", "--author", "Amt", "--date",
      "5. Mai", "--source", "OSM", "--licence", "ODbL 1.0", in: folder.path)
    #expect(made.code == 0, "\(made.errors)")
    let told = try page("a.html")
    for words in ["<h1>Läden &amp; 商铺</h1>", "Amt · 5. Mai", "<td>OSM</td>", "<td>ODbL 1.0</td>"] {
      #expect(told.contains(words), "\(words)")
    }
    let plan =
      try page("市/small.yaml")
      + "\nabout: {title: Shops, licence: CC0}\nplaces: {path: stations.shp, name: name}\n"
    _ = try folder.file("市/about.yaml", plan)
    let run = try gridcast(
      "run", "市/about.yaml", "--set", "outputs.folder=other", "--set", "about.author=Me",
      in: folder.path)
    #expect(run.code == 0, "\(run.errors)")
    let other = try page("市/other/report.html")
    for words in ["<h1>Shops</h1>", "<td>CC0</td>", "<td>Me</td>", "火车站"] {
      #expect(other.contains(words), "\(words)")
    }
  }

  @Test(
    "A key of a plan is set for one run, and one that is none is told with those there are",
    arguments: [
      ("cell=3km", Int32(0), ""), ("model.epochs=2", 0, ""), ("study-area=", 0, ""),
      ("model.hidden=[3, 2]", 0, ""), ("inputs.where=function <> 'office'", 0, ""),
      ("cells.size=500m", 64, "'cells' means nothing here (did you mean 'cell'?); known are about"),
      ("model.epoch=2", 64, "did you mean 'epochs'?"), ("cell", 64, "is written key=value"),
      ("cell=big", 64, "'cell'"),
    ])
  func setsKeys(change: String, code: Int32, says: String) throws {
    let folder = try folder()
    let result = try gridcast(
      "run", "市/small.yaml", "--set", change, "--set", "outputs.folder=other", in: folder.path)
    #expect(result.code == code, "\(change): \(result.errors)")
    #expect(says.isEmpty || result.errors.contains(says), "\(change): \(result.errors)")
    guard code == 0 else { return }
    let record = try String(contentsOfFile: "\(folder.path)/市/other/run.json", encoding: .utf8)
    #expect(record.contains(change), "run.json keeps what was set")
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

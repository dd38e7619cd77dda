import GridcastBase
import GridcastDraw
import GridcastFiles
import GridcastFormats
import GridcastJobs
import GridcastWrite
import Testing

/// What a map shows of rasters and layers, and in which colours.
@Suite struct MapDrawingTests {
  private func folder(_ rasters: [String: [(String, [Float])]]) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let staging = Staging(overwrite: false)
    for (name, bands) in rasters {
      let raster = try raster(columns: 3, bands)
      try raster.write(
        to: "\(folder.path)/\(name).tif", style: MapStyle(bands[0].0, Classes(limits: [])),
        staging: staging)
    }
    try staging.commit()
    return folder
  }

  private func drawing(_ folder: TemporaryFolder, _ inputs: String...) -> MapDrawing {
    MapDrawing(inputs.map { MapDrawing.Input(parsing: "\(folder.path)/\($0)") })
  }

  @Test("Whole numbers that Gridcast gives a meaning have it on the map, and only those")
  func codes() throws {
    let folder = try folder([
      "spots": [("class", [-3, 0, 2, .nan, 0, 0])], "overlap": [("level", [0, 1, 2, 3, 3, 3])],
      "other": [("class", [-3, 0, 2.5, 1, 0, 0])], "use": [("use", [11, 52, 11, 52, 7, .nan])],
    ])
    let spots = try drawing(folder, "spots.tif").sheet().sheet
    #expect(spots.legends.map(\.title) == ["class"])
    #expect(spots.legends[0].labels == ["hot, 95 %", "neither", "cold, 99 %"])
    let level = try drawing(folder, "overlap.tif:level").sheet().sheet
    #expect(level.legends[0].labels.first == "much of both" && level.legends[0].labels.count == 4)
    let other = try drawing(folder, "other.tif").sheet().sheet
    #expect(other.legends[0].labels.contains { $0.contains("–") }, "\(other.legends[0].labels)")
    var use = drawing(folder, "use.tif")
    #expect(try use.sheet().sheet.legends[0].labels.first == "12 – 52")
    use.hasCodes = true
    let (sheet, _) = try use.sheet()
    #expect(sheet.legends[0].labels == ["11", "52", "7"])
    let shares = try self.folder(["share": [("share", [0.1, 0.1, 0.2, 1.5, 1e20, .nan])]])
    var codes = drawing(shares, "share.tif")
    codes.hasCodes = true
    let shown = try codes.sheet().sheet
    #expect(shown.legends[0].labels == ["0.1", "0.2", "1.5", "1e+20"])
    let grey = try Canvas.pixels(ofPNG: try shown.picture().bytes).joined().count { $0 == .missing }
    // Letters have a few pixels of it, a cell would have thousands.
    #expect(grey < 500)
    let pixels = try Canvas.pixels(ofPNG: try sheet.picture().bytes).joined()
    #expect(pixels.count { $0 == Color.categories[0] } > pixels.count { $0 == Color.categories[2] })
    var change = drawing(folder, "spots.tif", "spots.tif")
    change.hasChange = true
    let error = thrown { _ = try change.sheet() }
    #expect(error?.kind == .usage && error?.reason.contains("codes") == true)
  }

  @Test("Panels of one name are told apart by their files")
  func panelNames() throws {
    let bands: [(String, [Float])] = [("all", [1, 2, 3]), ("b", [3, 2, 1])]
    let folder = try folder(["1984": bands, "2016": bands])
    func titles(_ inputs: String..., change: Bool = false) throws -> [String] {
      var drawing = MapDrawing(inputs.map { MapDrawing.Input(parsing: "\(folder.path)/\($0)") })
      drawing.hasChange = change
      return try drawing.sheet().sheet.panels.map(\.title)
    }
    #expect(try titles("1984.tif:all", "2016.tif:all", change: true) == ["1984", "2016", "change"])
    #expect(try titles("1984.tif:all,b", "2016.tif:all") == ["1984 all", "b", "2016"])
    #expect(try titles("1984.tif:all,b") == ["all", "b"])
    let other = try self.folder(["1984": bands])
    let (a, b) = ("\(folder.path)/1984.tif:all", "\(other.path)/1984.tif:all")
    let both = try MapDrawing([.init(parsing: a), .init(parsing: b)]).sheet().sheet.panels.map(
      \.title)
    #expect(Set(both).count == 2 && both.allSatisfy { $0.hasSuffix("/1984") }, "\(both)")
  }

  @Test(
    "Limits between whole numbers say which numbers are meant; the footer which classes are given")
  func limits() throws {
    let folder = try folder([
      "a": [("n", [0, 3, 20]), ("change", [-4, 0, 9]), ("m", [0.5, 3, 20])]
    ])
    func sheet(_ names: String, _ limits: [Double]) throws -> MapSheet {
      var drawing = drawing(folder, "a.tif:\(names)")
      drawing.coloring = .limits(limits)
      return try drawing.sheet().sheet
    }
    let whole = try sheet("n", [0, 5, 15])
    #expect(whole.legends[0].labels == ["16 – 20", "6 – 15", "1 – 5", "0"])
    #expect(whole.footer.hasSuffix("classes: as given"))
    #expect(try sheet("m", [1, 5]).legends[0].labels == ["5 – 20", "1 – 5", "0.5 – 1"])
    #expect(try sheet("n,change", [0, 5]).footer.hasSuffix("of change natural breaks"))
    // Alone, limits are for whatever is shown.
    #expect(try sheet("change", [-2, 5]).legends[0].labels == ["6 – 9", "−1 – 5", "−4 – −2"])
    #expect(try sheet("change", [-5, 5]).footer.hasSuffix("classes: as given"))
  }

  @Test("Layers outside have no line in the legend, and empty texts are called so")
  func layers() throws {
    let folder = try folder(["a": [("n", [0, 3, 20])]])
    _ = try folder.file("far.csv", "lon,lat,k\n10,50,x\n10.1,50,\n10.2,50,x\n")
    var drawing = drawing(folder, "a.tif")
    drawing.overlays = [.init(Source("\(folder.path)/far.csv"))]
    let (sheet, notes) = try drawing.sheet()
    #expect(sheet.legends.count == 1)
    #expect(notes.contains { $0.contains("outside the map") })
    _ = try folder.file("dirty.csv", "lon,lat,k\n10,50,a\n10.1,50,007\n10.2,50,b\n")
    let dirty = MapDrawing([.init(Source("\(folder.path)/dirty.csv"), names: ["k"])])
    #expect(try dirty.sheet().sheet.legends[0].labels == ["007", "a", "b"])
    _ = try folder.file("few.csv", "lon,lat,k\n10,50,1\n10.1,50,n/a\n10.2,50,3\n10.3,50,9\n")
    let few = try MapDrawing([.init(Source("\(folder.path)/few.csv"), names: ["k"])]).sheet()
    #expect(
      few.notes.contains { $0.contains("1 text of field 'k' are no numbers") }, "\(few.notes)")
    let texts = MapDrawing([.init(Source("\(folder.path)/far.csv"), names: ["k"])])
    #expect(try texts.sheet().sheet.legends[0].labels == ["x", "(empty)"])
  }
}

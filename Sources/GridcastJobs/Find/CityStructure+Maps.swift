package import GridcastAnalyse
package import GridcastBase
import GridcastDraw
package import GridcastFiles
import GridcastFormats

extension CityStructure {
  /// What is drawn over a map of the density: ellipses, axes of growth as arrows, and the centres with signs of their
  /// own.
  var overlays: [MapDrawing.Overlay] {
    let ellipses = ellipseFeatures
    let names = ellipses.column("of")?.texts
    var layers: [MapDrawing.Overlay] = (0..<ellipses.count).map { index in
      let one = ellipses.filtered((0..<ellipses.count).map { $0 == index })
      let isOfGrowth = names?[index] == "growth"
      var overlay = MapDrawing.Overlay(
        Source(worded(isOfGrowth ? "where most \(growthName) lies" : "where most of it lies")),
        features: one)
      overlay.color = isOfGrowth ? Self.ofGrowth : Color(0x404040)
      overlay.lineWidth = 1.8
      return overlay
    }
    let axes = axisFeatures
    if axes.count > 0 {
      var overlay = MapDrawing.Overlay(
        Source(worded("axes of \(growthName)")),
        features: Features(
          shapes: arrows, columns: axes.columns, coordinateSystem: axes.coordinateSystem))
      overlay.color = Self.ofGrowth
      overlay.isFilled = true
      overlay.entries = growth.axes.map { axis in
        (
          worded(
            "\(growthName) to the \(Compass.words(axis.direction)): \(spoken(100 * axis.share, 0)) % of all"
          ),
          .arrow, Self.ofGrowth
        )
      }
      layers.append(overlay)
    }
    var overlay = MapDrawing.Overlay(Source(worded("centres")), features: centreFeatures)
    overlay.color = .black
    overlay.symbols = centres.map { $0.rank == 1 ? .star : .diamond }
    overlay.entries =
      [(worded("primary centre"), .star, .black)]
      + (centres.count > 1 ? [(worded("secondary centre"), .diamond, .black)] : [])
    layers.append(overlay)
    return layers
  }

  /// The colour of growth, which is seen on yellow to red.
  private static let ofGrowth = Color(0x0072B2)

  /// Where two functions gather, and where only one does; nil where they were not compared.
  var overlapMap: MapDrawing? {
    guard let overlap, var level = overlap.raster.band("level") else { return nil }
    let (first, second) = (overlap.names[0], overlap.names[1])
    let labels: [Sentence] = ["little of both", "much \(first)", "much \(second)", "much of both"]
    let colors = [Color(0xF0F0F0), Color(0x56B4E9), Color(0xD55E00), Color(0x7A3E9D)]
    level.classes = BandClasses(
      evidence: "levels",
      rows: labels.indices.reversed().map {
        .init(value: Double($0), label: labels[$0].description, color: colors[$0])
      })
    var drawing = MapDrawing([
      .init(
        Source("overlap"), names: [level.name],
        raster: Raster(grid: overlap.raster.grid, bands: [level]))
    ])
    drawing.legendTitle = worded("\(first) and \(second)")
    return drawing
  }

  /// The maps of the structure, each with the name of its file: centres and axes over the density, and the overlap.
  func maps(over raster: Raster) -> [(name: String, drawing: MapDrawing)] {
    guard let band = raster.band(density) else { return [] }
    var drawing = MapDrawing([
      .init(Source(density), names: [density], raster: Raster(grid: raster.grid, bands: [band]))
    ])
    drawing.overlays = overlays
    drawing.legendTitle = worded("\(density)\nper square of \(raster.grid.sizeInWords)")
    drawing.title =
      worded(growth.axes.isEmpty ? "Centres" : "Centres and axes of \(growthName)")
    var maps = [("structure.png", drawing)]
    if var overlap = overlapMap {
      let names = self.overlap?.names ?? ["", ""]
      overlap.title = worded("Where \(names[0]) and \(names[1]) lie")
      overlap.overlays = overlays.filter { !$0.symbols.isEmpty }
      maps.append(("overlap.png", overlap))
    }
    return maps
  }

  /// Draws the maps into a folder.
  ///
  /// - Parameters:
  ///   - raster: What the structure was found in.
  ///   - folder: The folder.
  ///   - staging: The staging that the files belong to.
  /// - Returns: The paths of the files, and sentences for the user; where this machine cannot draw, that is one.
  /// - Throws: `.unwritable` where a file cannot be written.
  package func draw(over raster: Raster, to folder: String, staging: Staging)
    throws(GridcastError) -> (files: [String], notes: [Sentence])
  {
    var files: [String] = []
    var notes: [Sentence] = []
    for (name, drawing) in maps(over: raster) {
      let picture: Picture
      do throws(GridcastError) {
        let (sheet, said) = try drawing.sheet()
        picture = try sheet.picture(.png, resolution: 2)
        notes += said + picture.notes
      } catch {
        guard error.kind == .notInstalled else { throw error }
        notes.append("\(folder)/\(name) is not drawn: \(error.sentence)")
        continue
      }
      try picture.bytes.write(to: "\(folder)/\(name)", staging: staging)
      files.append("\(folder)/\(name)")
    }
    return (files, notes)
  }
}

import GridcastBase

/// The positions of the parts of a map, in pixels.
struct MapLayout {
  /// Font sizes and distances, in pixels.
  enum Sizes {
    static let margin = 20.0
    static let title = 22.0
    static let panel = 15.0
    static let footer = 11.0
    static let gap = 22.0
    static let column = 150.0...300.0
  }

  /// The frames of the panels.
  private(set) var frames: [MapFrame] = []
  /// The coordinate grid.
  let grid: CoordinateGrid
  /// The height of the whole map.
  let height: Int
  /// The left edge of the column of legends.
  let columnLeft: Double
  /// The upper edge of the column of legends, below the title.
  let columnTop: Double
  /// The width of the column of legends.
  let columnWidth: Double
  private let panelColumns: Int
  /// The lower edge of the panels including their coordinates.
  let panelsBottom: Double

  init(_ sheet: MapSheet, on canvas: borrowing Canvas) {
    let sizes = Sizes.self
    var widest = sizes.column.lowerBound
    for legend in sheet.legends { widest = max(widest, legend.width(on: canvas)) }
    columnWidth = min(widest, sizes.column.upperBound, canvas.width / 3)
    let aspect =
      sheet.extent.width / sheet.extent.height * sheet.scale.metresPerX / sheet.scale.metresPerY
    let tickRoom = sheet.hasGrid ? CoordinateGrid.room : 0
    let titleRoom = sheet.panels.contains { !$0.title.isEmpty } ? sizes.panel + 16 : 0
    let left = sizes.margin + tickRoom
    let room = canvas.width - sizes.margin - columnWidth - sizes.gap - left
    let top = sizes.margin + (sheet.title.isEmpty ? 0 : sizes.title + 14)
    let bottom = sizes.margin + (sheet.footer.isEmpty ? 0 : sizes.footer + 12) + tickRoom

    func size(_ columns: Int) -> (width: Double, height: Double, whole: Double) {
      let rows = Double((sheet.panels.count + columns - 1) / columns)
      var width = (room - Double(columns - 1) * sizes.gap) / Double(columns)
      var height = width / aspect
      // A map with a great extent from north to south must still fit the page.
      let highest = (1.3 * canvas.width - top - bottom) / rows - titleRoom - sizes.gap
      if height > highest { (width, height) = (highest * aspect, highest) }
      return (width, height, top + rows * (titleRoom + height) + (rows - 1) * sizes.gap + bottom)
    }
    // Panels are as large as fits a page that is not much higher than wide.
    let count = sheet.panels.count
    let choices = (1...count).filter { columns in
      // Four panels in three columns would leave half a row blank.
      (size(columns).whole <= 1.2 * canvas.width && (count % columns == 0 || count > 4))
        || columns == count
    }
    panelColumns = choices.max { size($0).width < size($1).width } ?? 1
    let (width, panelHeight, whole) = size(panelColumns)
    columnLeft = left + Double(panelColumns) * (width + sizes.gap)
    let gaps = zip(sheet.legends, sheet.legends.dropFirst()).map { $1.gap(below: $0) }
    let columnHeight =
      sheet.legends.reduce(0) { $0 + $1.height } + gaps.reduce(0, +) + sizes.gap
      + GroundScale.height
    height = Int(
      max(whole, top + titleRoom + columnHeight + bottom - tickRoom, 300).rounded(.up))
    columnTop = top + titleRoom
    for index in sheet.panels.indices {
      let column = Double(index % panelColumns)
      let row = Double(index / panelColumns)
      frames.append(
        MapFrame(
          sheet.extent, left: left + column * (width + sizes.gap),
          top: top + titleRoom + row * (panelHeight + titleRoom + sizes.gap), width: width,
          height: panelHeight))
    }
    panelsBottom = (frames.map { $0.top + $0.height }.max() ?? top) + tickRoom
    grid = CoordinateGrid(
      sheet.extent, isGeographic: sheet.scale.isGeographic, width: width, height: panelHeight,
      on: canvas)
  }

  /// The edges of a panel at which coordinates are written, where no other panel is adjacent.
  func sides(of panel: Int) -> (left: Bool, bottom: Bool) {
    (panel % panelColumns == 0, panel + panelColumns >= frames.count)
  }
}

import GridcastBase

/// Where the legends, the north arrow and the scale bar of a map lie.
struct LegendColumn {
  /// The upper left corner of each legend, and its width.
  private(set) var legends: [(x: Double, y: Double, width: Double)] = []
  /// The upper left corner of the arrow and the scale bar, and their width.
  private(set) var scale = (x: 0.0, y: 0.0, width: 0.0)
  /// The upper edge of all.
  private(set) var top: Double
  /// The lower edge of all.
  private(set) var bottom: Double

  /// The width of a column of legends.
  static func width(of sheet: MapSheet, within room: Double, on canvas: borrowing Canvas) -> Double
  {
    var widest = MapLayout.Sizes.column.lowerBound
    for legend in sheet.legends { widest = max(widest, legend.width(on: canvas)) }
    return min(widest, MapLayout.Sizes.column.upperBound, room / 3)
  }

  /// One below the other.
  init(stacking sheet: MapSheet, left: Double, top: Double, width: Double) {
    self.top = top
    var y = top
    for (index, legend) in sheet.legends.enumerated() {
      if index > 0 { y += legend.gap(below: sheet.legends[index - 1]) }
      legends.append((left, y, width))
      y += legend.height
    }
    if !legends.isEmpty { y += MapLayout.Sizes.gap }
    scale = (left, y, width)
    bottom = y + GroundScale.height
  }

  /// Side by side in as many rows as they need, above a lower edge; legends without a title lie below the one
  /// before them.
  init(
    flowing sheet: MapSheet, left: Double, width: Double, bottom: Double,
    on canvas: borrowing Canvas
  ) {
    self.bottom = bottom
    var stacks: [(members: [(index: Int, y: Double)], width: Double, height: Double)] = []
    for (index, legend) in sheet.legends.enumerated() {
      let own = min(legend.width(on: canvas), MapLayout.Sizes.column.upperBound)
      let isBelow = legend.title.isEmpty && index > 0 && sheet.legends[index - 1].title.isEmpty
      if isBelow, let last = stacks.indices.last {
        let y = stacks[last].height + legend.gap(below: sheet.legends[index - 1])
        stacks[last].members.append((index, y))
        stacks[last].height = y + legend.height
        stacks[last].width = max(stacks[last].width, own)
      } else {
        stacks.append(([(index, 0)], own, legend.height))
      }
    }
    stacks.append(([], 190, GroundScale.height))
    legends = Array(repeating: (0, 0, 0), count: sheet.legends.count)
    let gap = 30.0
    var (x, y, tallest) = (left, 0.0, 0.0)
    for stack in stacks {
      if x > left, x + stack.width > left + width {
        (x, y, tallest) = (left, y + tallest + MapLayout.Sizes.gap, 0)
      }
      for (index, below) in stack.members { legends[index] = (x, y + below, stack.width) }
      if stack.members.isEmpty { scale = (x, y, min(stack.width, width)) }
      x += stack.width + gap
      tallest = max(tallest, stack.height)
    }
    top = bottom - y - tallest
    for index in legends.indices { legends[index].y += top }
    scale.y += top
  }
}

import GridcastBase

/// The rectangles that labels occupy.
struct LabelPlaces {
  static let size = 12.0
  private var taken: [Box] = []
  /// The number of labels for which there was no space.
  var leftOut = 0

  /// Reserves the space of a label around a point; false where it overlaps another or leaves the
  /// map.
  mutating func take(x: Double, y: Double, width: Double, in frame: MapFrame) -> Bool {
    let half = Self.size / 2 + 2
    let box = Box(
      minX: x - width / 2 - 2, minY: y - half, maxX: x + width / 2 + 2, maxY: y + half)
    let page = Box(
      minX: frame.left, minY: frame.top, maxX: frame.left + frame.width,
      maxY: frame.top + frame.height)
    guard page.contains(box), !taken.contains(where: box.intersects) else { return false }
    taken.append(box)
    return true
  }
}

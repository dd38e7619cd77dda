package import GridcastBase

extension CityStructure {
  /// The axes of growth as arrows from the primary centre, one for each of `growth.axes`.
  ///
  /// An arrow is as wide as the growth in its sector, the widest a fortieth of the city; it is as long as the mean
  /// distance of the growth, and no shorter than it takes to be seen as an arrow. Those whose width would not be seen
  /// have a fifth of the greatest.
  package var arrows: Shapes {
    let axes = growth.axes
    let unit = grid.metresPerUnit
    let city = max(grid.box.width * unit.x, grid.box.height * unit.y)
    let greatest = axes.map(\.gain).max() ?? 0
    var shapes = Shapes()
    for axis in axes {
      let width = city / 40 * max(greatest > 0 ? axis.gain / greatest : 1, 0.2)
      let head = 2.2 * width
      let start = city / 50
      let length = max(axis.meanDistance ?? 0, start + 2.5 * head)
      let (east, north) = Compass.step(bearing: axis.meanBearing ?? 0)
      let corners: [(along: Double, aside: Double)] = [
        (start, -width / 2), (length - head, -width / 2), (length - head, -1.15 * width),
        (length, 0),
        (length - head, 1.15 * width), (length - head, width / 2), (start, width / 2),
        (start, -width / 2),
      ]
      shapes.beginShape(.polygon)
      shapes.addPart(
        .exterior,
        corners.map { corner in
          grid.point(
            from: centres[0].point, east: corner.along * east + corner.aside * north,
            north: corner.along * north - corner.aside * east)
        })
    }
    return shapes
  }
}

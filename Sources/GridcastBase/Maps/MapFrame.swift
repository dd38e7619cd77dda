/// The rectangle of a picture that shows a map extent.
package struct MapFrame: Sendable, Equatable {
  /// The extent, in map units.
  package let extent: Box
  /// The left edge on the picture, in pixels.
  package let left: Double
  /// The upper edge on the picture, in pixels.
  package let top: Double
  /// The number of pixels for one map unit from west to east.
  package let xScale: Double
  /// The number of pixels for one map unit from north to south.
  package let yScale: Double

  /// Makes a frame from an extent and the rectangle of pixels that shows it.
  package init(
    _ extent: Box, left: Double, top: Double, width: Double, height: Double
  ) {
    self.extent = extent
    self.left = left
    self.top = top
    xScale = width / (extent.maxX - extent.minX)
    yScale = height / (extent.maxY - extent.minY)
  }

  /// The width in pixels.
  package var width: Double { xScale * (extent.maxX - extent.minX) }
  /// The height in pixels.
  package var height: Double { yScale * (extent.maxY - extent.minY) }

  /// The position of a point on the picture, in pixels.
  package func place(of point: Point) -> (x: Double, y: Double) {
    (left + (point.x - extent.minX) * xScale, top + (extent.maxY - point.y) * yScale)
  }
}

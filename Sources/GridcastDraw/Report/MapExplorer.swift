package import GridcastBase

/// A map of the page that can be moved, zoomed and asked: rasters in the classes of the other maps, with lines,
/// areas and marks over them.
package struct MapExplorer {
  /// A band of a raster of the page.
  package struct Series: Sendable, Equatable {
    /// The index of the raster.
    let raster: Int
    /// The index of the band in it.
    let band: Int

    /// Names a band by the index of its raster on the page and its own in that.
    package init(raster: Int, band: Int) {
      self.raster = raster
      self.band = band
    }
  }

  /// One step of the slider, such as a year.
  package struct Time: Sendable {
    /// What it is called, as in "2019, forecast"; may be empty where there is no other.
    let label: String
    /// What is shown.
    let value: Series
    /// The lower and the upper bound of what is shown; nil where there are none.
    let bounds: (lower: Series, upper: Series)?

    /// Makes a step.
    package init(_ label: String, _ value: Series, bounds: (lower: Series, upper: Series)? = nil) {
      self.label = label
      self.value = value
      self.bounds = bounds
    }
  }

  /// One of the things among which readers choose: a function, or a change.
  package struct View: Sendable {
    /// What it is called.
    let title: String
    /// What a number of it is, as in "points per square of 1 km".
    let quantity: String
    /// The classes of all its times.
    let classes: Classes
    /// The steps of the slider, at least one.
    let times: [Time]
    /// The index of the step that is shown first: the first with bounds, which is a forecast, else the last.
    var start: Int { times.firstIndex { $0.bounds != nil } ?? times.count - 1 }

    /// Makes a view.
    package init(_ title: String, quantity: String, classes: Classes, times: [Time]) {
      precondition(!times.isEmpty, "something to show")
      self.title = title
      self.quantity = quantity
      self.classes = classes
      self.times = times
    }
  }

  /// Lines, areas or points that readers can hide.
  package struct Overlay: Sendable {
    /// What it is called in the legend.
    package var title: String
    /// The colour of lines and marks.
    package var color: Color
    /// The width of lines in pixels; 0 for none.
    package var width = 1.4
    /// What areas are filled with; nil to leave them open.
    package var fill: Color?
    /// Whether the filling lies below the squares.
    package var isBelow = false
    /// Whether it is shown at first.
    package var isShown = true
    /// The shapes, in the coordinate system of the rasters.
    package var shapes: Shapes
    /// What is written beside each shape; empty for nothing.
    package var labels: [String?] = []
    /// How each shape that is a point looks; empty for dots.
    package var symbols: [MapSymbol] = []

    /// Makes an overlay of shapes.
    package init(_ title: String, _ shapes: Shapes, color: Color) {
      self.title = title
      self.shapes = shapes
      self.color = color
    }
  }

  /// What can be chosen, the first of which is shown at first.
  package var views: [View]
  /// What lies over it, the lowest first.
  package var overlays: [Overlay] = []
  /// The extent, which has a width and a height, in the coordinate system of the rasters.
  package var extent: Box
  /// The scale on the ground.
  package var scale: GroundScale
  /// Positions in degrees over the extent, row by row from the north-west corner; those that are not finite are
  /// unknown.
  package var degrees: (columns: Int, places: [Point])
  /// Things with a name, by which people know where a square lies.
  package var places: [(point: Point, name: String)] = []

  /// Makes a map of views.
  package init(
    _ views: [View], extent: Box, scale: GroundScale, degrees: (columns: Int, places: [Point])
  ) {
    precondition(!views.isEmpty && extent.width > 0 && extent.height > 0, "something to show")
    self.views = views
    self.extent = extent
    self.scale = scale
    self.degrees = degrees
  }

  /// How many steps of its coordinates lie along the longer side of the extent: more than pixels at any zoom at which
  /// lines are still looked at.
  static let steps = 16_384.0
}

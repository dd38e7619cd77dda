package import GridcastBase

extension CityStructure {
  /// The centres as points, the primary one first.
  package var centreFeatures: Features {
    features(
      Shapes(points: centres.map(\.point)),
      [
        Column(
          Field("rank", .integer, detail: .integer32, width: 9),
          .integers(Optionals(known: centres.map { Int64($0.rank) }))),
        Column(
          Field("role", .text, width: 9),
          .texts(Texts(centres.map { $0.rank == 1 ? "primary" : "secondary" }))),
        Column(Field("cell", .text, width: 24), .texts(Texts(centres.map { $0.cell }))),
        number("value", centres.map(\.value)), number("prominence", centres.map(\.prominence)),
        number("distance", centres.map(\.distance)),
        Column(Field("direction", .text, width: 3), .texts(Texts(centres.map(\.direction)))),
      ])
  }

  /// The axes of growth as lines from the primary centre, whose length is the mean distance of
  /// growth.
  package var axisFeatures: Features {
    let axes = growth.axes
    var shapes = Shapes()
    for axis in axes {
      shapes.beginShape(.line)
      shapes.addPart(.line, [centres[0].point, end(of: axis)])
    }
    return features(
      shapes,
      [
        Column(
          Field("direction", .text, width: 3), .texts(Texts(axes.map { Optional($0.direction) }))),
        number("bearing", axes.map(\.meanBearing)), number("growth", axes.map(\.growth)),
        number("share", axes.map(\.share)), number("expected", axes.map(\.expectedShare)),
        number("z", axes.map(\.z)), number("length", axes.map(\.meanDistance)),
      ])
  }

  /// The ellipses of density and growth as polygons, where they have an area.
  package var ellipseFeatures: Features {
    let all = [(density, densityEllipse), ("growth", growthEllipse)].compactMap { name, ellipse in
      ellipse.map { (name: name, ellipse: $0) }
    }.filter { $0.ellipse.area > 0 }
    var shapes = Shapes()
    for (_, ellipse) in all {
      shapes.beginShape(.polygon)
      shapes.addPart(.exterior, ellipse.ring)
    }
    return features(
      shapes,
      [
        Column(Field("of", .text, width: 40), .texts(Texts(all.map { Optional($0.name) }))),
        number("x", all.map(\.ellipse.center.x)), number("y", all.map(\.ellipse.center.y)),
        number("semi_major", all.map(\.ellipse.semiMajor)),
        number("semi_minor", all.map(\.ellipse.semiMinor)),
        number("rotation", all.map(\.ellipse.rotation)), number("area", all.map(\.ellipse.area)),
      ])
  }

  /// The sectors as CSV; fields without a value are blank.
  package var sectorsCSV: String {
    let header = "direction,cells,growth,gain,share,expected_share,z,mean_distance,axis"
    let axes = growth.axes
    let rows = growth.sectors.map { sector in
      [
        sector.direction, "\(sector.cells)", formatted(sector.growth, 6), formatted(sector.gain, 6),
        formatted(sector.share, 6), formatted(sector.expectedShare, 6), formatted(sector.z, 3),
        sector.meanDistance.map { formatted($0, 3) } ?? "", axes.contains(sector) ? "1" : "0",
      ].joined(separator: ",")
    }
    return ([header] + rows).joined(separator: "\n") + "\n"
  }

  /// The end of an axis.
  private func end(of axis: GrowthSectors.Sector) -> Point {
    let bearing = axis.meanBearing ?? 0
    let length = axis.meanDistance ?? 0
    let (east, north) = Compass.step(bearing: bearing)
    return grid.point(from: centres[0].point, east: length * east, north: length * north)
  }

  private func number(_ name: String, _ values: [Double?]) -> Column {
    Column(Field(name, .number, width: 19, precision: 6), .numbers(Optionals(values)))
  }

  private func features(_ shapes: Shapes, _ columns: [Column]) -> Features {
    Features(shapes: shapes, columns: columns, coordinateSystem: grid.coordinateSystem)
  }
}

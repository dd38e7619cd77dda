package import GridcastBase

extension Fishnet {
  /// Converts the cells to features: a square for each, with its name, row and column (from 0 in
  /// the north-west), and the values of bands.
  ///
  /// - Parameters:
  ///   - bands: The bands that become fields; NaN becomes a missing value.
  ///   - isCount: Whether the bands hold whole numbers.
  ///   - asTable: Whether the cells become rows of a table, with the coordinates of their centres
  ///     as x and y.
  ///   - hexagons: The hexagons that the cells are; nil for squares.
  /// - Returns: A feature for each cell of the fishnet, row-major from the north-west.
  package func features(
    with bands: [CellValues] = [], isCount: Bool, asTable: Bool = false,
    hexagons: HexagonLattice? = nil
  ) -> Features {
    func ring(_ cell: Int) -> [Point] {
      let (x, y) = grid.tile(of: cell)
      return hexagons?.ring(x: x, y: y) ?? grid.box(of: cell).ring
    }
    func center(_ cell: Int) -> Point {
      let (x, y) = grid.tile(of: cell)
      return hexagons?.center(x: x, y: y) ?? grid.box(of: cell).center
    }
    func name(_ cell: Int) -> String {
      let (x, y) = grid.tile(of: cell)
      return hexagons?.name(x: x, y: y) ?? grid.name(of: cell)
    }
    let cells = cells
    var shapes = Shapes()
    for cell in cells {
      if asTable {
        shapes.addNull()
        continue
      }
      shapes.beginShape(.polygon)
      shapes.addPart(.exterior, ring(cell))
    }
    var columns = [
      Column(Field("cell", .text, width: 24), .texts(Texts(cells.map(name)))),
      Column(
        Field("row", .integer, detail: .integer32, width: 9),
        .integers(Optionals(known: cells.map { Int64($0 / grid.columns) }))),
      Column(
        Field("column", .integer, detail: .integer32, width: 9),
        .integers(Optionals(known: cells.map { Int64($0 % grid.columns) }))),
    ]
    if asTable {
      let centers = cells.map(center)
      columns.append(Column(Field("x", .number), .numbers(Optionals(known: centers.map(\.x)))))
      columns.append(Column(Field("y", .number), .numbers(Optionals(known: centers.map(\.y)))))
    }
    for band in bands {
      let values = cells.map { band.values[$0] }
      let field =
        isCount
        ? Field(band.name, .integer, width: 10)
        : Field(band.name, .number, width: 19, precision: 6)
      columns.append(
        isCount
          ? Column(field, .integers(Optionals(values.map { $0.isNaN ? nil : Int64($0) })))
          : Column(field, .numbers(Optionals(values.map { $0.isNaN ? nil : $0 }))))
    }
    return Features(
      shapes: shapes, columns: columns, coordinateSystem: asTable ? nil : grid.coordinateSystem)
  }
}

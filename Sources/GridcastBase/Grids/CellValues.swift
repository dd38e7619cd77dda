/// One exact value a cell of a grid; NaN where it is unknown.
package struct CellValues: Sendable, Equatable {
  /// What the values are of: a category, a band.
  package var name: String
  /// The values, row-major with the north row first.
  package var values: [Double]

  /// Values of a name.
  package init(name: String, values: [Double]) {
    self.name = name
    self.values = values
  }

  /// The values of a band.
  package init(_ band: Raster.Band) {
    self.init(name: band.name, values: band.values.map(Double.init))
  }

  /// The sum of all known values.
  package var total: Double { values.reduce(0) { $1.isNaN ? $0 : $0 + $1 } }
}

extension Raster.Band {
  /// The values as 32-bit numbers.
  package init(_ values: CellValues) {
    self.init(name: values.name, values: values.values.map(Float.init))
  }
}

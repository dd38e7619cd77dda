/// One 64-bit value for each cell of a grid; NaN where it is unknown.
package struct CellValues: Sendable, Equatable {
  /// What the values describe, such as a category or a band.
  package var name: String
  /// The values, row-major with the north row first.
  package var values: [Double]

  /// Makes values with a name.
  package init(name: String, values: [Double]) {
    self.name = name
    self.values = values
  }

  /// Makes values from those of a band.
  package init(_ band: Raster.Band) {
    self.init(name: band.name, values: band.values.map(Double.init))
  }

  /// The sum of all known values.
  package var total: Double { values.reduce(0) { $1.isNaN ? $0 : $0 + $1 } }
}

extension Raster.Band {
  /// Rounds the values to 32-bit numbers.
  package init(_ values: CellValues) {
    self.init(name: values.name, values: values.values.map(Float.init))
  }
}

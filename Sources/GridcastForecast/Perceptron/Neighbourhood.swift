import GridcastBase

/// What is added to each cell's features from the cells around it.
///
/// Only bands that are features themselves are taken, never the target, so nothing that is to be
/// predicted leaks in, neither of the cell nor of its neighbours.
package struct Neighbourhood: Sendable, Equatable, Codable {
  /// The rings whose sums are added: ring r holds the cells of the square of side 2r + 1 that are not
  /// in that of side 2r − 1.
  package var rings: [Int]
  /// The widths σ, in cells, of the Gaussians whose densities are added: Σwv / Σw over known cells,
  /// w = exp(−d² / 2σ²), cut off at 4σ.
  package var gaussians: [Double]

  /// Rings and Gaussians of some radii, in cells; the defaults are docs/models.md's.
  package init(rings: [Int] = [1], gaussians: [Double] = [1, 2, 4]) {
    self.rings = rings
    self.gaussians = gaussians
  }

  /// No neighbours.
  package static let none = Neighbourhood(rings: [], gaussians: [])

  /// Whether radii are such that they can be computed.
  package var isSound: Bool {
    rings.allSatisfy { 1...1000 ~= $0 } && gaussians.allSatisfy { 0.1...250 ~= $0 }
      && rings.count + gaussians.count <= 100
  }

  /// How many features come of one band.
  var featuresPerBand: Int { 1 + rings.count + gaussians.count }

  /// The bands themselves, then each ring of all of them, then each Gaussian of all of them.
  ///
  /// - Parameters:
  ///   - bands: One value a cell; NaN where a cell is unknown, which counts for nothing.
  ///   - columns: The columns of the grid.
  /// - Returns: One list a feature, one value a cell.
  package func features(_ bands: [[Float]], columns: Int) -> [[Float]] {
    var features = bands
    for ring in rings {
      features += bands.map { Self.ringSums($0, columns: columns, radius: ring) }
    }
    for sigma in gaussians {
      features += bands.map { Self.densities($0, columns: columns, sigma: sigma) }
    }
    return features
  }

  /// Sums over squares by a table of sums, less those of the next smaller square.
  private static func ringSums(_ values: [Float], columns: Int, radius: Int) -> [Float] {
    let rows = values.count / columns
    let width = columns + 1
    var table = [Double](repeating: 0, count: width * (rows + 1))
    for row in 0..<rows {
      var line = 0.0
      for column in 0..<columns {
        let value = values[row * columns + column]
        line += value.isNaN ? 0 : Double(value)
        table[(row + 1) * width + column + 1] = table[row * width + column + 1] + line
      }
    }
    func sum(_ row: Int, _ column: Int, _ radius: Int) -> Double {
      let top = max(0, row - radius)
      let bottom = min(rows, row + radius + 1)
      let left = max(0, column - radius)
      let right = min(columns, column + radius + 1)
      return table[bottom * width + right] - table[top * width + right]
        - table[bottom * width + left] + table[top * width + left]
    }
    return values.indices.map { cell in
      let (row, column) = (cell / columns, cell % columns)
      return Float(sum(row, column, radius) - sum(row, column, radius - 1))
    }
  }

  private static func densities(_ values: [Float], columns: Int, sigma: Double) -> [Float] {
    gaussianMeans(values, columns: columns, sigma: sigma).map { $0.isNaN ? 0 : Float($0) }
  }
}

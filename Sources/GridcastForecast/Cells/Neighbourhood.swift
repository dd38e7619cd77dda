import GridcastBase

/// The features of a cell that are computed from the cells around it.
///
/// They are computed from feature bands only, never from the target, so the values to be predicted
/// do not leak in, neither those of the cell nor those of its neighbours.
package struct Neighbourhood: Sendable, Equatable, Codable {
  /// The rings whose sums become features: ring r consists of the cells in the square of side 2r +
  /// 1 but not in that of side 2r − 1.
  package var rings: [Int]
  /// The widths σ, in cells, of the Gaussians whose means become features: Σwv / Σw over known
  /// cells, w = exp(−d² / 2σ²), cut off at 4σ.
  package var gaussians: [Double]

  /// Makes rings and Gaussians with radii in cells; docs/models.md explains the defaults.
  package init(rings: [Int] = [1], gaussians: [Double] = [1, 2, 4]) {
    self.rings = rings
    self.gaussians = gaussians
  }

  /// No features from neighbours.
  package static let none = Neighbourhood(rings: [], gaussians: [])

  /// Whether all radii are within the supported range.
  package var isSound: Bool {
    rings.allSatisfy { 1...1000 ~= $0 } && gaussians.allSatisfy { 0.1...250 ~= $0 }
      && rings.count + gaussians.count <= 100
  }

  /// The number of features from one band.
  var featuresPerBand: Int { 1 + rings.count + gaussians.count }

  /// The features: the bands themselves, then each ring of all bands, then each Gaussian of all
  /// bands.
  ///
  /// - Parameters:
  ///   - bands: One value for each cell; unknown cells, NaN, do not count.
  ///   - columns: The number of columns of the grid.
  /// - Returns: One list for each feature, with one value for each cell.
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

  /// The sums over squares, from a summed-area table, minus those over the next smaller squares.
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
    func sum(row: Int, column: Int, radius: Int) -> Double {
      let top = max(0, row - radius)
      let bottom = min(rows, row + radius + 1)
      let left = max(0, column - radius)
      let right = min(columns, column + radius + 1)
      return table[bottom * width + right] - table[top * width + right]
        - table[bottom * width + left] + table[top * width + left]
    }
    return values.indices.map { cell in
      let (row, column) = (cell / columns, cell % columns)
      return Float(
        sum(row: row, column: column, radius: radius)
          - sum(row: row, column: column, radius: radius - 1))
    }
  }

  private static func densities(_ values: [Float], columns: Int, sigma: Double) -> [Float] {
    gaussianMeans(values, columns: columns, sigma: sigma).map { $0.isNaN ? 0 : Float($0) }
  }
}

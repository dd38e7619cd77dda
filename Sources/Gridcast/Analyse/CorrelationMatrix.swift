/// Pearson's correlation of the bands of a raster over the cells in which all are known.
public struct CorrelationMatrix: Sendable, Equatable {
  /// The bands.
  public let names: [String]
  /// A row for each band; nil where one of the two is constant.
  public let values: [[Double?]]
  /// The number of cells.
  public let cellCount: Int
  /// The bands that are constant.
  public let constantNames: [String]

  /// The matrix of a raster.
  ///
  /// - Throws: `.badData` where fewer than two cells are known.
  public init(_ raster: Raster, subject: String) throws(GridcastError) {
    let cells = raster.knownCells
    guard cells.count >= 2 else {
      throw GridcastError(
        .badData, subject,
        "\(counted(cells.count, "cell")) with all bands known; a correlation needs at least two")
    }
    let deviations = raster.bands.map { band in
      let values = cells.map { Double(band.values[$0]) }
      let mean = values.reduce(0, +) / Double(values.count)
      return values.map { $0 - mean }
    }
    func product(_ a: [Double], _ b: [Double]) -> Double {
      zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let squares = deviations.map { product($0, $0) }
    let names = raster.bands.map(\.name)
    self.names = names
    cellCount = cells.count
    constantNames = names.indices.filter { squares[$0] == 0 }.map { names[$0] }
    values = names.indices.map { row in
      names.indices.map { column in
        if squares[row] == 0 || squares[column] == 0 { return nil }
        if row == column { return 1 }
        let r = product(deviations[row], deviations[column])
        return min(max(r / (squares[row] * squares[column]).squareRoot(), -1), 1)
      }
    }
  }

  /// The bands whose correlation with the target is at least so high, in order.
  ///
  /// - Throws: `.badData` where there is no such target.
  public func names(correlatedWith target: String, atLeast minimum: Double) throws(GridcastError)
    -> [String]
  {
    guard let row = names.firstIndex(of: target) else {
      throw GridcastError(
        .badData, "band '\(target)'",
        "there is none; the bands are \(names.joined(separator: ", "))")
    }
    return names.indices.filter { $0 != row && (values[row][$0] ?? -2) >= minimum }.map {
      names[$0]
    }
  }

  /// A sentence for each band that is constant.
  public var notes: [String] {
    constantNames.map { "band '\($0)' is the same in every cell, so it correlates with nothing" }
  }

  /// The matrix as CSV, blank where there is no correlation.
  public var csv: String {
    let header = ([""] + names).map(csvField).joined(separator: ",")
    let rows = zip(names, values).map { name, row in
      ([csvField(name)] + row.map { $0.map { formatted($0, 6) } ?? "" }).joined(separator: ",")
    }
    return ([header] + rows).joined(separator: "\n") + "\n"
  }
}

internal import Foundation
import GridcastBase

/// The least, the greatest and the mean of the known, finite cells of a band as they are stored.
///
/// GDAL 3.6 takes numbers near the nodata value for it, counts what a mask hides, and lets infinity
/// into the mean.
package struct CellStatistics: Sendable {
  private var count = 0.0
  private let cellCount: Double
  private(set) var least = Double.infinity
  private(set) var greatest = -Double.infinity
  private(set) var mean = 0.0
  private var squares = 0.0

  package var total: Double { mean * count }
  var deviation: Double { (squares / count).squareRoot() }

  /// Which share of the cells is known, in percent, never rounded up to all.
  var share: String {
    let percent = 100 * count / cellCount
    let text = String(format: "%.4g", percent)
    return text == "100" && percent < 100 ? "99.99" : text
  }

  /// Whether a cell is known.
  package var hasValues: Bool { count > 0 }

  /// Prepares for a band of so many cells.
  package init(cellCount: Double) { self.cellCount = cellCount }

  /// Reads a band; nil where no cell is known.
  init?(of cells: BandCells) throws(GridcastError) {
    self.init(cellCount: Double(cells.columns) * Double(cells.rows))
    for piece in cells.pieces { add(try cells.stored(piece)) }
    guard count > 0 else { return nil }
  }

  /// Adds the values of some rows to the moments (Chan, Golub and LeVeque, 1979).
  package mutating func add(_ values: [Double]) {
    var known = 0.0
    var sum = 0.0
    for value in values where value.isFinite {
      known += 1
      sum += value
      least = min(least, value)
      greatest = max(greatest, value)
    }
    guard known > 0 else { return }
    let middle = sum / known
    var spread = 0.0
    for value in values where value.isFinite { spread += (value - middle) * (value - middle) }
    join(known, middle, spread)
  }

  /// Adds the values that another has seen.
  package mutating func add(_ other: CellStatistics) {
    guard other.count > 0 else { return }
    least = min(least, other.least)
    greatest = max(greatest, other.greatest)
    join(other.count, other.mean, other.squares)
  }

  private mutating func join(_ known: Double, _ middle: Double, _ spread: Double) {
    let difference = middle - mean
    squares += spread + difference * difference * count * known / (count + known)
    mean += difference * known / (count + known)
    count += known
  }
}

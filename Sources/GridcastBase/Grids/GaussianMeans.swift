internal import Foundation

/// Gaussian means over the known cells around each cell: Σwv / Σw, w = exp(−d² / 2σ²), cut off at 4σ
/// along each axis.
///
/// - Parameters:
///   - values: One value a cell, row-major; NaN where a cell is unknown, which counts for nothing.
///   - columns: The columns of the grid.
///   - sigma: σ in cells, above 0.
///   - stretch: The ratio of σ along rows to σ along columns, above 1 where cells in degrees are
///     narrower than high.
/// - Returns: One mean a cell; NaN where no known cell is in reach.
package func gaussianMeans(_ values: [Float], columns: Int, sigma: Double, stretch: Double = 1)
  -> [Double]
{
  let rows = values.count / columns
  func weights(_ sigma: Double, upTo cells: Int) -> [Double] {
    (0...Int(min((4 * sigma).rounded(.up), Double(cells)))).map {
      exp(-Double($0 * $0) / (2 * sigma * sigma))
    }
  }
  func along(_ values: [Double]) -> [Double] {
    let weights = weights(sigma * stretch, upTo: columns)
    let reach = weights.count - 1
    var result = [Double](repeating: 0, count: values.count)
    for start in stride(from: 0, to: values.count, by: columns) {
      for step in max(-reach, 1 - columns)...min(reach, columns - 1) {
        let weight = weights[abs(step)]
        for i in (start + max(0, -step))..<(start + columns - max(0, step)) {
          result[i] += weight * values[i + step]
        }
      }
    }
    return result
  }
  func across(_ values: [Double]) -> [Double] {
    let weights = weights(sigma, upTo: rows)
    let reach = weights.count - 1
    var result = [Double](repeating: 0, count: values.count)
    for i in 0..<rows {
      for j in max(0, i - reach)...min(rows - 1, i + reach) {
        let weight = weights[abs(i - j)]
        for column in 0..<columns {
          result[i * columns + column] += weight * values[j * columns + column]
        }
      }
    }
    return result
  }
  let sums = across(along(values.map { $0.isNaN ? 0 : Double($0) }))
  let known = across(along(values.map { $0.isNaN ? 0 : 1 }))
  return zip(sums, known).map { $1 > 0 ? $0 / $1 : .nan }
}

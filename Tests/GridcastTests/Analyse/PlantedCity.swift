import Foundation
import GridcastAnalyse
import GridcastBase

/// A city of known make: hills of density, and growth along known bearings.
struct PlantedCity {
  struct Hill {
    var row: Double
    var column: Double
    var height: Double
    var width: Double
  }

  var rows = 40
  var columns = 50
  var hills: [Hill]
  /// Strips of growth from the first hill: bearing in degrees, how much in all.
  var axes: [(bearing: Double, growth: Double)] = []
  /// How far each strip's middle lies from the centre, in cells.
  var reach = 9.0
  /// The standard deviation of the noise, added to density and growth alike.
  var noise = 0.0
  var seed: UInt64 = 1
  /// Which cells are unknown.
  var isHole: (_ row: Int, _ column: Int) -> Bool = { _, _ in false }

  private func normal(_ random: inout RandomNumbers) -> Double {
    (-2 * log(1 - random.uniformDouble())).squareRoot() * cos(2 * .pi * random.uniformDouble())
  }

  /// The bands before, predicted and change.
  func raster() throws -> Raster {
    var random = RandomNumbers(seed: seed)
    var before: [Float] = []
    var change: [Float] = []
    for row in 0..<rows {
      for column in 0..<columns {
        let density = hills.reduce(0) { sum, hill in
          let away = pow(Double(row) - hill.row, 2) + pow(Double(column) - hill.column, 2)
          return sum + hill.height * exp(-away / (2 * hill.width * hill.width))
        }
        let growth = axes.reduce(0) { sum, axis in
          let (north, east) = (hills[0].row - Double(row), Double(column) - hills[0].column)
          let radians = axis.bearing * .pi / 180
          let along = north * cos(radians) + east * sin(radians) - reach
          let aside = east * cos(radians) - north * sin(radians)
          // Twice as long as it is wide.
          let shape = exp(-(along * along / 8 + aside * aside / 2) / 2)
          return sum + axis.growth * shape / (2 * .pi * 4)
        }
        let hole = isHole(row, column)
        before.append(hole ? .nan : Float(density + noise * normal(&random)))
        change.append(hole ? .nan : Float(growth + 0.1 * noise * normal(&random)))
      }
    }
    return try GridcastTests.raster(
      columns: columns,
      [
        ("before", before), ("predicted", zip(before, change).map { $0 + $1 }),
        ("change", change),
      ])
  }

  /// Where a hill is, in the coordinates of the raster.
  func point(_ hill: Hill) -> Point {
    Point(
      x: 500_000 + 1000 * (hill.column + 0.5),
      y: 3_800_000 + 1000 * (Double(rows) - hill.row - 0.5))
  }
}

/// The structure of a raster, the usual options changed.
func cityStructure(
  _ raster: Raster, _ change: (inout CityStructure.Options) -> Void = { _ in }
)
  throws -> CityStructure
{
  var options = CityStructure.Options(for: raster.grid)
  change(&options)
  return try CityStructure(raster, subject: "city.tif", options)
}

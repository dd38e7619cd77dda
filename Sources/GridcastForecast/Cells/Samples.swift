import GridcastBase
import GridcastFiles

/// The samples of a model of cells: the known cells of a raster.
struct Samples: Sendable {
  let grid: Grid
  let cells: [Int]
  /// The features, one column each.
  let features: [[Float]]
  let target: [Float]
  /// Whether no value of the target is below 0.
  let areCounts: Bool

  init(_ raster: Raster, _ settings: CellSettings, subject: String) throws(GridcastError) {
    let target = try raster.band(named: settings.target, subject: subject)
    var features: [Raster.Band] = []
    for name in settings.features {
      guard name != settings.target else {
        throw GridcastError(.usage, "feature '\(name)'", "the target cannot be its own feature")
      }
      features.append(try raster.band(named: name, subject: subject))
    }
    guard !features.isEmpty else {
      throw GridcastError(.badData, subject, "no band is left to predict '\(settings.target)' from")
    }
    let all = [target] + features
    cells = (0..<raster.grid.count).filter { cell in all.allSatisfy { !$0.values[cell].isNaN } }
    guard cells.count >= max(2 * settings.foldCount, 10) else {
      throw GridcastError(
        .badData, subject,
        "\(counted(cells.count, "cell")) with all bands known are too few for \(settings.foldCount) folds"
      )
    }
    grid = raster.grid
    let chosen = cells
    self.features = settings.neighbourhood.features(
      features.map(\.values), columns: raster.grid.columns
    ).map { values in chosen.map { values[$0] } }
    self.target = chosen.map { target.values[$0] }
    guard let least = self.target.min(), let most = self.target.max(), least < most else {
      throw GridcastError(
        .badData, "band '\(settings.target)'",
        "it is \(formatted(Double(self.target[0]), 3)) in every cell; there is nothing to learn")
    }
    areCounts = least >= 0
  }

  /// The SHA-256 hash of the bits of features and target, column by column.
  static func fingerprint(_ features: [[Float]], _ target: [Float]) -> String {
    digest(ofNumbers: features + [target])
  }

  var fingerprint: String { Self.fingerprint(features, target) }
}

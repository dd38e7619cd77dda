import GridcastBase
import GridcastForecast
import Neural
import Testing

@Suite struct LeastCellsTests {
  /// The number of folds, and the least number of cells: two a fold, and ten in all.
  static let limits: [(folds: Int, cells: Int)] = [(10, 20), (6, 12), (5, 10), (2, 10)]

  @Test("The BP network is trained on no fewer cells than its folds need", arguments: limits)
  func least(folds: Int, cells: Int) throws {
    var settings = CellSettings(target: "b", features: ["a"])
    settings.hidden = [2]
    settings.foldCount = folds
    settings.blockSize = 1
    settings.training.epochs = 1
    for (count, isEnough) in [(cells - 1, false), (cells, true)] {
      // Cells with an unknown value do not count.
      let a = (0..<32).map { Float($0 < count ? $0 % 7 : 1) }
      let b = (0..<32).map { $0 < count ? Float($0 % 5) : Float.nan }
      let raster = try raster(columns: 8, [("a", a), ("b", b)])
      let error = thrown { _ = try CellTraining.train(raster, settings, subject: "test") }
      #expect((error == nil) == isEnough, "\(count): \(error?.reason ?? "trained")")
      if let error {
        #expect(error.kind == .badData && error.reason.contains("too few for \(folds) folds"))
      }
    }
  }
}

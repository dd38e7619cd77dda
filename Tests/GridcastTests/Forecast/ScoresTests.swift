import GridcastForecast
import Testing

@Suite struct ScoresTests {
  /// By scikit-learn 1.x: r2_score, mean_squared_error and mean_absolute_error of
  /// [3, -0.5, 2, 7] and [2.5, 0, 2, 8], the example of its documentation.
  @Test("R², RMSE and MAE are scikit-learn's")
  func matchesScikitLearn() {
    let scores = Scores(observed: [3, -0.5, 2, 7], predicted: [2.5, 0, 2, 8])
    #expect(abs((scores.r2 ?? 0) - 0.9486081370449679) < 1e-12)
    #expect(abs(scores.rmse - 0.375.squareRoot()) < 1e-12)
    #expect(scores.mae == 0.5)
    #expect(scores.observedTotal == 11.5 && scores.predictedTotal == 12.5)
  }

  @Test("Where nothing varies there is no R²")
  func noSpread() {
    #expect(Scores(observed: [2, 2], predicted: [2, 3]).r2 == nil)
  }
}

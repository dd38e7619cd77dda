import GridcastAnalyse
import GridcastBase
import GridcastDraw
import GridcastForecast

extension RunReport {
  /// What the statistics of the report mean, those that it has, a sentence each.
  func glossary(hasErrors: Bool) -> [ReportPage.Block] {
    let forecast = self.forecast
    func has(_ band: String) -> Bool { forecast?.band(band) != nil }
    let hasFolds = record.steps.contains { !($0.validations ?? []).isEmpty }
    let hasOverlap =
      forecast != nil
      && CityStructure.usualOverlap.allSatisfy { counts?.band($0) != nil }
    let hasYears = record.steps.contains { !($0.comparisons ?? []).isEmpty }
    let all: [(isThere: Bool, word: Sentence, meaning: Sentence)] = [
      (
        hasFolds, "R²",
        "The share of the differences between squares that the forecast explains: 1 is all of them, 0 no more than the average of all squares does."
      ),
      (
        hasFolds || hasYears, "RMSE, MAE, bias",
        "How far a forecast is off in a square: the root of the mean of squared errors, which large errors dominate; the mean error without its sign; and by how much the total is too high or too low."
      ),
      (
        hasFolds, "random folds, spatial blocks",
        "The squares that were held back to test the forecast: chosen singly at random, which flatters a forecast as neighbours are alike, or in whole blocks, which is how it does in places that it has not seen."
      ),
      (
        has(ForecastBand.heldOut), Sentence(ForecastBand.heldOut),
        "What the forecast says of a square when the square itself was held back in the training."
      ),
      (
        has(ForecastBand.lower), Sentence("\(ForecastBand.lower), \(ForecastBand.upper)"),
        isCovering
          ? "The bounds between which nine in ten of the squares lie that were held back."
          : "The bounds between which nine in ten of the networks of a model agree; not all that is uncertain lies between them."
      ),
      (
        hasErrors, "Gi*",
        "How much a square and its neighbours together stand out from all others (Getis and Ord); hot and cold are those that chance explains in less than 10, 5 or 1 of 100 cases, corrected for their number."
      ),
      (
        hasErrors, "Moran's I",
        "Whether like lies beside like: 1 if neighbours are alike, 0 if they are mixed by chance, below 0 if they differ."
      ),
      (
        true, "centres, ellipses",
        "A centre is where the smoothed density peaks; an ellipse of one standard deviation lies around the places and shows in which direction they stretch."
      ),
      (
        correlation != nil, "Pearson's r",
        "Whether two functions are many in the same squares: 1 always, 0 without regularity, −1 never."
      ),
      (
        hasOverlap, "Schoener's D",
        "How much of two distributions lies in the same places: 1 if they are the same, 0 if they share no square."
      ),
      (
        hasYears, "persistence, uniform growth",
        "The forecasts that need no model: that all stays as it is, and that every square grows by the same share."
      ),
      (
        hasYears, "model for other years and cities",
        "The model as it forecasts: drawn back to uniform growth as far as squares ask for that it had not seen."
      ),
      (
        hasYears, "Poisson-linear growth",
        "The simplest forecast that learns: each function that a square has adds a share of its own to what is expected there."
      ),
      (
        true, "names of cells",
        "In tables and layers a cell is called by its size and lower left corner, as \(cellExample): so many kilometres or metres north and east of the origin of the coordinate system, as INSPIRE's grids are."
      ),
    ]
    return [
      .table(
        header: ["word", "what it means"],
        rows: all.filter(\.isThere).map { [$0.word, $0.meaning] }, numbers: [])
    ]
  }

  /// What the squares of the table of growth are called in tables and layers.
  var namesOfStrongest: [ReportPage.Block] {
    let cells = record.strongest ?? []
    guard !cells.isEmpty else { return [] }
    let header: [Sentence] = ["function", "cell", "centre"]
    let rows = cells.map { [Sentence($0.target ?? ""), Sentence($0.cell), $0.coordinates] }
    // Where all that was counted is forecast, there is no function to name.
    let first = cells.contains { $0.target != nil } ? 0 : 1
    return [
      .paragraph("The squares of the table above, as tables and layers call them:"),
      .table(
        header: Array(header[first...]), rows: rows.map { Array($0[first...]) }, numbers: []),
    ]
  }

  private var cellExample: String {
    guard let grid = (forecast ?? counts)?.grid else { return "1kmN3800E520" }
    return record.strongest?.first?.cell ?? grid.name(of: 0)
  }
}

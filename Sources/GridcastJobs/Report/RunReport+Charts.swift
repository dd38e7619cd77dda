import GridcastAnalyse
import GridcastBase
import GridcastDraw
import GridcastForecast

extension RunReport {
  /// The greatest number of bands whose correlation is drawn.
  private static let mostCorrelated = 40

  /// The charts of a run: correlations, scores of folds, observed against predicted, losses.
  func charts(_ notes: inout [Sentence]) throws(GridcastError) -> [ReportPage.Block] {
    var blocks: [ReportPage.Block] = []
    func add(_ picture: Picture, _ caption: Sentence) {
      notes += picture.notes
      blocks.append(.picture(picture, caption: caption))
    }
    if let matrix = correlation, matrix.names.count > Self.mostCorrelated {
      notes.append(
        "the report does not draw the correlation of \(formatted(matrix.names.count)) bands, which nobody could read; "
          + "\(.writeCorrelation)")
    } else if let matrix = correlation {
      add(
        try matrix.heatMap().picture(.svg),
        "How functions go together over \(counted(matrix.count, "cell")): Pearson's r.")
    }
    if let chart = foldChart {
      add(
        try chart.picture(.svg),
        "R² of each fold of the cross-validation, on cells the model had not seen.")
    }
    if let plot = scatterPlot {
      add(
        try plot.picture(.svg),
        "Observed against predicted, a point a cell; on the dashed line both are equal.")
    }
    if let chart = historyChart {
      add(try chart.picture(.svg), "The losses of the training, epoch by epoch.")
    }
    return blocks
  }

  private var foldChart: BarChart? {
    // Bars of many functions would be too narrow, so of several only those of blocks are drawn.
    let validations = record.steps.flatMap { $0.validations ?? [] }
      .filter { forecasts.count < 2 || $0.folds == .blocks }
    let count = validations.map(\.perFold.count).max() ?? 0
    guard count > 0 else { return nil }
    func padded(_ scores: [Scores]) -> [Double?] {
      (0..<count).map { $0 < scores.count ? scores[$0].r2 : nil }
    }
    return BarChart(
      title: worded("R² by fold"), xTitle: worded("fold"), yTitle: "R²",
      groups: (1...count).map(String.init),
      series: validations.map {
        .init(name: name(of: $0).description, values: padded($0.perFold))
      })
  }

  private var scatterPlot: ScatterPlot? {
    guard let forecast, let observed = forecast.band(ForecastBand.observed) else { return nil }
    let heldOut = forecast.band(ForecastBand.heldOut)
    guard let predicted = heldOut ?? forecast.band(ForecastBand.predicted) else { return nil }
    return ScatterPlot(
      title: worded("Observed against predicted"), xTitle: worded("observed"),
      yTitle: worded(heldOut == nil ? "predicted" : "predicted without having seen the cell"),
      points: zip(observed.values, predicted.values).map { (Double($0), Double($1)) })
  }

  /// The training and validation losses of each member, from the history of a run with years.
  private var historyChart: LineChart? {
    guard let rows = history?.split(separator: "\n").dropFirst(), !rows.isEmpty else { return nil }
    var training: [Int: [(x: Double, y: Double)]] = [:]
    var validation: [Int: [(x: Double, y: Double)]] = [:]
    for row in rows {
      let cells = row.split(separator: ",", omittingEmptySubsequences: false)
      guard cells.count == 4, let member = Int(cells[0]), let epoch = Double(cells[1]) else {
        continue
      }
      training[member, default: []].append((epoch, Double(cells[2]) ?? .nan))
      if let loss = Double(cells[3]) { validation[member, default: []].append((epoch, loss)) }
    }
    let members = training.keys.sorted()
    // All members share two colours, so only the first has names in the legend.
    func name(_ kind: Sentence, _ member: Int) -> String {
      member == members.first ? kind.description : ""
    }
    let series =
      members.map {
        LineChart.Series(
          name: name("training", $0), points: training[$0] ?? [], colorIndex: 0, isMarked: false)
      }
      + members.filter { validation[$0] != nil }.map {
        LineChart.Series(
          name: name("held out", $0), points: validation[$0] ?? [], colorIndex: 3, isMarked: false)
      }
    return LineChart(
      title: worded("Training"), xTitle: worded("epoch"), yTitle: worded("loss"), series: series)
  }
}

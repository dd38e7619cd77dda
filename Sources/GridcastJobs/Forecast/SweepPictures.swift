import GridcastBase
import GridcastDraw
import GridcastForecast
import Neural

extension SweepSearch.Result {
  /// Pictures like those of the study, by name: R² and error over the nodes of each layer, over
  /// pairs of activations, and over learning rate and momentum.
  ///
  /// - Throws: `.tryAgain` where memory is short.
  func pictures() throws(GridcastError) -> [(name: String, png: [UInt8])] {
    var pictures: [(name: String, png: [UInt8])] = []
    for (stage, results) in stages {
      for measure in Measure.all {
        let name = "\(stage.rawValue)-\(measure.name).png"
        switch stage {
        case .nodes: pictures.append((name, try nodes(results, measure).picture().bytes))
        case .activations:
          pictures.append((name, try activations(results, measure).picture().bytes))
        case .rates:
          pictures.append((name, try rates(results, measure).picture().bytes))
          pictures.append(
            ("rates-\(measure.name)-lines.png", try lines(results, measure).picture().bytes))
        }
      }
    }
    return pictures
  }

  /// A score of trials that is drawn.
  struct Measure {
    let name: String
    let label: Sentence
    let decimals: Int
    let isBestHighest: Bool
    let value: @Sendable (Sweep.Result) -> Double?

    static let all = [
      Measure(
        name: "r2", label: "R²", decimals: 3, isBestHighest: true, value: { $0.scores?.r2 }),
      Measure(
        name: "error", label: "error", decimals: 5, isBestHighest: false, value: { $0.error }),
    ]

    func best(_ values: [Double]) -> Double? { isBestHighest ? values.max() : values.min() }
  }

  private func nodes(_ results: [Sweep.Result], _ measure: Measure) -> LineChart {
    let series = space.nodes.indices.map { layer in
      LineChart.Series(
        name: worded("hidden layer \(layer + 1)"),
        points: Set(space.nodes[layer]).sorted().map { nodes in
          let values = results.filter { $0.trial.hidden[layer] == nodes }.compactMap(measure.value)
          return (Double(nodes), measure.best(values) ?? .nan)
        })
    }
    return LineChart(
      title: worded("\(measure.label) by nodes"), xTitle: worded("nodes of the layer"),
      yTitle: worded("best \(measure.label) with so many nodes there"), series: series)
  }

  private func activations(_ results: [Sweep.Result], _ measure: Measure) -> HeatMap {
    let names = space.activations
    return HeatMap(
      title: worded("\(measure.label) by activations"), xTitle: worded("other hidden layers"),
      columnLabels: names.map(\.rawValue), yTitle: worded("first hidden layer"),
      rowLabels: names.map(\.rawValue),
      values: names.map { first in
        names.map { later in
          results.first {
            $0.trial.firstActivation == first && $0.trial.laterActivation == later
          }.flatMap(measure.value)
        }
      }, legendTitle: measure.label.description, decimals: measure.decimals,
      best: measure.isBestHighest ? .highest : .lowest)
  }

  private func value(
    of measure: Measure, in results: [Sweep.Result], rate: Float, momentum: Float
  ) -> Double? {
    results.first { $0.trial.learningRate == rate && $0.trial.momentum == momentum }
      .flatMap(measure.value)
  }

  private func rates(_ results: [Sweep.Result], _ measure: Measure) -> HeatMap {
    HeatMap(
      title: worded("\(measure.label) by learning rate and momentum"),
      xTitle: worded("learning rate"), columnLabels: space.rates.map { "\($0)" },
      yTitle: worded("momentum"),
      rowLabels: space.momenta.map { "\($0)" },
      values: space.momenta.map { momentum in
        space.rates.map { value(of: measure, in: results, rate: $0, momentum: momentum) }
      }, legendTitle: measure.label.description, decimals: measure.decimals,
      best: measure.isBestHighest ? .highest : .lowest)
  }

  private func lines(_ results: [Sweep.Result], _ measure: Measure) -> LineChart {
    LineChart(
      title: worded("\(measure.label) by learning rate"), xTitle: worded("learning rate"),
      yTitle: measure.label.description,
      series: space.momenta.map { momentum in
        LineChart.Series(
          name: worded("momentum \(momentum)"),
          points: space.rates.map {
            (
              Double("\($0)") ?? Double($0),
              value(of: measure, in: results, rate: $0, momentum: momentum) ?? .nan
            )
          })
      })
  }
}

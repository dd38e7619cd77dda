import GridcastAnalyse
import GridcastBase
import GridcastForecast

extension RunReport {
  /// The report in three sentences, for people who plan and know no statistics: what was counted; what is expected
  /// where, and how sure that is; what to beware of.
  var summary: [Sentence] { [countedSentence, expectedSentence, bewareSentence] }

  /// What is counted, as in "points".
  var noun: Sentence {
    if record.parameters["weight"] != nil { return "points" }
    switch record.parameters["measure"] {
    case "length": return "lines"
    case "coverage": return "areas"
    default: return "points"
    }
  }

  /// The side of a square.
  private var size: String { (forecast ?? counts)?.grid.sizeInWords ?? "" }

  /// What a map of counts shows in one square, as in "points per square of 1 km", in lines of a legend.
  var quantity: Sentence {
    if let weight = record.parameters["weight"] { return "\(weight)\nper square of \(size)" }
    switch record.parameters["measure"] {
    case "length":
      let unit = (forecast ?? counts)?.grid.coordinateSystem.unit ?? "m"
      return "length of lines (\(unit))\nper square of \(size)"
    case "coverage": return "share that is covered\nof the square of \(size)"
    default: return "points\nper square of \(size)"
    }
  }

  /// The same of one function, as in "business per square of 1 km".
  func quantity(of target: String?) -> Sentence {
    guard let target else { return quantity }
    guard record.parameters["measure"] == "count", record.parameters["weight"] == nil
    else { return "\(target),\n\(quantity)" }
    return "\(target)\nper square of \(size)"
  }

  private var countedSentence: Sentence {
    func placed(_ amount: Sentence) -> Sentence {
      record.result.map {
        "\(amount) \(noun) in \(counted($0.cells, "square")) of \(size)"
      } ?? "\(amount) \(noun)"
    }
    let years: [Sentence] = record.steps.compactMap { step in
      guard let year = step.year, let kept = step.kept else { return nil }
      return "in \(year) \(formatted(kept))"
    }
    guard years.isEmpty else {
      let squares = record.result.map { counted($0.cells, "square").sentence } ?? ""
      return
        "What was counted: \(noun) in the same \(squares) of \(size) in all years: \(years.listed)."
    }
    let all = placed(Sentence(formatted(record.steps.first { $0.kept != nil }?.kept ?? 0)))
    let sums = (record.result?.sums ?? [:]).sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    guard sums.count > 1 else { return "What was counted: \(all)." }
    let most = sums.prefix(3).map { Sentence("\(spoken($0.value, 0)) \($0.key)") }
    let rest = sums.dropFirst(3).reduce(0) { $0 + $1.value }
    let others: [Sentence] = rest > 0 ? ["\(spoken(rest, 0)) of other kinds"] : []
    return "What was counted: \(all): \((most + others).listed)."
  }

  private var expectedSentence: Sentence {
    guard let forecast else {
      return densest.map { "Nothing was forecast. Most lie \($0)." } ?? "Nothing was forecast."
    }
    let target = forecasts.first?.target
    let what: Sentence = target.map { "'\($0)'" } ?? "what was counted"
    let first = (record.strongest ?? []).first { $0.target == target }
    let place: Sentence =
      first.map { cell in
        "\(cell.whereabouts ?? "around \(cell.coordinates)"): \(Self.whole(cell.expected)) in place of \(Self.whole(cell.now))"
      } ?? "nowhere"
    guard let (from, to) = record.target?.years else {
      return
        "What is expected: judged by what else is there, \(what) falls most short \(place). How sure that is: \(sureness)"
    }
    let sums = [ForecastBand.before, ForecastBand.predicted].compactMap {
      (forecast.band($0)?.total).map(Self.whole)
    }
    let total: Sentence =
      sums.count < 2
      ? what
      : target == nil
        ? "\(sums[1]) \(noun) where \(from) has \(sums[0])"
        : "\(sums[1]) of \(what) where \(from) has \(sums[0])"
    return
      "What is expected: in \(to) \(total), with most growth \(place). How sure that is: \(sureness)"
  }

  /// How sure a forecast is, in words without statistics.
  private var sureness: Sentence {
    if let blocks {
      let mean = Self.whole(blocks.mean.all.mae)
      let tested: Sentence =
        "in parts of the city that it had not seen, it was off by \(Self.whole(blocks.all.mae)) a square on average"
      switch blocks.all.r2 ?? 0 {
      case 0.75...: return "quite; \(tested), a plain average by \(mean)."
      case 0.5..<0.75: return "fairly; \(tested), a plain average by \(mean)."
      case 0.25..<0.5: return "only roughly; \(tested), a plain average by \(mean)."
      default: return "not at all; \(tested), and a plain average by \(mean)."
      }
    }
    guard let (step, comparison) = judged else { return "it was not tested." }
    let own = comparison.own
    let gain = comparison.growth.rmse > 0 ? 1 - own.rmse / comparison.growth.rmse : 0
    let tested = Self.place(of: step, comparison)
    let share = spoken(100 * abs(gain), 0)
    let beside: Sentence =
      abs(gain) < 0.005
      ? "\(tested), it is as good as if every square had grown alike, and no better"
      : gain > 0
        ? "\(tested), it errs by \(share) % less than if every square had grown alike"
        : "\(tested), it errs by \(share) % more than if every square had grown alike"
    let still = comparison.persistence.rmse
    guard still > 0, own.rmse > 1.005 * still else { return "\(beside)." }
    return
      "\(beside), and by \(spoken(100 * (own.rmse / still - 1), 0)) % more than if nothing had changed."
  }

  private var bewareSentence: Sentence {
    var parts: [Sentence] = []
    if let target = record.target {
      if let (from, to) = target.years {
        parts.append(
          "the forecast carries on to \(to) what happened until \(from); of plans, new lines and crises it knows nothing"
        )
      } else {
        parts.append(
          "that a square falls short does not say that anything will come there: it says that squares with the same surroundings have more elsewhere"
        )
      }
      if isTooPoor {
        parts.append("this forecast is too poor to plan by")
      } else if isBeaten {
        parts.append(
          "a simpler calculation is nearer than this forecast, as the part for specialists tells")
      }
    } else {
      parts.append(
        "what nobody has mapped is not counted, and a square without points need not be empty")
    }
    if let wrongTotal { parts.append(wrongTotal) }
    let read = record.steps.reduce(0) { $0 + ($1.kept == nil ? 0 : $1.read ?? 0) }
    let kept = record.steps.reduce(0) { $0 + ($1.read == nil ? 0 : $1.kept ?? 0) }
    if read > 0, Double(read - kept) / Double(read) > 0.01 {
      parts.append(
        "\(spoken(100 * Double(read - kept) / Double(read), 0)) % of the \(noun) that were read are not in it"
      )
    }
    return "What to beware of: \(parts.joined(separator: "; and "))."
  }

  /// How far the total was off where the forecast was tested, where that is more than a tenth.
  private var wrongTotal: Sentence? {
    func told(_ scores: Scores, _ tested: Sentence) -> Sentence? {
      guard let bias = scores.bias, abs(bias) > 0.1 else { return nil }
      let share = spoken(100 * abs(bias), 0)
      return bias > 0
        ? "\(tested) its total was \(share) % too high"
        : "\(tested) its total was \(share) % too low"
    }
    if let (step, comparison) = judged {
      return told(
        comparison.own, Self.place(of: step, comparison))
    }
    return blocks.flatMap { told($0.all, "in parts of the city that it had not seen") }
  }

  /// Where a forecast of years was tested, as in "against what came in 2019".
  private static func place(of step: RunRecord.Step, _ comparison: Comparison) -> Sentence {
    step.name == "train"
      ? "in places that it had not seen" : "against what came in \(comparison.title)"
  }

  /// The test on parts of the city that the model had not seen, where there was one.
  private var blocks: RunRecord.Validation? {
    record.steps.flatMap { $0.validations ?? [] }.first { $0.folds == .blocks }
  }

  /// The last test of a forecast of years, and the step in which it was made.
  var judged: (step: RunRecord.Step, comparison: Comparison)? {
    record.steps.compactMap { step in step.comparisons?.last.map { (step, $0) } }.last
  }

  private var isTooPoor: Bool {
    blocks?.all.r2.map { $0 < 0.25 } ?? false
  }

  /// Whether something simpler than the model was nearer where both were tested.
  private var isBeaten: Bool {
    if let comparison = judged?.comparison {
      let own = comparison.own
      return 1.005 * min(comparison.persistence.rmse, comparison.growth.rmse) < own.rmse
    }
    return blocks.map { own in own.baselines.contains { $0.scores.all.rmse < own.all.rmse } }
      ?? false
  }

  /// Where most of what was counted lies.
  private var densest: Sentence? {
    guard let counts else { return nil }
    let total = Self.total(of: counts)
    guard let values = total.bands.first?.values,
      let most = values.indices.filter({ !values[$0].isNaN }).max(by: { values[$0] < values[$1] }),
      let way = try? Strongest.coordinates(of: total.grid.box(of: most).center, in: total.grid)
    else { return nil }
    return "around \(way): \(spoken(Double(values[most]), 0)) in that square"
  }

  /// A number of things, which people count whole; of small ones one decimal.
  static func whole(_ value: Double) -> String { spoken(value, abs(value) < 10 ? 1 : 0) }
}

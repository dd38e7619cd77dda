import GridcastBase
package import GridcastForecast
package import GridcastFormats
import Neural

/// How a plan forecasts years: the years for training and forecast, and the network.
package struct YearsModel: Sendable {
  /// The pairs of years for training.
  package var pairs: [(before: Int, after: Int)]
  /// The year to start from.
  package var from: Int
  /// The year to forecast.
  package var to: Int
  /// Whether the plan contains the year to forecast too, for comparison.
  package var isCompared: Bool
  /// The name of the band to forecast; nil for the sum of all, of the study's form for the only one.
  package var band: String?
  /// The stations around which windows are laid; nil for tiles.
  package var stations: Source?
  /// The side of a window; nil for the largest, up to 40 km, that the rasters have room for.
  package var window: CellSize?
  /// The width of the strip around held-out cells; nil for the default.
  package var guardWidth: CellSize?
  /// The settings of the network and its training in the study's form.
  package var settings: ConvDeconvSettings
  /// The settings of a forecaster of growth; nil for the study's form.
  package var growth: GrowthSettings?
  /// Whether networks are trained; growth may be linear in the functions alone.
  package var hasNetworks: Bool { growth?.hasNetworks ?? true }
  /// The bands to forecast growth from; empty for all.
  package var bands: [String] = []

  init(
    _ node: PlanNode, years: [Plan.Year], file: (String) -> String,
    systemFile: (String) -> String
  ) throws(GridcastError) {
    try node.allow([
      "kind", "train", "forecast", "band", "stations", "windows", "window", "guard", "width",
      "predict", "scaling", "loss-weights", "learning-rate", "batch", "epochs", "patience",
      "symmetries", "members", "folds", "partial-windows", "seed", "study", "bands", "alpha",
    ])
    let kind = try node["kind"]?.text()
    let predict: YearsPrediction? = try node["predict"]?.choice()
    let isStudy = try node["study"]?.flag() ?? false || predict == .change || predict == .level
    if isStudy && (kind == "growth" || predict == .ratio) {
      throw node.fault("the study's form is kind: convdeconv, and predicts change or level")
    }
    try Self.refuse(
      isStudy ? ["bands", "alpha"] : ["scaling", "loss-weights", "patience"], in: node,
      isStudy: isStudy)
    if kind == "growth" {
      try node.allow([
        "kind", "train", "forecast", "band", "bands", "alpha", "folds", "guard", "seed",
      ])
    }
    guard years.count >= 2 else {
      throw node.fault("a convdeconv model needs two years or more, under 'years' in the plan")
    }
    func year(_ node: PlanNode) throws(GridcastError) -> Int {
      let number = try node.integer(in: 0...9999)
      guard years.contains(where: { $0.number == number }) else {
        throw node.fault("\(number) is none of the plan's years")
      }
      return number
    }
    pairs = []
    let train = try node["train"]
      .map { node throws(GridcastError) in try node.items() }
    if let train, train.count == 2, train[0].isScalar {
      pairs = [(try year(train[0]), try year(train[1]))]
    } else if let train {
      for pair in train {
        let both = try pair.items()
        guard both.count == 2 else { throw pair.fault("a pair is [before, after]") }
        pairs.append((try year(both[0]), try year(both[1])))
      }
    } else {
      pairs = [(years[0].number, years[1].number)]
    }
    let span = pairs[0].after - pairs[0].before
    guard span > 0, pairs.allSatisfy({ $0.after - $0.before == span }) else {
      throw (node["train"] ?? node).fault(
        "the years after must lie after those before, by the same number of years in every pair")
    }
    if let node = node["forecast"] {
      from = try year(node)
    } else {
      from = pairs[pairs.count - 1].after
    }
    let to = from + span
    self.to = to
    isCompared = years.contains { $0.number == to }
    band = try node["band"]?.text()
    stations = try node["stations"].map { node throws(GridcastError) in
      try node.source(file, systemFile, as: .stations)
    }
    for item in try node["bands"]?.items() ?? [] { bands.append(try item.text()) }
    let units = try node["windows"]?.text() ?? (isStudy || stations != nil ? nil : "tiles")
    guard (units == "tiles") != (stations != nil),
      units == nil || units == "tiles" || units == "stations"
    else { throw node.fault("say where the windows lie: 'stations: file', or 'windows: tiles'") }
    func size(_ node: PlanNode) throws(GridcastError) -> CellSize {
      let text = try node.text()
      do throws(GridcastError) { return try CellSize(text) } catch {
        throw node.fault(error.sentence)
      }
    }
    window = try node["window"].map { node throws(GridcastError) in try size(node) }
    guardWidth = try node["guard"].map { node throws(GridcastError) in try size(node) }
    settings = ConvDeconvSettings()
    settings.years = Double(span)
    if let value = try node["width"]?.integer(in: 1...1024) { settings.width = value }
    settings.prediction = predict == .level ? .level : .change
    settings.scaling = try node["scaling"]?.choice() ?? settings.scaling
    if let weights = try node["loss-weights"]?.items() {
      var numbers: [Float] = []
      for weight in weights { numbers.append(Float(try weight.number())) }
      guard numbers.count == 3, numbers.allSatisfy({ $0 >= 0 }), numbers.contains(where: { $0 > 0 })
      else { throw node.fault("'loss-weights' takes three numbers, none below 0 and not all 0") }
      settings.loss = .init(squaredError: numbers[0], cosine: numbers[1], amplitude: numbers[2])
    }
    if let rate = try node["learning-rate"]?.number() {
      guard rate > 0 else { throw node.fault("'learning-rate' must be above 0") }
      settings.learningRate = Float(rate)
    }
    if let value = try node["batch"]?.integer(in: 1...10_000) { settings.batchSize = value }
    if let value = try node["epochs"]?.integer(in: 1...1_000_000) { settings.epochs = value }
    if let value = try node["patience"]?.integer(in: 0...1_000_000) {
      settings.patience = value == 0 ? nil : value
    }
    settings.isAugmented = try node["symmetries"]?.flag() ?? true
    if let value = try node["members"]?.integer(in: 1...100) { settings.members = value }
    if let value = try node["folds"]?.integer(in: 1...1000) { settings.foldCount = value }
    settings.allowsPartialWindows = try node["partial-windows"]?.flag() ?? false
    if let value = try node["seed"]?.integer(in: 0...Int.max) { settings.seed = UInt64(value) }
    growth = isStudy ? nil : try Self.growth(node, settings, hasNetworks: kind != "growth")
  }

  /// The settings of a forecaster of growth: of those that the study's form has too the ones that the plan
  /// names.
  private static func growth(_ node: PlanNode, _ named: ConvDeconvSettings, hasNetworks: Bool)
    throws(GridcastError) -> GrowthSettings
  {
    var growth = GrowthSettings()
    growth.hasNetworks = hasNetworks
    growth.years = named.years
    growth.seed = named.seed
    growth.isAugmented = named.isAugmented
    growth.batchSize = named.batchSize
    growth.allowsPartialWindows = named.allowsPartialWindows
    if node["width"] != nil { growth.width = named.width }
    if node["learning-rate"] != nil { growth.learningRate = named.learningRate }
    if node["epochs"] != nil { growth.epochs = named.epochs }
    if node["members"] != nil { growth.members = named.members }
    if node["folds"] != nil { growth.foldCount = named.foldCount }
    growth.alpha = try node["alpha"].map { node throws(GridcastError) in
      let alpha = try node.number()
      guard 0...1 ~= alpha else { throw node.fault("'alpha' must be from 0 to 1") }
      return alpha
    }
    return growth
  }

  private static func refuse(_ keys: [String], in node: PlanNode, isStudy: Bool)
    throws(GridcastError)
  {
    for key in keys {
      guard let own = node[key] else { continue }
      throw own.fault(
        isStudy ? "'\(key)' does not go with the study's form" : "'\(key)' goes with study: true")
    }
  }
}

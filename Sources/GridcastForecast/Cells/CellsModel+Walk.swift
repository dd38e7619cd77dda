package import GridcastBase
import GridcastFiles

extension CellsModel {
  /// About how many bytes a training takes for each cell, beside the values.
  package static let trainingBytesPerCell = 400

  /// Forecasts the cells of a raster that is too large to be held, strip by strip, each of which is read
  /// with as many rows around it as the features reach.
  ///
  /// - Parameters:
  ///   - bands: The bands of counts.
  ///   - list: Their names.
  ///   - size: How many cells are worked on at once by a core.
  ///   - take: Receives rows with the bands of `bandNames`, from the north.
  /// - Returns: Sentences for the user.
  /// - Throws: `.badData` where a band is missing, no cell has all features, or memory does not do.
  package func walk(
    over bands: [CellRows], _ list: BandList, stripsOf size: Int = 1 << 18,
    _ take: (Range<Int>, [[Float]]) throws(GridcastError) -> Void
  ) throws(GridcastError) -> [Sentence] {
    try GridcastError.loadingBLAS()
    let grid = bands[0].grid
    let blocks = grid.blocks(of: size)
    var walks: [Walk] = []
    for model in models { walks.append(try Walk(model, bands, list, blocks)) }
    let height = Double(blocks[0].count)
    let bytes = walks.reduce(0.0) { bytes, walk in
      bytes
        + (height + 2 * Double(walk.strips.halo))
        * Double(40 + 4 * walk.strips.own.count * (1 + walk.model.neighbourhood.featuresPerBand))
    }
    try Memory.require(
      2 * Double(grid.columns) * bytes, to: "see what lies around a strip of cells",
      of: list.subject)
    let all = walks
    try orderedMap(blocks.count) { (block) throws(GridcastError) -> [Strips.Strip] in
      var strips: [Strips.Strip] = []
      for walk in all {
        strips.append(try walk.strips.strip(blocks[block], isTrained: walk.isTrained))
      }
      return strips
    } take: { (strips: [Strips.Strip]) throws(GridcastError) -> Bool in
      for (index, strip) in strips.enumerated() {
        try walks[index].found.add(strip, mean: walks[index].mean, list.subject)
      }
      try take(strips[0].rows, strips.flatMap(\.bands))
      return true
    }
    var notes: [[Sentence]] = []
    for walk in walks { notes.append(try walk.notes(list.subject)) }
    return joined(notes)
  }
}

/// One model on its way over a raster.
private struct Walk: Sendable {
  let model: CellModel
  let strips: Strips
  /// Whether the raster holds the counts of the training.
  let isTrained: Bool
  /// The mean of the observed values, where these are other counts.
  let mean: Double
  var found = Found()
  private let first: [Sentence]

  init(_ model: CellModel, _ bands: [CellRows], _ list: BandList, _ blocks: [Range<Int>])
    throws(GridcastError)
  {
    let grid = bands[0].grid
    var notes = try model.notes(on: list, grid: grid)
    var own: [CellRows] = []
    for name in model.features { own.append(bands[try list.amounts(name)]) }
    let strips = Strips(
      model: model, own: own, target: list.index(of: model.target).map { bands[$0] }, grid: grid)
    let isTrained = try strips.isTrained(blocks)
    if strips.target == nil { notes.append(model.targetless) }
    var observed = (count: 0.0, sum: 0.0)
    if !isTrained, let target = strips.target {
      for rows in blocks {
        let values = try target.values(rows)
        for cell in try strips.known(rows) where !values[cell].isNaN {
          observed.count += 1
          observed.sum += Double(values[cell])
        }
      }
    }
    mean = observed.count > 0 ? observed.sum / observed.count : 0
    self.model = model
    self.strips = strips
    self.isTrained = isTrained
    first = notes
  }

  /// What is said in the end.
  func notes(_ subject: String) throws(GridcastError) -> [Sentence] {
    guard found.count > 0 else { throw CellModel.nothingKnown(subject) }
    var notes = first
    if !isTrained {
      notes.append(CellModel.foreign)
      if found.spread > 0 {
        notes.append(model.judgement(1 - found.squares / found.spread, on: strips.grid))
      }
    }
    return notes
      + model.notes(least: found.least, most: found.most, total: found.total, known: found.known)
  }
}

/// What the predictions of all strips tell.
private struct Found: Sendable {
  var count = 0
  var least = Float.infinity
  var most = -Float.infinity
  var total = 0.0
  var known = 0.0
  var squares = 0.0
  var spread = 0.0

  mutating func add(_ strip: Strips.Strip, mean: Double, _ subject: String) throws(GridcastError) {
    count += strip.cells.count
    for cell in strip.cells {
      let (value, observed) = (strip.predicted[cell], strip.observed[cell])
      guard value.isFinite else { throw CellModel.endless(subject) }
      least = min(least, value)
      most = max(most, value)
      guard !observed.isNaN else { continue }
      total += Double(value)
      known += Double(observed)
      let error = Double(observed) - Double(value)
      squares += error * error
      spread += (Double(observed) - mean) * (Double(observed) - mean)
    }
  }
}

/// Strips of a raster with what a model sees of them.
private struct Strips: Sendable {
  let model: CellModel
  /// The bands of features.
  let own: [CellRows]
  let target: CellRows?
  let grid: Grid

  /// One strip, whose cells are counted from its first.
  struct Strip: Sendable {
    let rows: Range<Int>
    /// The cells in which all features are known.
    let cells: [Int]
    let observed: [Float]
    let heldOut: [Float]
    let predicted: [Float]

    /// The bands of a forecast.
    var bands: [[Float]] {
      [observed, heldOut, predicted, zip(predicted, observed).map { $0 - $1 }]
    }
  }

  /// How many rows the features reach to the north and to the south.
  var halo: Int {
    let around = model.neighbourhood
    let far = around.gaussians.map { Int((4 * $0).rounded(.up)) }
    return min(grid.rows, (around.rings + far).max() ?? 0)
  }

  /// The cells of some rows in which all features are known, counted from the first.
  func known(_ rows: Range<Int>) throws(GridcastError) -> [Int] {
    var values: [[Float]] = []
    for band in own { values.append(try band.values(rows)) }
    return values[0].indices.filter { cell in values.allSatisfy { !$0[cell].isNaN } }
  }

  private func observed(_ rows: Range<Int>) throws(GridcastError) -> [Float] {
    try target?.values(rows) ?? [Float](repeating: .nan, count: rows.count * grid.columns)
  }

  /// The features of some rows, and the cells in which all bands are known.
  private func inputs(_ rows: Range<Int>) throws(GridcastError) -> (
    features: [[Float]], cells: [Int]
  ) {
    let wide = max(0, rows.lowerBound - halo)..<min(grid.rows, rows.upperBound + halo)
    var values: [[Float]] = []
    for band in own { values.append(try band.values(wide)) }
    let part =
      (rows.lowerBound - wide.lowerBound) * grid.columns..<(rows.upperBound - wide.lowerBound)
      * grid.columns
    let features = model.neighbourhood.features(values, columns: grid.columns).map {
      Array($0[part])
    }
    let cells = (0..<part.count).filter { cell in
      values.allSatisfy { !$0[part.lowerBound + cell].isNaN }
    }
    return (features, cells)
  }

  func strip(_ rows: Range<Int>, isTrained: Bool) throws(GridcastError) -> Strip {
    let (features, cells) = try inputs(rows)
    let blank = [Float](repeating: .nan, count: rows.count * grid.columns)
    var (predicted, heldOut) = (blank, blank)
    let values = model.predictor.predict(features, rows: cells)
    for (cell, value) in zip(cells, values) { predicted[cell] = value }
    if isTrained {
      let first = rows.lowerBound * grid.columns
      for (tile, value) in zip(model.cells, model.heldOut) {
        guard let cell = grid.cell(tileX: tile.x, tileY: tile.y) else { continue }
        if heldOut.indices.contains(cell - first) { heldOut[cell - first] = value }
      }
    }
    return Strip(
      rows: rows, cells: cells, observed: try observed(rows), heldOut: heldOut,
      predicted: predicted)
  }

  /// Whether these are the counts that the model was trained on.
  func isTrained(_ blocks: [Range<Int>]) throws(GridcastError) -> Bool {
    var places: [Int] = []
    for tile in model.cells {
      guard let cell = grid.cell(tileX: tile.x, tileY: tile.y) else { return false }
      places.append(cell)
    }
    let width = model.features.count * model.neighbourhood.featuresPerBand
    var columns = [[Float]](
      repeating: [Float](repeating: .nan, count: places.count), count: width)
    var targets = [Float](repeating: .nan, count: places.count)
    for rows in blocks {
      let cells = rows.lowerBound * grid.columns..<rows.upperBound * grid.columns
      let inside = places.indices.filter { cells.contains(places[$0]) }
      guard !inside.isEmpty else { continue }
      let (features, _) = try inputs(rows)
      let observed = try observed(rows)
      for place in inside {
        let cell = places[place] - cells.lowerBound
        for (column, values) in features.enumerated() { columns[column][place] = values[cell] }
        targets[place] = observed[cell]
      }
    }
    return Samples.fingerprint(columns, targets) == model.fingerprint
  }
}

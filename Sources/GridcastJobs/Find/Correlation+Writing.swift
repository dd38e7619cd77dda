package import GridcastAnalyse
package import GridcastBase
package import GridcastDraw
package import GridcastFiles
import GridcastFormats
import GridcastWrite

extension CorrelationMatrix {
  /// Computes the matrix of the bands of a file, which are held or walked by what their size is.
  ///
  /// - Parameters:
  ///   - path: The raster.
  ///   - method: The method of correlation.
  ///   - limit: The greatest number of values that are held.
  /// - Throws: `.unreadable` or `.badData`, naming the file.
  package init(
    ofBandsIn path: String, method: Method, wholeLimit limit: Int = ValueHistogram.exactLimit
  ) throws(GridcastError) {
    let blocks = try RasterBlocks(reading: path)
    guard blocks.valueCount > limit else {
      var notes: [Sentence] = []
      try self.init(try blocks.whole(&notes), method: method, subject: path)
      return
    }
    try self.init(blocks.bands.map(\.rows), blocks.list, method: method)
  }

  /// The matrix as a heat map, whose title may tell the kind of values.
  package func heatMap(of kind: Sentence? = nil) -> HeatMap {
    var map = HeatMap(
      title: (kind.map { "\($0): \(title)" } ?? title).description, xTitle: "", columnLabels: names,
      yTitle: "",
      rowLabels: names, values: values, legendTitle: "r")
    map.ramp = .blueRed
    return map
  }

  /// Writes the requested outputs: the matrix and its pairs as CSV, and the matrix as a PNG
  /// picture.
  ///
  /// - Returns: Sentences for the user.
  /// - Throws: `.unwritable` where a file cannot be written; `.tryAgain` where memory is short.
  package func write(
    matrix: String?, pairs: String?, picture: String?, of kind: Sentence? = nil,
    correction: PValues.Correction, staging: Staging
  ) throws(GridcastError) -> [Sentence] {
    try matrix.map { (path) throws(GridcastError) in
      try csv(disarmed: staging.disarmsFormulas).write(to: path, staging: staging)
    }
    if let pairs {
      let lines =
        [CorrelationPair.header]
        + self.pairs(correction).map { $0.csv(disarmed: staging.disarmsFormulas) }
      try (lines.joined(separator: "\n") + "\n").write(to: pairs, staging: staging)
    }
    guard let picture else { return [] }
    let drawn = try heatMap(of: kind).picture()
    try drawn.bytes.write(to: picture, staging: staging)
    return drawn.notes
  }
}

extension SeriesCorrelation {
  /// The path for the matrix with a name, such as series-level.csv for series.csv.
  package static func path(_ path: String, of name: String) -> String {
    let dot = path.lastIndex(of: ".") ?? path.endIndex
    return "\(path[..<dot])-\(name)\(path[dot...])"
  }

  /// The paths of all files that are written for these paths.
  package static func paths(matrix: String?, pairs: String?, picture: String?) -> [String] {
    [matrix, picture].compactMap { $0 }.flatMap { path in
      ["level", "derivative", "partial"].map { Self.path(path, of: $0) }
    } + [pairs].compactMap { $0 }
  }

  /// Writes the requested outputs: each matrix as CSV and as a PNG picture under its own name, and
  /// the pairs of all matrices in one CSV.
  ///
  /// - Returns: Sentences for the user, without duplicates.
  /// - Throws: The errors of `CorrelationMatrix.write`.
  package func write(
    matrix: String?, pairs: String?, picture: String?, correction: PValues.Correction,
    staging: Staging
  ) throws(GridcastError) -> [Sentence] {
    var tally = Tally()
    for (name, values) in matrices {
      let notes = try values.write(
        matrix: matrix.map { Self.path($0, of: name) }, pairs: nil,
        picture: picture.map { Self.path($0, of: name) }, of: Sentence(message: name),
        correction: correction,
        staging: staging)
      for note in notes { tally.note(note) }
    }
    guard let pairs else { return tally.notes }
    let lines = matrices.flatMap { name, values in
      values.pairs(correction).map { "\(name),\($0.csv(disarmed: staging.disarmsFormulas))" }
    }
    let text = (["matrix,\(CorrelationPair.header)"] + lines).joined(separator: "\n") + "\n"
    try text.write(to: pairs, staging: staging)
    return tally.notes
  }
}

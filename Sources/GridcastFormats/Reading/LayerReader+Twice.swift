import GridcastBase

extension LayerReader {
  /// The same reader, whose first reading keeps what it can for a second one of the same fields.
  package func readTwice() -> LayerReader {
    var reader = self
    reader.kept = KeptBatches()
    return reader
  }

  /// Reads the input, and keeps its batches where this is the first reading of two.
  func readKeeping<Made: Sendable>(
    _ selection: FieldSelection,
    _ make: @Sendable (Features, Tally) throws(GridcastError) -> Made,
    _ take: (Tally, Made) throws(GridcastError) -> Bool
  ) throws(GridcastError) {
    let kept = kept.flatMap { $0.begin(selection) ? $0 : nil }
    var isWhole = false
    defer { kept?.end(isWhole: isWhole) }
    var goesOn = true
    try readAny(selection) {
      (features, tally) throws(GridcastError) in
      (kept == nil ? nil : (features, tally), tally.onlyLost, try make(features, tally))
    } _: { (batch: (KeptBatches.Batch?, Tally, Made)) throws(GridcastError) in
      if let read = batch.0 { kept?.add(read) }
      goesOn = try take(batch.1, batch.2)
      return goesOn
    }
    isWhole = goesOn
  }
}

import GridcastBase
import GridcastFiles
import GridcastFormats

extension Conversion {
  /// Reads the output of a format that Gridcast does not know in full, and compares the numbers of
  /// features, shapes and values with what was written.
  func compare(
    _ written: Survey, with plan: ConversionPlan, in staging: Staging
  ) throws(GridcastError) {
    let schema = plan.schema
    // Some formats can be written but not read, such as a database dump, so they cannot be checked
    // here.
    guard let file = staging.stagedPath(of: output), let reader = try? layer(schema.name, of: file)
    else { return }
    // What was added to is still as it was.
    let before =
      plan.addition == .features ? try Self.survey(layer(schema.name, of: output)) : Survey()
    let found: Survey
    do throws(GridcastError) { found = try Self.survey(reader) } catch {
      throw GridcastError(
        .badData, output,
        "GDAL wrote it from \(source.path) so that it cannot be read again (\(error.reason)), so nothing was "
          + "put in place; write another format, such as .gpkg")
    }
    func places(_ survey: Survey) -> Int { survey.count - (survey.kinds[.null] ?? 0) }
    func known(_ field: String, _ survey: Survey) -> Int {
      survey.columns.first { $0.key.lowercased() == field.lowercased() }?.value.knownCount ?? 0
    }
    var faults: [String] = []
    let count = found.count - before.count
    if count != written.count {
      faults.append("\(formatted(count)) features of \(formatted(written.count))")
    }
    let placed = places(found) - places(before)
    if schema.kind != nil, placed < places(written) - written.emptyCount {
      faults.append("\(formatted(placed)) shapes of \(formatted(places(written)))")
    }
    for plan in schema.fields where plan.loss == nil {
      // Many formats do not distinguish an empty text from a missing one.
      let column = written.columns[plan.source.name]
      let count = (column?.knownCount ?? 0) - (column?.blankCount ?? 0)
      let read = known(plan.target.name, found) - known(plan.target.name, before)
      if count > 0, read < count {
        faults.append(
          "\(formatted(read)) of \(formatted(count)) values in field '\(plan.source.name)'")
      }
    }
    guard let fault = faults.first else { return }
    throw GridcastError(
      .badData, output,
      "read again, it holds \(fault), so nothing was put in place; write another format, such as "
        + ".gpkg")
  }

  /// The layer that was written, or the only one where the format has no names.
  private func layer(_ name: String, of path: String) throws(GridcastError) -> LayerReader {
    var source = Source(path)
    if try LayerReader.layers(of: source).layers.contains(where: { $0.name == name }) {
      source.layers = [name]
    }
    return try LayerReader(source)
  }

  private static func survey(_ reader: LayerReader) throws(GridcastError) -> Survey {
    var survey = Survey()
    try reader.read { (features, _) throws(GridcastError) in survey.add(features) }
    return survey
  }
}

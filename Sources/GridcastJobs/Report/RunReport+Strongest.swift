import GridcastBase
import GridcastDraw

extension RunReport {
  /// The cells with the most expected growth, a table for each function that is forecast.
  var strongestTables: [ReportPage.Block] {
    let all = record.strongest ?? []
    var blocks: [ReportPage.Block] = []
    for (target, _) in forecasts {
      let cells = all.filter { $0.target == target }
      guard !cells.isEmpty else { continue }
      if let name = distinguished(target) { blocks.append(.paragraph("'\(name)':")) }
      let hasNames = cells.contains { $0.place != nil }
      let hasBounds = cells.contains { $0.bounds != nil }
      let years = record.target.flatMap { target in
        target.from.flatMap { from in target.to.map { (from, $0) } }
      }
      let header =
        ["", "centre of the square"] + (hasNames ? ["nearest name"] : [])
        + [years.map { "\($0.0)" } ?? "there is", years.map { "\($0.1)" } ?? "expected", "more"]
        + (hasBounds ? ["most likely between"] : [])
      let rows = cells.enumerated().map { index, cell in
        ["\(index + 1)", cell.coordinates] + (hasNames ? [cell.whereabouts ?? ""] : [])
          + [Self.whole(cell.now), Self.whole(cell.expected), "+" + Self.whole(cell.more)]
          + (hasBounds
            ? [cell.bounds.map { "\(Self.whole($0[0])) and \(Self.whole($0[1]))" } ?? ""] : [])
      }
      let first = hasNames ? 3 : 2
      blocks.append(
        .table(header: header, rows: rows, numbers: Set(first...(header.count - 1))))
    }
    if !blocks.isEmpty {
      let what = record.isOfYears ? "growth is expected" : "is expected beyond what there is"
      blocks.insert(
        .paragraph(
          "The squares of \(forecast?.grid.sizeInWords ?? "") in which most \(what), with the centre in degrees."
        ),
        at: 0)
    }
    return blocks
  }
}

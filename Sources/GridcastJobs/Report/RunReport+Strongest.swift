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
      let years = record.target?.years
      var header: [Sentence] = ["", "centre of the square"]
      if hasNames { header.append("nearest name") }
      header.append(years.map { Sentence("\($0.from)") } ?? "there is")
      header.append(years.map { Sentence("\($0.to)") } ?? "expected")
      header.append("more")
      if hasBounds { header.append("most likely between") }
      let rows = cells.enumerated().map { index, cell in
        var row: [Sentence] = [Sentence("\(index + 1)"), cell.coordinates]
        if hasNames { row.append(cell.whereabouts ?? "") }
        row += [Self.whole(cell.now), Self.whole(cell.expected), "+" + Self.whole(cell.more)]
          .map { Sentence($0) }
        if hasBounds {
          row.append(
            cell.bounds.map { "\(Self.whole($0[0])) and \(Self.whole($0[1]))" } ?? "")
        }
        return row
      }
      let first = hasNames ? 3 : 2
      blocks.append(
        .table(header: header, rows: rows, numbers: Set(first...(header.count - 1))))
    }
    if !blocks.isEmpty {
      let size = forecast?.grid.sizeInWords ?? ""
      blocks.insert(
        .paragraph(
          record.isOfYears
            ? "The squares of \(size) in which most growth is expected, with the centre in degrees."
            : "The squares of \(size) in which most is expected beyond what there is, with the centre in degrees."
        ),
        at: 0)
    }
    return blocks
  }
}

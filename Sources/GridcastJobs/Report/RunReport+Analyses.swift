import Foundation
import GridcastBase
import GridcastDraw

extension RunReport {
  /// What the steps of the plan that analyse found, and the files that they wrote.
  var analyses: [ReportPage.Block] {
    let parts: [(name: String, roles: [String], title: Sentence)] = [
      ("structure", ["structure"], "Structure of the city, as the plan asks for it:"),
      (
        "hotspots", ["hotspots", "hotspots-cells"], "Hot and cold spots, as the plan asks for them:"
      ),
    ]
    return parts.flatMap { part -> [ReportPage.Block] in
      guard let findings = record.steps.first(where: { $0.name == part.name })?.findings else {
        return []
      }
      let files = record.outputs.filter { part.roles.contains($0.role) }.map { [Sentence($0.path)] }
      return [
        .paragraph(part.title), .list(findings),
        .table(header: ["file"], rows: files, numbers: []),
      ]
    }
  }
}

import GridcastAnalyse
import GridcastBase
import GridcastFiles
import GridcastWrite

extension Pipeline {
  /// Finds the structure of the city and its hot spots, as far as the plan asks for them.
  func analyse(_ results: RunResults, record: inout RunRecord, staging: Staging)
    throws(GridcastError)
  {
    guard let raster = results.forecast ?? results.counts else { return }
    let subject = results.forecast == nil ? "counts" : "forecast"
    if let wanted = plan.analyses.structure {
      let written = try record.step("structure") { step throws(GridcastError) in
        var options = CityStructure.Options(for: raster.grid)
        options.density = wanted.band
        options.growth = wanted.growth
        if let smooth = wanted.smooth { options.sigma = try smooth.inCells(of: raster.grid) }
        options.centreCount = wanted.centres
        options.sectorCount = wanted.sectors
        options.overlap = wanted.overlap
        if let counts = results.counts, results.forecast != nil,
          wanted.overlap != nil || CityStructure.hasUsualOverlap(counts)
        {
          options.counts = (counts, "counts")
        }
        let structure = try CityStructure(raster, subject: subject, options)
        step.findings = structure.findings
        step.notes += structure.notes
        let written = try structure.write(
          to: wanted.folder, format: wanted.format, staging: staging)
        step.notes += written.notes
        return written.files
      }
      record.add(written, as: "structure")
    }
    if let wanted = plan.analyses.hotSpots {
      try record.step("hotspots") { step throws(GridcastError) in
        var options = wanted.options
        if let reach = wanted.reach {
          options.neighbours = .within(try reach.inCells(of: raster.grid))
        }
        let values =
          wanted.ofResiduals
          ? try CellValues.residuals(of: raster, subject: subject)
          : CellValues(try raster.mainBand(wanted.band, subject: subject))
        let found = try Hotspots(values, on: raster.grid, subject: subject, options)
        step.findings = found.summary.findings
        step.notes += found.notes
        step.notes += try found.write(raster: wanted.raster, cells: wanted.cells, staging: staging)
      }
    }
  }
}

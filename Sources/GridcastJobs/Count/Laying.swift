package import GridcastBase
package import GridcastBin
import GridcastDraw
package import GridcastFormats
package import GridcastReproject

/// A fishnet to be laid over a study area, or over the extent of layers.
package struct Laying: Sendable {
  /// The layers to cover where there is no study area.
  package var sources: [Source]
  /// The polygons to cover.
  package var studyArea: Source?
  /// The coordinate system of the cells.
  package var target: TargetChoice
  /// The side of a cell.
  package var cellSize: CellSize
  /// Which cells belong to the study area.
  package var rule: CellRule

  /// Makes a fishnet to be laid over a study area or layers.
  package init(
    over sources: [Source], studyArea: Source?, target: TargetChoice, cellSize: CellSize,
    rule: CellRule
  ) {
    self.sources = sources
    self.studyArea = studyArea
    self.target = target
    self.cellSize = cellSize
    self.rule = rule
  }

  /// Lays the fishnet.
  ///
  /// - Returns: The fishnet, and sentences for the user.
  package func fishnet(progress: @escaping ProgressHandler = { _, _, _ in }) throws(GridcastError)
    -> (
      fishnet: Fishnet, notes: [Sentence]
    )
  {
    var counting = Counting(inputs: sources, cellSize: cellSize, categorization: .single)
    counting.target = target
    counting.studyArea = studyArea
    counting.rule = rule
    var readers: [LayerReader] = []
    for source in sources { readers.append(try LayerReader(source, for: .points)) }
    var tally = Tally()
    for reader in readers {
      for note in reader.notes { tally.note("\(reader.source.path): \(note)") }
    }
    let (fishnet, system, size) = try counting.cells(for: readers, &tally, progress)
    if let fishnet {
      if let remark = GroundScale.remark(on: fishnet.grid.box, in: system) { tally.note(remark) }
      return (fishnet, tally.notes)
    }
    var box = Box.empty
    for reader in readers {
      var own = Box.empty
      let reprojection = Reprojection(from: try reader.knownCoordinateSystem(), to: system)
      try reader.read(.named([])) { (features, lost) throws(GridcastError) in
        tally.add(lost)
        own.add(Box(features.shapes.points))
        box.add(Box(try reprojection.moveEdges(features, &tally).shapes.points))
      }
      try reader.notePlaces(
        own, movedBy: reprojection, allowsLoss: reader.source.allowsLoss, &tally)
    }
    guard !box.isEmpty || tally.droppedCount == 0 else {
      throw GridcastError(
        .badData, counting.subject,
        "nothing of it lies in \(system): \(tally.reasons); \(.nameTarget)")
    }
    if tally.droppedCount > 0 { tally.note("left out: \(tally.reasons)") }
    let grid = try Grid(covering: box, cellSize: size, in: system)
    if let remark = GroundScale.remark(on: grid.box, in: system) { tally.note(remark) }
    return (Fishnet(grid: grid), tally.notes)
  }
}

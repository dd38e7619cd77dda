import Foundation
package import GridcastBase
import GridcastFormats
import GridcastGeo
import GridcastReproject
import GridcastWrite

extension RasterConversion {
  /// Inspects the input and makes the plan.
  ///
  /// - Throws: `.usage` for options that exclude each other; `.badData` where the input is not
  ///   georeferenced or cannot be transformed to the target.
  package func prepare() throws(GridcastError) -> RasterPlan {
    guard ["tif", "tiff"].contains(URL(filePath: output).pathExtension.lowercased()) else {
      throw GridcastError(.usage, output, "a raster is written as GeoTIFF; end its name in .tif")
    }
    var notes: [Sentence] = []
    let dataset = try open(&notes)
    let info = try dataset.info()
    var losses = try dataset.faults(of: source).losses
    guard info.transform != nil || info.hasControlPoints else {
      throw GridcastError(.badData, source.path, losses.first ?? info.unplaced)
    }
    let from: CoordinateSystem
    do throws(GridcastError) { from = try system(of: info) } catch {
      guard let loss = losses.first else { throw error }
      throw GridcastError(error.kind, source.path, "\(loss); \(error.sentence)")
    }
    var to = try resolvedTarget(info, from)
    let pattern = try like.map { path throws(GridcastError) in try Grid(of: path) }
    if let pattern {
      if target != nil && to != pattern.coordinateSystem {
        throw GridcastError(
          .usage, output,
          "it is to be in \(to), and the raster whose cells to take is in "
            + "\(pattern.coordinateSystem); \(.takeCellsAsTheyLie)")
      }
      to = pattern.coordinateSystem
    }
    guard from.offset == nil, to.offset == nil else {
      throw GridcastError(
        .usage, source.path, "a raster cannot be shifted by GCJ-02 or BD-09; convert its points")
    }
    let move = Reprojection(from: from, to: to)
    let outline = (extent ?? info.box).map { Self.onEarth($0, of: info, in: from) }
    if let outline {
      notes += try move.warnings(over: Self.cut(outline, from: from, to: to), for: source.role)
      if let found = try Misplacement(
        of: outline, in: from, named: source.coordinateSystem, role: source.role)
      {
        if found.isCertain { losses.append(found.sentence) } else { notes.append(found.sentence) }
      }
      var tally = Tally()
      let corners = Features(
        shapes: Shapes(points: outline.outline()), coordinateSystem: from)
      _ = try move.move(corners, &tally)
      losses += tally.dropped.map { Self.loss($0.reason, to) }
    }
    if extent != nil && pattern != nil {
      throw GridcastError(
        .usage, output, "the raster whose cells to take brings its extent; \(.takeItsExtent)")
    }
    let isFlipped = info.isMirrored && !info.isTurned && from == to && cellSize == nil
    let isMoved =
      from != to || cellSize != nil || pattern != nil || info.isTurned || info.isMirrored
      || info.transform == nil
    let cells = try self.cells(
      of: dataset, info: info, by: move, outline: outline, pattern: pattern,
      isMoved: isMoved && !(isFlipped && pattern == nil), &notes)
    if isMoved {
      try refuseHugeGrid(cells)
      if pattern != nil {
        try refuseElsewhere(target: cells.box, outline: outline, from: from, to: to)
      }
    }
    let isContinuous = info.bands.allSatisfy { !$0.isWhole && $0.classes == nil }
    let isOnlyFlipped = isFlipped && pattern == nil
    let method: Resampling? =
      !isMoved ? nil : isOnlyFlipped ? .near : resampling ?? (isContinuous ? .bilinear : .near)
    let nesting = from == to && !info.isMirrored ? Self.nesting(of: info, in: cells) : nil
    if method == .sum, nesting == nil { try refuseHugeSum(info) }
    let values = try ValueChoice(
      source: source, info: info, method: method, isMoved: isMoved && !isOnlyFlipped,
      nesting: nesting, nodata: nodata
    ).values(of: dataset)
    var plan = RasterPlan(
      info: info, from: from, to: to,
      operation: from == to ? nil : try move.operation(over: outline ?? .empty), box: cells.box,
      cell: cells.cell, resampling: method, values: values, losses: losses + values.losses,
      notes: notes + values.notes, window: isMoved || extent == nil ? nil : cells.box)
    plan.trimmed = isMoved ? Self.onceRound(info, from) : nil
    plan.isTotalKept =
      plan.trimmed == nil && method == .sum && extent == nil && pattern == nil && !cells.isCut
    if method == .sum, nesting != nil, let own = info.cell, let box = info.box {
      plan.blocks = RasterDataset.Blocks(
        across: max(1, Int((cells.cell.width / own.width).rounded())),
        down: max(1, Int((cells.cell.height / own.height).rounded())),
        left: Int(((cells.box.minX - box.minX) / own.width).rounded()),
        top: Int(((box.maxY - cells.box.maxY) / own.height).rounded()), columns: plan.columns,
        rows: plan.rows, box: cells.box, system: from.definition,
        type: values.type ?? "Float64", nodata: values.nodata)
    }
    return plan
  }

  /// Refuses a sum for which GDAL, which holds all cells for it at once, would need too much memory.
  private func refuseHugeSum(_ info: RasterInfo) throws(GridcastError) {
    let bytes = 8 * Double(info.columns) * Double(info.rows)
    guard bytes > 4e9 else { return }
    throw GridcastError(
      .badData, source.path,
      "to add up its cells where they do not lie whole in those of the output would need about "
        + "\(formatted(bytes / 1e9, 0)) GB of memory; \(.cutOrCoarsen) first")
  }

  /// The extent of cells, the width and height of one, and whether a part of the raster lies beyond.
  private typealias Cells = (box: Box, cell: (width: Double, height: Double), isCut: Bool)

  /// How many cells of a raster one of others holds; nil where they do not nest without remainder.
  private static func nesting(
    of info: RasterInfo, in cells: Cells
  ) -> Double? {
    guard let own = info.cell, let box = info.box else { return nil }
    let parts = [
      cells.cell.width / own.width, cells.cell.height / own.height,
      (cells.box.minX - box.minX) / own.width, (cells.box.minY - box.minY) / own.height,
    ]
    guard parts.allSatisfy({ abs($0 - $0.rounded()) < 1e-6 }) else { return nil }
    return max(1, parts[0].rounded() * parts[1].rounded())
  }

  private func system(of info: RasterInfo) throws(GridcastError) -> CoordinateSystem {
    if let name = source.coordinateSystem { return try .named(name) }
    guard let wkt = info.coordinateSystemWKT else {
      throw GridcastError(
        .badData, source.path, "it names no coordinate system; \(.nameSystem(.input))")
    }
    return try CoordinateSystem(wkt, subject: source.path)
  }

  private func resolvedTarget(_ info: RasterInfo, _ from: CoordinateSystem) throws(GridcastError)
    -> CoordinateSystem
  {
    guard let target else { return from }
    if case .named(let name) = target { return try .named(name) }
    guard let box = extent ?? info.box ?? info.controlBox else {
      throw GridcastError(
        .badData, source.path, "no UTM zone can be found for it; \(.nameTarget)")
    }
    var survey = Survey()
    survey.add(
      Features(shapes: Shapes(points: [box.center]), coordinateSystem: from))
    return try target.resolved(for: survey, in: from, of: source.path)
  }

  /// The extent and the cells of the output: those of another raster, or cells of one size on the
  /// tiling that begins at (0, 0), so that rasters align.
  private func cells(
    of dataset: borrowing RasterDataset, info: RasterInfo, by move: Reprojection, outline: Box?,
    pattern: Grid?, isMoved: Bool, _ notes: inout [Sentence]
  ) throws(GridcastError) -> Cells {
    if let pattern { return (pattern.box, (pattern.cellSize, pattern.cellSize), true) }
    if !isMoved, let transform = info.transform, let box = info.box {
      let cell = (width: abs(transform[1]), height: abs(transform[5]))
      return (try window(of: box, cell, in: move.source), cell, extent != nil)
    }
    let (from, to) = (move.source, move.target)
    var (box, size): (Box, Double)
    var isCut = false
    var hasNote = false
    if let outline, let own = info.cell, from != to {
      let suggestion = try? dataset.suggestion(from: from.definition, to: to.definition)
      let found = try TargetCells(
        of: outline, cell: own, by: move, suggestion: suggestion, isWhole: resampling == .sum,
        source.path)
      (box, size, isCut) = (found.box, found.cellSize, found.isOfOutline)
      if let note = found.note {
        hasNote = true
        notes.append(note)
      }
    } else {
      (box, size) = try dataset.suggestion(from: from.definition, to: to.definition)
    }
    if let extent, !isCut {
      let wanted = Box(try Reprojection.project(extent.outline(), from: from, to: to))
      box = Box(
        minX: max(box.minX, wanted.minX), minY: max(box.minY, wanted.minY),
        maxX: min(box.maxX, wanted.maxX), maxY: min(box.maxY, wanted.maxY))
      guard !box.isEmpty else { throw isElsewhere(extent, info.box ?? .empty, from) }
    }
    if let cellSize {
      size = try cellSize.inUnits(of: to)
    } else {
      size = Self.rounded(size)
      // A pole lies on the border of two rows, as nothing lies beyond.
      let reachesPole = to.isGeographic && max(box.maxY, -box.minY) > 90 - size
      if reachesPole { size = 90 / (90 / size - 1e-9).rounded(.up) }
    }
    let west = (box.minX / size + 1e-6).rounded(.down) * size
    var south = (box.minY / size + 1e-6).rounded(.down) * size
    if to.isGeographic { south = max(south, (-90 / size - 1e-6).rounded(.up) * size) }
    let columns = max(1, ((box.maxX - west) / size - 1e-6).rounded(.up))
    var rows = max(1, ((box.maxY - south) / size - 1e-6).rounded(.up))
    if to.isGeographic { rows = max(1, min(rows, ((90 - south) / size + 1e-6).rounded(.down))) }
    return (
      Box(minX: west, minY: south, maxX: west + columns * size, maxY: south + rows * size),
      (size, size), hasNote
    )
  }

  /// The whole cells that the extent touches.
  private func window(
    of box: Box, _ cell: (width: Double, height: Double), in system: CoordinateSystem
  ) throws(GridcastError) -> Box {
    guard let extent else { return box }
    guard extent.minX < box.maxX, extent.maxX > box.minX, extent.minY < box.maxY,
      extent.maxY > box.minY
    else { throw isElsewhere(extent, box, system) }
    // Up to a millionth of a cell is a rounding error.
    let columns = (box.width / cell.width).rounded()
    let rows = (box.height / cell.height).rounded()
    let west = max(0, ((extent.minX - box.minX) / cell.width + 1e-6).rounded(.down))
    let east = min(columns, ((extent.maxX - box.minX) / cell.width - 1e-6).rounded(.up))
    let north = max(0, ((box.maxY - extent.maxY) / cell.height + 1e-6).rounded(.down))
    let south = min(rows, ((box.maxY - extent.minY) / cell.height - 1e-6).rounded(.up))
    return Box(
      minX: box.minX + west * cell.width, minY: box.maxY - max(south, north + 1) * cell.height,
      maxX: box.minX + max(east, west + 1) * cell.width, maxY: box.maxY - north * cell.height)
  }

  private func isElsewhere(
    _ extent: Box, _ all: Box, _ system: CoordinateSystem
  ) -> GridcastError {
    GridcastError(.badData, source.path, extent.mistake(against: system, whereAll: all))
  }

  private func refuseElsewhere(
    target: Box, outline: Box?, from: CoordinateSystem, to: CoordinateSystem
  ) throws(GridcastError) {
    guard let outline else { return }
    let moved = Box(try Reprojection.project(outline.outline(), from: from, to: to))
    if moved.isEmpty { return }
    let meet =
      moved.minX < target.maxX && moved.maxX > target.minX && moved.minY < target.maxY
      && moved.maxY > target.minY
    guard meet else {
      throw GridcastError(.badData, source.path, "nothing of it lies within the cells to fill")
    }
  }

  /// Rounds to three digits, as nobody would choose a size of 29.873.
  private static func rounded(_ size: Double) -> Double {
    guard size > 0, size.isFinite else { return size }
    var unit = 1.0
    while size / unit >= 1000 { unit *= 10 }
    while size / unit < 100 { unit /= 10 }
    let digits = (size / unit).rounded()
    // Dividing by a whole power of ten gives the nearest number to the digits.
    return unit < 1 ? digits / (1 / unit).rounded() : digits * unit
  }

  private func refuseHugeGrid(_ cells: Cells) throws(GridcastError) {
    let count = cells.box.width / cells.cell.width * (cells.box.height / cells.cell.height)
    guard count <= 1e11 else {
      throw GridcastError(
        .badData, output,
        "it would have \(formatted(count, 0)) cells; \(.largerCells)")
    }
  }
}

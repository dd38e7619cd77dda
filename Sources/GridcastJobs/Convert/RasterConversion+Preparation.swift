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
    let dataset = try open()
    let info = try dataset.info()
    guard info.transform != nil || info.hasControlPoints else {
      throw GridcastError(
        .badData, source.path, "it does not say where on Earth it lies (no geotransform)")
    }
    let from = try system(of: info)
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
    var notes: [Sentence] = []
    var losses: [Sentence] = []
    let move = try Reprojection(from: from, to: to)
    let outline = extent ?? info.box
    if let outline {
      notes += try move.warnings(over: outline, for: source.role)
      if let found = try Misplacement(
        of: outline, in: from, named: source.coordinateSystem, role: source.role)
      {
        notes.append(found.sentence)
      }
      var tally = Tally()
      let corners = Features(
        shapes: Shapes(points: outline.outline()), coordinateSystem: from)
      _ = try move.move(corners, &tally)
      if tally.droppedCount > 0 { losses.append("a part of the raster lies \(tally.reasons)") }
    }
    if extent != nil && pattern != nil {
      throw GridcastError(
        .usage, output, "the raster whose cells to take brings its extent; \(.takeItsExtent)")
    }
    let isTurned = info.transform.map { $0[2] != 0 || $0[4] != 0 || $0[5] > 0 } ?? true
    let isMoved = from != to || cellSize != nil || pattern != nil || isTurned
    // With a new nodata value, cells with the old one change, as in warping.
    let isMarkedAnew =
      nodata != nil && info.bands.contains { $0.nodata != nil && $0.nodata != nodata }
    let isWarped = isMoved || isMarkedAnew
    let isWhole = info.bands.allSatisfy(\.isWhole)
    let cells = try self.cells(
      of: dataset, info: info, from: from, to: to, pattern: pattern, isMoved: isMoved)
    if isMoved {
      try refuseHugeGrid(cells)
      try refuseElsewhere(target: cells.box, outline: outline, from: from, to: to)
    }
    try refuseNodata(info)
    let settings = try valueSettings(info, dataset, isWarped: isMoved)
    notes += settings.notes
    return RasterPlan(
      info: info, from: from, to: to,
      operation: from == to ? nil : try move.operation(over: outline ?? .empty), box: cells.box,
      cell: cells.cell,
      resampling: !isWarped ? nil : !isMoved ? .near : resampling ?? (isWhole ? .near : .bilinear),
      nodata: settings.nodata, losses: losses, notes: notes, type: settings.type,
      addsAlpha: settings.addsAlpha, window: isWarped || extent == nil ? nil : cells.box)
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
    guard let box = extent ?? info.box else {
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
    of dataset: borrowing RasterDataset, info: RasterInfo, from: CoordinateSystem,
    to: CoordinateSystem, pattern: Grid?, isMoved: Bool
  ) throws(GridcastError) -> (box: Box, cell: (width: Double, height: Double)) {
    if let pattern { return (pattern.box, (pattern.cellSize, pattern.cellSize)) }
    if !isMoved, let transform = info.transform, let box = info.box {
      let cell = (width: abs(transform[1]), height: abs(transform[5]))
      return (try window(of: box, cell), cell)
    }
    var (box, size) = try dataset.suggestion(from: from.definition, to: to.definition)
    if let extent {
      let wanted = Box(try Reprojection.project(extent.outline(), from: from, to: to))
      box = Box(
        minX: max(box.minX, wanted.minX), minY: max(box.minY, wanted.minY),
        maxX: min(box.maxX, wanted.maxX), maxY: min(box.maxY, wanted.maxY))
      guard !box.isEmpty else {
        throw GridcastError(.badData, source.path, "nothing of it lies within the extent")
      }
    }
    if let cellSize {
      size = try cellSize.inUnits(of: to)
    } else {
      size = Self.rounded(size)
    }
    let west = (box.minX / size + 1e-6).rounded(.down) * size
    let south = (box.minY / size + 1e-6).rounded(.down) * size
    let columns = max(1, ((box.maxX - west) / size - 1e-6).rounded(.up))
    let rows = max(1, ((box.maxY - south) / size - 1e-6).rounded(.up))
    return (
      Box(minX: west, minY: south, maxX: west + columns * size, maxY: south + rows * size),
      (size, size)
    )
  }

  /// The whole cells that the extent touches.
  private func window(of box: Box, _ cell: (width: Double, height: Double)) throws(GridcastError)
    -> Box
  {
    guard let extent else { return box }
    guard extent.minX < box.maxX, extent.maxX > box.minX, extent.minY < box.maxY,
      extent.maxY > box.minY
    else { throw GridcastError(.badData, source.path, "nothing of it lies within the extent") }
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

  /// Rejects a nodata value that the data type cannot hold.
  private func refuseNodata(_ info: RasterInfo) throws(GridcastError) {
    let ranges: [String: ClosedRange<Double>] = [
      "Byte": 0...255, "UInt16": 0...65535, "Int16": -32768...32767, "UInt32": 0...4_294_967_295,
      "Int32": -2_147_483_648...2_147_483_647,
    ]
    guard let nodata else { return }
    for band in info.bands {
      guard let range = ranges[band.type], !range.contains(nodata) || nodata != nodata.rounded()
      else { continue }
      throw GridcastError(
        .usage, source.path,
        "its values are \(band.type), which cannot hold \(formatted(nodata, 6)); choose a whole number "
          + "from \(formatted(range.lowerBound, 0)) to \(formatted(range.upperBound, 0))")
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

  private func refuseHugeGrid(_ cells: (box: Box, cell: (width: Double, height: Double)))
    throws(GridcastError)
  {
    let count = cells.box.width / cells.cell.width * (cells.box.height / cells.cell.height)
    guard count <= 1e11 else {
      throw GridcastError(
        .badData, output,
        "it would have \(formatted(count, 0)) cells; \(.largerCells)")
    }
  }

  /// The nodata settings, where the rotated raster has corners without values.
  private func valueSettings(
    _ info: RasterInfo, _ dataset: borrowing RasterDataset, isWarped: Bool
  ) throws(GridcastError) -> (nodata: Double?, type: String?, addsAlpha: Bool, notes: [Sentence]) {
    let known = nodata ?? info.bands.lazy.compactMap(\.nodata).first
    if known != nil || !isWarped { return (known, nil, false, []) }
    if info.bands.contains(where: \.isAlpha) { return (nil, nil, false, []) }
    guard info.bands.allSatisfy(\.isWhole) else {
      let usual = Double(Raster.nodata)
      let free = try dataset.unused(
        among: [usual, -Double(Float.greatestFiniteMagnitude)], tolerance: 1e-6)
      // No cell has the value NaN.
      let value = free ?? .nan
      return (
        value, nil, false,
        value == usual
          ? [] : ["cells without a value get \(value), as some have \(formatted(usual, 0))"]
      )
    }
    if info.bands.count >= 3, info.bands.prefix(3).allSatisfy(\.isColor) {
      return (nil, nil, true, ["cells without a value are see-through, by a fourth band"])
    }
    // If all candidates are in use, the values get a wider type with a nodata value beyond the
    // range of the old one.
    let ranges: [String: (candidates: [Double], wider: String, beyond: Double)] = [
      "Byte": ([0, 255, 254, 253, 1], "Int16", -9999),
      "UInt16": ([0, 65535, 65534], "Int32", -9999),
      "Int16": ([-32768, -9999, 32767], "Int32", -99_999),
      "UInt32": ([0, 4_294_967_295], "Float64", -9999),
      "Int32": ([-2_147_483_648, -9999], "Float64", -9_999_999_999),
    ]
    guard let (candidates, wider, beyond) = ranges[info.bands[0].type] else {
      return (nil, nil, false, [])
    }
    if let free = try dataset.unused(among: candidates) {
      let number = Int(free)
      return (free, nil, false, ["\(number), which no cell has, stands for cells without a value"])
    }
    return (
      beyond, wider, false,
      ["every value is in use, so values become \(wider), and \(Int(beyond)) stands for none"]
    )
  }
}

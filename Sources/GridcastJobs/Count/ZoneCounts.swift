import GridcastAnalyse
package import GridcastBase
import GridcastBin
package import GridcastFormats
import GridcastReproject

/// The result of a count by zone.
package struct ZoneCounts: Sendable {
  /// The zones with their own attributes, the sums and `total`.
  package let zones: Features
  /// The sum of each category, and the number of zones in which it occurs.
  package let sums: [(name: String, sum: Double, zones: Int)]
  /// The numbers of features read, counted and left out.
  package let tally: Tally

  /// The style of the total.
  package var style: MapStyle {
    let totals = zones.columns.last?.numbers?.compactMap { $0 } ?? []
    return MapStyle("total", Classification.natural.classes(of: totals))
  }
}

extension Counting {
  /// Counts by zone rather than by cell.
  ///
  /// The zones keep their coordinate system and points are transformed to it, unless `target` names
  /// another system.
  package func zoneCounts(
    _ source: Source, progress: @escaping ProgressHandler = { _, _, _ in }
  ) throws(GridcastError) -> ZoneCounts {
    let readers = try readers(for: .points)
    let own = try LayerReader(source, for: .areas).knownCoordinateSystem()
    let choice: TargetChoice = if case .utm = target { .named(own.code ?? own.wkt) } else { target }
    let area = try StudyArea(source, target: choice)
    var join = try ZoneJoin(
      area.features, by: categorization, weight: weight, subject: source.path)
    var notes = Tally()
    for note in area.notes { notes.note(note) }
    var all = Box.empty
    _ = try read(
      readers, into: area.coordinateSystem, notes: &notes, progress: progress
    ) {
      (features, _) in
      features
    } take: { (features, subject) throws(GridcastError) in
      all.add(Box(features.shapes.points))
      try join.add(features, from: subject)
    }
    let (zones, categories) = join.finish()
    var tally = join.tally
    tally.read += notes.droppedCount
    tally.add(notes)
    tally.rename(Reprojection.tooFar, to: "outside all zones")
    let reach = Box(area.features.shapes.points)
    if tally.kept == 0, !all.isEmpty, !reach.intersects(all) {
      tally.note(reach.mistake(whereAll: all))
    }
    try tally.check(of: subject, allowLoss: allowLoss)
    let first = zones.columns.count - categories.count - 1
    let sums = categories.indices.map { index in
      let values = zones.columns[first + index].numbers?.compactMap { $0 } ?? []
      return (categories[index], values.reduce(0, +), values.count { $0 > 0 })
    }
    return ZoneCounts(zones: zones, sums: sums, tally: tally)
  }
}

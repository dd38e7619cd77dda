import GridcastAnalyse
package import GridcastBase
package import GridcastFiles
import GridcastGeo
import GridcastWrite

extension Clusters {
  /// The rows of the batches in which the points are written, as all columns of all points would be held twice.
  ///
  /// There are few of them, since each is picked out of whole columns; and one where positions have heights or
  /// measures.
  private var batches: [Range<Int>] {
    let count = located.count
    if located.shapes.hasZ || located.shapes.hasM { return [0..<count] }
    let size = max(Features.batchSize, (count + 15) / 16)
    return stride(from: 0, to: max(count, 1), by: size).map { $0..<min($0 + size, count) }
  }

  /// Some of the points in file order with their fields, the number of their cluster and the distance to its
  /// centre; as a table their coordinates become the fields x and y.
  private func points(_ rows: Range<Int>, asTable: Bool) -> Features {
    let points = weighted.points[rows]
    var features = located
    if rows.count < located.count {
      features.shapes = Shapes(points: Array(points))
      features.columns = located.columns.map { $0.rows(Array(rows)) }
    }
    if asTable { features = features.asTable(at: Array(points)) }
    features.columns.append(.wholeNumbers("cluster", result.clusters[rows].map { $0 + 1 }))
    features.columns.append(.decimals("distance", result.distances(of: weighted, rows)))
    return features
  }

  /// A point, or a row of a table, for each cluster, with its summary.
  package func centers(asTable: Bool = false) -> Features {
    let features = Features(
      shapes: Shapes(points: result.centers), columns: columns, coordinateSystem: coordinateSystem)
    // The summary contains the coordinates already.
    return asTable ? features.asTable(at: nil) : features
  }

  /// The convex hull of each cluster, with its summary; without geometry where the points lie on
  /// one line.
  package func hulls() throws(GridcastError) -> Features {
    var members = [[Point]](repeating: [], count: summaries.count)
    for (point, cluster) in zip(weighted.points, result.clusters) { members[cluster].append(point) }
    var shapes = Shapes()
    for points in members { try shapes.addConvexHull(of: points) }
    return Features(shapes: shapes, columns: columns, coordinateSystem: coordinateSystem)
  }

  private var columns: [Column] {
    var columns = [
      Column.wholeNumbers("cluster", summaries.map(\.cluster)),
      Column.wholeNumbers("size", summaries.map(\.size)),
    ]
    if weighted.weights != nil { columns.append(.decimals("weight", summaries.map(\.weight))) }
    columns += [
      .decimals("x", summaries.map(\.x)), .decimals("y", summaries.map(\.y)),
      .decimals("mean_dist", summaries.map(\.meanDistance)),
      .decimals("max_dist", summaries.map(\.maxDistance)),
      .decimals("silhouette", summaries.map(\.silhouette)),
      .decimals("inertia_sh", summaries.map(\.inertiaShare)),
    ]
    return columns
  }

  /// The summaries of the clusters as CSV, where unknown silhouettes are blank.
  package var csv: String {
    let isWeighted = weighted.weights != nil
    let header =
      "cluster,size," + (isWeighted ? "weight," : "")
      + "x,y,mean_distance,max_distance,silhouette,inertia_share"
    let rows = summaries.map { summary in
      var numbers = [Double(summary.cluster), Double(summary.size)]
      if isWeighted { numbers.append(summary.weight) }
      numbers += [summary.x, summary.y, summary.meanDistance, summary.maxDistance]
      return
        (numbers.map { formatted($0, 6) } + [
          summary.silhouette.map { formatted($0, 6) } ?? "", formatted(summary.inertiaShare, 6),
        ]).joined(separator: ",")
    }
    return ([header] + rows).joined(separator: "\n") + "\n"
  }

  /// Writes the requested outputs: the points, the centres and the hulls as layers or tables, and
  /// the summaries as CSV.
  ///
  /// - Returns: Sentences for the user.
  /// - Throws: The errors of `Features.write`.
  package func write(
    points: String?, centers: String?, hulls: String?, table: String?, staging: Staging,
    allowLoss: Bool = false
  ) throws(GridcastError) -> [Sentence] {
    func isTable(_ path: String) -> Bool { Output.cells(path).isTable }
    var notes: [Sentence] = []
    func write(_ features: Features, to path: String, style: MapStyle) throws(GridcastError) {
      notes += try features.write(to: path, style: style, staging: staging, allowLoss: allowLoss)
    }
    let count = summaries.count
    if let points {
      let batches = batches
      let isTable = isTable(points)
      notes += try Features.write(
        batches: batches.count, { self.points(batches[$0], asTable: isTable) }, to: points,
        style: .clusters(count), staging: staging, allowLoss: allowLoss)
    }
    if let centers {
      // Centres in the colours of their points would not be visible among them.
      try write(
        self.centers(asTable: isTable(centers)), to: centers, style: .clusters(count, form: .strong)
      )
    }
    if let hulls {
      let made = try self.hulls()
      // Filled hulls would hide each other and the points.
      try write(made, to: hulls, style: .outlines)
      let flat = made.shapes.kinds.indices.filter { made.shapes.kinds[$0] == .null }
      if !flat.isEmpty {
        notes.append(
          "\(hulls): no hull of \(flat.count == 1 ? "cluster" : "clusters") "
            + "\(flat.map { "\($0 + 1)" }.joined(separator: ", ")), whose "
            + "points are on one line or in one place")
      }
    }
    if let table { try csv.write(to: table, staging: staging) }
    return notes
  }
}

extension Features {
  /// The same rows as a table without geometry, with coordinates as x and y.
  fileprivate func asTable(at places: [Point]?) -> Features {
    var columns = columns
    if let places {
      columns += [.decimals("x", places.map(\.x)), .decimals("y", places.map(\.y))]
    }
    return Features(shapes: Shapes(nullCount: count), columns: columns, coordinateSystem: nil)
  }
}

extension Column {
  fileprivate static func wholeNumbers(_ name: String, _ values: [Int]) -> Column {
    Column(Field(name, .integer, width: 10), .integers(Optionals(known: values.map { Int64($0) })))
  }

  fileprivate static func decimals(_ name: String, _ values: [Double?]) -> Column {
    Column(
      Field(name, .number, width: 19, precision: 6),
      .numbers(Optionals(values.map { $0.map { ($0 * 1e6).rounded() / 1e6 } })))
  }
}

package import GridcastBase
import GridcastFormats
import GridcastReproject

extension Features {
  /// The same points, where a file is a table with their positions in two fields, whose names tell the system to
  /// whoever reads them: `lon_gcj02` and `lat_gcj02`, `lon` and `lat`, or `x` and `y`.
  ///
  /// - Throws: `.usage` where the ending of the path names no format.
  package func withPositions(for path: String) throws(GridcastError) -> Features {
    let format = try VectorFormat(ofPath: path)
    guard format.isCSV || format.isTable else { return self }
    let suffix = coordinateSystem?.offset.map { "_\($0.rawValue)" } ?? ""
    let names =
      coordinateSystem?.isGeographic ?? false ? ["lon\(suffix)", "lat\(suffix)"] : ["x", "y"]
    let points = (0..<count).map { shapes.vertices(of: $0).first.map { shapes.points[$0] } }
    let values = [points.map { $0?.x }, points.map { $0?.y }]
    var result = self
    result.columns += zip(names, values).map { name, values in
      Column(Field(name, .number), .numbers(Optionals(values)))
    }
    if format.isTable {
      result.shapes = Shapes()
      for _ in 0..<count { result.shapes.addNull() }
    }
    return result
  }

  /// The features in another coordinate system, which may follow from where they are.
  ///
  /// - Parameters:
  ///   - target: The system; nil to leave them in their own.
  ///   - subject: What they are called in errors.
  ///   - tally: Receives what is lost on the way.
  /// - Returns: The features that are there, in that system.
  /// - Throws: What finding and reaching the system throws.
  func moved(to target: TargetChoice?, of subject: String, _ tally: inout Tally)
    throws(GridcastError) -> Features
  {
    guard let target, let own = coordinateSystem else { return self }
    var survey = Survey()
    survey.add(self)
    let system = try target.resolved(for: survey, in: own, of: subject)
    return try Reprojection(from: own, to: system).move(self, &tally)
  }
}

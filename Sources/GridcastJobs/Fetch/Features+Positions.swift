package import GridcastBase
import GridcastFormats

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
    return result
  }
}

import Foundation
import GridcastBase
import GridcastFormats
import GridcastGeo
import Testing

@Suite struct FlatGeobufWriterTests {
  /// The same batches, each shape so far from the others that every index has them in one order.
  private static func apart(_ batches: [Features]) -> [Features] {
    var shift = 0.0
    return batches.map { batch in
      var batch = batch
      for shape in 0..<batch.count {
        for vertex in batch.shapes.vertices(of: shape) { batch.shapes.points[vertex].x += shift }
        shift += 40
      }
      return batch
    }
  }

  @Test(
    "A FlatGeobuf reads back as what GDAL writes, shapes of every kind",
    arguments: RoundTripTests.shapeSets.filter { !["null", "empty"].contains($0) })
  func writesShapes(set: String) throws {
    let batches = Self.apart(OwnWriterTests.batches(set))
    guard !batches.contains(where: { $0.shapes.kinds.contains(.null) }) else { return }
    try OwnWriterTests.both(batches, as: "fgb") { own, theirs in
      let difference = LaneReading(Source("\(own)/x.fgb"), prefersGDAL: true)
        .difference(from: LaneReading(Source("\(theirs)/x.fgb"), prefersGDAL: true))
      #expect(difference == nil)
    }
  }

  @Test("A FlatGeobuf has values of every type as GDAL writes them")
  func writesValues() throws {
    let features = Features(
      shapes: Shapes(points: (0..<3).map { Point(x: 109.5 + Double($0), y: 34.5) }),
      columns: RoundTripTests.columns, coordinateSystem: try CoordinateSystem("EPSG:4490"))
    var isCompared = false
    try OwnWriterTests.both(Self.apart([features, features]), as: "fgb") { own, theirs in
      let difference = LaneReading(Source("\(own)/x.fgb"), prefersGDAL: true)
        .difference(from: LaneReading(Source("\(theirs)/x.fgb"), prefersGDAL: true))
      #expect(difference == nil)
      isCompared = true
    }
    #expect(isCompared)
  }

  @Test("A FlatGeobuf does not depend on how its features come in batches")
  func isTheSameForAnyBatches() throws {
    let whole = Features(
      shapes: Shapes(points: (0..<300).map { Point(x: Double($0 % 17), y: Double($0 % 5)) }),
      columns: [
        Column(Field("id", .integer), .integers(Optionals(known: (0..<300).map { Int64($0) })))
      ], coordinateSystem: .wgs84)
    let halves = [true, false].map { isFirst in
      whole.filtered((0..<300).map { ($0 < 123) == isFirst })
    }
    let folder = try TemporaryFolder()
    for (name, batches) in [("a", [whole]), ("b", halves)] {
      try FileManager.default.createDirectory(
        atPath: "\(folder.path)/\(name)", withIntermediateDirectories: true)
      #expect(
        try OwnWriterTests.write(batches, to: "\(folder.path)/\(name)/x.fgb", byGDAL: false))
    }
    let bytes = ["a", "b"].map {
      FileManager.default.contents(atPath: "\(folder.path)/\($0)/x.fgb")
    }
    #expect(bytes[0] != nil && bytes[0] == bytes[1])
  }
}

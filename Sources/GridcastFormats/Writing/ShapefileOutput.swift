package import GridcastBase
import GridcastFiles

/// The .shp and .shx of a Shapefile that is being written.
package struct ShapefileOutput: ~Copyable {
  /// The greatest size of a file, as offsets are 32-bit counts of 16-bit words.
  private static let greatestSize = 1 << 32

  /// Refuses polygons of one ring each that a .shp has no room for, before they are made.
  ///
  /// - Parameters:
  ///   - count: The number of polygons.
  ///   - points: The number of points of each, of which the last is the first again.
  ///   - target: The path of the .shp.
  /// - Throws: `.unwritable`.
  package static func requireRoom(forRings count: Int, of points: Int, in target: String)
    throws(GridcastError)
  {
    // A record has a header, the type, its extent, two counts, where the ring begins, and the points.
    let record = 8 + 4 + 32 + 8 + 4 + 16 * points
    let most = (greatestSize - 100) / record
    guard count > most else { return }
    throw GridcastError(
      .unwritable, target,
      "\(formatted(count)) cells are more than a Shapefile holds, which are \(formatted(most)) (4 GB of shapes); write .gpkg or .fgb, or \(.largerCells)"
    )
  }

  private var main: OutputFile
  private var index: OutputFile
  private let kind: Shapes.Kind
  private let hasZ: Bool
  private let target: String
  private var box = Box.empty
  private var heights: ClosedRange<Double>?
  private var count = 0

  /// Creates both files.
  ///
  /// - Parameters:
  ///   - path: The temporary path of the .shp.
  ///   - kind: The geometry type of all shapes.
  ///   - hasZ: Whether they have heights.
  ///   - target: The final path, for errors.
  /// - Throws: `.unwritable` where they cannot be created.
  package init(_ path: String, of kind: Shapes.Kind, hasZ: Bool = false, for target: String)
    throws(GridcastError)
  {
    var main = try OutputFile(path, for: target)
    var index = try OutputFile("\(path.dropLast(4)).shx", for: target)
    try main.append(Array(repeating: 0, count: 100))
    try index.append(Array(repeating: 0, count: 100))
    self.main = main
    self.index = index
    self.kind = kind
    self.hasZ = hasZ
    self.target = target
  }

  /// Adds shapes.
  ///
  /// - Throws: `.unwritable` where the disk is full, or the file would become too large.
  package mutating func append(_ shapes: consuming EncodedShapes) throws(GridcastError) {
    guard main.count + shapes.bytes.count <= Self.greatestSize else {
      throw GridcastError(
        .unwritable, target, "a Shapefile holds 4 GB of shapes at most; write .gpkg")
    }
    shapes.number(from: count + 1)
    try index.append(shapes.index(from: main.count))
    try main.append(shapes.bytes)
    box.add(shapes.box)
    if let new = shapes.heights {
      let seen = heights ?? new
      heights =
        min(seen.lowerBound, new.lowerBound)...max(seen.upperBound, new.upperBound)
    }
    count += shapes.lengths.count
  }

  /// Writes the headers, which contain the totals of all shapes.
  package consuming func close() throws(GridcastError) {
    try main.write(header(fileSize: main.count), at: 0)
    try index.write(header(fileSize: index.count), at: 0)
  }

  private borrowing func header(fileSize: Int) -> [UInt8] {
    let sides = box.isEmpty ? [0, 0, 0, 0] : [box.minX, box.minY, box.maxX, box.maxY]
    // The first words are big-endian.
    return [UInt8](
      littleEndian: [
        UInt32(9994).byteSwapped, 0, 0, 0, 0, 0, UInt32(fileSize / 2).byteSwapped, 1000,
        EncodedShapes.code(of: kind, hasZ: hasZ),
      ])
      + [UInt8](
        littleEndian: (sides + [heights?.lowerBound ?? 0, heights?.upperBound ?? 0, 0, 0])
          .map(\.bitPattern))
  }
}

import Foundation
import GridcastBase
import GridcastFiles
import GridcastGeo
import Synchronization

/// A Shapefile, whose three files are mapped into memory.
///
/// The layout is that of "ESRI Shapefile Technical Description" (July 1998); the nesting of rings
/// follows GDAL.
@safe struct ShapefileLane: Lane {
  /// The number of records in a block.
  private static let blockSize = 16_384

  let format = "ESRI Shapefile"
  let layer: LayerInfo
  private let shapes: ShapeRecords
  private let table: DBFTable
  private let unmarked = UnmarkedBlocks()
  let extent: FileRange.Extent?
  /// The records that are read.
  let part: Range<Int>

  var blockCount: Int { (part.count + Self.blockSize - 1) / Self.blockSize }

  /// - Parameters:
  ///   - path: The path of the .shp, with the other files beside it.
  ///   - encoding: The encoding of the texts in the table.
  ///   - range: The records that are read; nil for all.
  /// - Throws: Where one of the files is missing or unusual.
  init(_ path: String, in encoding: String, range: FileRange? = nil) throws(Declined) {
    let stem = String(path.dropLast(4))
    func map(_ ending: String) throws(Declined) -> MappedFile {
      for name in [ending, ending.uppercased()] {
        if let file = MappedFile("\(stem).\(name)") { return file }
      }
      throw Declined("there is no .\(ending), or it is empty")
    }
    guard let main = MappedFile(path) else { throw Declined("the .shp cannot be mapped") }
    shapes = try ShapeRecords(main, index: try map("shx"))
    table = try DBFTable(try map("dbf"), in: encoding)
    guard table.recordCount == shapes.count else {
      throw Declined("the .shp and the .dbf hold different numbers of records")
    }
    let extent = FileRange.Extent(unit: .records, count: shapes.count)
    if let range { part = try range.bounds(in: extent) } else { part = 0..<shapes.count }
    self.extent = extent
    layer = LayerInfo(
      name: URL(filePath: stem).lastPathComponent, geometry: shapes.kind.label(hasM: shapes.hasM),
      hasGeometry: true, featureCount: part.count, fields: table.fields,
      coordinateSystemWKT: try Self.definition(beside: stem), repeatedNames: [])
  }

  /// The text of the .prj where the registry contains the system; GDAL corrects other definitions.
  private static func definition(beside stem: String) throws(Declined) -> String? {
    for ending in ["prj", "PRJ"] {
      guard let bytes = FileManager.default.contents(atPath: "\(stem).\(ending)") else { continue }
      // PROJ would also accept a part of a name.
      guard let text = String(validating: bytes, as: UTF8.self),
        ["GEOGCS[", "PROJCS["].contains(where: text.hasPrefix),
        let system = try? CoordinateSystem(text), system.code != nil, system.vertical == nil
      else { throw Declined("the .prj names a system that the registry does not hold") }
      return text
    }
    return nil
  }

  func cuts(after places: [Int]) -> [Int] { places }

  func block(_ index: Int, _ fields: [Field]) throws(Declined) -> Features {
    var tally = Tally()
    return try block(index, fields, &tally)
  }

  func block(_ index: Int, _ fields: [Field], _ tally: inout Tally) throws(Declined) -> Features {
    let start = part.lowerBound + index * Self.blockSize
    let records = start..<min(start + Self.blockSize, part.upperBound)
    if !unmarked.contains(index) {
      try table.checkMarks(of: records)
      unmarked.insert(index)
    }
    var columns: [Column] = []
    for field in fields { columns.append(try table.column(field, records: records, &tally)) }
    let shapes = try shapes.read(records)
    return Features(shapes: shapes, columns: columns, coordinateSystem: nil)
  }
}

/// The blocks known to have no deleted records, which only a pass over the table shows.
private final class UnmarkedBlocks: Sendable {
  private let known = Mutex<Set<Int>>([])

  func contains(_ block: Int) -> Bool { known.withLock { $0.contains(block) } }
  func insert(_ block: Int) { known.withLock { _ = $0.insert(block) } }
}

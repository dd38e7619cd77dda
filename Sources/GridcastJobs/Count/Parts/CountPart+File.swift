import Foundation
package import GridcastBase
import GridcastBin
import GridcastFiles

/// The file of a part of a count: a line that names its kind and version, a line of JSON that tells all but the
/// sums, the sums as `BinnedSums.bytes()` makes them, and at the end the SHA-256 of all before as 64 digits.
extension CountPart {
  /// The first line.
  private static let mark = Array("gridcast count part 1\n".utf8)
  private static let digestLength = 64

  /// What the line of JSON tells.
  private struct Head: Codable {
    struct Cells: Codable {
      let size: Double
      let system: SystemRecord
      var fishnet: Grid?
    }
    /// The cells that alone count: anchor, position and size on the tiling, and which of them, row by row from
    /// the north-west, as the lengths of runs that are not and that are, by turns.
    struct Grid: Codable {
      let anchor: [Double]
      let west: Int, south: Int, columns: Int, rows: Int
      let mask: [Int]
    }
    struct Reach: Codable { let columns: [Int], rows: [Int] }
    struct Remarks: Codable { let repaired: Int, cut: Int }

    let program: String
    let measure: String
    let weight: String?
    let categories: CountRules.Categories
    let names: [String]
    let cells: Cells
    let reach: Reach?
    let sumCount: Int
    let remarks: Remarks
    let tally: Tally
    let setup: Tally
    let allowsLoss: Bool
    let pieces: [CountedPiece]
  }

  /// The bytes of the file.
  package func bytes() throws(GridcastError) -> [UInt8] {
    let (sumBytes, count) = try sums.bytes()
    let head = Head(
      program: rules.program, measure: rules.measure.rawValue, weight: rules.weight,
      categories: rules.categories, names: sums.categoryNames,
      cells: Head.Cells(
        size: rules.cells.size, system: SystemRecord(rules.cells.coordinateSystem),
        fishnet: rules.cells.fishnet.map(Self.grid(of:))),
      reach: sums.reach.map { reach in
        Head.Reach(
          columns: [reach.columns.lowerBound, reach.columns.upperBound],
          rows: [reach.rows.lowerBound, reach.rows.upperBound])
      }, sumCount: count,
      remarks: Head.Remarks(repaired: sums.remarks.repaired, cut: sums.remarks.cut),
      tally: sums.tally, setup: setup, allowsLoss: allowsLoss, pieces: pieces)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Whoever merges gives options too.
    encoder.audience = .commandLine
    let line: Data
    do { line = try encoder.encode(head) } catch {
      throw GridcastError(.bug, "part", "\(error)")
    }
    let bytes = Self.mark + Array(line) + [10] + sumBytes
    return bytes + Array(digest(bytes).utf8)
  }

  /// Reads the bytes of a file.
  ///
  /// - Throws: `.badData` where they are no part of a count, damaged, or of another version.
  package init(bytes: [UInt8], from path: String) throws(GridcastError) {
    guard bytes.starts(with: Self.mark) else {
      let isOther = bytes.starts(with: "gridcast count part ".utf8)
      throw GridcastError(
        .badData, path,
        isOther
          ? "it is a part of a count of another version than this Gridcast reads"
          : "it is no part of a count")
    }
    let end = bytes.count - Self.digestLength
    guard end > Self.mark.count,
      digest(bytes[..<end]) == String(decoding: bytes[end...], as: UTF8.self),
      let lineEnd = bytes[Self.mark.count..<end].firstIndex(of: 10),
      let head = try? JSONDecoder().decode(
        Head.self, from: Data(bytes[Self.mark.count..<lineEnd])),
      let measure = Measure(rawValue: head.measure), head.cells.size > 0
    else {
      throw GridcastError(.badData, path, "it is damaged, or breaks off; count that part anew")
    }
    let system = head.cells.system.system
    let fishnet = try head.cells.fishnet.map { (grid) throws(GridcastError) in
      try Self.fishnet(grid, head.cells.size, system, path)
    }
    let cells = BinnedSums.Cells(
      size: head.cells.size, coordinateSystem: system, fishnet: fishnet)
    func range(_ ends: [Int]?) -> ClosedRange<Int>? {
      guard let ends, ends.count == 2, ends[0] <= ends[1],
        ends.allSatisfy({ abs(Double($0)) < 1e15 })
      else { return nil }
      return ends[0]...ends[1]
    }
    var reach: (columns: ClosedRange<Int>, rows: ClosedRange<Int>)?
    if let columns = range(head.reach?.columns), let rows = range(head.reach?.rows) {
      reach = (columns, rows)
    }
    self.init(
      rules: CountRules(
        cells: cells, measure: measure, weight: head.weight, categories: head.categories,
        program: head.program),
      sums: try BinnedSums(
        bytes: bytes[(lineEnd + 1)..<end], count: head.sumCount, on: cells,
        areCounts: measure == .count && head.weight == nil, categories: head.names,
        of: head.categories.field, reach: reach,
        remarks: (head.remarks.repaired, head.remarks.cut), tally: head.tally, from: path),
      pieces: head.pieces, setup: head.setup, allowsLoss: head.allowsLoss)
  }

  /// Reads a file.
  ///
  /// - Throws: `.unreadable` where there is none; `.badData` as above.
  package init(path: String) throws(GridcastError) {
    if let fault = InputFiles.fault(of: path) { throw GridcastError(.unreadable, path, fault) }
    try InputFiles.check(path)
    guard let content = FileManager.default.contents(atPath: path) else {
      throw GridcastError(.unreadable, path, "it cannot be read")
    }
    try self.init(bytes: [UInt8](content), from: path)
  }

  private static func grid(of fishnet: Fishnet) -> Head.Grid {
    let grid = fishnet.grid
    var runs: [Int] = []
    var isIn = false
    var length = 0
    for value in fishnet.mask {
      if value != isIn {
        runs.append(length)
        (isIn, length) = (value, 0)
      }
      length += 1
    }
    if !fishnet.mask.isEmpty { runs.append(length) }
    return Head.Grid(
      anchor: [grid.anchor.x, grid.anchor.y], west: grid.west, south: grid.south,
      columns: grid.columns, rows: grid.rows, mask: runs)
  }

  private static func fishnet(
    _ head: Head.Grid, _ size: Double, _ system: CoordinateSystem, _ path: String
  ) throws(GridcastError) -> Fishnet {
    let count = Double(head.columns) * Double(head.rows)
    guard head.anchor.count == 2, head.columns > 0, head.rows > 0, count <= Grid.cellLimit,
      abs(Double(head.west)) < 1e15, abs(Double(head.south)) < 1e15,
      head.mask.allSatisfy({ 0...Int(count) ~= $0 }),
      head.mask.isEmpty || head.mask.reduce(0, { $0 &+ $1 }) == Int(count)
    else { throw GridcastError(.badData, path, "its cells are damaged") }
    var mask: [Bool] = []
    for (index, length) in head.mask.enumerated() {
      mask.append(contentsOf: repeatElement(index % 2 == 1, count: length))
    }
    guard mask.isEmpty || mask.count == Int(count) else {
      throw GridcastError(.badData, path, "its cells are damaged")
    }
    return Fishnet(
      grid: Grid(
        coordinateSystem: system, cellSize: size,
        anchor: Point(x: head.anchor[0], y: head.anchor[1]), west: head.west, south: head.south,
        columns: head.columns, rows: head.rows), mask: mask)
  }
}

import Foundation
import GridcastBase
import GridcastFiles
import GridcastGeo

/// A Parquet file, with or without shapes, that is mapped into memory ("Apache Parquet", "GeoParquet" 1.1).
///
/// Most GDALs do not read the format, so what the lane declines is an error.
struct ParquetLane: SampledLane {
  /// The rows of a block.
  private struct Block {
    let group: Int
    let rows: Range<Int>
  }

  /// About the greatest number of rows of a block.
  private static let mostRows = 65_536

  let format = "Parquet"
  let layer: LayerInfo
  let extent: FileRange.Extent?
  /// The row groups that are read.
  let part: Range<Int>
  let losses: [Sentence]
  let notes: [Sentence]
  private let file: MappedFile
  private let footer: ParquetFooter
  private let layout: ParquetLayout
  private let blocks: [Block]
  private let keepsOpenRings: Bool
  private let allowsLoss: Bool

  var blockCount: Int { blocks.count }

  /// - Parameters:
  ///   - path: The path of the file.
  ///   - range: The row groups that are read; nil for all.
  ///   - keepsOpenRings: Whether polygons that are not closed come as they are.
  ///   - allowsLoss: Whether moments that no field has are left empty.
  /// - Throws: Where the file is damaged, encrypted, or has shapes in a way that is not read.
  init(_ path: String, range: FileRange?, keepsOpenRings: Bool, allowsLoss: Bool) throws(Declined) {
    guard let file = MappedFile(path) else { throw Declined("it cannot be mapped") }
    let footer = try ParquetFooter(file)
    let schema = try ParquetSchema(footer.elements)
    guard footer.groups.allSatisfy({ $0.chunks.count == schema.leaves.count }) else {
      throw Declined(
        "a row group has another number of columns than the file; fetch it again", isFinal: true)
    }
    let layout = try ParquetLayout(schema.leaves, footer.words)
    let extent = FileRange.Extent(unit: .rowGroups, count: footer.groups.count)
    if let range { part = try range.bounds(in: extent) } else { part = 0..<extent.count }
    self.extent = extent
    var hasGeometry = true
    if case .none = layout.geometry { hasGeometry = false }
    layer = LayerInfo(
      name: URL(filePath: path).deletingPathExtension().lastPathComponent,
      geometry: hasGeometry ? layout.words.label : "None", hasGeometry: hasGeometry,
      featureCount: footer.groups[part].reduce(0) { $0 + $1.rowCount },
      fields: layout.items.map(\.field),
      coordinateSystemWKT: hasGeometry ? layout.words.system : nil,
      repeatedNames: layout.repeatedNames)
    losses = layout.losses
    notes = layout.notes
    self.layout = layout
    let anchor: ParquetLeaf? =
      switch layout.geometry {
      case .binary(let leaf): leaf
      case .points(let leaves), .lists(_, let leaves): leaves[0]
      case .none: layout.items.first?.leaf
      }
    blocks = part.flatMap { group in
      Self.cuts(file, footer.groups[group], anchor).map { Block(group: group, rows: $0) }
    }
    self.file = file
    self.footer = footer
    self.keepsOpenRings = keepsOpenRings
    self.allowsLoss = allowsLoss
  }

  /// The blocks of a row group, which end where pages do, so that no page is unpacked twice if that can be.
  private static func cuts(
    _ file: MappedFile, _ group: ParquetFooter.Group, _ anchor: ParquetLeaf?
  ) -> [Range<Int>] {
    // Where rows with lists begin only their own levels tell, so the group is read at once.
    guard group.rowCount > mostRows, !(anchor?.isRepeated ?? false) else {
      return group.rowCount > 0 ? [0..<group.rowCount] : []
    }
    var ends: [Int] = []
    if let anchor,
      let chunk = try? ParquetChunkReader(file, anchor, group.chunks[anchor.number])
    {
      var row = 0
      try? chunk.forEachPage { (page) throws(Declined) in
        if page.holdsRows { row += page.count }
        if page.holdsRows, row < group.rowCount { ends.append(row) }
        return row < group.rowCount
      }
    }
    var blocks: [Range<Int>] = []
    var (start, last) = (0, 0)
    func cut(at end: Int) {
      // Pages of many rows are cut themselves.
      while end - start > mostRows + mostRows / 2 {
        blocks.append(start..<start + mostRows)
        start += mostRows
      }
      if end > start { blocks.append(start..<end) }
      start = end
    }
    for end in ends + [group.rowCount] {
      if end - start > mostRows, last > start { cut(at: last) }
      if end - start >= mostRows { cut(at: end) }
      last = end
    }
    cut(at: group.rowCount)
    return blocks
  }

  func cuts(after places: [Int]) -> [Int] { places }

  func block(_ index: Int, _ fields: [Field]) throws(Declined) -> Features {
    var tally = Tally()
    return try block(index, fields, &tally)
  }

  func block(_ index: Int, _ fields: [Field], _ tally: inout Tally) throws(Declined) -> Features {
    let block = blocks[index]
    let chunks = footer.groups[block.group].chunks
    return try layout.features(
      count: block.rows.count, fields, in: "row group \(formatted(block.group + 1))",
      keepsOpenRings: keepsOpenRings, allowsLoss: allowsLoss, &tally
    ) { (leaf) throws(Declined) in
      try ParquetChunkReader(file, leaf, chunks[leaf.number]).slices(of: block.rows)
    }
  }

  func place(ofRow row: Int, inBlock index: Int) -> Sentence? {
    let block = blocks[index]
    let before = footer.groups[..<block.group].reduce(0) { $0 + $1.rowCount }
    return "in row \(formatted(before + block.rows.lowerBound + row + 1))"
  }
}

import Foundation
package import GridcastBase
import GridcastFiles

/// A GeoTIFF whose cells come in pieces, from the first to the last, and are compressed by many threads.
///
/// What it says of the raster comes from a small one that GDAL wrote, with the same bands, type, compression
/// and upper left corner.
package struct TIFFWriter {
  /// Cells that are made together: one tile, or some strips.
  package struct Piece: Sendable {
    /// The columns of the raster.
    package let columns: Range<Int>
    /// The rows of the raster.
    package let rows: Range<Int>
  }

  /// A piece with its cells compressed: for each of its strips, or its tile, the bytes of each band, or of
  /// all bands together.
  package struct Packed: Sendable {
    let parts: [[UInt8]]
  }

  /// How cells are stored.
  package let cells: TIFFCells
  /// The pieces in the order in which they are written.
  package let pieces: [Piece]
  private let columns: Int
  private let rows: Int
  private let cell: (width: Double, height: Double)
  /// The side of a tile; nil where rows are stored as strips.
  private let tile: Int?
  private let stripHeight: Int

  /// Prepares a raster as large as told; nil where the small one is stored in ways that are not known.
  package init?(
    like path: String, columns: Int, rows: Int, cell: (width: Double, height: Double),
    nodata: Double
  ) {
    guard let file = FileManager.default.contents(atPath: path),
      let directory = TIFFDirectory([UInt8](file)),
      let cells = TIFFCells(directory, nodata: nodata)
    else { return nil }
    self.cells = cells
    self.columns = columns
    self.rows = rows
    self.cell = cell
    tile = directory.numbers(322)?.first
    guard tile == directory.numbers(323)?.first else { return nil }
    let rowSize = columns * cells.kind.size * (cells.isInterleaved ? cells.bandCount : 1)
    stripHeight = min(rows, max(1, 65_536 / max(rowSize, 1)))
    let width = tile ?? columns
    // Strips are made some at a time, so that a thread has enough to do.
    let height = tile ?? stripHeight * max(1, 262_144 / (columns * stripHeight))
    pieces = stride(from: 0, to: rows, by: height).flatMap { top in
      stride(from: 0, to: columns, by: width).map { left in
        Piece(
          columns: left..<min(left + width, columns), rows: top..<min(top + height, rows))
      }
    }
  }

  /// Compresses the numbers of a piece, band by band, as `TIFFCells.round` makes them.
  package func pack(_ bands: [[Double]], _ piece: Piece) -> Packed {
    let groups = cells.isInterleaved ? [bands] : bands.map { [$0] }
    let width = piece.columns.count
    var parts: [[UInt8]] = []
    if let tile {
      for group in groups {
        parts.append(
          cells.compressed(
            group, columns: width, rows: 0..<piece.rows.count, width: tile, height: tile))
      }
    } else {
      for top in stride(from: 0, to: piece.rows.count, by: stripHeight) {
        let rows = top..<min(top + stripHeight, piece.rows.count)
        for group in groups {
          parts.append(
            cells.compressed(
              group, columns: width, rows: rows, width: width, height: rows.count))
        }
      }
    }
    return Packed(parts: parts)
  }

  /// Writes the raster.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - target: The file that errors name.
  ///   - make: Makes a piece, on any thread.
  ///   - take: Receives what was made beside each piece, in order.
  ///   - described: Makes, after all pieces, the small raster anew that now tells all, and returns its path.
  /// - Throws: What `make` and `described` throw; `.unwritable` with the system's message.
  package func write<Beside: Sendable>(
    to path: String, for target: String,
    make: @Sendable (Piece) throws(GridcastError) -> (Packed, Beside),
    take: (Beside) throws(GridcastError) -> Void,
    described: () throws(GridcastError) -> String
  ) throws(GridcastError) {
    var file = try OutputFile(path, for: target)
    try file.append([UInt8](repeating: 0, count: 16))
    let groupCount = cells.isInterleaved ? 1 : cells.bandCount
    // Of bands apart, all pieces of the first stand before those of the second in the list.
    var offsets = [[Int]](repeating: [], count: groupCount)
    var counts = offsets
    try Self.inOrder(pieces, make) { (packed, beside) throws(GridcastError) in
      for (index, part) in packed.parts.enumerated() {
        offsets[index % groupCount].append(file.count)
        counts[index % groupCount].append(part.count)
        try file.append(part)
        if file.count & 1 == 1 { try file.append([0]) }
      }
      try take(beside)
    }
    guard let shell = FileManager.default.contents(atPath: try described()),
      var directory = TIFFDirectory([UInt8](shell))
    else { throw GridcastError(.bug, target, "the description of the raster cannot be read") }
    directory.set(256, [columns])
    directory.set(257, [rows])
    // That of a single cell is rounded.
    directory.replace(33_550, [cell.width, cell.height, 0])
    let places = offsets.flatMap(\.self)
    let isBig = file.count + 16 * places.count + shell.count > 4_000_000_000
    directory.set(tile == nil ? 273 : 324, places, isLong: isBig)
    directory.set(tile == nil ? 279 : 325, counts.flatMap(\.self))
    if tile == nil { directory.set(278, [stripHeight]) }
    let start = file.count
    try file.append(directory.bytes(at: start, isBig: isBig))
    try file.write(TIFFDirectory.header(directoryAt: start, isBig: isBig), at: 0)
  }

  private static func inOrder<Beside: Sendable>(
    _ pieces: [Piece], _ make: @Sendable (Piece) throws(GridcastError) -> (Packed, Beside),
    _ take: (Packed, Beside) throws(GridcastError) -> Void
  ) throws(GridcastError) {
    try orderedMap(pieces.count) { (index) throws(GridcastError) in
      try make(pieces[index])
    } take: { (made: (Packed, Beside)) throws(GridcastError) in
      try take(made.0, made.1)
      return true
    }
  }
}

import GridcastBase
import GridcastDraw

/// The big-endian number in four bytes of a PNG file.
func number(at offset: Int, of png: [UInt8]) -> Int {
  png[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
}

/// How many pixels of a PNG file have a colour.
func count(_ color: Color, in png: [UInt8]) throws -> Int {
  try Canvas.pixels(ofPNG: png).joined().count { $0 == color }
}

/// The columns of the leftmost and the rightmost pixel of a colour.
func extent(of color: Color, in png: [UInt8]) throws -> (left: Int, right: Int)? {
  let columns = try Canvas.pixels(ofPNG: png).flatMap { row in
    row.indices.filter { row[$0] == color }
  }
  guard let left = columns.min(), let right = columns.max() else { return nil }
  return (left, right)
}

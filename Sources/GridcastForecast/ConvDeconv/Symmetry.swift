/// The eight symmetries of the square.
package enum Symmetry {
  /// Applies a symmetry to a square of numbers, row-major: bit 2 of the symmetry swaps rows and
  /// columns, then bit 0 flips the rows and bit 1 the columns.
  package static func turned(_ square: [Float], side: Int, by symmetry: Int) -> [Float] {
    guard symmetry != 0 else { return square }
    var result = square
    for row in 0..<side {
      for column in 0..<side {
        let y = symmetry & 1 == 0 ? row : side - 1 - row
        let x = symmetry & 2 == 0 ? column : side - 1 - column
        result[y * side + x] =
          symmetry & 4 == 0 ? square[row * side + column] : square[column * side + row]
      }
    }
    return result
  }
}

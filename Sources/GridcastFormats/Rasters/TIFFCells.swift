import GridcastBase

/// How the cells of a TIFF are stored: their type, and in which pieces.
package struct TIFFCells: Sendable {
  /// The types that are written.
  package enum Kind: Sendable {
    case byte, unsigned16, signed16, unsigned32, signed32, float, double

    init?(bits: Int, format: Int) {
      switch (bits, format) {
      case (8, 1): self = .byte
      case (16, 1): self = .unsigned16
      case (16, 2): self = .signed16
      case (32, 1): self = .unsigned32
      case (32, 2): self = .signed32
      case (32, 3): self = .float
      case (64, 3): self = .double
      default: return nil
      }
    }

    var size: Int {
      switch self {
      case .byte: 1
      case .unsigned16, .signed16: 2
      case .unsigned32, .signed32, .float: 4
      case .double: 8
      }
    }

    /// The least and the greatest whole number; nil for numbers with a point.
    var range: ClosedRange<Double>? {
      switch self {
      case .byte: 0...255
      case .unsigned16: 0...65535
      case .signed16: -32768...32767
      case .unsigned32: 0...4_294_967_295
      case .signed32: -2_147_483_648...2_147_483_647
      case .float, .double: nil
      }
    }
  }

  /// The type of a cell.
  package let kind: Kind
  /// The number of bands.
  package let bandCount: Int
  /// Whether the bands of a cell lie side by side.
  let isInterleaved: Bool
  /// 1 for none, 2 for differences of whole numbers, 3 for those of the bytes of floating ones.
  let predictor: Int
  /// What stands for unknown cells.
  package let nodata: Double

  /// Reads from a directory how GDAL would store cells; nil where it is done in another way here.
  init?(_ directory: TIFFDirectory, nodata: Double) {
    guard let bits = directory.numbers(258), Set(bits).count == 1,
      directory.numbers(259)?.first.map({ [8, 32946].contains($0) }) ?? false
    else { return nil }
    let formats = directory.numbers(339) ?? [1]
    guard Set(formats).count == 1, let kind = Kind(bits: bits[0], format: formats[0]) else {
      return nil
    }
    self.kind = kind
    bandCount = bits.count
    isInterleaved = bits.count > 1 && directory.numbers(284)?.first != 2
    predictor = directory.numbers(317)?.first ?? 1
    self.nodata = nodata
  }

  /// The number that is stored for one that was computed, NaN for an unknown cell.
  ///
  /// As in gdalwarp, whole numbers are rounded and held within their type, and a number that would happen to
  /// be the nodata value becomes the next.
  @inline(__always)
  private func stored(_ value: Double, _ range: ClosedRange<Double>?, isComputed: Bool) -> Double {
    if let range {
      var number = range.lowerBound < 0 ? (value + 0.5).rounded(.down) : value + 0.5
      number = min(max(number.rounded(.down), range.lowerBound), range.upperBound)
      if isComputed && number == nodata { number += number == range.lowerBound ? 1 : -1 }
      return number
    }
    if kind == .float {
      let number = Double(Float(value))
      return isComputed && number == Double(Float(nodata)) ? Double(Float(nodata).nextUp) : number
    }
    return isComputed && value == nodata ? value.nextUp : value
  }

  /// Turns computed numbers into those that are stored; unknown ones stay NaN.
  package func round(_ values: inout [Double], isComputed: Bool) {
    let range = kind.range
    var span = values.mutableSpan
    for index in span.indices where !span[index].isNaN {
      span[index] = stored(span[index], range, isComputed: isComputed)
    }
  }

  /// The compressed bytes of a rectangle of cells.
  ///
  /// - Parameters:
  ///   - bands: The numbers of each band that is stored in it, as `round` makes them.
  ///   - columns: The number of columns of the numbers.
  ///   - rows: The rows of the numbers.
  ///   - width: The number of columns that are stored, the last of which may lie outside the raster.
  ///   - height: The number of rows that are stored, likewise.
  /// - Returns: A tile or strip as it stands in the file.
  package func compressed(
    _ bands: [[Double]], columns: Int, rows: Range<Int>, width: Int, height: Int
  ) -> [UInt8] {
    let samples = bands.count
    let size = kind.size
    let line = width * samples
    var bytes = [UInt8](repeating: 0, count: line * size * height)
    var numbers = [UInt64](repeating: 0, count: line)
    for row in 0..<height {
      // What lies outside is never read, and repeated cells take least room.
      let source = min(row, rows.count - 1) + rows.lowerBound
      for (sample, values) in bands.enumerated() {
        let values = values.span
        for column in 0..<width {
          let value = values[source * columns + min(column, columns - 1)]
          numbers[column * samples + sample] = bits(value.isNaN ? nodata : value)
        }
      }
      store(numbers.span, row * line * size, samples, &bytes)
    }
    return Deflate.compressed(bytes)
  }

  @inline(__always)
  private func bits(_ value: Double) -> UInt64 {
    switch kind {
    case .float: UInt64(Float(value).bitPattern)
    case .double: value.bitPattern
    default: UInt64(bitPattern: Int64(value))
    }
  }

  /// Writes a row of numbers with the predictor.
  private func store(
    _ numbers: Span<UInt64>, _ start: Int, _ samples: Int, _ bytes: inout [UInt8]
  ) {
    let size = kind.size
    var output = bytes.mutableSpan
    switch predictor {
    case 3:
      // The bytes of all numbers by their significance, as differences to those before.
      for place in 0..<size {
        let shift = UInt64(8 * (size - 1 - place))
        let base = start + place * numbers.count
        for index in numbers.indices {
          output[base + index] = UInt8(truncatingIfNeeded: numbers[index] >> shift)
        }
      }
      for index in stride(
        from: start + size * numbers.count - 1, through: start + samples, by: -1)
      {
        output[index] &-= output[index - samples]
      }
    default:
      var index = numbers.count - 1
      while index >= 0 {
        var number = numbers[index]
        if predictor == 2 && index >= samples { number &-= numbers[index - samples] }
        for place in 0..<size {
          output[start + index * size + place] = UInt8(
            truncatingIfNeeded: number >> UInt64(8 * place))
        }
        index -= 1
      }
    }
  }
}

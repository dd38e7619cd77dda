import Foundation
import GridcastBase
import GridcastGeo

/// The whole numbers of a GeoJSON that GDAL does not hand out as they are, for they are too long.
///
/// GDAL up to 3.10 cuts what is beyond 64 bits to the greatest or the least number of 64 bits, and says
/// so. A newer one makes numbers of 17 digits of the whole field, without a word, and takes for too long
/// all that have 20 characters and a sign: −1234567890123456789, too, which 64 bits do hold.
struct OversizedIntegers {
  /// The first version that makes numbers of them.
  private static let rounding = (major: 3, minor: 11)

  private let file: FileHandle
  /// Whether what stands between quotation marks is no number.
  private let hasTexts: Bool
  /// Whether negative ones of 19 digits are among them.
  private let countsSign: Bool

  /// What is lost by reading a file, in GDAL's words or where it has none in ours.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - words: What GDAL said of cutting them; it says so of the greatest number there is, too.
  ///   - format: GDAL's name of the format.
  ///   - layers: What GDAL tells of the layers.
  /// - Returns: A sentence, or nothing where all come as they are.
  static func losses(
    in path: String, after words: [Sentence], format: String, layers: [LayerInfo]
  ) -> [Sentence] {
    let isJSON = [Format.geoJSON, .geoJSONSeq].contains(Format.driver(format))
    guard isJSON, gdalIsAtLeast(rounding.major, rounding.minor) else {
      // GDAL says so of the first file in a process only.
      let mayBeCut = isJSON && layers.contains { $0.fields.contains(where: \.isInteger64) }
      guard !words.isEmpty || mayBeCut, let numbers = Self(path, isJSON, countsSign: false) else {
        return words
      }
      guard numbers.isFound() else { return [] }
      return [
        "whole numbers beyond 64 bits would be clamped to the greatest or the least that 64 bits hold"
      ]
    }
    // Where all fields are whole numbers or texts, nothing was rounded.
    let hasNumbers = layers.contains {
      $0.fields.contains { [.number, .numberList].contains($0.kind) }
    }
    guard hasNumbers, let numbers = Self(path, isJSON, countsSign: true), numbers.isFound() else {
      return []
    }
    return ["whole numbers of more than 18 digits are rounded to 17 digits"]
  }

  /// nil where the file cannot be looked into.
  private init?(_ path: String, _ hasTexts: Bool, countsSign: Bool) {
    guard let file = FileHandle(forReadingAtPath: path) else { return nil }
    self.file = file
    self.hasTexts = hasTexts
    self.countsSign = countsSign
  }

  /// Whether there is one, outside of texts.
  private func isFound() -> Bool {
    defer { try? file.close() }
    var digits: [UInt8] = []
    var isInText = false
    var isEscaped = false
    while let piece = try? file.read(upToCount: 1 << 20), !piece.isEmpty {
      for byte in piece {
        if isInText {
          if byte == UInt8(ascii: "\""), !isEscaped { isInText = false }
          isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
        } else if byte == UInt8(ascii: "\""), hasTexts {
          isInText = true
        } else if byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || 48...57 ~= byte {
          digits.append(byte)
        } else if !digits.isEmpty {
          let isWhole = byte | 0x20 != UInt8(ascii: "e")
          if isWhole, digits.count > 18, isOversized(digits) { return true }
          digits.removeAll(keepingCapacity: true)
        }
      }
    }
    return digits.count > 18 && isOversized(digits)
  }

  private func isOversized(_ digits: [UInt8]) -> Bool {
    guard !digits.contains(UInt8(ascii: ".")) else { return false }
    if countsSign, digits.count > 19, digits[0] == UInt8(ascii: "-") { return true }
    return Int64(String(decoding: digits, as: UTF8.self)) == nil
  }
}

extension Field {
  fileprivate var isInteger64: Bool { kind == .integer && detail == .none }
}

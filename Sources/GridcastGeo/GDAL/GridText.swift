internal import CGDAL
package import GridcastBase

extension RasterDataset {
  /// Looks whether an ASCII grid has a number for each cell.
  ///
  /// GDAL takes words, and what is missing at the end, for 0.
  ///
  /// - Throws: `.badData` with the line of the fault.
  package func checkText() throws(GridcastError) {
    let driver = unsafe GDALGetDatasetDriver(handle).flatMap { unsafe GDALGetDriverShortName($0) }
    guard let driver = unsafe driver, unsafe String(cString: driver) == "AAIGrid",
      let file = unsafe VSIFOpenL(gdalPath, "rb")
    else { return }
    defer { unsafe _ = VSIFCloseL(file) }
    var text = GridText()
    var piece = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = unsafe piece.withUnsafeMutableBytes {
        unsafe VSIFReadL($0.baseAddress, 1, $0.count, file)
      }
      if count == 0 { break }
      text.add(piece[..<count])
    }
    text.add([0x0A][...])
    if let (word, line) = text.fault {
      throw GridcastError(.badData, path, "line \(line): '\(word)' is no number")
    }
    let wanted = unsafe Int(GDALGetRasterXSize(handle)) * Int(GDALGetRasterYSize(handle))
    guard text.count < wanted else { return }
    throw GridcastError(
      .badData, path,
      "it breaks off: it has \(formatted(text.count)) numbers for \(formatted(wanted)) cells")
  }
}

/// The words of an ASCII grid, which come in pieces.
private struct GridText {
  /// The number of numbers after the header.
  private(set) var count = 0
  /// The first word that is no number, and its line.
  private(set) var fault: (word: String, line: Int)?
  private var line = 1
  private var word: [UInt8] = []
  private var isHeader = true
  private var isKey = true

  mutating func add(_ bytes: ArraySlice<UInt8>) {
    for byte in bytes {
      if byte > 0x20 {
        word.append(byte)
      } else {
        if !word.isEmpty { end() }
        if byte == 0x0A { line += 1 }
      }
    }
  }

  private mutating func end() {
    defer { word.removeAll(keepingCapacity: true) }
    let isWord = word[0] | 0x20 >= 0x61 && word[0] | 0x20 <= 0x7A
    if isHeader {
      if !isKey {
        isKey = true
        return
      }
      if isWord, !isNumber {
        isKey = false
        return
      }
      isHeader = false
    }
    if fault == nil, !isNumber { fault = (String(decoding: word, as: UTF8.self), line) }
    count += 1
  }

  /// Whether the word is a number as C writes it, with a point or a comma, infinite, or none.
  private var isNumber: Bool {
    if word.allSatisfy({ (0x30...0x39).contains($0) }) { return true }
    let text = String(decoding: word, as: UTF8.self).replacing(",", with: ".").lowercased()
    return Double(text) != nil || text.contains("nan") || text.contains("inf")
      || text.contains("1.#")
  }
}

package import GridcastBase
import GridcastGeo

/// In which encoding a Shapefile's texts are written, and what tells readers of it.
package struct TableEncoding: Sendable, Equatable {
  /// The name, as iconv knows it.
  package let name: String
  /// What the .cpg says.
  package let label: String
  /// The language driver in the header of the table, where there is one for it; 0 leaves it to the
  /// .cpg.
  let driver: UInt8

  /// UTF-8, which every present program reads.
  package static let utf8 = TableEncoding(name: TextEncoding.utf8, label: "UTF-8", driver: 0)

  private init(name: String, label: String, driver: UInt8) {
    self.name = name
    self.label = label
    self.driver = driver
  }

  /// The encoding of a name such as GBK, Big5 or 1252.
  ///
  /// - Throws: `.usage` for a name that iconv does not know; `.notInstalled` where GDAL cannot be loaded.
  package init(_ name: String) throws(GridcastError) {
    let standard = TextEncoding.standardName(name)
    let plain = name.uppercased().filter { $0.isLetter || $0.isNumber }
    switch standard {
    case TextEncoding.utf8: self = .utf8
    // GB 18030 goes beyond what a reader of code page 936 understands.
    case "GB18030" where plain != "GB18030":
      self.init(name: "CP936", label: "GBK", driver: 0x4D)
    case "BIG5": self.init(name: "CP950", label: "BIG5", driver: 0x78)
    default: self.init(name: standard, label: standard, driver: 0)
    }
    if ["UTF-16", "UTF-32", "UCS"].contains(where: standard.hasPrefix) {
      throw GridcastError(
        .usage, "encoding '\(name)'", "a table of bytes cannot hold it; use UTF-8 or GBK")
    }
    if self.name != TextEncoding.utf8 { try loadGDAL() }
    guard
      encodedBytes("é中", in: self.name) != nil || encodedBytes("é", in: self.name) != nil
        || encodedBytes("中", in: self.name) != nil || encodedBytes("ж", in: self.name) != nil
    else { throw GridcastError(.usage, "encoding '\(name)'", "it is not known; use UTF-8 or GBK") }
  }

  /// GDAL's option for a layer.
  var layerOption: String { driver == 0 ? "ENCODING=\(label)" : "ENCODING=LDID/\(driver)" }
}

package import GridcastBase
import GridcastGeo

/// The encoding in which a Shapefile's texts are written, and how the file declares it.
package struct TableEncoding: Sendable, Equatable {
  /// The name of the encoding in iconv.
  package let name: String
  /// The content of the .cpg.
  package let label: String
  /// The language driver in the header of the table; 0 where only the .cpg declares the encoding.
  let driver: UInt8

  /// UTF-8, which all current programs read.
  package static let utf8 = TableEncoding(name: TextEncoding.utf8, label: "UTF-8", driver: 0)

  private init(name: String, label: String, driver: UInt8) {
    self.name = name
    self.label = label
    self.driver = driver
  }

  /// Makes an encoding from a name such as GBK, Big5 or 1252.
  ///
  /// - Throws: `.usage` for a name that iconv does not know.
  package init(_ name: String) throws(GridcastError) {
    let standard = try TextEncoding.known(name)
    let plain = name.uppercased().filter { $0.isLetter || $0.isNumber }
    switch standard {
    case TextEncoding.utf8: self = .utf8
    // GB 18030 has characters that a reader of code page 936 does not know.
    case "GB18030" where plain != "GB18030":
      self.init(name: "CP936", label: "GBK", driver: 0x4D)
    case "BIG5": self.init(name: "CP950", label: "BIG5", driver: 0x78)
    default: self.init(name: standard, label: standard, driver: 0)
    }
    if ["UTF-16", "UTF-32", "UCS"].contains(where: standard.hasPrefix) {
      throw GridcastError(
        .usage, "encoding '\(name)'", "a table of bytes cannot hold it; use UTF-8 or GBK")
    }
  }

  /// The layer creation option for GDAL.
  var layerOption: String { driver == 0 ? "ENCODING=\(label)" : "ENCODING=LDID/\(driver)" }
}

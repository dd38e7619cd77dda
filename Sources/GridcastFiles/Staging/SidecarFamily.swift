import Foundation

extension Staging {
  /// The target and the files beside it that speak of it: a stale one would win over the new file.
  static func family(of name: String, in folder: String) -> [String] {
    let url = URL(filePath: name)
    let stem = url.deletingPathExtension().lastPathComponent
    let ending = url.pathExtension.lowercased()
    let endings: Set<String> =
      switch ending {
      case "shp":
        [
          "shp", "shx", "dbf", "prj", "cpg", "qpj", "qix", "sbn", "sbx", "idm", "ind", "fbn", "fbx",
          "ain", "aih", "atx", "mxs", "qml", "sld", "lyrx", "shp.xml",
        ]
      case "tif", "tiff": [ending, "tfw", "tifw", "qml", "sld", "lyrx", "clr"]
      case "csv": [ending, "csvt"]
      default: [ending, "qml", "sld"]
      }
    let added = ["aux.xml", "ovr", "msk", "vat.dbf", "vat.cpg", "xml"].map { "\(name).\($0)" }
    let ofClasses =
      ["tif", "tiff"].contains(ending)
      ? ["tif", "clr", "qml", "tif.aux.xml", "tif.vat.dbf", "tif.vat.cpg"].map {
        "\(stem)-classes.\($0)"
      } : []
    let all = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return all.filter { file in
      if ofClasses.contains(file) { return true }
      guard file.hasPrefix(stem + ".") else { return false }
      return endings.contains(file.dropFirst(stem.count + 1).lowercased()) || added.contains(file)
    }
  }
}

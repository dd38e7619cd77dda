import Foundation
package import GridcastBase
package import GridcastFiles
import GridcastFormats

extension Staging {
  /// Checks that all targets can be written, and that no two would share a style file.
  ///
  /// - Throws: The errors for one target; `.usage` for a raster and a layer with the same base
  ///   name.
  package func check(_ targets: [String]) throws(GridcastError) {
    for target in targets { try check(target) }
    func stem(_ path: String) -> URL {
      URL(filePath: path).standardizedFileURL.deletingPathExtension()
    }
    for raster in targets where raster.namesGeoTIFF {
      let layer = targets.first {
        !$0.namesGeoTIFF && !$0.hasSuffix(".json") && stem($0) == stem(raster)
          && (try? VectorFormat(ofPath: $0)).map { !$0.isCSV } ?? false
      }
      if let layer {
        throw GridcastError(
          .usage, layer,
          "it and \(raster) would share one style file, \(stem(raster).lastPathComponent).qml; give one of "
            + "them another name")
      }
    }
  }
}

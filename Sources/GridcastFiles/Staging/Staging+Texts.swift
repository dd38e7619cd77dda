import Foundation
package import GridcastBase

extension String {
  /// Writes the text as a staged file.
  package func write(to path: String, staging: Staging) throws(GridcastError) {
    try Array(utf8).write(to: path, staging: staging)
  }

  /// Writes the text beside another output, under its name with another ending.
  package func write(beside path: String, ending: String, staging: Staging) throws(GridcastError) {
    let stem = URL(filePath: path).deletingPathExtension().plainPath
    try staging.writeSidecar(Array(utf8), to: "\(stem).\(ending)")
  }
}

extension [UInt8] {
  /// Writes the bytes as a staged file.
  package func write(to path: String, staging: Staging) throws(GridcastError) {
    try staging.write(self, toTemporary: try staging.temporaryPath(for: path), path)
  }
}

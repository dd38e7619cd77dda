import GridcastBase
import Neural

extension GridcastError {
  /// Loads what networks compute with, before they do.
  ///
  /// - Throws: `.notInstalled` where OpenBLAS is not installed.
  static func loadingBLAS() throws(GridcastError) {
    do { try loadBLAS() } catch {
      throw GridcastError(.notInstalled, "OpenBLAS", error.reason)
    }
  }
}

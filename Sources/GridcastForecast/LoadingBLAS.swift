import GridcastBase
import Neural

extension GridcastError {
  /// Loads OpenBLAS, which computes the matrix products of networks.
  ///
  /// - Throws: `.bug` where OpenBLAS is not installed.
  static func loadingBLAS() throws(GridcastError) {
    do { try loadBLAS() } catch { throw GridcastError(.bug, "OpenBLAS", error.reason) }
  }
}

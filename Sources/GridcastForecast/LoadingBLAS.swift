import GridcastBase
import Neural

extension GridcastError {
  /// Loads OpenBLAS, which computes the matrix products of networks.
  ///
  /// - Throws: `.notInstalled` where OpenBLAS is not installed.
  static func loadingBLAS() throws(GridcastError) {
    do { try loadBLAS() } catch {
      throw GridcastError(.notInstalled, "OpenBLAS", Sentence(message: error.reason))
    }
  }
}

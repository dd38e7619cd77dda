import Foundation
import GridcastBase
import GridcastFiles

extension RunRecord {
  /// Notes the hashes of all files that wait to be put in place, by which a later run knows that nothing was changed.
  ///
  /// - Throws: `.unreadable` where one cannot be read to its end.
  mutating func noteFiles(_ staging: Staging) throws(GridcastError) {
    let base = URL(filePath: folder)
    var found: [String: String] = [:]
    for (target, staged) in staging.stagedFiles {
      for file in URL(filePath: staged).isFolder ? InputFiles.all(of: staged) : [staged] {
        let way = URL(filePath: target + file.dropFirst(staged.count)).relativePath(from: base)
        found[way] = try digest(ofFile: file)
      }
    }
    files = found
  }
}

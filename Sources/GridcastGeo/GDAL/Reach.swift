package import GridcastBase
import GridcastFiles

/// Refuses the name of a database or service on another machine, which nobody is asked for without leave.
///
/// - Throws: `.usage`, naming the subject.
package func checkReach(of name: NetworkName?, _ subject: String, allowsRemote: Bool)
  throws(GridcastError)
{
  guard let name, name.isBeyond, !allowsRemote, !ProcessSettings.allowsRemote else { return }
  let words: Sentence =
    name.isPostgreSQL || name.isMongoDB
    ? "this database is on another machine, which is not asked unasked; \(.allowRemote)"
    : "it lies beyond this machine's files; \(.allowRemote)"
  throw GridcastError(.usage, subject, words)
}

import GridcastBase
import Synchronization

/// How an input is read: by Gridcast itself, or by GDAL where Gridcast declined, at once or while
/// reading.
final class ReadingWay: Sendable {
  private static let own: Sentence = "by Gridcast itself"
  private let text = Mutex(own)
  private let byColumns = Mutex(0)

  /// By whom, in words.
  var words: Sentence { text.withLock(\.self) }
  /// Whether GDAL has not read anything so far.
  var isOwn: Bool { words == Self.own }

  /// The number of features that GDAL has delivered as columns so far.
  var countByColumns: Int { byColumns.withLock(\.self) }

  /// Adds to the number of features that GDAL has delivered as columns.
  func addByColumns(_ count: Int) { byColumns.withLock { $0 += count } }

  /// Leaves the input to GDAL from some feature on.
  func leave(_ declined: Declined, after count: Int = 0) {
    text.withLock { text in
      text =
        count > 0
        ? "after \(counted(count, "feature")) \(Self.own), by GDAL: \(declined.reason)"
        : "by GDAL: \(declined.reason)"
    }
  }
}

import GridcastBase
import Synchronization

/// Who reads an input: Gridcast itself, or GDAL where Gridcast declined, at once or on the way.
final class ReadingWay: Sendable, CustomStringConvertible {
  private static let own = "by Gridcast itself"
  private let text = Mutex(own)
  private let byColumns = Mutex(0)

  var description: String { text.withLock(\.self) }
  /// Whether GDAL had to read nothing so far.
  var isOwn: Bool { description == Self.own }

  /// How many features GDAL handed out as columns so far.
  var countByColumns: Int { byColumns.withLock(\.self) }

  /// Adds features that GDAL handed out as columns.
  func addByColumns(_ count: Int) { byColumns.withLock { $0 += count } }

  /// Leaves the input to GDAL, from the feature after a number of them.
  func leave(_ declined: Declined, after count: Int = 0) {
    text.withLock { text in
      let start = count > 0 ? "after \(counted(count, "feature")) \(Self.own), " : ""
      text = "\(start)by GDAL: \(declined.reason)"
    }
  }
}

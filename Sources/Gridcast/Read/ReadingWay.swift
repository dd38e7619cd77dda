import Synchronization

/// Who reads an input: Gridcast itself, or GDAL where Gridcast declined, at once or on the way.
final class ReadingWay: Sendable, CustomStringConvertible {
  private let text = Mutex("by Gridcast itself")

  var description: String { text.withLock(\.self) }

  /// Leaves the input to GDAL, from the feature after a number of them.
  func leave(_ declined: Declined, after count: Int = 0) {
    text.withLock { text in
      let start = count > 0 ? "after \(counted(count, "feature")) by Gridcast itself, " : ""
      text = "\(start)by GDAL: \(declined.reason)"
    }
  }
}

import Foundation
package import GridcastBase
import Synchronization

/// A temporary folder for what is made of an input before it is read, such as copies, or links to a
/// Shapefile's files, beside which GDAL rebuilds a lost index; and for what comes through standard input.
///
/// All of a process lie in one folder that only its user can look into. It goes with the last of them, at
/// the end of the process in whatever way, or with the next run where a process was killed.
package final class ScratchFolder: Sendable {
  package let path: String

  private struct Home {
    var folder: StagingFolder?
    var inUse = 0
    var made = 0
    var hasRecovered = false
  }

  private static let home = Mutex(Home())

  private static var place: String { FileManager.default.temporaryDirectory.plainPath }

  /// An empty one, for what is made of an input.
  ///
  /// - Throws: `.tryAgain` where it cannot be made; `.interrupted` once the process is about to end.
  package init(for input: String) throws(GridcastError) {
    let place = Self.place
    Self.recover()
    let result: Result<String, any Error> = Self.home.withLock { home in
      Result {
        let folder = try home.folder ?? StagingFolder(in: place, for: input)
        home.folder = folder
        home.made += 1
        if folder.folder.state("work") == nil { _ = try folder.folder.makeFolder("work") }
        guard let work = folder.folder.folder("work") else { throw SystemFailure(code: errno) }
        _ = try work.makeFolder("\(home.made)")
        home.inUse += 1
        return "\(folder.path)/work/\(home.made)"
      }
    }
    do { path = try result.get() } catch {
      if Ending.isStopping {
        throw GridcastError(.interrupted, input, "it was not read to its end")
      }
      let words =
        (error as? SystemFailure)?.words ?? (error as? GridcastError)?.sentence
        ?? Staging.words(error)
      throw GridcastError(
        .tryAgain, input,
        "no temporary folder can be made in \(place): \(words); let TMPDIR name a folder that can be written to"
      )
    }
  }

  /// Removes once in a process what killed runs left.
  static func recover() {
    let isFirst = home.withLock { home in
      defer { home.hasRecovered = true }
      return !home.hasRecovered
    }
    if isFirst { _ = StagingFolder.recover(in: place) }
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
    Self.home.withLock { home in
      home.inUse -= 1
      guard home.inUse == 0 else { return }
      home.folder?.remove()
      home.folder = nil
    }
  }
}

import Foundation
package import GridcastBase
import GridcastBin
import GridcastFiles
package import GridcastFormats
import GridcastReproject

/// Inputs cut into parts of about the same size, each of which can be counted on its own.
package struct InputSplit: Sendable {
  /// What is counted at once: some inputs, or a part of one.
  package struct Part: Sendable {
    /// The inputs.
    package let paths: [String]
    /// The part of the only input; nil for all of it.
    package let range: FileRange?
    /// What the range is counted in.
    package let unit: FileRange.Unit?
    /// About how many bytes it has.
    package let size: Int
  }

  /// The parts, in the order of the inputs.
  package let parts: [Part]
  /// The coordinate system of the cells, as one count of everything would take it; nil where a raster brings it.
  package let system: CoordinateSystem?
  /// Why inputs are not cut that are larger than a part.
  package let notes: [Sentence]
}

extension Counting {
  /// Cuts the inputs into parts, and finds what they must agree on.
  ///
  /// - Parameters:
  ///   - count: About how many parts; there are fewer where inputs are small, and more where there are more
  ///     large ones.
  ///   - progress: Receives the progress of finding the coordinate system.
  /// - Returns: The parts, in the order of the inputs.
  /// - Throws: The errors of opening the inputs, and of finding the system.
  package func split(into count: Int, progress: @escaping ProgressHandler = { _, _, _ in })
    throws(GridcastError) -> InputSplit
  {
    let readers = try readers(for: measure.purpose)
    var system: CoordinateSystem?
    if like == nil {
      if let studyArea {
        system = try StudyArea(studyArea, target: target).coordinateSystem
      } else {
        system = try readers.resolved(target, of: subject, counting: categorization, progress)
      }
    }
    let sizes = inputs.map { Self.size(of: $0.path) }
    let most = max(1, (sizes.reduce(0, +) + count - 1) / max(count, 1))
    var parts: [InputSplit.Part] = []
    var notes: [Sentence] = []
    var waiting: [String] = []
    var waitingSize = 0
    func finishWaiting() {
      guard !waiting.isEmpty else { return }
      parts.append(.init(paths: waiting, range: nil, unit: nil, size: waitingSize))
      (waiting, waitingSize) = ([], 0)
    }
    for (reader, size) in zip(readers, sizes) {
      let path = reader.source.path
      let wanted = (size + most - 1) / most
      if wanted > 1 {
        if let unit = reader.extent?.unit, let ranges = reader.parts(wanted) {
          finishWaiting()
          for range in ranges {
            parts.append(
              .init(paths: [path], range: range, unit: unit, size: size / ranges.count))
          }
          continue
        }
        notes.append(
          "\(path): it is read as a whole only (\(reader.wholeReason)), and is one part")
      }
      if waitingSize + size > most { finishWaiting() }
      waiting.append(path)
      waitingSize += size
    }
    finishWaiting()
    return InputSplit(parts: parts, system: system, notes: notes)
  }

  /// The number of bytes of an input and what belongs to it.
  private static func size(of path: String) -> Int {
    InputFiles.all(of: path).reduce(0) { sum, file in
      let size = try? FileManager.default.attributesOfItem(atPath: file)[.size] as? Int
      return sum + (size ?? 0)
    }
  }
}

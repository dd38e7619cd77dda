import Foundation
package import GridcastBase
import GridcastFiles
package import GridcastForecast
import Neural
import Synchronization

/// The folder of a sweep's outputs, with the journal from which an interrupted sweep continues.
package final class SweepFolder: Sendable {
  private struct Line: Codable {
    let fingerprint: String
    let result: Sweep.Result
  }

  /// The name of the journal in the folder.
  package static let journalName = "sweep.jsonl"

  private let journal: JournalFile
  private let path: String
  private let fingerprint: String
  /// The results of earlier runs of the same sweep, in order.
  package let earlier: [Sweep.Result]
  /// Sentences for the user, such as warnings.
  package var notes: [Sentence] { [journal.note].compactMap(\.self) }

  /// Opens a folder, or creates it.
  ///
  /// - Throws: `.unwritable` where that fails, or the folder contains another sweep or other files
  ///   that may not be replaced; `.unreadable` where its journal cannot be read.
  package init(_ folder: String, fingerprint: String, overwrite: Bool) throws(GridcastError) {
    let path = "\(folder)/\(Self.journalName)"
    self.path = path
    self.fingerprint = fingerprint
    let files = FileManager.default
    do { try files.createDirectory(atPath: folder, withIntermediateDirectories: true) } catch {
      throw GridcastError(.unwritable, folder, "the folder cannot be made")
    }
    var journal = try JournalFile(path)
    let theirs = SweepSearch.Result.fileNames.filter {
      files.fileExists(atPath: "\(folder)/\($0)")
    }
    var lines = Self.lines(try journal.content())
    if lines.isEmpty, !overwrite, let first = theirs.first {
      throw GridcastError(
        .unwritable, "\(folder)/\(first)",
        "it is there already, and of no sweep; name another folder, or \(.overwrite)")
    }
    if lines.contains(where: { $0.fingerprint != fingerprint }) {
      guard overwrite else {
        throw GridcastError(
          .unwritable, path,
          "it is the journal of a sweep with other data or settings; name another folder, or "
            + "\(.beginAnewOver)")
      }
      do { try files.removeItem(atPath: path) } catch {
        throw GridcastError(.unwritable, path, "the old journal cannot be removed")
      }
      journal = try JournalFile(path)
      lines = []
      // Pictures of the other sweep do not belong to this one.
      for name in theirs { try? files.removeItem(atPath: "\(folder)/\(name)") }
    }
    self.journal = journal
    earlier = lines.map(\.result)
  }

  private static func lines(_ data: Data) -> [Line] {
    // A killed process may have left an incomplete line.
    data.split(separator: 10).compactMap { try? JSONDecoder().decode(Line.self, from: $0) }
  }

  /// Writes a result to the disk.
  ///
  /// - Throws: `.unwritable` where that fails; `.bug` where it cannot be made a line.
  package func keep(_ result: Sweep.Result) throws(GridcastError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let line = Line(fingerprint: fingerprint, result: result)
    let bytes: Data
    do { bytes = try encoder.encode(line) } catch {
      throw GridcastError(.bug, path, "a result cannot be written down: \(error)")
    }
    try journal.append(bytes)
  }
}

extension Sweep {
  /// Results as CSV, best first.
  package static func table(_ results: [Result]) -> String {
    let header =
      "hidden,first_activation,later_activation,learning_rate,momentum,r2,error,rmse,mae,bias\n"
    return ranked(results).reduce(header) { text, result in
      let trial = result.trial
      let scores = [
        result.scores?.r2, result.error, result.scores?.rmse, result.scores?.mae,
        result.scores?.bias,
      ]
      let cells =
        [
          trial.hidden.map(String.init).joined(separator: "-"), trial.firstActivation.rawValue,
          trial.laterActivation.rawValue, "\(trial.learningRate)", "\(trial.momentum)",
        ] + scores.map { $0.map { formatted($0, 6) } ?? "" }
      return text + cells.joined(separator: ",") + "\n"
    }
  }

  /// The `model` section of a plan with the settings of a trial.
  package static func planSection(_ trial: Trial, _ base: CellSettings) -> String {
    let settings = trial.applied(to: base)
    var lines = [
      "# The best of a sweep; a plan takes it by 'model: best.yaml'.", "kind: bp",
      "target: \(yaml(settings.target))",
      "features: [\(settings.features.map(yaml).joined(separator: ", "))]",
      "hidden: [\(settings.hidden.map(String.init).joined(separator: ", "))]",
      "activations: [\(settings.firstActivation.rawValue), \(settings.laterActivation.rawValue)]",
      "output: \(settings.outputActivation.rawValue)",
      "transform: \(settings.transform.rawValue)", "way-back: \(settings.wayBack.rawValue)",
      "members: \(settings.members)", "linear-share: \(settings.linearShare)",
      "learning-rate: \(settings.training.learningRate)",
      "rate-decay: \(settings.training.decay.rawValue)",
      "momentum: \(settings.training.momentum)", "batch: \(settings.training.batchSize)",
      "epochs: \(settings.training.epochs)", "folds: \(settings.foldCount)",
      "block-size: \(settings.blockSize)", "seed: \(settings.training.seed)",
      "keep: \(settings.keptFolds.rawValue)",
    ]
    if let patience = settings.training.patience { lines.append("patience: \(patience)") }
    let around = settings.neighbourhood
    if around == .none { lines.append("neighbourhood: false") }
    for (key, radii) in [
      ("rings", around.rings.map { "\($0)" }), ("gaussians", around.gaussians.map { "\($0)" }),
    ] where !radii.isEmpty {
      lines.append("\(key): [\(radii.joined(separator: ", "))]")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A text as YAML, quoted as in JSON.
  private static func yaml(_ text: String) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    return (try? encoder.encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? text
  }
}

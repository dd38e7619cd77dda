import Foundation
package import GridcastBase
import GridcastFiles

extension RunRecord {
  /// Reads the record of a run.
  ///
  /// - Parameter path: The path of the `run.json`, or of its folder.
  /// - Throws: `.unreadable` where there is none; `.badData` where the file is damaged or no
  ///   record.
  package init(reading path: String) throws(GridcastError) {
    let url = URL(filePath: path)
    let file = url.isFolder ? "\(url.plainPath)/run.json" : path
    guard let bytes = FileManager.default.contents(atPath: file) else {
      throw GridcastError(
        .unreadable, file,
        "\(InputFiles.fault(of: file) ?? "it cannot be read"); \(.runPlan), which writes a run.json beside "
          + "its outputs")
    }
    if let kind = FileKind(of: file), kind != .record, file.fileEnding != "json" {
      throw GridcastError(
        .badData, file, "it is \(kind.words), and the folder of a run, or its run.json, is wanted")
    }
    do { self = try JSONDecoder().decode(RunRecord.self, from: bytes) } catch {
      throw GridcastError(.badData, file, Self.fault(of: bytes))
    }
    folder = URL(filePath: file).standardizedFileURL.deletingLastPathComponent().plainPath
  }

  private struct Header: Decodable {
    let versions: [String: String]
  }

  private static func fault(of bytes: Data) -> Sentence {
    let isJSON = (try? JSONSerialization.jsonObject(with: bytes, options: .fragmentsAllowed)) != nil
    guard isJSON else { return "it is damaged, or no JSON; run the plan again" }
    let header = try? JSONDecoder().decode(Header.self, from: bytes)
    guard let version = header?.versions["gridcast"] else {
      return "it is not the record of a run; name the run.json that a run wrote"
    }
    return version == gridcastVersion
      ? "it is damaged; run the plan again"
      : "Gridcast \(version) wrote it, and this is \(gridcastVersion); run the plan again"
  }

  /// The current paths of the outputs with a role; empty where the plan did not ask for any.
  package func paths(of role: String) -> [String] {
    outputs.filter { $0.role == role }.map(path)
  }

  /// The current path of an output.
  package func path(of output: Output) -> String {
    if output.path.hasPrefix("/") { return output.path }
    let path = "\(folder)/\(output.path)"
    return output.path.hasPrefix("../") ? URL(filePath: path).standardizedFileURL.plainPath : path
  }

  /// The record as JSON with sorted keys.
  ///
  /// - Throws: `.bug` where a number is infinite or NaN.
  package func json() throws(GridcastError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.audience = .plan
    do {
      return maskedJSON(String(decoding: try encoder.encode(portable), as: UTF8.self)) + "\n"
    } catch {
      throw GridcastError(.bug, "run.json", "\(error)")
    }
  }
}

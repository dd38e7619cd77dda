import Foundation
import GridcastBase

/// What a file is by its first bytes and its ending, so that a wrong one is told as what it is.
package enum FileKind: Sendable, Hashable {
  /// A trained model in the safetensors format.
  case model
  /// A plan, or another text in YAML.
  case plan
  /// The record of a run, or another text in JSON that is no GeoJSON.
  case record
  /// A raster.
  case raster
  /// A layer of features, or a table.
  case layer
  /// A style, a project, a picture or a page, as it is called.
  case other(String)

  /// The kind of a file; nil where it is none of these, or cannot be read.
  package init?(of path: String) {
    guard InputFiles.canBeRead(path), !URL(filePath: path).isFolder,
      let file = FileHandle(forReadingAtPath: path)
    else { return nil }
    defer { try? file.close() }
    let bytes = [UInt8]((try? file.read(upToCount: 4096)) ?? Data())
    let ending = path.fileEnding
    if Self.isModel(bytes) {
      self = .model
    } else if Format.isRaster(firstBytes: bytes) {
      self = .raster
    } else if let name = Self.others[ending] {
      self = .other(name)
    } else if ["yaml", "yml"].contains(ending) {
      self = .plan
    } else if ending == "json", Self.isRecord(path) {
      self = .record
    } else if let format = Format.of(path: path), format.layers != nil {
      self = .layer
    } else {
      return nil
    }
  }

  /// What it is, with an article, in the language of the process.
  package var words: String { Sentence(message: english).description }

  private var english: String {
    switch self {
    case .model: "a trained model"
    case .plan: "a text in YAML, such as a plan"
    case .record: "the record of a run"
    case .raster: "a raster"
    case .layer: "a layer or table"
    case .other(let name): name
    }
  }

  private static let others = [
    "qml": "a style of QGIS's", "sld": "a style", "lyrx": "a layer file of ArcGIS's",
    "qgz": "a project of QGIS's", "qgs": "a project of QGIS's", "html": "a web page",
    "htm": "a web page", "onnx": "a model in the ONNX format", "aprx": "a project of ArcGIS's",
    "mxd": "a map document of ArcGIS's", "docx": "a text document", "md": "a text",
  ]

  /// The length of a header in eight bytes, and then the header, which is JSON.
  private static func isModel(_ bytes: [UInt8]) -> Bool {
    guard bytes.count > 9, bytes[8] == UInt8(ascii: "{") else { return false }
    let length = bytes[0..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return 2..<100_000_000 ~= length
  }

  private struct Record: Decodable {
    struct Plan: Decodable { let sha256: [String: String] }
    let plan: Plan
    let versions: [String: String]
  }

  private static func isRecord(_ path: String) -> Bool {
    guard let size = InputFiles.size(of: path), size < 64 << 20,
      let bytes = FileManager.default.contents(atPath: path)
    else { return false }
    return (try? JSONDecoder().decode(Record.self, from: bytes)) != nil
  }
}

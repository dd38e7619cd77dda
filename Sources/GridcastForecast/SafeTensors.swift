import Foundation
import GridcastBase
import GridcastFiles

/// A file of named tensors in the public safetensors format: the length of a JSON header (8 bytes,
/// little-endian), the header, and the raw numbers.
struct SafeTensors {
  enum Values: Equatable {
    case floats([Float])
    case integers([Int64])
  }

  struct Entry: Equatable {
    var name: String
    var shape: [Int]
    var values: Values
  }

  /// Texts with names, stored under `__metadata__`.
  var metadata: [String: String]
  /// The tensors, in file order.
  var entries: [Entry]

  /// The greatest accepted size of a header in bytes.
  private static let headerLimit = 16_777_216

  func floats(_ name: String) -> (shape: [Int], values: [Float])? {
    guard let entry = entries.first(where: { $0.name == name }),
      case .floats(let values) = entry.values
    else { return nil }
    return (entry.shape, values)
  }

  func integers(_ name: String) -> [Int64]? {
    guard let entry = entries.first(where: { $0.name == name }),
      case .integers(let values) = entry.values
    else { return nil }
    return values
  }

  /// The content of the file; equal tensors give equal bytes.
  func encoded() throws(GridcastError) -> [UInt8] {
    var header: [String: Any] = ["__metadata__": metadata]
    var body: [UInt8] = []
    for entry in entries {
      let start = body.count
      let type: String
      switch entry.values {
      case .floats(let values):
        type = "F32"
        for value in values { body.append(littleEndian: value.bitPattern) }
      case .integers(let values):
        type = "I64"
        for value in values { body.append(littleEndian: UInt64(bitPattern: value)) }
      }
      header[entry.name] = [
        "dtype": type, "shape": entry.shape, "data_offsets": [start, body.count],
      ]
    }
    guard
      let json = try? JSONSerialization.data(
        withJSONObject: header, options: [.sortedKeys, .withoutEscapingSlashes])
    else { throw GridcastError(.bug, "model file", "its header cannot be written as JSON") }
    var text = Array(json)
    while text.count % 8 != 0 { text.append(UInt8(ascii: " ")) }
    var bytes: [UInt8] = []
    bytes.append(littleEndian: UInt64(text.count))
    return bytes + text + body
  }

  init(metadata: [String: String], entries: [Entry]) {
    self.metadata = metadata
    self.entries = entries
  }

  /// Reads a file.
  ///
  /// - Throws: `.unreadable` where it is missing; `.badData` where it is truncated or not in the
  ///   format.
  init(reading path: String) throws(GridcastError) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw GridcastError(.unreadable, path, InputFiles.fault(of: path) ?? "it cannot be read")
    }
    try self.init([UInt8](data), path)
  }

  /// Parses the content of a file.
  ///
  /// - Throws: `.badData` where it is truncated or not in the format.
  init(_ bytes: [UInt8], _ path: String) throws(GridcastError) {
    func fault(_ reason: Sentence) -> GridcastError { GridcastError(.badData, path, reason) }
    guard bytes.count >= 8 else { throw fault("it is too short for a model file") }
    let length = bytes[0..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(min(Self.headerLimit, bytes.count - 8)) else {
      if let kind = FileKind(of: path), kind != .model {
        throw fault("it is \(kind.words), and a trained model is wanted")
      }
      throw fault("it is no safetensors file, or was cut short")
    }
    let start = 8 + Int(length)
    guard
      let header = try? JSONSerialization.jsonObject(with: Data(bytes[8..<start])) as? [String: Any]
    else { throw fault("it is no safetensors file: its header is not JSON") }
    metadata = header["__metadata__"] as? [String: String] ?? [:]
    entries = []
    for (name, value) in header.sorted(by: { $0.key < $1.key }) where name != "__metadata__" {
      guard let value = value as? [String: Any], let type = value["dtype"] as? String,
        let shape = value["shape"] as? [Int], let range = value["data_offsets"] as? [Int],
        range.count == 2, shape.allSatisfy({ $0 >= 0 && $0 < 1 << 31 }),
        0 <= range[0], range[0] <= range[1]
      else { throw fault("tensor '\(name)' is not described as safetensors wants it") }
      guard range[1] <= bytes.count - start else {
        throw fault("it was cut short: tensor '\(name)' is not whole")
      }
      let raw = bytes[start + range[0]..<start + range[1]]
      let size = shape.reduce(1.0) { $0 * Double($1) }
      let values: Values
      switch type {
      case "F32" where Double(raw.count) == size * 4:
        values = .floats(raw.chunked(4) { Float(bitPattern: UInt32($0)) })
      case "I64" where Double(raw.count) == size * 8:
        values = .integers(raw.chunked(8) { Int64(bitPattern: $0) })
      default: throw fault("tensor '\(name)' has a type or size that no Gridcast model has")
      }
      entries.append(Entry(name: name, shape: shape, values: values))
    }
  }
}

extension ArraySlice<UInt8> {
  /// Converts little-endian numbers of `size` bytes to values.
  fileprivate func chunked<Value>(_ size: Int, _ make: (UInt64) -> Value) -> [Value] {
    stride(from: startIndex, to: endIndex, by: size).map { start in
      make(self[start..<start + size].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }
  }
}

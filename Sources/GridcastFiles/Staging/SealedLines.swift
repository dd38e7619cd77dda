internal import Foundation

/// Values in lines of JSON, each with its own hash in front: what was cut off or changed is not believed.
///
/// The hash keeps accidents away. What keeps strangers away is the inode of a folder, which every value of
/// a staging holds: a folder that was unpacked, copied or checked out has another.
enum SealedLines {
  static func line(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let content = try encoder.encode(value)
    return Data(digest(content).utf8) + Data(" ".utf8) + content + Data("\n".utf8)
  }

  /// The values of all lines that are whole.
  static func values<Value: Decodable>(_ data: Data, _ type: Value.Type) -> [Value] {
    data.split(separator: 10).compactMap { line in
      guard line.count > 65 else { return nil }
      let content = Data(line.dropFirst(65))
      guard line.prefix(65) == Data("\(digest(content)) ".utf8) else { return nil }
      return try? JSONDecoder().decode(type, from: content)
    }
  }
}

import Foundation
import GridcastBase
import GridcastFiles
import GridcastGeo

/// A file that lies beside an input and belongs to it, as far as it can be read.
enum SideFile {
  case missing
  case unreadable(Sentence)
  case there(Data)

  /// Looks for a file, also within an archive.
  init(_ path: String) {
    guard !path.hasPrefix("/vsi") else {
      self = smallFile(path).map(Self.there) ?? .missing
      return
    }
    switch InputFiles.presence(of: path) {
    case .missing:
      self = .missing
      return
    case .unreadable(let words):
      self = .unreadable(words)
      return
    case .there: break
    }
    if URL(filePath: path).isFolder {
      self = .unreadable("it is a folder")
    } else if let data = FileManager.default.contents(atPath: path) {
      self = .there(data)
    } else {
      self = .unreadable("reading it fails")
    }
  }

  /// Looks for a file of a name in either case.
  init(_ stem: String, ending: String) {
    for name in [ending, ending.uppercased()].map({ "\(stem).\($0)" }) {
      self = SideFile(name)
      if case .missing = self { continue }
      return
    }
    self = .missing
  }

  /// Why it cannot be read, by a check of its content; nil where it can, or there is none.
  func fault(_ check: (Data) -> Sentence? = { _ in nil }) -> Sentence? {
    switch self {
    case .missing: nil
    case .unreadable(let reason): reason
    case .there(let data): check(data)
    }
  }
}

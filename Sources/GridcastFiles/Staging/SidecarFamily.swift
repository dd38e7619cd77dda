import Foundation
import GridcastBase

extension Staging {
  /// The files that would speak of a raster of this name though it is gone, and win over a new one.
  static func leftovers(of name: String) -> [String] {
    guard Format.isRaster(name) else { return [] }
    return Format.addedWhereRead.filter { Format.addedWhereReplaced.contains($0) }
      .map { name + $0 }
  }

  /// The target and the files beside it that speak of it: a stale one would win over the new file.
  static func family(of name: String, in folder: String) -> [String] {
    let url = URL(filePath: name)
    let stem = url.deletingPathExtension().lastPathComponent
    let ending = url.pathExtension.lowercased()
    let siblings = Format.ending(in: ending)?.siblings ?? .usual
    let endings = Set([ending] + siblings.replaced)
    let added = Format.addedWhereReplaced.map { name + $0 }
    let ofClasses =
      siblings.hasClasses ? Format.ofClasses.map { "\(stem)-classes.\($0)" } : []
    let all = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return all.filter { file in
      if ofClasses.contains(file) { return true }
      guard file.hasPrefix(stem + ".") else { return false }
      return endings.contains(file.dropFirst(stem.count + 1).lowercased()) || added.contains(file)
    }
  }
}

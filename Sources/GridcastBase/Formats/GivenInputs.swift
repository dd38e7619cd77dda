/// Inputs as they are given on a command line, where a shell's pattern such as `stations.*` names the parts of a dataset
/// too.
package struct GivenInputs: Sendable {
  /// The inputs without those that are parts of another, in their order.
  package let datasets: [String]
  /// The inputs that lie beside another as parts of it.
  package let parts: [String]

  /// Tells datasets from the parts of other inputs; a part whose dataset is not given stays.
  package init(_ paths: [String]) {
    let mains = Dictionary(grouping: paths.indices) { Self.stem(of: paths[$0]) }
    var isPart = Array(repeating: false, count: paths.count)
    for (index, path) in paths.enumerated() {
      isPart[index] = Self.stems(of: path).contains { stem in
        (mains[stem] ?? []).contains { $0 != index && Format.isPart(path, of: paths[$0]) }
      }
    }
    datasets = paths.indices.filter { !isPart[$0] }.map { paths[$0] }
    parts = paths.indices.filter { isPart[$0] }.map { paths[$0] }
  }

  /// What is told of the parts; nil where there are none.
  package var note: Sentence? {
    if parts.isEmpty { return nil }
    return
      "taken as parts of the datasets that they lie beside, and not for themselves: \(parts.joined(separator: ", "))"
  }

  private static func stem(of path: String) -> Substring {
    path.dropLast(path.fileEnding.isEmpty ? 0 : path.fileEnding.count + 1)
  }

  /// What the name of the dataset may be without its ending: all that stands before a dot of the file's name.
  private static func stems(of path: String) -> [Substring] {
    let name = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    return path.indices[name...].filter { path[$0] == "." }.map { path[..<$0] }
  }
}

extension Format {
  /// Whether a file is a part of a dataset: of the same name, with an ending that is read or replaced with it.
  package static func isPart(_ path: String, of main: String) -> Bool {
    let ending = main.fileEnding.lowercased()
    guard path != main, let format = self.ending(in: ending),
      format.endings.names.contains(ending)
    else { return false }
    if path.hasPrefix(main) {
      let added = path.dropFirst(main.count).lowercased()
      if (addedWhereRead + addedWhereReplaced).contains(added) { return true }
    }
    let stem = main.dropLast(ending.count)
    guard path.hasPrefix(stem) else { return false }
    let own = path.dropFirst(stem.count).lowercased()
    if format.endings.names.contains(own) { return false }
    if (format.siblings.read ?? []).contains(own) { return true }
    // What may be a dataset for itself is a part of no other only because it is called the same.
    let isDataset = self.ending(in: own).map { $0.endings.names.contains(own) } ?? false
    let besides =
      format.siblings.replaced + ["qmd", "qml", "sld", "lyrx"]
      + (format.siblings.read == nil ? besideRasters + worldFiles(of: ending) : [])
    return !isDataset && besides.contains(own)
  }
}

import Foundation
import GridcastBase
import GridcastFiles
import Synchronization

/// A sorted copy of an OSM file as an uncompressed PBF, for files whose objects may come in any order:
/// XML, also packed by gzip or bzip2, Overpass's JSON, and a PBF that is not sorted.
///
/// It lies in a temporary folder and is deleted with the last reference to it.
final class OSMCopy: Sendable {
  let path: String
  /// What the user should know of how the file was understood.
  let notes: [Sentence]
  /// What of the file could not be read.
  let losses: [Sentence]
  private let folder: ScratchFolder

  /// - Throws: `.badData` where the file is no map, such as a change file; `.tryAgain` where the copy
  ///   cannot be written.
  init(of path: String, _ form: Form) throws(GridcastError) {
    var collection = OSMCollection()
    var losses: [Sentence] = []
    do {
      try form.read(path) {
        collection.add($0)
      } lost: {
        losses.append(Sentence($0))
      }
    } catch let error as GridcastError {
      throw error
    } catch {
      throw GridcastError(.unreadable, path, "it cannot be read: \(error.localizedDescription)")
    }
    folder = try ScratchFolder(for: path)
    self.path = "\(folder.path)/\(URL(filePath: path).lastPathComponent).pbf"
    var told: [Sentence] = []
    do {
      try ScratchFolder.write(self.path) { told = try collection.write(to: PBFWriter($0)) }
    } catch {
      throw GridcastError(
        .tryAgain, path,
        "a sorted copy could not be written to \(folder.path): \(error.localizedDescription)")
    }
    notes = told
    self.losses = losses + collection.losses
  }

  /// How a file tells its objects.
  enum Form {
    case xml(Unpacking.Packing)
    case json
    /// Read before, and found not to be sorted.
    case pbf(PBFFile)
  }
}

extension OSMCopy.Form {
  /// The form of an OSM file, by its name, of JSON by its beginning; nil where the file can be read as
  /// it is.
  init?(ofPath path: String) {
    let name = path.lowercased()
    if name.hasSuffix(".json") || name.hasSuffix(".pbf") {
      guard let file = FileHandle(forReadingAtPath: path) else { return nil }
      defer { try? file.close() }
      guard let start = try? file.read(upToCount: 4096) else { return nil }
      if name.hasSuffix(".json"), OSMJSON.isLikely(start) {
        self = .json
      } else if name.hasSuffix(".pbf"), start.first == UInt8(ascii: "<") {
        // XML under the name of a PBF, which cannot begin so.
        self = .xml(.none)
      } else {
        return nil
      }
      return
    }
    if name.hasSuffix(".osm") || name.hasSuffix(".osc") {
      self = .xml(.none)
    } else if name.hasSuffix(".osm.gz") || name.hasSuffix(".osc.gz") {
      self = .xml(.gzip)
    } else if name.hasSuffix(".osm.bz2") || name.hasSuffix(".osc.bz2") {
      self = .xml(.bzip2)
    } else {
      return nil
    }
  }

  /// Hands over all objects, and what could not be read.
  fileprivate func read(
    _ path: String, _ take: (OSMObject) -> Void, lost: (String) -> Void
  ) throws {
    switch self {
    case .xml(let packing):
      try withoutActuallyEscaping(take) { take in
        let reader = OSMXML(take)
        do {
          unsafe try Unpacking.read(path, packing) { unsafe try reader.read($0) }
          unsafe try reader.read(UnsafeRawBufferPointer(start: nil, count: 0))
        } catch let damage as Unpacking.Damage {
          lost("reading ended early: \(damage.reason)")
        } catch let fault as OSMXML.Fault {
          switch fault {
          case .damaged(let words): lost("reading ended early, in \(words)")
          case .other(let words): throw GridcastError(.badData, path, words)
          }
        }
        let remark = reader.remark.trimmed
        if remark.contains("error") { lost("the server that made it says: \(remark)") }
      }
    case .json:
      do {
        let document = try JSONDecoder().decode(
          OSMJSON.self, from: Data(contentsOf: URL(filePath: path), options: .mappedIfSafe))
        document.forEachObject(take)
        if let remark = document.remark, remark.contains("error") {
          lost("the server that made it says: \(remark)")
        }
      } catch let error as DecodingError {
        throw GridcastError(
          .badData, path, "it is no whole file of Overpass's JSON: \(error.words)")
      }
    case .pbf(let file):
      do throws(Declined) {
        try file.forEachObject(take)
      } catch {
        lost("reading ended early: \(error.reason)")
      }
    }
  }
}

extension OSMCollection {
  /// What cannot be placed: objects that exist and tell no place on Earth.
  fileprivate var losses: [Sentence] {
    let count = nodes.ids.indices.count { nodes.exist[$0] && places[$0] == nil }
    return count == 0 ? [] : ["\(counted(count, "node")) without a place on Earth"]
  }

  /// Writes all that exists, sorted; hands back what the user should know.
  fileprivate func write(to writer: consuming PBFWriter) throws -> [Sentence] {
    var writer = writer
    let nodes = sorted(.node), ways = sorted(.way), relations = sorted(.relation)
    let places = nodes.rows.filter { self.places[$0] != nil }
    for row in places {
      guard let place = self.places[row] else { continue }
      try writer.addNode(self.nodes.ids[row], place, tags: self.nodes.tags(of: row), of: texts)
    }
    let known = places.map { self.nodes.ids[$0] }
    let standing = centresNeeded(ways.rows, relations.rows, known)
    for (id, place, tags) in standing.points {
      try writer.addNode(id, place, tags: tags, of: texts)
    }
    for row in ways.rows where !standing.ways.contains(row) {
      try writer.addWay(self.ways.ids[row], refs(of: row), tags: self.ways.tags(of: row), of: texts)
    }
    for row in relations.rows where !standing.relations.contains(row) {
      try writer.addRelation(
        self.relations.ids[row], members(of: row), tags: self.relations.tags(of: row), of: texts)
    }
    try writer.finish()
    var notes: [Sentence] = []
    let older = nodes.older + ways.older + relations.older
    let deleted = nodes.deleted + ways.deleted + relations.deleted
    if older > 0 { notes.append("older versions of objects are left out: \(formatted(older))") }
    if deleted > 0 { notes.append("\(counted(deleted, "object")) marked as deleted, left out") }
    let centres = standing.points.count
    if centres > 0 {
      notes.append(
        "\(counted(centres, "way or relation", plural: "ways and relations")) by their centre, as the "
          + "file does not tell their shape")
    }
    return notes
  }

  /// The ways and relations of which the file tells no shape but a centre: their rows, and a point for
  /// each.
  private func centresNeeded(_ ways: [Int], _ relations: [Int], _ nodes: [Int64]) -> (
    ways: Set<Int>, relations: Set<Int>,
    points: [(id: Int64, place: OSMObject.Place, tags: ArraySlice<Int32>)]
  ) {
    guard !centres.ways.isEmpty || !centres.relations.isEmpty else { return ([], [], []) }
    let isKnown = { nodes.placeAmongAscending($0) != nil }
    var result: (Set<Int>, Set<Int>, [(Int64, OSMObject.Place, ArraySlice<Int32>)]) = ([], [], [])
    var shaped: Set<Int64> = []
    for row in ways {
      let refs = refs(of: row)
      if !refs.isEmpty, refs.allSatisfy(isKnown) {
        shaped.insert(self.ways.ids[row])
      } else if let centre = centres.ways[row], self.ways.hasTags(row) {
        result.0.insert(row)
        result.2.append((OSMCentre.id(ofWay: self.ways.ids[row]), centre, self.ways.tags(of: row)))
      }
    }
    for row in relations {
      guard let centre = centres.relations[row], self.relations.hasTags(row) else { continue }
      let members = members(of: row).filter { $0.kind == .way }
      guard members.isEmpty || !members.allSatisfy({ shaped.contains($0.id) }) else { continue }
      result.1.insert(row)
      result.2.append(
        (OSMCentre.id(ofRelation: self.relations.ids[row]), centre, self.relations.tags(of: row)))
    }
    return result
  }
}

extension DecodingError {
  /// What is wrong, in one line.
  fileprivate var words: String {
    switch self {
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .keyNotFound(_, let context), .dataCorrupted(let context):
      let place = context.codingPath.map { $0.intValue.map { "\($0 + 1)" } ?? $0.stringValue }
      return (place.isEmpty ? "" : "at \(place.joined(separator: " ")): ")
        + context.debugDescription
    @unknown default: return localizedDescription
    }
  }
}

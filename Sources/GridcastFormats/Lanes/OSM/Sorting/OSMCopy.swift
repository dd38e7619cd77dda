import Foundation
import GridcastBase
import GridcastFiles
import GridcastGeo
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

  /// Makes the copy of a file, which errors call by another path where it was unpacked.
  ///
  /// - Throws: `.badData` where the file is no map, such as a change file; `.tryAgain` where the copy
  ///   cannot be written.
  init(of file: String, as path: String, _ form: Form) throws(GridcastError) {
    var collection = OSMCollection()
    var losses: [Sentence] = []
    var encodings: [Sentence] = []
    do {
      try form.read(file, as: path) {
        collection.add($0)
      } lost: {
        losses.append($0)
      } told: {
        encodings.append($0)
      }
    } catch let error as GridcastError {
      throw error
    } catch {
      throw GridcastError(.unreadable, path, "it cannot be read: \(error.localizedDescription)")
    }
    folder = try ScratchFolder(for: path)
    self.path = "\(folder.path)/\(URL(filePath: path).lastPathComponent).pbf"
    var told: (notes: [Sentence], losses: [Sentence]) = ([], [])
    do {
      try ScratchFolder.write(self.path) { told = try collection.write(to: PBFWriter($0)) }
    } catch {
      throw GridcastError(
        .tryAgain, path,
        "a sorted copy could not be written to \(folder.path): \(error.localizedDescription)")
    }
    notes = encodings + told.notes
    self.losses = losses + told.losses
  }

  /// How a file tells its objects.
  enum Form {
    case xml(Unpacking.Packing)
    case json(Unpacking.Packing)
    /// Read before, and found not to be sorted.
    case pbf(PBFFile)
  }
}

extension OSMCopy.Form {
  /// The form of an OSM file, by its name, and where others have such names by its beginning; nil where
  /// the file can be read as it is.
  init?(ofPath path: String) {
    let (packing, inner) = Unpacking.Packing.of(path: path)
    let ending = inner.fileEnding
    if ["osm", "osc"].contains(ending) {
      self = .xml(packing)
      return
    }
    guard ["json", "pbf", "xml", "txt", ""].contains(ending) else { return nil }
    let start = Unpacking.beginning(of: path, packing, 4096)
    if ending == "json" {
      guard OSMJSON.isLikely(start) else { return nil }
      self = .json(packing)
    } else {
      // XML under the name of a PBF, which cannot begin so, or under a name that tells nothing.
      guard start.first == UInt8(ascii: "<"), ending == "pbf" || OSMXML.isLikely(start) else {
        return nil
      }
      self = .xml(packing)
    }
  }

  /// Hands over all objects, and what could not be read.
  fileprivate func read(
    _ file: String, as path: String, _ take: (OSMObject) -> Void, lost: (Sentence) -> Void,
    told: (Sentence) -> Void
  ) throws {
    switch self {
    case .xml(let packing):
      try withoutActuallyEscaping(take) { take in
        let reader = OSMXML(take)
        do {
          var recoder: Recoder?
          var isFirst = true
          unsafe try Unpacking.read(file, packing) { piece in
            if isFirst {
              isFirst = false
              let start = unsafe Array(piece.prefix(1024))
              if let foreign = try MarkupDeclaration(start).foreignEncoding(of: path) {
                recoder = Recoder(from: foreign.name)
                reader.takeAsUTF8()
                told("texts are in \(foreign.name), \(foreign.evidence)")
              }
            }
            guard let text = unsafe recoder?.text(of: Array(piece), isEnd: false) else {
              return unsafe try reader.read(piece)
            }
            unsafe try text.withUnsafeBytes { unsafe $0.isEmpty ? () : try reader.read($0) }
          }
          unsafe try reader.read(UnsafeRawBufferPointer(start: nil, count: 0))
        } catch let damage as Unpacking.Damage {
          lost("reading ended early: \(damage.reason)")
        } catch let fault as OSMXML.Fault {
          switch fault {
          case .damaged(let words): lost("reading ended early, in \(words)")
          case .other(let words): throw GridcastError(.badData, path, words)
          }
        }
        if reader.nested > 0 { lost("\(counted(reader.nested, "object")) within another") }
        let remark = reader.remark.trimmed
        if remark.contains("error") { lost("the server that made it says: \(remark)") }
      }
    case .json(let packing):
      do {
        var bytes = Data()
        if packing == .none {
          bytes = try Data(contentsOf: URL(filePath: file), options: .mappedIfSafe)
        } else {
          unsafe try Unpacking.read(file, packing) { unsafe bytes.append(contentsOf: $0) }
        }
        let document = try JSONDecoder().decode(OSMJSON.self, from: bytes)
        document.forEachObject(take)
        if let remark = document.remark, remark.contains("error") {
          lost("the server that made it says: \(remark)")
        }
      } catch let damage as Unpacking.Damage {
        throw GridcastError(.badData, path, "reading ended early: \(damage.reason)")
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

extension DecodingError {
  /// What is wrong, in one line.
  fileprivate var words: Sentence {
    switch self {
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .keyNotFound(_, let context), .dataCorrupted(let context):
      let place = context.codingPath.map { $0.intValue.map { "\($0 + 1)" } ?? $0.stringValue }
      let fault = Sentence(message: context.debugDescription)
      return place.isEmpty ? fault : "at \(place.joined(separator: " ")): \(fault)"
    @unknown default: return Sentence(localizedDescription)
    }
  }
}

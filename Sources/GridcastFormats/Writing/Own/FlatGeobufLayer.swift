import Foundation
import GridcastBase
import GridcastFiles
import GridcastGeo

/// A FlatGeobuf that is being written.
///
/// The features wait in a file of their own until all are there, as the index stands before them and gives
/// them their order.
final class FlatGeobufLayer: LayerOutput {
  private static let magic: [UInt8] = Array("fgb\u{3}fgb\u{1}".utf8)

  private let place: OutputPlace
  private let header: FlatHeader
  private let folder: String
  private var features: OutputFile
  private var places: OutputFile
  private var extent = Box.empty
  private var count = 0

  /// Begins the layer.
  ///
  /// - Throws: `.unwritable` in the system's words, or GDAL's.
  init(_ rows: FlatGeobufRows, _ schema: LayerSchema, at place: OutputPlace) throws(GridcastError) {
    self.place = place
    folder = try place.staging.workFolder(for: place.target)
    // GDAL knows best how it wants fields and systems declared.
    let pattern = "\(folder)/header.fgb"
    try GDALLayer(
      schema, addition: nil,
      at: OutputPlace(target: place.target, staged: pattern, staging: place.staging)
    ).close()
    let bytes = FileManager.default.contents(atPath: pattern).map { [UInt8]($0) } ?? []
    try? FileManager.default.removeItem(atPath: pattern)
    guard bytes.starts(with: Self.magic),
      let header = FlatHeader(Array(bytes.dropFirst(Self.magic.count))),
      header.columnTypes == rows.fields.map(\.rawValue)
    else {
      throw GridcastError(
        .bug, place.target, "GDAL declares the fields of a FlatGeobuf differently")
    }
    self.header = header
    features = try OutputFile("\(folder)/features", for: place.target)
    places = try OutputFile("\(folder)/places", for: place.target)
  }

  func append(_ content: EncodedBatch.Content) throws(GridcastError) -> [Sentence] {
    guard case .flatGeobuf(let batch) = content else { return [] }
    var builder = ByteBuilder(capacity: batch.boxes.count * PackedTree.nodeSize)
    for (box, end) in zip(batch.boxes, batch.ends) {
      PackedTree.put(box, UInt64(features.count + end), &builder)
      extent.add(box)
    }
    try places.append(builder.bytes())
    try features.append(batch.bytes)
    count += batch.boxes.count
    return []
  }

  func close() throws(GridcastError) {
    var output = try OutputFile(place.staged, for: place.target)
    guard count > 0 else { return try output.append(Self.magic + header.bytes) }
    guard let features = MappedFile("\(folder)/features"),
      let places = MappedFile("\(folder)/places")
    else { throw GridcastError(.unwritable, place.target, "a file of its folder has vanished") }
    let all = FlatPlaces(places, count: count)
    let order = PackedTree.order(of: count, within: extent) { all.box($0) }
    let length = FlatStretch.length
    let stretches = concurrentMap((count + length - 1) / length) {
      FlatStretch($0, in: order, of: all)
    }
    let tree = PackedTree(above: stretches.flatMap(\.parents), leafCount: count)
    try output.append(Self.magic + header.with(count: count, extent: extent) + tree.bytes())
    var starts = [0]
    for stretch in stretches { starts.append(starts[starts.count - 1] + stretch.size) }
    try orderedMap(stretches.count) { [starts] (number) throws(GridcastError) in
      stretches[number].leaves(from: starts[number], in: order, of: all)
    } take: { (leaves) throws(GridcastError) in
      try output.append(leaves)
      return true
    }
    let pieces = stretches.flatMap(\.pieces)
    try orderedMap(pieces.count) { (number) throws(GridcastError) in
      FlatStretch.features(pieces[number], in: order, of: all, from: features)
    } take: { (bytes) throws(GridcastError) in
      try output.append(bytes)
      return true
    }
    for name in ["features", "places"] {
      try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
    }
  }
}

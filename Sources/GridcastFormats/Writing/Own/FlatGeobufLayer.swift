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
      schema, appends: false,
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
    var output = PiecewiseFile(try OutputFile(place.staged, for: place.target))
    output.pending.put(Self.magic)
    guard count > 0 else {
      output.pending.put(header.bytes)
      return try output.flush()
    }
    guard let features = MappedFile("\(folder)/features"),
      let places = MappedFile("\(folder)/places")
    else { throw GridcastError(.unwritable, place.target, "a file of its folder has vanished") }
    let all = Places(places, count: count)
    let order = PackedTree.order(of: all.boxes(), within: extent)
    output.pending.put(header.with(count: count, extent: extent))
    output.pending.put(PackedTree(all.boxes(in: order)).bytes())
    var offset: UInt64 = 0
    for index in order {
      PackedTree.put(all.box(Int(index)), offset, &output.pending)
      offset += UInt64(all.range(Int(index)).count)
      try output.flushLargePiece()
    }
    for index in order {
      unsafe output.pending.put(
        UnsafeRawBufferPointer(rebasing: features.bytes[all.range(Int(index))]))
      try output.flushLargePiece()
    }
    try output.flush()
    for name in ["features", "places"] {
      try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
    }
  }
}

/// A file to which bytes are written in large pieces.
private struct PiecewiseFile: ~Copyable {
  private static let pieceSize = 1 << 22
  private var file: OutputFile
  /// What is to be written.
  var pending = ByteBuilder(capacity: pieceSize + 4096)

  init(_ file: consuming OutputFile) { self.file = file }

  mutating func flush() throws(GridcastError) { try file.append(pending.take()) }

  mutating func flushLargePiece() throws(GridcastError) {
    if pending.count >= Self.pieceSize { try flush() }
  }
}

/// The boxes of features that wait, and where they end in their file.
private struct Places {
  private let file: MappedFile
  private let count: Int

  init(_ file: MappedFile, count: Int) {
    self.file = file
    self.count = count
  }

  private func value<Value: BitwiseCopyable>(_ index: Int, _ offset: Int) -> Value {
    unsafe file.bytes.loadUnaligned(
      fromByteOffset: index * PackedTree.nodeSize + offset, as: Value.self)
  }

  func box(_ index: Int) -> Box {
    Box(
      minX: value(index, 0), minY: value(index, 8), maxX: value(index, 16), maxY: value(index, 24))
  }

  /// Where a feature lies in the file of features.
  func range(_ index: Int) -> Range<Int> {
    let end: UInt64 = value(index, 32)
    let start: UInt64 = index > 0 ? value(index - 1, 32) : 0
    return Int(start)..<Int(end)
  }

  func boxes() -> some Collection<Box> { (0..<count).lazy.map { box($0) } }

  func boxes(in order: [UInt32]) -> some Collection<Box> { order.lazy.map { box(Int($0)) } }
}

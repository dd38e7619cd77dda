import Foundation
import GridcastBase
import GridcastFiles
import GridcastGeo

/// A FlatGeobuf of version 3, which is mapped into memory.
///
/// GDAL has checked the header and describes the layer; the features are decoded here.
@safe struct FlatGeobufLane: Lane {
  /// The members of the header (header.fbs).
  private enum Member {
    static let type = 2, hasZ = 3, hasM = 4, hasT = 5, hasTM = 6, columns = 7, count = 8
    static let nodeSize = 9
  }

  /// The greatest size of a header that GDAL reads.
  private static let greatestHeader = 10 << 20
  /// The members of a feature (feature.fbs).
  private static let geometry = 0, properties = 1, columns = 2

  let format = "FlatGeobuf"
  let layer: LayerInfo
  private let file: MappedFile
  private let type: UInt8
  private let hasZ: Bool
  private let hasM: Bool
  private let kinds: [FlatColumn.Kind]
  private let blocks: FlatBlocks

  var blockCount: Int { blocks.all.count }

  /// - Parameters:
  ///   - path: The path of the file.
  ///   - layer: What GDAL tells of its layer.
  /// - Throws: Where the header or the index is unusual.
  init(_ path: String, _ layer: LayerInfo) throws(Declined) {
    let unusual = Declined("its header is unusual")
    guard let file = MappedFile(path) else { throw Declined("it cannot be mapped") }
    guard file.count > 12, file.copy(0..<7) == Array("fgb\u{3}fgb".utf8) else { throw unusual }
    let size = unsafe Int(file.bytes.littleEndian(at: 8))
    guard size <= min(Self.greatestHeader, file.count - 12),
      let header = FlatTable(rootOf: file.copy(8..<12 + size))
    else { throw unusual }
    type = header.scalar(Member.type, default: 0)
    hasZ = header.scalar(Member.hasZ, default: UInt8(0)) != 0
    hasM = header.scalar(Member.hasM, default: UInt8(0)) != 0
    guard header.scalar(Member.hasT, default: UInt8(0)) == 0,
      header.scalar(Member.hasTM, default: UInt8(0)) == 0
    else { throw unusual }
    var kinds: [FlatColumn.Kind] = []
    for column in header.tables(Member.columns) {
      guard let kind = FlatColumn.Kind(rawValue: column.scalar(1, default: UInt8(0))) else {
        throw unusual
      }
      kinds.append(kind)
    }
    guard kinds.map(\.fieldKind) == layer.fields.map(\.kind) else { throw unusual }
    self.kinds = kinds
    let count: UInt64 = header.scalar(Member.count, default: 0)
    guard count <= UInt64(file.count) else { throw unusual }
    blocks = try FlatBlocks(
      file, from: 12 + size, count: count == 0 ? nil : Int(count),
      nodeSize: Int(header.scalar(Member.nodeSize, default: UInt16(16))))
    self.file = file
    self.layer = layer
  }

  func block(_ index: Int, _ fields: [Field]) throws(Declined) -> Features {
    let block = blocks.all[index]
    guard block.count > 0 else { throw Declined("it breaks off within a feature") }
    var columns: [FlatColumn] = []
    var places = [Int](repeating: -1, count: kinds.count)
    for (place, field) in fields.enumerated() {
      let source = layer.fields.firstIndex { $0.name == field.name }
      columns.append(
        try FlatColumn(field, of: source.map { kinds[$0] }, capacity: block.count))
      if let source {
        guard places[source] < 0 else { throw Declined("a field is asked for twice") }
        places[source] = place
      }
    }
    var shapes = FlatShapes(type, hasZ: hasZ, hasM: hasM, count: block.count)
    var start = block.start
    for row in 0..<block.count {
      guard start <= file.count - 4 else { throw FlatBuffer.odd }
      let size = unsafe Int(file.bytes.littleEndian(at: start))
      guard size >= 8, size <= min(Int(Int32.max), file.count - start - 4) else {
        throw FlatBuffer.odd
      }
      start += 4
      let buffer = unsafe FlatBuffer(
        UnsafeRawBufferPointer(rebasing: file.bytes[start..<start + size]))
      let feature = try buffer.root()
      guard buffer.place(of: Self.columns, in: feature) == nil else {
        throw Declined("a feature has columns of its own")
      }
      try shapes.add(try buffer.table(Self.geometry, in: feature), in: buffer)
      if let values = try buffer.list(Self.properties, of: 1, in: feature) {
        try read(values, of: buffer, row, into: &columns, at: places)
      }
      for index in columns.indices where columns[index].count == row {
        columns[index].appendMissing()
      }
      start += size
    }
    guard block.end == nil || start == block.end else {
      throw Declined("its index leads into the midst of a feature")
    }
    var finished: [Column] = []
    for column in columns { finished.append(try column.finish(count: block.count)) }
    return Features(shapes: shapes.all(), columns: finished, coordinateSystem: nil)
  }

  /// Reads the values of a feature, each with the number of its column before it.
  @inline(__always)
  private func read(
    _ values: FlatBuffer.List, of buffer: FlatBuffer, _ row: Int, into columns: inout [FlatColumn],
    at places: [Int]
  ) throws(Declined) {
    // GDAL reads on beyond values of no bytes.
    guard values.count > 0 else { throw FlatBuffer.odd }
    let bytes = unsafe buffer.bytes
    var place = values.start
    let end = values.start + values.count
    while place < end {
      guard place <= end - 3 else { throw FlatBuffer.odd }
      let number = unsafe Int(bytes.loadUnaligned(fromByteOffset: place, as: UInt16.self))
      place += 2
      guard number < kinds.count else { throw FlatBuffer.odd }
      let kind = kinds[number]
      var size = kind.width ?? 0
      if kind.width == nil {
        guard place <= end - 4 else { throw FlatBuffer.odd }
        size = unsafe Int(bytes.littleEndian(at: place))
        place += 4
        guard kind != .dateTime || size <= 32 else { throw FlatBuffer.odd }
      }
      guard size <= end - place else { throw FlatBuffer.odd }
      let column = places[number]
      if column >= 0 {
        guard columns[column].count == row else { throw FlatBuffer.odd }
        try unsafe columns[column].append(
          UnsafeRawBufferPointer(rebasing: bytes[place..<place + size]))
      }
      place += size
    }
  }
}

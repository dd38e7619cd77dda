internal import CGDAL
import GridcastBase
import GridcastFiles

/// A layer as GDAL hands it out column by column, batch after batch, in Arrow's C stream interface.
///
/// <https://arrow.apache.org/docs/format/CStreamInterface.html>
@safe struct ArrowStream: ~Copyable {
  private let stream: UnsafeMutablePointer<ArrowArrayStream>

  /// nil where GDAL has no stream of the layer, which then is to be read feature by feature.
  init?(of layer: OGRLayerH) {
    let stream = UnsafeMutablePointer<ArrowArrayStream>.allocate(capacity: 1)
    unsafe stream.initialize(to: ArrowArrayStream())
    // Without the FIDs, GDAL 3.6 leaves the shapes of a GeoPackage empty where no field is wanted.
    guard unsafe OGR_L_GetArrowStream(layer, stream, nil), unsafe stream.pointee.release != nil
    else {
      unsafe stream.deallocate()
      return nil
    }
    unsafe self.stream = unsafe stream
  }

  deinit {
    unsafe stream.pointee.release?(stream)
    unsafe stream.deallocate()
  }

  /// The name and Arrow's format of each column; nil where GDAL does not say.
  func columns() -> [(name: String, format: String)]? {
    var schema = unsafe ArrowSchema()
    guard unsafe stream.pointee.get_schema?(stream, &schema) == 0 else { return nil }
    defer { unsafe schema.release?(&schema) }
    var columns: [(name: String, format: String)] = []
    for index in 0..<Int(unsafe schema.n_children) {
      guard let child = unsafe schema.children?[index], let name = unsafe child.pointee.name,
        let format = unsafe child.pointee.format, unsafe child.pointee.dictionary == nil
      else { return nil }
      unsafe columns.append((String(cString: name), String(cString: format)))
    }
    return columns
  }

  /// The next batch; nil at the end.
  ///
  /// - Throws: Where GDAL cannot read on.
  func next() throws(Declined) -> ArrowBatch? {
    let array = UnsafeMutablePointer<ArrowArray>.allocate(capacity: 1)
    unsafe array.initialize(to: ArrowArray())
    let status = unsafe stream.pointee.get_next?(stream, array)
    guard status == 0, unsafe array.pointee.release != nil else {
      unsafe array.deallocate()
      if status != 0 { throw Declined("GDAL cannot read on column by column") }
      return nil
    }
    return unsafe ArrowBatch(array)
  }
}

/// One batch of a layer: GDAL's buffers, which live as long as this does.
///
/// Values point into them, so whoever reads values keeps the batch with `withExtendedLifetime`; Swift
/// itself would let go of it after the last word about it.
@safe final class ArrowBatch {
  private let array: UnsafeMutablePointer<ArrowArray>

  /// Takes over a batch that GDAL made.
  init(_ array: UnsafeMutablePointer<ArrowArray>) { unsafe self.array = unsafe array }

  deinit {
    unsafe array.pointee.release?(array)
    unsafe array.deallocate()
  }

  /// The number of features.
  var count: Int { Int(unsafe array.pointee.length) }

  /// The values of one column; nil where it has not one a feature, or fewer buffers than its type asks
  /// for, or where one that is needed is not there.
  func values(_ column: Int, bufferCount: Int) -> ArrowValues? {
    guard column < Int(unsafe array.pointee.n_children), unsafe array.pointee.offset == 0,
      let child = unsafe array.pointee.children?[column], unsafe child.pointee.length == count,
      unsafe child.pointee.n_buffers == bufferCount
    else { return nil }
    let values = unsafe ArrowValues(child)
    return values.areThere ? values : nil
  }
}

/// The values of one column of a batch, where they lie; valid as long as the batch is.
@safe struct ArrowValues {
  /// The number of values.
  let count: Int
  /// Whether none of them is missing.
  let areAllKnown: Bool
  private let offset: Int
  /// The number of missing values; −1 where GDAL has not counted them.
  private let nullCount: Int
  private let bits: UnsafePointer<UInt8>?
  private let buffers: [UnsafeRawPointer?]

  /// The values of one Arrow array.
  init(_ array: UnsafeMutablePointer<ArrowArray>) {
    let array = unsafe array.pointee
    count = Int(unsafe array.length)
    offset = Int(unsafe array.offset)
    let number = Int(unsafe array.n_buffers)
    unsafe buffers = (0..<number).map { index in unsafe array.buffers?[index] }
    let first = unsafe buffers.first ?? nil
    unsafe bits = unsafe first?.assumingMemoryBound(to: UInt8.self)
    nullCount = Int(unsafe array.null_count)
    areAllKnown = unsafe nullCount == 0 || bits == nil
  }

  /// Whether there is a buffer wherever one must be read.
  ///
  /// Arrow lets the bits of validity be left out where nothing is missing, and the bytes of texts where all
  /// are empty.
  fileprivate var areThere: Bool {
    if count == 0 { return true }
    guard unsafe bits != nil || nullCount <= 0, unsafe buffers.count > 1,
      let second = unsafe buffers[1]
    else { return false }
    guard unsafe buffers.count > 2, unsafe buffers[2] == nil else { return true }
    let offsets = unsafe second.assumingMemoryBound(to: Int32.self)
    return unsafe offsets[offset] == offsets[offset + count]
  }

  /// Whether a value is known.
  func isKnown(_ index: Int) -> Bool {
    guard !areAllKnown, let bits = unsafe bits else { return true }
    let place = index + offset
    return unsafe bits[place >> 3] >> UInt8(place & 7) & 1 == 1
  }

  /// The values of a type of fixed size, known or not.
  func slots<Value>(of type: Value.Type) -> UnsafeBufferPointer<Value> {
    let start = unsafe buffers[1]?.assumingMemoryBound(to: type)
    return unsafe UnsafeBufferPointer(start: start.map { unsafe $0 + offset }, count: count)
  }

  /// Calls a body with the bytes of each value of varying length in turn; nil for one that is missing.
  @inline(__always)
  func forEachRun<Failure: Error>(
    _ body: (UnsafeRawBufferPointer?) throws(Failure) -> Void
  ) throws(Failure) {
    guard let offsets = unsafe buffers[1]?.assumingMemoryBound(to: Int32.self) else { return }
    for index in 0..<count {
      guard isKnown(index) else {
        try body(nil)
        continue
      }
      let start = Int(unsafe offsets[index + offset])
      let end = Int(unsafe offsets[index + offset + 1])
      try unsafe body(
        UnsafeRawBufferPointer(
          start: buffers[2].map { unsafe $0 + start }, count: max(0, end - start)))
    }
  }
}

internal import CBLAS

/// Whether a matrix is used as it is or transposed.
enum Orientation { case asIs, transposed }

/// The error that OpenBLAS is not installed.
public struct MissingLibrary: Error, Sendable {
  /// A sentence that tells what to install.
  public let reason: String
}

/// Loads OpenBLAS, which computes the matrix products of networks; call it before any of them.
///
/// - Throws: `MissingLibrary` where OpenBLAS is not installed.
public func loadBLAS() throws(MissingLibrary) {
  if let words = unsafe gridcast_blas_missing() {
    throw MissingLibrary(reason: unsafe String(cString: words))
  }
}

/// OpenBLAS uses one thread, as the work is spread over cores one level higher, and the order of
/// sums stays fixed.
private let singleThread: Void = {
  // Without OpenBLAS the calls do nothing, and the results would be silently wrong.
  if let words = unsafe gridcast_blas_missing() { fatalError(unsafe String(cString: words)) }
  openblas_set_num_threads(1)
}()

/// The matrix product `c = a · b`, or `c += a · b` where `adding` is set; every other product calls
/// it.
///
/// After orientation a is m × k and b is k × n. c begins at `offset` in its span. A row of b in
/// memory begins `width` numbers after the previous one, which may be more than its length.
/// OpenBLAS computes products of up to 10⁶ multiplications in place and packs the matrices of
/// larger ones; for slightly larger products packing costs up to a third, so they are computed in
/// several bands of columns.
func multiply(
  _ a: Span<Float>, oriented aOrientation: Orientation, by b: Span<Float>,
  oriented bOrientation: Orientation,
  into c: inout MutableSpan<Float>, at offset: Int = 0, rows m: Int, inner k: Int, columns n: Int,
  width: Int? = nil, adding: Bool = false
) {
  let width = width ?? (bOrientation == .asIs ? n : k)
  precondition(
    a.count == m * k && b.count == (bOrientation == .asIs ? k : n) * width && offset >= 0
      && offset + m * n <= c.count)
  _ = singleThread
  let most = 1_000_000 / max(m * k, 1) / 32 * 32
  let band = most == 0 ? n : most
  unsafe a.withUnsafeBufferPointer { a in
    unsafe b.withUnsafeBufferPointer { b in
      unsafe c.withUnsafeMutableBufferPointer { c in
        for column in stride(from: 0, to: n, by: band) {
          unsafe cblas_sgemm(
            CblasRowMajor, aOrientation == .asIs ? CblasNoTrans : CblasTrans,
            bOrientation == .asIs ? CblasNoTrans : CblasTrans, Int32(m),
            Int32(min(band, n - column)), Int32(k), 1, a.baseAddress,
            Int32(aOrientation == .asIs ? k : m),
            b.baseAddress.map { unsafe $0 + column * (bOrientation == .asIs ? 1 : width) },
            Int32(width), adding ? 1 : 0,
            c.baseAddress.map { unsafe $0 + offset + column }, Int32(n))
        }
      }
    }
  }
}

/// Transposes each of `count` matrices of `rows` × `columns`, whose rows are `width` numbers apart
/// before and `newWidth` after.
func transposed(
  _ matrices: [Float], count: Int, rows: Int, columns: Int, width: Int, newWidth: Int
) -> [Float] {
  precondition(matrices.count == count * rows * width && width >= columns && newWidth >= rows)
  _ = singleThread
  var result = scratch(count * columns * newWidth)
  unsafe matrices.withUnsafeBufferPointer { source in
    unsafe result.withUnsafeMutableBufferPointer { target in
      guard let source = source.baseAddress, let target = target.baseAddress else { return }
      for index in 0..<count {
        unsafe cblas_somatcopy(
          CblasRowMajor, CblasTrans, Int32(rows), Int32(columns), 1,
          source + index * rows * width, Int32(width), target + index * columns * newWidth,
          Int32(newWidth))
      }
    }
  }
  return result
}

/// Copies `count` numbers, of which each is `step` after the last in the source.
@inline(__always)
func copy(
  _ source: Span<Float>, from start: Int, step: Int = 1, to target: inout MutableSpan<Float>,
  at offset: Int, count: Int
) {
  precondition(start >= 0 && count >= 0 && start + (count - 1) * step < source.count)
  precondition(offset >= 0 && offset + count <= target.count)
  unsafe source.withUnsafeBufferPointer { source in
    unsafe target.withUnsafeMutableBufferPointer { target in
      if step == 1 {
        for i in 0..<count { unsafe target[offset &+ i] = source[start &+ i] }
      } else {
        for i in 0..<count { unsafe target[offset &+ i] = source[start &+ i &* step] }
      }
    }
  }
}

/// Adds `count` numbers to others, of which each is `step` after the last in the target.
@inline(__always)
func add(
  _ source: Span<Float>, from start: Int, to target: inout MutableSpan<Float>, at offset: Int,
  step: Int = 1, count: Int
) {
  precondition(start >= 0 && count >= 0 && start + count <= source.count)
  precondition(offset >= 0 && offset + (count - 1) * step < target.count)
  unsafe source.withUnsafeBufferPointer { source in
    unsafe target.withUnsafeMutableBufferPointer { target in
      if step == 1 {
        for i in 0..<count { unsafe target[offset &+ i] += source[start &+ i] }
      } else {
        for i in 0..<count { unsafe target[offset &+ i &* step] += source[start &+ i] }
      }
    }
  }
}

/// Changes three arrays by a fourth, element by element.
///
/// Checking first that all have one length lets the compiler use SIMD instructions.
@inline(__always)
func change(
  _ a: inout [Float], and b: inout [Float], and c: inout [Float], by d: [Float],
  _ body: (inout Float, inout Float, inout Float, Float) -> Void
) {
  let count = d.count
  precondition(a.count == count && b.count == count && c.count == count)
  unsafe a.withUnsafeMutableBufferPointer { a in
    unsafe b.withUnsafeMutableBufferPointer { b in
      unsafe c.withUnsafeMutableBufferPointer { c in
        unsafe d.withUnsafeBufferPointer { d in
          for i in 0..<count { unsafe body(&a[i], &b[i], &c[i], d[i]) }
        }
      }
    }
  }
}

/// A lattice of 2 × 2 or 3 × 3 runs of numbers in memory: the start of the first run, and the
/// distances from a run to the one below it and to the one beside it.
struct Lattice {
  let start: Int
  let down: Int
  let across: Int
  /// The numbers of rows and columns that exist; the others lie beyond an edge and count as zero.
  var rows = 3
  var columns = 3
}

/// Applies a linear `map` to a lattice of `sources` × `sources` runs of `count` numbers, first
/// along each column and then along each row, which gives `targets` × `targets` runs.
///
/// Sizes are 2 or 3; where there are only two inputs, the third is zero.
@inline(__always)
func transform(
  _ source: Span<Float>, at from: Lattice, size sources: Int,
  to target: inout MutableSpan<Float>, at to: Lattice, size targets: Int, count: Int,
  adding: Bool = false,
  by map: (SIMD4<Float>, SIMD4<Float>, SIMD4<Float>) -> (SIMD4<Float>, SIMD4<Float>, SIMD4<Float>)
) {
  let (down, across) = (min(from.rows, sources), min(from.columns, sources))
  let (targetDown, targetAcross) = (min(to.rows, targets), min(to.columns, targets))
  precondition(count % 4 == 0 && from.start >= 0 && to.start >= 0)
  precondition(
    from.start + (down - 1) * from.down + (across - 1) * from.across + count <= source.count)
  precondition(
    to.start + (targetDown - 1) * to.down + (targetAcross - 1) * to.across + count <= target.count)
  unsafe source.withUnsafeBytes { source in
    unsafe target.withUnsafeMutableBytes { target in
      guard let first = source.baseAddress, let last = target.baseAddress else { return }
      let (a, b) = unsafe (first + 4 * from.start, last + 4 * to.start)
      if down == sources && across == sources && targetDown == targets && targetAcross == targets {
        // With constant sizes the compiler removes the checks for missing runs.
        unsafe transform(
          a, at: from, size: (sources, sources), to: b, at: to, size: (targets, targets),
          count: count,
          adding: adding, by: map)
      } else {
        unsafe transform(
          a, at: from, size: (down, across), to: b, at: to, size: (targetDown, targetAcross),
          count: count, adding: adding, by: map)
      }
    }
  }
}

@inline(__always)
private func transform(
  _ source: UnsafeRawPointer, at from: Lattice, size sources: (Int, Int),
  to target: UnsafeMutableRawPointer, at to: Lattice, size targets: (Int, Int), count: Int,
  adding: Bool,
  by map: (SIMD4<Float>, SIMD4<Float>, SIMD4<Float>) -> (SIMD4<Float>, SIMD4<Float>, SIMD4<Float>)
) {
  typealias Vector = SIMD4<Float>
  for i in stride(from: 0, to: 4 &* count, by: 16) {
    func load(_ row: Int, _ column: Int) -> Vector {
      guard row < sources.0, column < sources.1 else { return .zero }
      return unsafe (source + i + row &* 4 &* from.down).loadUnaligned(
        fromByteOffset: column &* 4 &* from.across, as: Vector.self)
    }
    func store(_ value: Vector, row: Int, column: Int) {
      guard row < targets.0, column < targets.1 else { return }
      let (pointer, offset) = unsafe (
        target + i + row &* 4 &* to.down, column &* 4 &* to.across
      )
      let sum =
        adding
        ? unsafe value + pointer.loadUnaligned(fromByteOffset: offset, as: Vector.self) : value
      unsafe pointer.storeBytes(of: sum, toByteOffset: offset, as: Vector.self)
    }
    let a = map(load(0, 0), load(1, 0), load(2, 0))
    let b = map(load(0, 1), load(1, 1), load(2, 1))
    let c = map(load(0, 2), load(1, 2), load(2, 2))
    let first = map(a.0, b.0, c.0)
    store(first.0, row: 0, column: 0)
    store(first.1, row: 0, column: 1)
    store(first.2, row: 0, column: 2)
    let second = map(a.1, b.1, c.1)
    store(second.0, row: 1, column: 0)
    store(second.1, row: 1, column: 1)
    store(second.2, row: 1, column: 2)
    let third = map(a.2, b.2, c.2)
    store(third.0, row: 2, column: 0)
    store(third.1, row: 2, column: 1)
    store(third.2, row: 2, column: 2)
  }
}

/// An array that is not initialised, so every element must be written before it is read.
func scratch(_ count: Int) -> [Float] {
  unsafe [Float](unsafeUninitializedCapacity: count) { _, initialized in initialized = count }
}

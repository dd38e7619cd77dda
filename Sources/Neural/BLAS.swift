internal import CBLAS

/// Whether a matrix is taken as it is or transposed.
enum Orientation { case asIs, transposed }

/// The library of matrix products is not there.
public struct MissingLibrary: Error, Sendable {
  /// A sentence on what to install.
  public let reason: String
}

/// Loads OpenBLAS, with which networks compute; to be called before they do.
///
/// - Throws: Where it is not installed.
public func loadBLAS() throws(MissingLibrary) {
  if let words = unsafe gridcast_blas_missing() {
    throw MissingLibrary(reason: unsafe String(cString: words))
  }
}

/// OpenBLAS on one thread: the work is spread over cores above it, and sums stay in one order.
private let singleThread: Void = {
  // Without it every product would be left as it was, which nobody would see.
  if let words = unsafe gridcast_blas_missing() { fatalError(unsafe String(cString: words)) }
  openblas_set_num_threads(1)
}()

/// `c = a · b`, or `c += a · b`, the one matrix product.
///
/// a is m × k and b is k × n once oriented; c lies in its span from `offset` on; a row of b as it lies
/// begins `width` numbers after the last, where that is more than it holds. OpenBLAS takes what is at
/// most 10⁶ multiplications as it lies and packs what is more; for products somewhat larger packing
/// costs up to a third, so they are taken in several bands of columns.
func multiply(
  _ a: Span<Float>, _ aOrientation: Orientation, _ b: Span<Float>, _ bOrientation: Orientation,
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

/// The transposed of each of `count` matrices of `rows` × `columns`, whose rows begin each `width` or
/// `newWidth` numbers.
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

/// Copies a run of numbers, taking each or every `step`th.
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

/// Adds a run of numbers to another, or to every `step`th number there.
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

/// Changes three arrays by a fourth, number by number; the compiler makes several at a time, which
/// it does not where it cannot see that all are of one length.
@inline(__always)
func change(
  _ a: inout [Float], _ b: inout [Float], _ c: inout [Float], by d: [Float],
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

/// Where runs of numbers lie that belong together, in two or three rows and columns: the start of the
/// first, and how far it is from a run to the one below it and to the one beside it.
struct Lattice {
  let start: Int
  let down: Int
  let across: Int
  /// The rows and columns that are there; the others are over an edge, and zero.
  var rows = 3
  var columns = 3
}

/// Takes `sources` × `sources` runs, 2 or 3, of `count` numbers to `targets` × `targets` by a linear
/// `map` along each column, then along each row; of three parts where only two are there, the last
/// is zero.
@inline(__always)
func transform(
  _ source: Span<Float>, _ from: Lattice, _ sources: Int, to target: inout MutableSpan<Float>,
  _ to: Lattice, _ targets: Int, count: Int, adding: Bool = false,
  _ map: (SIMD4<Float>, SIMD4<Float>, SIMD4<Float>) -> (SIMD4<Float>, SIMD4<Float>, SIMD4<Float>)
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
        // With constant limits the compiler leaves out what is not there.
        unsafe transform(
          a, from, (sources, sources), b, to, (targets, targets), count, adding, map)
      } else {
        unsafe transform(
          a, from, (down, across), b, to, (targetDown, targetAcross), count, adding, map)
      }
    }
  }
}

@inline(__always)
private func transform(
  _ source: UnsafeRawPointer, _ from: Lattice, _ sources: (Int, Int),
  _ target: UnsafeMutableRawPointer, _ to: Lattice, _ targets: (Int, Int), _ count: Int,
  _ adding: Bool,
  _ map: (SIMD4<Float>, SIMD4<Float>, SIMD4<Float>) -> (SIMD4<Float>, SIMD4<Float>, SIMD4<Float>)
) {
  typealias Vector = SIMD4<Float>
  for i in stride(from: 0, to: 4 &* count, by: 16) {
    func load(_ row: Int, _ column: Int) -> Vector {
      guard row < sources.0, column < sources.1 else { return .zero }
      return unsafe (source + i + row &* 4 &* from.down).loadUnaligned(
        fromByteOffset: column &* 4 &* from.across, as: Vector.self)
    }
    func store(_ value: Vector, _ row: Int, _ column: Int) {
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
    store(first.0, 0, 0)
    store(first.1, 0, 1)
    store(first.2, 0, 2)
    let second = map(a.1, b.1, c.1)
    store(second.0, 1, 0)
    store(second.1, 1, 1)
    store(second.2, 1, 2)
    let third = map(a.2, b.2, c.2)
    store(third.0, 2, 0)
    store(third.1, 2, 1)
    store(third.2, 2, 2)
  }
}

/// Room for numbers that are all written before one is read.
func scratch(_ count: Int) -> [Float] {
  unsafe [Float](unsafeUninitializedCapacity: count) { _, initialized in initialized = count }
}

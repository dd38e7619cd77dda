internal import CBLAS

/// Whether a matrix is taken as it is or transposed.
enum Orientation { case asIs, transposed }

/// OpenBLAS on one thread: the work is spread over cores above it, and sums stay in one order.
private let singleThread: Void = openblas_set_num_threads(1)

/// `c = a · b`, or `c += a · b`, the one matrix product; a is m × k and b is k × n once oriented, and
/// c lies in its span from `offset` on.
///
/// OpenBLAS takes what is at most 10⁶ multiplications as it lies and packs what is more; for products
/// somewhat larger packing costs up to a third, so they are taken in several bands of columns.
func multiply(
  _ a: Span<Float>, _ aOrientation: Orientation, _ b: Span<Float>, _ bOrientation: Orientation,
  into c: inout MutableSpan<Float>, at offset: Int = 0, rows m: Int, inner k: Int, columns n: Int,
  adding: Bool = false
) {
  precondition(a.count == m * k && b.count == k * n && offset >= 0 && offset + m * n <= c.count)
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
            b.baseAddress.map { unsafe $0 + column * (bOrientation == .asIs ? 1 : k) },
            Int32(bOrientation == .asIs ? n : k), adding ? 1 : 0,
            c.baseAddress.map { unsafe $0 + offset + column }, Int32(n))
        }
      }
    }
  }
}

/// The transposed of each of `count` matrices of `rows` × `columns`.
func transposed(_ matrices: [Float], count: Int, rows: Int, columns: Int) -> [Float] {
  precondition(matrices.count == count * rows * columns)
  var result = scratch(matrices.count)
  unsafe matrices.withUnsafeBufferPointer { source in
    unsafe result.withUnsafeMutableBufferPointer { target in
      guard let source = source.baseAddress, let target = target.baseAddress else { return }
      for start in stride(from: 0, to: count * rows * columns, by: rows * columns) {
        unsafe cblas_somatcopy(
          CblasRowMajor, CblasTrans, Int32(rows), Int32(columns), 1, source + start,
          Int32(columns), target + start, Int32(rows))
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

/// Where numbers lie that belong together: the start of the first run, and how far it is from a run
/// to the one below it and to the one beside it.
struct Lattice {
  let start: Int
  let down: Int
  let across: Int
}

/// Takes `sources` × `sources` runs, 2 or 3, of `count` numbers to `targets` × `targets` by a linear
/// `map` along each column, then along each row; of three parts where only two are there, the last
/// is nothing.
///
/// A side of two may reach over an edge: of it only `rows` × `columns` runs are there.
@inline(__always)
func transform(
  _ source: Span<Float>, _ from: Lattice, _ sources: Int, to target: inout MutableSpan<Float>,
  _ to: Lattice, _ targets: Int, count: Int, rows: Int = 2, columns: Int = 2, adding: Bool = false,
  _ map: (SIMD4<Float>, SIMD4<Float>, SIMD4<Float>) -> (SIMD4<Float>, SIMD4<Float>, SIMD4<Float>)
) {
  typealias Vector = SIMD4<Float>
  let (sourceDown, sourceAcross) = sources == 2 ? (rows, columns) : (3, 3)
  let (targetDown, targetAcross) = targets == 2 ? (rows, columns) : (3, 3)
  precondition(count % 4 == 0 && from.start >= 0 && to.start >= 0)
  precondition(
    from.start + (sourceDown - 1) * from.down + (sourceAcross - 1) * from.across + count
      <= source.count
      && to.start + (targetDown - 1) * to.down + (targetAcross - 1) * to.across + count
        <= target.count
  )
  unsafe source.withUnsafeBytes { source in
    unsafe target.withUnsafeMutableBytes { target in
      for i in stride(from: 0, to: count, by: 4) {
        func load(_ row: Int, _ column: Int) -> Vector {
          guard row < sourceDown, column < sourceAcross else { return .zero }
          return unsafe source.loadUnaligned(
            fromByteOffset: 4 &* (from.start &+ row &* from.down &+ column &* from.across &+ i),
            as: Vector.self)
        }
        func store(_ value: Vector, _ row: Int, _ column: Int) {
          guard row < targetDown, column < targetAcross else { return }
          let offset = 4 &* (to.start &+ row &* to.down &+ column &* to.across &+ i)
          let old: Vector =
            adding ? unsafe target.loadUnaligned(fromByteOffset: offset, as: Vector.self) : .zero
          unsafe target.storeBytes(
            of: adding ? old + value : value, toByteOffset: offset, as: Vector.self)
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
  }
}

/// Room for numbers that are all written before one is read.
func scratch(_ count: Int) -> [Float] {
  unsafe [Float](unsafeUninitializedCapacity: count) { _, initialized in initialized = count }
}

/// What a process that trains may set before anything else.
public enum TrainingProcess {
  /// Keeps freed memory for the next step, whose tensors are as large as those of the last; handing
  /// the pages back and forth costs a fifth of the time.
  public static func keepFreedMemory() {
    #if os(Linux)
      mallopt(M_MMAP_THRESHOLD, 1 << 25)
      mallopt(M_TRIM_THRESHOLD, 1 << 30)
    #endif
  }
}

internal import CBLAS

/// Whether a matrix is taken as it is or transposed.
enum Orientation { case asIs, transposed }

/// OpenBLAS on one thread: the work is spread over cores above it, and sums stay in one order.
private let singleThread: Void = openblas_set_num_threads(1)

/// `c = a · b`, or `c += a · b`, the one call into BLAS; a is m × k and b is k × n once oriented, and
/// c lies in its span from `offset` on.
func multiply(
  _ a: Span<Float>, _ aOrientation: Orientation, _ b: Span<Float>, _ bOrientation: Orientation,
  into c: inout MutableSpan<Float>, at offset: Int = 0, rows m: Int, inner k: Int, columns n: Int,
  adding: Bool = false
) {
  precondition(a.count == m * k && b.count == k * n && offset >= 0 && offset + m * n <= c.count)
  _ = singleThread
  unsafe a.withUnsafeBufferPointer { a in
    unsafe b.withUnsafeBufferPointer { b in
      unsafe c.withUnsafeMutableBufferPointer { c in
        unsafe cblas_sgemm(
          CblasRowMajor, aOrientation == .asIs ? CblasNoTrans : CblasTrans,
          bOrientation == .asIs ? CblasNoTrans : CblasTrans, Int32(m), Int32(n), Int32(k), 1,
          a.baseAddress, Int32(aOrientation == .asIs ? k : m), b.baseAddress,
          Int32(bOrientation == .asIs ? n : k), adding ? 1 : 0,
          c.baseAddress.map { unsafe $0 + offset }, Int32(n))
      }
    }
  }
}

/// Copies a run of numbers.
@inline(__always)
func copy(
  _ source: Span<Float>, from start: Int, to target: inout MutableSpan<Float>, at offset: Int,
  count: Int
) {
  precondition(start >= 0 && start + count <= source.count)
  precondition(offset >= 0 && offset + count <= target.count)
  unsafe source.withUnsafeBufferPointer { source in
    unsafe target.withUnsafeMutableBufferPointer { target in
      for i in 0..<count { unsafe target[offset &+ i] = source[start &+ i] }
    }
  }
}

/// Adds a run of numbers to another.
@inline(__always)
func add(
  _ source: Span<Float>, from start: Int, to target: inout MutableSpan<Float>, at offset: Int,
  count: Int
) {
  precondition(start >= 0 && start + count <= source.count)
  precondition(offset >= 0 && offset + count <= target.count)
  unsafe source.withUnsafeBufferPointer { source in
    unsafe target.withUnsafeMutableBufferPointer { target in
      for i in 0..<count { unsafe target[offset &+ i] += source[start &+ i] }
    }
  }
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

internal import CBLAS

/// Whether a matrix is taken as it is or transposed.
enum Orientation { case asIs, transposed }

/// OpenBLAS on one thread: the work is spread over cores above it, and sums stay in one order.
private let singleThread: Void = openblas_set_num_threads(1)

/// `c = a · b`, or `c += a · b`, the one call into BLAS; a is m × k and b is k × n once oriented.
func multiply(
  _ a: Span<Float>, _ aOrientation: Orientation, _ b: Span<Float>, _ bOrientation: Orientation,
  into c: inout MutableSpan<Float>, rows m: Int, inner k: Int, columns n: Int, adding: Bool = false
) {
  precondition(a.count == m * k && b.count == k * n && c.count == m * n)
  _ = singleThread
  unsafe a.withUnsafeBufferPointer { a in
    unsafe b.withUnsafeBufferPointer { b in
      unsafe c.withUnsafeMutableBufferPointer { c in
        unsafe cblas_sgemm(
          CblasRowMajor, aOrientation == .asIs ? CblasNoTrans : CblasTrans,
          bOrientation == .asIs ? CblasNoTrans : CblasTrans, Int32(m), Int32(n), Int32(k), 1,
          a.baseAddress, Int32(aOrientation == .asIs ? k : m), b.baseAddress,
          Int32(bOrientation == .asIs ? n : k), adding ? 1 : 0, c.baseAddress, Int32(n))
      }
    }
  }
}

internal import CPROJ

/// A planned move between two coordinate systems; one per thread.
@safe struct Projection: ~Copyable {
  private let context: OpaquePointer
  private let pipeline: OpaquePointer

  /// - Throws: `.badData` where PROJ knows no way between the two.
  init(from source: CoordinateSystem, to target: CoordinateSystem) throws(GridcastError) {
    let subject = "\(source) to \(target)"
    guard let context = unsafe proj_context_create() else {
      throw GridcastError(.bug, "PROJ", "no context could be made")
    }
    let messages = Messages()
    unsafe proj_log_func(context, messages.address) { address, _, text in
      unsafe Messages.add(text, at: address)
    }
    guard
      let plan = unsafe proj_create_crs_to_crs(
        context, source.definition, target.definition, nil),
      let pipeline = unsafe proj_normalize_for_visualization(context, plan)
    else {
      unsafe proj_context_destroy(context)
      throw GridcastError(.badData, subject, "no transformation: \(messages.text)")
    }
    unsafe proj_log_func(context, nil) { _, _, _ in }
    unsafe proj_destroy(plan)
    unsafe self.context = context
    unsafe self.pipeline = pipeline
  }

  /// Moves points in place; a point that cannot be moved becomes not finite.
  borrowing func move(_ points: inout MutableSpan<Point>) {
    let count = points.count
    let stride = MemoryLayout<Point>.stride
    unsafe points.withUnsafeMutableBytes { bytes in
      let x = unsafe bytes.baseAddress?.assumingMemoryBound(to: Double.self)
      _ = unsafe proj_trans_generic(
        pipeline, PJ_FWD, x, stride, count, x.map { unsafe $0 + 1 }, stride, count, nil, 0, 0, nil,
        0, 0)
    }
  }

  deinit {
    unsafe proj_destroy(pipeline)
    unsafe proj_context_destroy(context)
  }
}

/// The version of PROJ, as in "9.1.1".
public var projVersion: String { unsafe String(cString: proj_info().version) }

internal import CPROJ
package import GridcastBase

extension CoordinateSystem {
  /// The scale that differs most from 1 at positions in degrees, as a ratio of lengths on the map to
  /// those on the ground; nil where none is known.
  ///
  /// It is PROJ's own, along the meridian or the parallel, whichever differs more.
  package func extremeScale(at positions: [Point]) -> Double? {
    guard !isGeographic, let context = unsafe proj_context_create() else { return nil }
    defer { unsafe proj_context_destroy(context) }
    unsafe proj_log_func(context, nil) { _, _, _ in }
    guard let named = unsafe proj_create(context, definition) else { return nil }
    defer { unsafe proj_destroy(named) }
    // The projection alone tells its scales on the ellipsoid or sphere that it is made for.
    guard
      let projection = unsafe proj_as_proj_string(context, named, PJ_PROJ_4, nil).map({
        unsafe String(cString: $0).replacing("+type=crs", with: "")
      }), let system = unsafe proj_create(context, projection)
    else { return nil }
    defer { unsafe proj_destroy(system) }
    var extreme: Double?
    for position in positions {
      let place = proj_coord(
        position.x * .pi / 180, position.y * .pi / 180, 0, 0)
      let factors = unsafe proj_factors(system, place)
      guard unsafe proj_errno(system) == 0 else {
        _ = unsafe proj_errno_reset(system)
        continue
      }
      for scale in [factors.meridional_scale, factors.parallel_scale]
      where scale.isFinite && scale > 0 {
        if abs(scale - 1) > abs((extreme ?? 1) - 1) { extreme = scale }
      }
    }
    return extreme
  }
}

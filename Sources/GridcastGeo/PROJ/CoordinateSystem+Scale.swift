internal import CPROJ
package import GridcastBase

extension CoordinateSystem {
  /// The scale that differs most from 1 at positions in degrees, as a ratio of lengths on the map to
  /// those on the ground; nil where none is known.
  ///
  /// It is PROJ's own, along the meridian or the parallel, whichever differs more.
  package func extremeScale(at positions: [Point]) -> Double? {
    var extreme: Double?
    unsafe withProjection { system in
      for position in positions {
        guard let scale = unsafe Self.scale(of: system, at: position) else { continue }
        if abs(scale - 1) > abs((extreme ?? 1) - 1) { extreme = scale }
      }
    }
    return extreme
  }

  /// For each position in degrees, whether the map still serves there: lengths are off by no more than a
  /// share, and PROJ leads from the map back to the same place, to a few millimetres.
  package func serves(at positions: [Point], within share: Double) -> [Bool] {
    var serves = [Bool](repeating: false, count: positions.count)
    unsafe withProjection { system in
      for (index, position) in positions.enumerated() {
        guard let scale = unsafe Self.scale(of: system, at: position), abs(scale - 1) <= share
        else { continue }
        let start = Self.radians(position)
        let back = unsafe proj_trans(system, PJ_INV, proj_trans(system, PJ_FWD, start))
        guard unsafe proj_errno(system) == 0 else {
          _ = unsafe proj_errno_reset(system)
          continue
        }
        let (dx, dy) = unsafe (back.lp.lam - start.lp.lam, back.lp.phi - start.lp.phi)
        serves[index] = abs(dx.remainder(dividingBy: 2 * .pi)) < 1e-9 && abs(dy) < 1e-9
      }
    }
    return serves
  }

  /// For each position in degrees the ratio of areas on the map to those on the ground; nil where none is known.
  package func arealScales(at positions: [Point]) -> [Double?] {
    var scales = [Double?](repeating: nil, count: positions.count)
    unsafe withProjection { system in
      for (index, position) in positions.enumerated() where position.isFinite {
        let factors = unsafe proj_factors(system, Self.radians(position))
        guard unsafe proj_errno(system) == 0 else {
          _ = unsafe proj_errno_reset(system)
          continue
        }
        if factors.areal_scale.isFinite, factors.areal_scale > 0 {
          scales[index] = factors.areal_scale
        }
      }
    }
    return scales
  }

  /// Calls with the projection alone, which tells its scales on the ellipsoid or sphere that it is made
  /// for; not at all where there is none.
  private func withProjection(_ body: (OpaquePointer) -> Void) {
    guard !isGeographic, let proj = try? PROJContext() else { return }
    let context = unsafe proj.handle
    guard let named = unsafe proj_create(context, definition) else { return }
    defer { unsafe proj_destroy(named) }
    guard
      let projection = unsafe proj_as_proj_string(context, named, PJ_PROJ_4, nil).map({
        unsafe String(cString: $0).replacing("+type=crs", with: "")
      }), let system = unsafe proj_create(context, projection)
    else { return }
    defer { unsafe proj_destroy(system) }
    unsafe body(system)
  }

  private static func radians(_ position: Point) -> PJ_COORD {
    proj_coord(position.x * .pi / 180, position.y * .pi / 180, 0, 0)
  }

  private static func scale(of system: OpaquePointer, at position: Point) -> Double? {
    let factors = unsafe proj_factors(system, radians(position))
    guard unsafe proj_errno(system) == 0 else {
      _ = unsafe proj_errno_reset(system)
      return nil
    }
    return [factors.meridional_scale, factors.parallel_scale].filter { $0.isFinite && $0 > 0 }
      .max { abs($0 - 1) < abs($1 - 1) }
  }
}

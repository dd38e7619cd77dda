import Foundation
import Gridcast

/// Moves points from WGS 84 to UTM 49N in blocks on all cores, and reports the seconds as JSON.
func projectPoints(_ count: Int) throws {
  var state: UInt64 = 1
  func uniform() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) / Double(1 << 53)
  }
  let blocks = stride(from: 0, to: count, by: 16_384).map { start in
    (start..<min(start + 16_384, count)).map { _ in
      Point(x: 109.2 + 0.6 * uniform(), y: 34.3 + 0.5 * uniform())
    }
  }
  let wgs84 = try CoordinateSystem(named: "EPSG:4326")
  let utm = try CoordinateSystem(named: "EPSG:32649")
  let start = ContinuousClock.now
  DispatchQueue.concurrentPerform(iterations: blocks.count) { index in
    _ = try? wgs84.move(blocks[index], to: utm)
  }
  let seconds = start.duration(to: .now) / .seconds(1)
  print("{\"total\": \(count), \"seconds\": \(seconds), \"version\": \"\"}")
}

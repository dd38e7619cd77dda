import GridcastBase
import Neural

/// The forecast density of a whole raster, by each network.
struct Blending: WindowBlending {
  let side: Int
  let scaling: DensityScaling
  let prediction: Prediction
  let networks: [Network]

  /// What a network sees: the scaled density, 0 where it is unknown.
  func source(_ bands: [[Float]], on rows: Grid) -> WindowSource {
    WindowSource(
      grid: rows, values: bands[0].map { $0.isNaN ? 0 : scaling.scaled($0) }, outside: 0)
  }

  func answers(_ network: Network, _ windows: Tensor) -> [Float] {
    prediction.after(network(windows), windows).values.map { scaling.restored($0) }
  }
}

import GridcastBase
import Neural

/// The logarithm of the ratio of every cell of a whole raster, by each network.
struct RatioBlending: WindowBlending {
  let side: Int
  let bound: Float
  let networks: [Network]

  func source(_ bands: [[Float]], on rows: Grid) -> WindowSource {
    WindowSource(logarithmsOf: bands, on: rows)
  }

  func answers(_ network: Network, _ windows: Tensor) -> [Float] {
    let loss = RatioLoss(bound: bound)
    return network(windows).values.map { loss.ratio($0) }
  }
}

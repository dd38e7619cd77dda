import Foundation

extension RunRecord {
  /// A layer that lies on top of the maps: the study area, or the stations.
  public struct Overlay: Sendable, Codable, Equatable {
    /// Its key in the plan, as in "study-area".
    public let role: String
    /// The file, as the plan names it.
    public let path: String
    /// The file as seen from the record's folder, so that both can be moved together.
    public let relativePath: String
    let layers: [String]
    let from: String?
    let encoding: String?
    let filter: String?

    init(_ role: String, _ source: Source, from base: URL) {
      self.role = role
      path = source.path
      relativePath = URL(filePath: source.path).relativePath(from: base)
      layers = source.layers
      from = source.coordinateSystem
      encoding = source.encoding
      filter = source.filter
    }

    /// The layer where it was, or where it lies now if it was moved together with the record.
    func source(in folder: String) -> Source {
      let moved = "\(folder)/\(relativePath)"
      let files = FileManager.default
      let isMoved = !files.fileExists(atPath: path) && files.fileExists(atPath: moved)
      var source = Source(
        isMoved ? moved : path, layers: layers, coordinateSystem: from, filter: filter)
      source.encoding = encoding
      return source
    }
  }

  /// What a run forecasts.
  public struct Target: Sendable, Codable, Equatable {
    /// The band that is forecast; nil where there is only one.
    public let band: String?
    /// The year to go on from, where years are forecast.
    public let from: Int?
    /// The year that is forecast.
    public let to: Int?

    init?(_ model: Plan.Model?) {
      switch model {
      case .perceptron(let settings, _)?: (band, from, to) = (settings.target, nil, nil)
      case .convDeconv(let model)?: (band, from, to) = (model.band, model.from, model.to)
      case nil: return nil
      }
    }
  }
}

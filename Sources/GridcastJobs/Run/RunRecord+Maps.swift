import Foundation
import GridcastBase
import GridcastForecast
import GridcastFormats

extension RunRecord {
  /// A layer that maps show or tell of: the study area, the stations, the base, or things with names.
  package struct Overlay: Sendable, Codable, Equatable {
    /// Its key in the plan, as in "study-area".
    package let role: String
    /// The path relative to the record's folder, so that both can be moved together.
    package let relativePath: String
    let layers: [String]
    let from: String?
    let encoding: String?
    let filter: String?
    /// The field of the names, where the plan says it.
    let field: String?

    init(_ role: String, _ source: Source, field: String? = nil, from base: URL) {
      self.role = role
      relativePath = URL(filePath: source.path).relativePath(from: base)
      layers = source.layers
      from = source.coordinateSystem
      encoding = source.encoding
      filter = source.filter
      self.field = field
    }

    /// The layer, which lies where it lay beside the record.
    func source(in folder: String) -> Source {
      let path = URL(filePath: "\(folder)/\(relativePath)").standardizedFileURL.plainPath
      var source = Source(path, layers: layers, coordinateSystem: from, filter: filter)
      source.encoding = encoding
      return source
    }
  }

  /// The target of a run's forecast.
  package struct Target: Sendable, Codable, Equatable {
    /// The name of the band that is forecast; nil for the only one.
    package let band: String?
    /// The names of the bands, where several are forecast.
    package let bands: [String]?
    /// The year to start from, where years are forecast.
    package let from: Int?
    /// The year that is forecast.
    package let to: Int?

    /// Both years, where years are forecast.
    var years: (from: Int, to: Int)? { from.flatMap { from in to.map { (from, $0) } } }

    init?(_ model: Plan.Model?) {
      switch model {
      case .cells(let model)?:
        (band, from, to) = (model.targets.joined(separator: ", "), nil, nil)
        bands = model.targets.count > 1 ? model.targets : nil
      case .convDeconv(let model)?:
        (band, from, to) = (model.band, model.from, model.to)
        bands = nil
      case nil: return nil
      }
    }
  }
}

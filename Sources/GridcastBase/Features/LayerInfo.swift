/// What a dataset declares about one of its layers, known before any feature is read.
package struct LayerInfo: Sendable, Equatable {
  /// The layer's name.
  package var name: String
  /// The declared type of geometry, as OGC names it.
  package var geometry: String
  /// Whether the layer has geometry at all.
  package var hasGeometry: Bool
  /// The number of features, where the file declares it.
  package var featureCount: Int?
  /// The attributes.
  package var fields: [Field]
  /// The coordinate system as WKT, where there is one.
  package var coordinateSystemWKT: String?
  /// The field names that occur more than once in the file; the later fields got a number added.
  package var repeatedNames: [String]

  /// Describes a layer.
  package init(
    name: String, geometry: String, hasGeometry: Bool, featureCount: Int?, fields: [Field],
    coordinateSystemWKT: String?, repeatedNames: [String]
  ) {
    self.name = name
    self.geometry = geometry
    self.hasGeometry = hasGeometry
    self.featureCount = featureCount
    self.fields = fields
    self.coordinateSystemWKT = coordinateSystemWKT
    self.repeatedNames = repeatedNames
  }
}

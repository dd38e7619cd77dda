/// What a dataset says of one of its layers before any feature is read.
package struct LayerInfo: Sendable, Equatable {
  /// The layer's name.
  package var name: String
  /// The kind of geometry that the layer declares, in OGC's words.
  package var geometry: String
  /// Whether the layer has geometry at all.
  package var hasGeometry: Bool
  /// The number of features, where the file tells without being read through.
  package var featureCount: Int?
  /// The attributes.
  package var fields: [Field]
  /// The definition of the coordinate system as WKT, where there is one.
  package var coordinateSystemWKT: String?
  /// Names that more than one field has; the later ones got a number.
  package var repeatedNames: [String]

  /// What is known of a layer.
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

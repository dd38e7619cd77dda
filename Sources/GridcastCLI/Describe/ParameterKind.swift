import ArgumentParser

/// What a parameter takes, as a form on a screen or another program needs to know it.
///
/// It is declared with the option itself, and `gridcast describe` tells it. Names of other parameters, such as that of
/// the input whose field is meant, are as `describe` tells them: without dashes, and those of arguments by their value.
struct ParameterKind: Hashable, Sendable {
  /// The word for it in the description.
  let type: String
  /// The parameter whose field, band, layer or coordinate system it is.
  var of: String?
  /// What a layer must hold: points, lines, areas; anything where there is none.
  var shapes: [String] = []
  /// The endings that a file usually has.
  var endings: [String] = []
  /// The words that are taken, where their type does not say so.
  var choices: [String] = []
  var limits = Limits()
  /// The word that is also taken in place of a number.
  var word: String?
  /// What stands between several values that are written as one.
  var separator: String?

  /// What a number may be.
  struct Limits: Hashable, Sendable, Encodable {
    var minimum: Double?
    var maximum: Double?
    /// What it must be greater than.
    var above: Double?
    /// What it must be less than.
    var below: Double?
  }

  /// How a shell completes it; nil where it has nothing of its own to offer.
  var completion: CompletionKind? {
    switch type {
    case "folder", "new-folder": .directory
    case "layer", "raster", "dataset", "file": .file(extensions: [])
    case _ where type.hasPrefix("new-"): .file(extensions: [])
    case _ where !choices.isEmpty: .list(choices)
    default: nil
    }
  }
}

extension ParameterKind {
  /// A layer, or a table.
  static let layer = ParameterKind(type: "layer")
  static let points = ParameterKind(type: "layer", shapes: ["points"])
  static let areas = ParameterKind(type: "layer", shapes: ["areas"])
  static let outlines = ParameterKind(type: "layer", shapes: ["lines", "areas"])
  static let raster = ParameterKind(type: "raster")
  /// A layer or a raster.
  static let dataset = ParameterKind(type: "dataset")
  static let folder = ParameterKind(type: "folder")
  static let system = ParameterKind(type: "system")
  static let encoding = ParameterKind(type: "encoding")
  /// A length with its unit, as 1km or 2cells.
  static let length = ParameterKind(type: "length")
  /// West, south, east and north.
  static let box = ParameterKind(type: "box")
  static let text = ParameterKind(type: "text")
  /// The words of the type itself.
  static let choice = ParameterKind(type: "choice")
  static let flag = ParameterKind(type: "flag")
  static let number = ParameterKind(type: "number")

  static let newLayer = ParameterKind(type: "new-layer")
  static let newRaster = ParameterKind(type: "new-raster", endings: ["tif"])
  static let newTable = ParameterKind(type: "new-table", endings: ["csv"])
  static let newFolder = ParameterKind(type: "new-folder")
  /// A layer or a raster, as the input is.
  static let newDataset = ParameterKind(type: "new-dataset")

  static func file(_ endings: String...) -> Self { .init(type: "file", endings: endings) }
  static func newFile(_ endings: String...) -> Self { .init(type: "new-file", endings: endings) }
  /// A coordinate system, or one of these words.
  static func system(or words: String...) -> Self { .init(type: "system", choices: words) }
  /// Several fields with commas between them.
  static func fields(of input: String) -> Self {
    .init(type: "field", of: input, separator: ",")
  }
  static func field(of input: String) -> Self { .init(type: "field", of: input) }
  static func band(of input: String) -> Self { .init(type: "band", of: input) }
  static func nameOfLayer(in input: String) -> Self { .init(type: "name-of-layer", of: input) }
  static func system(of input: String) -> Self {
    .init(type: "system", of: input, choices: ["gcj02", "bd09"])
  }
  static func condition(on input: String) -> Self { .init(type: "condition", of: input) }
  static func choice(of words: String...) -> Self { .init(type: "choice", choices: words) }

  /// One of these words, or a file of these endings.
  static func choice(of words: [String], orFile endings: String...) -> Self {
    .init(type: "choice-or-file", endings: endings, choices: words)
  }

  /// A whole number.
  static func whole(_ minimum: Int, _ maximum: Int? = nil, or word: String? = nil) -> Self {
    .init(
      type: "whole",
      limits: Limits(minimum: Double(minimum), maximum: maximum.map(Double.init)), word: word)
  }

  static func number(
    from minimum: Double? = nil, to maximum: Double? = nil, above: Double? = nil,
    below: Double? = nil
  ) -> Self {
    .init(
      type: "number",
      limits: Limits(minimum: minimum, maximum: maximum, above: above, below: below))
  }
}

import Foundation
import GridcastBase

/// A layer file of ArcGIS Pro, which refers to the data of a map by a relative path and describes
/// how they are drawn.
///
/// It follows Esri's Cartographic Information Model, version 2 (github.com/Esri/cim-spec).
struct ArcGISLayer {
  private let map: StyledMap
  private let workspace: String
  private let dataset: String

  /// Makes a layer file; nil for formats that ArcGIS does not read from a file in a folder.
  ///
  /// ArcGIS classifies only rasters of one band; for several bands the layer shows the raster of
  /// classes.
  init?(_ map: StyledMap) {
    self.map = map
    switch map.content {
    case .band(_, let count):
      workspace = "Raster"
      dataset = count == 1 ? map.fileName : "\(map.title)-classes.tif"
    case .features:
      guard map.path.lowercased().hasSuffix(".shp") else { return nil }
      workspace = "Shapefile"
      dataset = map.fileName
    }
  }

  /// The content of the `.lyrx`.
  var document: String {
    let address = "CIMPATH=gridcast/\(map.title).xml"
    let isRaster = workspace == "Raster"
    let head: [(String, CIM)] = [
      ("name", .text(map.title)), ("uRI", .text(address)), ("useSourceMetadata", .flag(true)),
      ("description", .text(map.style.name.isEmpty ? map.title : map.style.name)),
      ("expanded", .flag(true)), ("layerType", .text("Operational")), ("showLegends", .flag(true)),
      ("visibility", .flag(true)), ("displayCacheType", .text("Permanent")),
      ("maxDisplayCacheAge", .number(5)), ("showPopups", .flag(true)),
      ("serviceLayerID", .number(-1)), ("refreshRate", .number(-1)),
    ]
    let connection = CIM.object(
      "CIMStandardDataConnection",
      [
        ("workspaceConnectionString", .text("DATABASE=.")),
        ("workspaceFactory", .text(workspace)), ("dataset", .text(dataset)),
        ("datasetType", .text(isRaster ? "esriDTRasterDataset" : "esriDTFeatureClass")),
      ])
    let body: [(String, CIM)] =
      isRaster
      ? [("dataConnection", connection), ("colorizer", colorizer)]
      : [
        (
          "featureTable",
          .object(
            "CIMFeatureTable",
            [
              ("displayField", .text(map.style.name)), ("editable", .flag(true)),
              ("dataConnection", connection),
              ("studyAreaSpatialRel", .text("esriSpatialRelUndefined")),
              ("searchOrder", .text("esriSearchOrderSpatial")),
            ])
        ), ("selectable", .flag(true)), ("renderer", renderer),
      ]
    return CIM.object(
      "CIMLayerDocument",
      [
        ("version", .text("2.9.0")), ("build", .number(32739)),
        ("layers", .list([.text(address)])),
        (
          "layerDefinitions",
          .list([.object(isRaster ? "CIMRasterLayer" : "CIMFeatureLayer", head + body)])
        ),
      ]
    ).json + "\n"
  }

  // MARK: Rasters

  private var colorizer: CIM {
    let rules = map.style.rules
    let isOfClasses = dataset != map.fileName
    let bounds = isOfClasses ? [] : upperBounds
    let breaks = rules.enumerated().map { index, rule in
      // The values of classes count from 1.
      CIM.object(
        "CIMRasterClassBreak",
        [
          ("upperBound", .number(isOfClasses ? Double(index + 1) : bounds[index])),
          ("label", .text(rule.label)), ("color", Self.color(rule.color)),
        ])
    }
    return .object(
      "CIMRasterClassifyColorizer",
      [
        ("resamplingType", .text("NearestNeighbor")), ("noDataColor", Self.noColor),
        ("classBreaks", .list(breaks)), ("classificationMethod", .text("Manual")),
        ("field", .text("Value")),
        ("minimumBreak", .number(isOfClasses ? 0 : lowerBound)),
        ("showInAscendingOrder", .flag(true)), ("heading", .text(map.style.name)),
      ])
  }

  /// The upper bound of each rule for numbers; for categories half a step above the value.
  private var upperBounds: [Double] {
    map.style.rules.map { rule in
      switch rule.condition {
      case .range(_, let upper): upper ?? map.style.classes?.outerBounds.upper ?? 0
      case .value(let value): (Double(value) ?? 0) + 0.5
      case .all: 1e30
      }
    }
  }

  private var lowerBound: Double {
    map.style.classes?.outerBounds.lower ?? (upperBounds.min() ?? 0) - 1
  }

  // MARK: Features

  private var renderer: CIM {
    guard case .features(let kind) = map.content else { return .list([]) }
    let rules = map.style.rules
    func symbol(_ rule: MapStyle.Rule) -> (String, CIM) {
      ("symbol", .object("CIMSymbolReference", [("symbol", Self.symbol(kind, rule))]))
    }
    switch map.style.symbols {
    case .classes, .sizes:
      let isSized = if case .sizes = map.style.symbols { true } else { false }
      let breaks = zip(rules, upperBounds).map { rule, bound in
        CIM.object(
          "CIMClassBreak",
          [
            ("label", .text(rule.label)), ("patch", .text("Default")), symbol(rule),
            ("upperBound", .number(bound)),
          ])
      }
      return .object(
        "CIMClassBreaksRenderer",
        [
          ("breaks", .list(breaks)),
          ("classBreakType", .text(isSized ? "GraduatedSymbol" : "GraduatedColor")),
          ("classificationMethod", .text("Manual")), ("field", .text(map.style.name)),
          ("minimumBreak", .number(lowerBound)), ("showInAscendingOrder", .flag(true)),
          ("heading", .text(map.style.name)),
        ])
    case .categories(let categories):
      let classes = zip(rules, categories).map { rule, category in
        CIM.object(
          "CIMUniqueValueClass",
          [
            ("label", .text(rule.label)), ("patch", .text("Default")), symbol(rule),
            (
              "values",
              .list([
                .object("CIMUniqueValue", [("fieldValues", .list([.text(category.value)]))])
              ])
            ), ("visible", .flag(true)),
          ])
      }
      return .object(
        "CIMUniqueValueRenderer",
        [
          ("fields", .list([.text(map.style.name)])),
          (
            "groups",
            .list([
              .object(
                "CIMUniqueValueGroup",
                [("classes", .list(classes)), ("heading", .text(map.style.name))])
            ])
          ), ("useDefaultSymbol", .flag(false)),
        ])
    case .single:
      return .object("CIMSimpleRenderer", [("patch", .text("Default"))] + rules.map(symbol))
    }
  }
}

internal import CPROJ
import Foundation
package import GridcastBase

/// The operation by which PROJ transforms one coordinate system into another.
package struct CoordinateOperation: Sendable, Equatable {
  /// The name in the registry, as in "Inverse of UTM zone 49N + WGS 84 to CGCS2000 (1)".
  package let name: String
  /// The accuracy in metres; nil where it is unknown.
  package let accuracy: Double?
  /// The grids that a better operation would need and that are not installed.
  package let missingGrids: [String]
  /// Whether it leaves out the shift between two datums, as PROJ knows none: a ballpark transformation.
  package let skipsShift: Bool

  /// The best operation for features in an area, in degrees; nil where PROJ finds none.
  package init?(from source: CoordinateSystem, to target: CoordinateSystem, over area: Box?)
    throws(GridcastError)
  {
    if source.definition == target.definition {
      self.init(
        name: Self.name(of: source, target, nil), accuracy: 0, missingGrids: [],
        skipsShift: false)
      return
    }
    if let name = Self.nameWithoutPROJ(from: source.definition, to: target.definition) {
      self.init(
        name: Self.name(of: source, target, name), accuracy: 0, missingGrids: [], skipsShift: false)
      return
    }
    let proj = try PROJContext()
    let context = unsafe proj.handle
    let a = unsafe proj_create(context, source.definition)
    let b = unsafe proj_create(context, target.definition)
    let settings = unsafe proj_create_operation_factory_context(context, nil)
    defer {
      unsafe proj_destroy(a)
      unsafe proj_destroy(b)
      unsafe proj_operation_factory_context_destroy(settings)
    }
    if let area, area.minX >= -180, area.maxX <= 180 {
      unsafe proj_operation_factory_context_set_area_of_interest(
        context, settings, area.minX, area.minY, area.maxX, area.maxY)
    }
    unsafe proj_operation_factory_context_set_spatial_criterion(
      context, settings, PROJ_SPATIAL_CRITERION_PARTIAL_INTERSECTION)
    unsafe proj_operation_factory_context_set_grid_availability_use(
      context, settings, PROJ_GRID_AVAILABILITY_IGNORED)
    guard let all = unsafe proj_create_operations(context, a, b, settings) else { return nil }
    defer { unsafe proj_list_destroy(all) }
    var missing: [String] = []
    for index in 0..<(unsafe proj_list_get_count(all)) {
      guard let operation = unsafe proj_list_get(context, all, index) else { continue }
      defer { unsafe proj_destroy(operation) }
      guard unsafe proj_coordoperation_is_instantiable(context, operation) == 1 else {
        missing += unsafe Self.missingGrids(of: operation, in: context)
        continue
      }
      // A conversion is pure mathematics without a measured datum, and so exact.
      let isExact = unsafe proj_get_type(operation) == PJ_TYPE_CONVERSION
      let accuracy =
        isExact ? 0 : unsafe proj_coordoperation_get_accuracy(context, operation)
      let name = unsafe proj_get_name(operation).map { unsafe String(cString: $0) } ?? "unnamed"
      self.init(
        name: Self.name(of: source, target, name), accuracy: accuracy < 0 ? nil : accuracy,
        missingGrids: Set(missing).sorted(),
        skipsShift: unsafe proj_coordoperation_has_ballpark_transformation(context, operation) == 1)
      return
    }
    return nil
  }

  private init(name: String, accuracy: Double?, missingGrids: [String], skipsShift: Bool) {
    self.name = name
    self.accuracy = accuracy
    self.missingGrids = missingGrids
    self.skipsShift = skipsShift
  }

  /// What PROJ tells of an operation that moves east and north, whichever order the two systems have.
  init(_ used: OpaquePointer, in context: OpaquePointer) {
    let name = unsafe proj_get_name(used).map { unsafe String(cString: $0) } ?? "unnamed"
    let steps = name.components(separatedBy: " + ").filter {
      !$0.lowercased().hasPrefix("axis order change")
    }
    let accuracy = unsafe proj_coordoperation_get_accuracy(context, used)
    unsafe self.init(
      name: steps.joined(separator: " + "), accuracy: accuracy < 0 ? nil : accuracy,
      missingGrids: [],
      skipsShift: proj_coordoperation_has_ballpark_transformation(context, used) == 1)
  }

  /// The operation, as PROJ was seen to take it at some places, where its list would begin with
  /// another.
  package func corrected(by used: [CoordinateOperation]) -> CoordinateOperation {
    guard !used.isEmpty, accuracy != 0, used.count > 1 || !used.contains(where: { $0.name == name })
    else { return self }
    return CoordinateOperation(
      name: used.map(\.name).joined(separator: " and, elsewhere, "),
      accuracy: used.contains { $0.accuracy == nil } ? nil : used.compactMap(\.accuracy).max(),
      missingGrids: missingGrids, skipsShift: used.contains(where: \.skipsShift))
  }

  /// The name of the operation, including the offsets of Chinese map services that are removed
  /// before and added after it.
  private static func name(
    of source: CoordinateSystem, _ target: CoordinateSystem, _ name: String?
  ) -> String {
    let steps = [
      source.offset.map { "\($0.name) to WGS 84" }, name,
      target.offset.map { "WGS 84 to \($0.name)" },
    ]
    return steps.compactMap { $0 }.joined(separator: " + ")
  }

  /// The name of the operation between WGS 84 and one of its UTM zones; nil for others.
  private static func nameWithoutPROJ(from source: String, to target: String) -> String? {
    if source == "EPSG:4326" { return UTMZone(code: target)?.description }
    guard target == "EPSG:4326", let zone = UTMZone(code: source) else { return nil }
    return "Inverse of \(zone)"
  }

  private static func missingGrids(of operation: OpaquePointer, in context: OpaquePointer)
    -> [String]
  {
    let count = unsafe proj_coordoperation_get_grid_used_count(context, operation)
    return (0..<count).compactMap { index in
      var name: UnsafePointer<CChar>? = nil
      var isAvailable: Int32 = 0
      guard
        unsafe proj_coordoperation_get_grid_used(
          context, operation, index, &name, nil, nil, nil, nil, nil, &isAvailable) == 1,
        isAvailable == 0
      else { return nil }
      return unsafe name.map { unsafe String(cString: $0) }
    }
  }
}

extension CoordinateOperation {
  /// The name with the accuracy, in words.
  package var told: Sentence {
    switch accuracy {
    case nil: "\(name), accuracy unknown"
    case 0?: "\(name), exact"
    case let metres?: "\(name), to \(formatted(metres, 3)) m"
    }
  }
}

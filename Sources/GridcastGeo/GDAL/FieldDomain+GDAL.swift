internal import CGDAL
internal import Foundation
import GridcastBase

extension FieldDomain {
  /// The domain of a field in a dataset; nil where it has none, or one of patterns or of dates.
  init?(of definition: OGRFieldDefnH, in dataset: GDALDatasetH) {
    let found = unsafe collectingMessages { _ -> OGRFieldDomainH? in
      guard let name = unsafe OGR_Fld_GetDomainName(definition), unsafe name.pointee != 0 else {
        return nil
      }
      return unsafe GDALDatasetGetFieldDomain(dataset, name)
    }
    guard let domain = unsafe found, let values = unsafe Self.values(of: domain),
      let name = unsafe OGR_FldDomain_GetName(domain)
    else { return nil }
    let description = unsafe OGR_FldDomain_GetDescription(domain).map {
      unsafe String(cString: $0)
    }
    unsafe self.init(String(cString: name), description: description ?? "", values)
  }

  private static func values(of domain: OGRFieldDomainH) -> Values? {
    switch unsafe OGR_FldDomain_GetDomainType(domain) {
    case OFDT_CODED:
      guard var next = unsafe OGR_CodedFldDomain_GetEnumeration(domain) else { return nil }
      var codes: [Code] = []
      while let code = unsafe next.pointee.pszCode {
        let meaning = unsafe next.pointee.pszValue.map { unsafe String(cString: $0) }
        unsafe codes.append(Code(String(cString: code), meaning))
        unsafe next += 1
      }
      return .codes(codes)
    case OFDT_RANGE:
      let type = unsafe OGR_FldDomain_GetFieldType(domain)
      guard [OFTInteger, OFTInteger64, OFTReal].contains(type) else { return nil }
      var isIncluded = false
      let least = unsafe OGR_RangeFldDomain_GetMin(domain, &isIncluded)
      let first = unsafe limit(least, type, isIncluded)
      let greatest = unsafe OGR_RangeFldDomain_GetMax(domain, &isIncluded)
      return unsafe .range(first, limit(greatest, type, isIncluded))
    default: return nil
    }
  }

  private static func limit(
    _ value: UnsafePointer<OGRField>?, _ type: OGRFieldType, _ isIncluded: Bool
  ) -> Limit? {
    guard let value = unsafe value?.pointee else { return nil }
    let unset = unsafe value.Set
    if unset.nMarker1 == OGRUnsetMarker, unset.nMarker2 == OGRUnsetMarker { return nil }
    let number: Double =
      switch type {
      case OFTInteger: unsafe Double(value.Integer)
      case OFTInteger64: unsafe Double(value.Integer64)
      default: unsafe value.Real
      }
    return Limit(number, isIncluded: isIncluded)
  }

  /// Adds the domain to a dataset for fields of a type, where it has none of the name.
  ///
  /// - Throws: `.unwritable` with GDAL's message.
  func add(to dataset: GDALDatasetH, for field: Field, _ path: String) throws(GridcastError) {
    let isThere = collectingMessages { _ in
      unsafe GDALDatasetGetFieldDomain(dataset, name) != nil
    }
    if isThere { return }
    var reason: UnsafeMutablePointer<CChar>? = nil
    defer { unsafe VSIFree(reason) }
    let isAdded = collectingMessages { _ in
      guard let domain = unsafe made(for: field) else { return false }
      defer { unsafe OGR_FldDomain_Destroy(domain) }
      return unsafe GDALDatasetAddFieldDomain(dataset, domain, &reason)
    }
    guard !isAdded else { return }
    let words =
      unsafe reason.map { unsafe Sentence(message: String(cString: $0)) } ?? "GDAL did not say why"
    throw GridcastError(.unwritable, path, "the domain '\(name)' cannot be kept: \(words)")
  }

  private func made(for field: Field) -> OGRFieldDomainH? {
    let (type, subtype) = field.ogrType
    switch values {
    case .codes(let codes):
      let texts = unsafe codes.map { code in
        unsafe OGRCodedValue(
          pszCode: strdup(code.code), pszValue: code.meaning.map { unsafe strdup($0) } ?? nil)
      }
      defer {
        unsafe texts.forEach {
          unsafe free($0.pszCode)
          unsafe free($0.pszValue)
        }
      }
      let ended = unsafe texts + [OGRCodedValue(pszCode: nil, pszValue: nil)]
      return unsafe ended.withUnsafeBufferPointer {
        unsafe OGR_CodedFldDomain_Create(name, description, type, subtype, $0.baseAddress)
      }
    case .range(let least, let greatest):
      var first = unsafe Self.value(least, type)
      var last = unsafe Self.value(greatest, type)
      return unsafe OGR_RangeFldDomain_Create(
        name, description, type, subtype, &first, least?.isIncluded ?? true, &last,
        greatest?.isIncluded ?? true)
    }
  }

  private static func value(_ limit: Limit?, _ type: OGRFieldType) -> OGRField {
    var value = unsafe OGRField()
    guard let limit else {
      unsafe value.Set.nMarker1 = OGRUnsetMarker
      unsafe value.Set.nMarker2 = OGRUnsetMarker
      unsafe value.Set.nMarker3 = OGRUnsetMarker
      return unsafe value
    }
    switch type {
    case OFTInteger: unsafe value.Integer = Int32(exactly: limit.value) ?? 0
    case OFTInteger64: unsafe value.Integer64 = Int64(exactly: limit.value) ?? 0
    default: unsafe value.Real = limit.value
    }
    return unsafe value
  }
}

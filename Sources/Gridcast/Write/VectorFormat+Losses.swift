extension VectorFormat {
  /// What of surveyed features the format cannot hold, a sentence each.
  public func losses(of schema: LayerSchema, _ survey: Survey) -> [String] {
    var losses: [String] = []
    if isShapefile {
      for field in schema.fields {
        let name = "field '\(field.name)'"
        switch field.kind {
        case .text:
          let bytes = survey.textBytes[field.name] ?? 0
          if bytes > 254 {
            losses.append(
              "\(name) holds texts of up to \(bytes) bytes, and a Shapefile cuts them at 254")
          }
        case .dateTime:
          losses.append("\(name) holds times of day, and a Shapefile keeps only the date")
        case .time:
          losses.append("\(name) holds times of day, which a Shapefile keeps as text only")
        case .integerList, .numberList, .textList:
          losses.append("\(name) holds lists, which a Shapefile keeps as text only")
        case .binary: losses.append("\(name) holds bytes, which a Shapefile cannot keep")
        case .integer, .number, .date: break
        }
      }
    }
    if driver == "CSV" && survey.hasM {
      losses.append("vertices have measures, which a CSV does not keep")
    }
    return losses
  }
}

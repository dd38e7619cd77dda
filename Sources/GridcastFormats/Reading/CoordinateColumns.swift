import GridcastBase

/// The columns of a table that contain its coordinates: two or three of them, or one that contains
/// both.
package struct CoordinateColumns: Sendable, CustomStringConvertible {
  /// The name of the column of x, or of both coordinates where `y` is nil.
  package let x: String
  /// The name of the column of y.
  package let y: String?
  /// The name of the column of heights, which is recognised only beside columns called X and Y.
  let z: String?

  /// The usual names, the clearest first; x is east or longitude.
  private static let pairs: [(String, String)] = [
    ("lon", "lat"), ("lng", "lat"), ("long", "lat"), ("longitude", "latitude"),
    ("经度", "纬度"), ("經度", "緯度"), ("x", "y"), ("point_x", "point_y"), ("xcoord", "ycoord"),
    ("x_coord", "y_coord"), ("easting", "northing"), ("lng_wgs84", "lat_wgs84"),
    ("wgs84_lng", "wgs84_lat"), ("lon_wgs84", "lat_wgs84"), ("wgs_lng", "wgs_lat"),
    ("gps_lng", "gps_lat"), ("lon_gcj02", "lat_gcj02"), ("decimallongitude", "decimallatitude"),
    ("x坐标", "y坐标"), ("东经", "北纬"),
  ]
  private static let both = ["location", "coordinates", "坐标", "经纬度", "lnglat", "lonlat", "xy"]

  /// Finds the columns by their usual names; nil where there are none.
  init?(among fields: [Field]) {
    func find(_ name: String) -> String? {
      fields.first { $0.name.trimmed.lowercased() == name }?.name
    }
    for (x, y) in Self.pairs {
      if let x = find(x), let y = find(y) {
        self.x = x
        self.y = y
        z = x.lowercased() == "x" ? find("z") : nil
        return
      }
    }
    guard let name = Self.both.lazy.compactMap(find).first else { return nil }
    x = name
    y = nil
    z = nil
  }

  /// The names in quotes, for messages.
  package var description: String {
    if let y, let z { return "columns '\(x)', '\(y)' and '\(z)'" }
    return y.map { "columns '\(x)' and '\($0)'" } ?? "column '\(x)'"
  }

  /// The names of the columns.
  var names: [String] { [x, y, z].compactMap(\.self) }

  /// The fields that must be read for the coordinates.
  var fields: [Field] {
    y == nil ? [Field(x, .text)] : names.map { Field($0, .number) }
  }

  /// The point of each feature; a null shape where a coordinate is missing or no number.
  func shapes(from columns: [Column]) -> Shapes {
    if columns.count == 2, case .numbers(let xs) = columns[0].values,
      case .numbers(let ys) = columns[1].values
    {
      let points = zip(xs, ys).map { Point(x: $0 ?? .nan, y: $1 ?? .nan) }
      if points.allSatisfy(\.isFinite) { return Shapes(points: points) }
    }
    var shapes = Shapes()
    func add(_ x: Double?, _ y: Double?) {
      if let x, let y, x.isFinite, y.isFinite {
        shapes.addPoint(Point(x: x, y: y))
      } else {
        shapes.addNull()
      }
    }
    if columns.count > 1, let xs = columns[0].numbers, let ys = columns[1].numbers {
      let zs = columns.count > 2 ? columns[2].numbers : nil
      for index in xs.indices {
        guard let zs, let z = zs[index], let x = xs[index], let y = ys[index] else {
          add(xs[index], ys[index])
          continue
        }
        shapes.beginShape(.point)
        shapes.beginPart(.points)
        shapes.add([Point(x: x, y: y)], z: [z])
      }
    } else if let texts = columns.first?.texts {
      for index in texts.codes.indices {
        let (x, y) = Self.parse(texts[index] ?? "")
        add(x, y)
      }
    }
    return shapes
  }

  /// Parses "121.47,31.23", also in brackets.
  ///
  /// Where only the second number exceeds 90, the order is latitude, longitude.
  private static func parse(_ text: String) -> (Double?, Double?) {
    let numbers = text.split { ",; ()[]（），".contains($0) }.map { Double($0) }
    guard numbers.count == 2, let first = numbers[0], let second = numbers[1] else {
      return (nil, nil)
    }
    return abs(second) > 90 && abs(first) <= 90 ? (second, first) : (first, second)
  }
}

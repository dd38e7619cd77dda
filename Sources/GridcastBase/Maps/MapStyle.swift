/// How a layer or a raster is drawn: by classes, by categories, or all alike.
package struct MapStyle: Sendable, Equatable {
  /// One value that is drawn in a colour of its own.
  package struct Category: Sendable, Equatable {
    /// The value as a table spells it; of a raster a whole number.
    package let value: String
    /// What the legend says of it.
    package let label: String
    /// The colour.
    package let color: Color

    /// A value in a colour.
    package init(_ value: String, label: String, color: Color) {
      self.value = value
      self.label = label
      self.color = color
    }
  }

  /// What decides how a thing is drawn.
  package enum Symbols: Sendable, Equatable {
    /// Classes of one colour each.
    case classes(Classes)
    /// Classes of one colour and rising size: the diameter of points, the width of lines.
    case sizes(Classes, Color)
    /// Values of one colour each.
    case categories([Category])
    /// Nothing: points and lines in one colour, polygons as outlines.
    case single(Color)
  }

  /// What is done so that a thing is seen among others.
  package enum Form: Sendable, Equatable {
    case plain
    /// Points are large and have a dark rim, to be seen on those of other layers.
    case strong
    /// Polygons are left open.
    case outline
  }

  /// The band or field that is drawn; empty where all is drawn alike.
  package var name: String
  /// What decides how a thing is drawn.
  package var symbols: Symbols
  /// What is done so that it is seen.
  package var form: Form

  /// A band or field drawn by symbols.
  package init(_ name: String, _ symbols: Symbols, form: Form = .plain) {
    self.name = name
    self.symbols = symbols
    self.form = form
  }

  /// A band or field in classes of one colour each.
  package init(_ name: String, _ classes: Classes) { self.init(name, .classes(classes)) }

  /// A band or field in categories, in colours that the colour-blind can tell apart; beyond eight they
  /// come again.
  package init(_ name: String, categories: [(value: String, label: String)]) {
    let colors = Color.categories
    self.init(
      name,
      .categories(
        categories.enumerated().map { index, category in
          Category(category.value, label: category.label, color: colors[index % colors.count])
        }))
  }

  /// All alike in grey: polygons as outlines.
  package static let outlines = MapStyle("", .single(Color(0x505050)))

  /// The classes, where there are any.
  package var classes: Classes? {
    switch symbols {
    case .classes(let classes), .sizes(let classes, _): classes
    case .categories, .single: nil
    }
  }
}

extension MapStyle {
  /// One line of the legend: what is drawn so, and how.
  package struct Rule: Sendable, Equatable {
    /// What is drawn so.
    package enum Condition: Sendable, Equatable {
      /// Values above the one and up to the other; nil where there is no bound.
      case range(above: Double?, upTo: Double?)
      /// One value.
      case value(String)
      /// All.
      case all
    }

    package let condition: Condition
    package let label: String
    package let color: Color
    /// From 0 for the smallest to 1 for the greatest.
    package var size = 0.0
    package var form = Form.plain

    /// Whether polygons are left open.
    package var isHollow: Bool { form == .outline || condition == .all }
  }

  /// The lines of the legend, of which the first that holds decides.
  package var rules: [Rule] {
    let rules: [Rule] =
      switch symbols {
      case .classes(let classes): classes.rules { (classes.color($0), 0) }
      case .sizes(let classes, let color):
        classes.rules { (color, Double($0) / Double(max(classes.count - 1, 1))) }
      case .categories(let categories):
        categories.map { Rule(condition: .value($0.value), label: $0.label, color: $0.color) }
      case .single(let color): [Rule(condition: .all, label: "", color: color)]
      }
    return rules.map { rule in
      var rule = rule
      rule.form = form
      return rule
    }
  }

  /// Which of the rules holds for a number; nil where none does.
  package func rule(for value: Double) -> Int? {
    switch symbols {
    case .classes(let classes), .sizes(let classes, _): return classes.index(of: value)
    case .categories(let categories):
      return categories.firstIndex { Double($0.value) == value }
    case .single: return 0
    }
  }
}

extension Classes {
  fileprivate func rules(_ symbol: (Int) -> (Color, Double)) -> [MapStyle.Rule] {
    (0..<count).map { index in
      let (color, size) = symbol(index)
      return MapStyle.Rule(
        condition: .range(
          above: index == 0 ? nil : limits[index - 1],
          upTo: index < limits.count ? limits[index] : nil),
        label: label(index), color: color, size: size)
    }
  }

  /// Upper bounds that no value equals, for programs that take a bound as belonging to the class above.
  ///
  /// Between whole numbers there is room; elsewhere a millionth of the distance to the next bound is
  /// added.
  package var openLimits: [Double] {
    limits.indices.map { index in
      let limit = limits[index]
      if isWhole { return limit == limit.rounded() ? limit + 0.5 : limit }
      let next = index + 1 < limits.count ? limits[index + 1] : range?.upperBound
      return limit + max((next ?? limit) - limit, 0) * 1e-6
    }
  }

  /// Bounds of all values, a little beyond the least and the greatest, as those of a table are rounded;
  /// where they are unknown, beyond anything that occurs.
  package var outerBounds: (lower: Double, upper: Double) {
    guard let range else { return (-1e30, 1e30) }
    let margin = max(abs(range.lowerBound), abs(range.upperBound), 1e-6) * 1e-6
    return (range.lowerBound - margin, range.upperBound + margin)
  }
}

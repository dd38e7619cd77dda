/// How a layer or a raster is drawn: by classes, by categories, or with one symbol.
package struct MapStyle: Sendable, Equatable {
  /// One value that has a colour of its own.
  package struct Category: Sendable, Equatable {
    /// The value as a table spells it; a whole number for a raster.
    package let value: String
    /// The label in the legend.
    package let label: String
    /// The colour in which the value is drawn.
    package let color: Color

    /// Makes a category of a value.
    package init(_ value: String, label: String, color: Color) {
      self.value = value
      self.label = label
      self.color = color
    }
  }

  /// How colours and sizes depend on the values.
  package enum Symbols: Sendable, Equatable {
    /// Each class has a colour.
    case classes(Classes)
    /// All classes have one colour and a rising size: the diameter of points, the width of lines.
    case sizes(Classes, Color)
    /// Each value has a colour.
    case categories([Category])
    /// All features have one colour; polygons are drawn as outlines.
    case single(Color)
  }

  /// How a layer is made to stand out among others.
  package enum Form: Sendable, Equatable {
    case plain
    /// Points are large and have a dark rim, so that they stand out from those of other layers.
    case strong
    /// Polygons are not filled.
    case outline
  }

  /// The name of the band or field that is drawn; empty where all features are drawn alike.
  package var name: String
  /// How colours and sizes depend on the values.
  package var symbols: Symbols
  /// How the layer is made to stand out.
  package var form: Form

  /// Makes a style for a band or field.
  package init(_ name: String, _ symbols: Symbols, form: Form = .plain) {
    self.name = name
    self.symbols = symbols
    self.form = form
  }

  /// Makes a style of classes that each have a colour.
  package init(_ name: String, _ classes: Classes) { self.init(name, .classes(classes)) }

  /// Makes a style of categories in colours that colour-blind readers can tell apart; beyond eight
  /// the colours repeat.
  package init(_ name: String, categories: [(value: String, label: String)]) {
    let colors = Color.categories
    self.init(
      name,
      .categories(
        categories.enumerated().map { index, category in
          Category(category.value, label: category.label, color: colors[index % colors.count])
        }))
  }

  /// The style that draws all features alike in grey, with polygons as outlines.
  package static let outlines = MapStyle("", .single(Color(0x505050)))

  /// The classes, where the style has any.
  package var classes: Classes? {
    switch symbols {
    case .classes(let classes), .sizes(let classes, _): classes
    case .categories, .single: nil
    }
  }
}

extension MapStyle {
  /// One line of the legend: a condition and the symbol of what fulfils it.
  package struct Rule: Sendable, Equatable {
    /// Which values the line applies to.
    package enum Condition: Sendable, Equatable {
      /// Values above the lower bound and up to the upper bound; nil where there is no bound.
      case range(above: Double?, upTo: Double?)
      /// This value alone.
      case value(String)
      /// All values.
      case all
    }

    /// Which values the line applies to.
    package let condition: Condition
    /// The label in the legend.
    package let label: String
    /// The colour of the symbol.
    package let color: Color
    /// The relative size, from 0 for the smallest to 1 for the greatest.
    package var size = 0.0
    /// How the symbol is made to stand out.
    package var form = Form.plain

    /// Whether polygons are not filled.
    package var isHollow: Bool { form == .outline || condition == .all }
  }

  /// The lines of the legend; the first whose condition is fulfilled applies.
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

  /// The index of the rule that applies to a number; nil where none does.
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

  /// Upper bounds that no value equals, for programs in which a bound belongs to the class above.
  ///
  /// Between whole numbers there is room for such a bound; otherwise a millionth of the distance to
  /// the next bound is added.
  package var openLimits: [Double] {
    limits.indices.map { index in
      let limit = limits[index]
      if isWhole { return limit == limit.rounded() ? limit + 0.5 : limit }
      let next = index + 1 < limits.count ? limits[index + 1] : range?.upperBound
      return limit + max((next ?? limit) - limit, 0) * 1e-6
    }
  }

  /// Bounds of all values, slightly beyond the minimum and maximum, as those of a table are
  /// rounded; beyond all plausible values where they are unknown.
  package var outerBounds: (lower: Double, upper: Double) {
    guard let range else { return (-1e30, 1e30) }
    let margin = max(abs(range.lowerBound), abs(range.upperBound), 1e-6) * 1e-6
    return (range.lowerBound - margin, range.upperBound + margin)
  }
}

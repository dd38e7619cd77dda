package import GridcastBase

extension CityStructure {
  /// The findings in sentences.
  package var findings: [Sentence] {
    [centreFinding] + growthFindings + ellipseFindings + (overlap.map { [$0.finding] } ?? [])
  }

  private var centreFinding: Sentence {
    let primary = centres[0]
    let others = centres.dropFirst()
    let named: [Sentence] = others.prefix(5).map { centre in
      "\(length(centre.distance)) to the \(words(centre.direction)) (\(spoken(centre.value, 1)))"
    }
    let more = others.count - named.count
    let rest: [Sentence] = more > 0 ? ["\(formatted(more)) more"] : []
    let peaks: Sentence = "\(counted(peakCount, "peak")) in all in the smoothed band '\(density)'"
    let place: Sentence =
      "the primary in cell \(primary.cell) at x \(coordinate(primary.x)), y \(coordinate(primary.y)) with \(spoken(primary.value, 1)) a cell"
    return switch others.count {
    case 0: "1 primary centre stands out and no secondary one (\(peaks)): \(place)."
    case 1:
      "1 primary and 1 secondary centre stand out (\(peaks)): \(place); the other \((named + rest).listed)."
    default:
      "1 primary and \(counted(others.count, "secondary centre")) stand out (\(peaks)): \(place); the others \((named + rest).listed)."
    }
  }

  private var growthFindings: [Sentence] {
    let isGrowth = growthSource != .density
    let gained = growth.sectors.reduce(growth.atCenter) { $0 + $1.gain }
    guard gained > 0 else {
      guard isGrowth else { return ["Nothing is above 0."] }
      guard !isExpected else {
        return ["The model expects nowhere more than there is, so there is no axis of growth."]
      }
      return [
        growth.total < 0
          ? "Nothing grows, so there is no axis of growth; \(spoken(-growth.total, 1)) is lost in all."
          : "Nothing grows, so there is no axis of growth."
      ]
    }
    let what: Sentence = isExpected ? "it" : isGrowth ? "the gains" : "the density"
    func described(_ sector: GrowthSectors.Sector) -> Sentence {
      "the \(words(sector.direction)) (\(percent(sector.share)) of \(what), \(percent(sector.expectedShare)) by distance alone)"
    }
    let origin: Sentence =
      switch growthSource {
      case .band(let name): "band '\(name)'"
      case .difference(let later, let earlier): "band '\(later)' less '\(earlier)'"
      case .density: ""
      }
    let lost = gained - growth.total
    let sum: Sentence =
      if isExpected {
        "Growth is what the model expects beyond what there is now (\(origin)): \(spoken(gained, 1)) where it expects more, and \(spoken(lost, 1)) less elsewhere."
      } else if isGrowth {
        "Growth is \(origin): \(spoken(gained, 1)) of gains, \(spoken(lost, 1)) of losses."
      } else {
        "No growth is known, so this is where '\(density)' itself lies."
      }
    let axes = growth.axes.map(described).listed
    let most = growth.sectors.filter { $0.share > 0 }.max { $0.share < $1.share }
    let finding: Sentence? =
      if growth.axes.isEmpty {
        most.map {
          "No direction stands out: seen from the primary centre, most lies to \(described($0))."
        }
      } else if isExpected {
        "The model expects growth most to \(axes)."
      } else if isGrowth {
        "The city grows most to \(axes)."
      } else {
        "Seen from the primary centre, most lies to \(axes)."
      }
    return [finding, sum].compactMap { $0 }
  }

  private var ellipseFindings: [Sentence] {
    let ellipses: [(Sentence, DeviationalEllipse?)] = [
      ("density", densityEllipse), (growthName, growthEllipse),
    ]
    return ellipses.compactMap { name, ellipse in
      guard let ellipse else { return nil }
      let step = grid.metres(from: centres[0].point, to: ellipse.center)
      let distance = grid.distance(from: centres[0].point, to: ellipse.center)
      let direction = Compass.name(
        Compass.sector(of: Compass.bearing(east: step.east, north: step.north), among: 8), among: 8)
      let place: Sentence =
        distance < grid.cellSize * grid.metresPerUnit.y / 2
        ? "at the primary centre"
        : "\(length(distance)) to the \(words(direction)) of the primary centre"
      guard ellipse.area > 0 else {
        return "All \(name) lies on one line, \(place), so it has no ellipse."
      }
      let axis = Compass.sector(of: ellipse.rotation, among: 16)
      let ends = [axis % 8, axis % 8 + 8].map { words(Compass.name($0, among: 16)) }
      return
        "The ellipse of \(name) has its middle \(place), is \(length(2 * ellipse.semiMajor)) long from \(ends[0]) to \(ends[1]) and \(length(2 * ellipse.semiMinor)) wide, and covers \(spoken(ellipse.area / 1e6, 1)) km²."
    }
  }

  /// The name for what growth was computed from.
  package var growthName: Sentence {
    isExpected ? "expected growth" : growthSource == .density ? "density" : "growth"
  }

  private func words(_ name: String?) -> Sentence { Compass.words(name ?? "") }

  private func length(_ metres: Double) -> String {
    metres < 1000 ? "\(spoken(metres, 0)) m" : "\(spoken(metres / 1000, 1)) km"
  }

  private func coordinate(_ value: Double) -> String {
    spoken(value, grid.coordinateSystem.isGeographic ? 5 : 0)
  }
}

extension BandOverlap {
  /// The finding in a sentence.
  package var finding: Sentence {
    let d = spoken(schoenerD, 2)
    let strength: Sentence =
      correlation.map { "Schoener's D \(d), correlation \(spoken($0, 2))" } ?? "Schoener's D \(d)"
    return
      "\(percent(schoenerD)) of '\(names[0])' and '\(names[1])' lie in the same cells (\(strength)); more than their mean have \(counted(count(.both), "cell")) of both, \(formatted(count(.firstOnly))) of '\(names[0])' only and \(formatted(count(.secondOnly))) of '\(names[1])' only."
  }
}

/// A share in per cent.
private func percent(_ share: Double) -> String { "\(spoken(share * 100, 0)) %" }

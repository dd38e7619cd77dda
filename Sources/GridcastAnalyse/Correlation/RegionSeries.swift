package import GridcastBase

/// Time series of several regions, with common times such as years.
package struct RegionSeries: Sendable, Equatable {
  /// The value of one region at one time; nil where it is unknown.
  package struct Observation: Sendable, Equatable {
    /// The name of the region.
    package let region: String
    /// The time.
    package let time: Double
    /// The value.
    package let value: Double?

    /// Makes an observation.
    package init(region: String, time: Double, value: Double?) {
      self.region = region
      self.time = time
      self.value = value
    }
  }

  /// The names of the regions, in the order of their first occurrence.
  package let regions: [String]
  /// The times at which all regions have values, ascending.
  package let times: [Double]
  /// The values of each region, one for each time.
  package let values: [[Double]]
  /// Sentences for the user, such as warnings.
  package let notes: [Sentence]

  /// Makes series from observations in any order; times at which a region has no value are left
  /// out.
  ///
  /// - Throws: `.badData` where a region has two observations at one time, or there are fewer than
  ///   two regions or three common times.
  package init(_ observations: [Observation], subject: String) throws(GridcastError) {
    var places: [String: Int] = [:]
    var regions: [String] = []
    var rows: [Double: [Int: Double]] = [:]
    var seen: [Double: Set<Int>] = [:]
    for observation in observations {
      let place = places[observation.region] ?? regions.count
      if place == regions.count {
        places[observation.region] = place
        regions.append(observation.region)
      }
      guard seen[observation.time, default: []].insert(place).inserted else {
        throw GridcastError(
          .badData, subject,
          "region '\(observation.region)' has more than one row for \(formatted(observation.time, 6)); "
            + "\(.sumRows), or \(.countRows)")
      }
      if let value = observation.value, value.isFinite {
        rows[observation.time, default: [:]][place] = value
      }
    }
    guard regions.count >= 2 else {
      throw GridcastError(
        .badData, subject,
        "it has \(counted(regions.count, "region")); a correlation needs at least two")
    }
    let all = seen.keys.sorted()
    let whole = all.filter { rows[$0]?.count == regions.count }
    guard whole.count >= 3 else {
      let gaps = regions.indices.map { region in
        (region: region, count: all.count { rows[$0]?[region] == nil })
      }
      let worst = gaps.max { ($0.count, -$0.region) < ($1.count, -$1.region) }
      throw GridcastError(
        .badData, subject,
        "of \(counted(all.count, "year")) there are \(whole.count) at which all "
          + "\(counted(regions.count, "region")) are known, and three are needed"
          + (worst.flatMap { worst in
            worst.count == 0
              ? nil
              : "; most values are missing for '\(regions[worst.region])' (\(worst.count)): fill them in, "
                + "or \(.leaveRegionOut)"
          } ?? ""))
    }
    self.regions = regions
    times = whole
    values = regions.indices.map { region in whole.compactMap { rows[$0]?[region] } }
    let missing = all.filter { !whole.contains($0) }
    let some = missing.prefix(10).map { formatted($0, 6) }.joined(separator: ", ")
    notes =
      missing.isEmpty
      ? []
      : [
        "\(counted(missing.count, "year")) left out at which not all regions are known: "
          + "\(some)\(missing.count > 10 ? ", …" : "")"
      ]
  }

  /// The time derivative of each region's values: second-order central differences that allow
  /// unequal steps, and one-sided ones at both ends (as NumPy's `gradient`).
  package var derivatives: [[Double]] {
    values.map { values in
      times.indices.map { index in
        if index == 0 { return (values[1] - values[0]) / (times[1] - times[0]) }
        let before = times[index] - times[index - 1]
        let rise = (values[index] - values[index - 1]) / before
        if index == times.count - 1 { return rise }
        let after = times[index + 1] - times[index]
        let next = (values[index + 1] - values[index]) / after
        return (after * rise + before * next) / (before + after)
      }
    }
  }
}

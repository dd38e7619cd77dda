package import GridcastBase

/// A value for each region at each of some times, such as years.
package struct RegionSeries: Sendable, Equatable {
  /// One value of one region at one time; nil where it is not known.
  package struct Observation: Sendable, Equatable {
    package let region: String
    package let time: Double
    package let value: Double?

    /// A value of a region at a time.
    package init(_ region: String, _ time: Double, _ value: Double?) {
      self.region = region
      self.time = time
      self.value = value
    }
  }

  /// The regions, in the order in which they first came.
  package let regions: [String]
  /// The times at which all regions are known, ascending.
  package let times: [Double]
  /// The values of each region, one a time.
  package let values: [[Double]]
  /// Sentences that the user should see.
  package let notes: [Sentence]

  /// Series of observations in any order; times at which a region is not known are left out.
  ///
  /// - Throws: `.badData` for two observations of one region and time, for fewer than two regions, or
  ///   than three times at which all are known.
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

  /// The derivative in time of each region's values: central differences of second order, which take
  /// unequal steps as they are, and one-sided ones at both ends (as NumPy's `gradient`).
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

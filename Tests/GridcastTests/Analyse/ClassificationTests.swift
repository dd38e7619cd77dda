import Foundation
import GridcastAnalyse
import GridcastBase
import Testing

@Suite struct ClassificationTests {
  @Test("Natural breaks are those of mapclassify, whose deviations are the least there are")
  func naturalBreaks() throws {
    let rows = try fixtureRows("classes.csv")
    #expect(rows.count == 11)
    for row in rows {
      let count = try #require(Int(row[1]))
      let exact = try #require(Double(row[2]))
      let values = row[5].split(separator: " ").compactMap { Double($0) }
      let bounds = row[4].split(separator: " ").compactMap { Double($0) }
      let classes = Classification.natural.classes(of: values, count: count)
      #expect(classes.count == count)
      let members = (0..<count).map { index in values.filter { classes.index(of: $0) == index } }
      #expect(members.compactMap { $0.max() } == bounds, "\(row[0]) in \(count)")
      let deviations = members.map { members in
        let mean = members.reduce(0, +) / Double(members.count)
        return members.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      }
      #expect(abs(deviations.reduce(0, +) - exact) < 1e-8 * exact)
    }
  }

  static let changes: [(Classification, [Double], Int, [String])] = [
    (.natural, [-3, -1, 0, 0, 1, 8, .nan], 5, ["−8 – −4", "−3 – −1", "0", "1 – 3", "4 – 8"]),
    (
      .natural, [-60, -52, 0, 0.3, 1, 2, 20, 22, 61], 7,
      ["−60 – −40", "−40 – −10", "−10 – −1", "−1 – 1", "1 – 10", "10 – 40", "40 – 61"]
    ),
    (
      .natural, [-90, 0, 1, 2, 3, 30, 34, 95], 7,
      ["−90 – −35", "−34 – −4", "−3 – −1", "0", "1 – 3", "4 – 34", "35 – 95"]
    ),
    (.equal, [-2.5, -1.5], 2, ["−2.5 – −2", "−2 – 2", "2 – 2.5"]),
    (.natural, [-5, 5, 5], 7, ["−5 – −3", "−2 – 2", "3 – 5"]),
    (.natural, [-388.80219, 0.5, 20], 3, ["−389 – −200", "−200 – 200", "200 – 389"]),
  ]

  @Test("Labels of change are alike on both sides of zero", arguments: changes)
  func changeIsSymmetric(
    method: Classification, values: [Double], count: Int, labels: [String]
  ) {
    let classes = method.classes(of: values, count: count, isChange: true)
    #expect((0..<classes.count).map(classes.label) == labels)
  }

  /// Twenty predictions next to nothing, and two large ones.
  static let many: [Double] = [0, 0, 9, 10.5] + (0..<20).map { 0.05 + 0.002 * Double($0) }

  static let labels: [(Classification, [Double], Int, [String])] = [
    (.natural, [0, 0, 0, 1, 2, 9, 10], 3, ["0", "1 – 2", "3 – 10"]),
    (.natural, [0, 0, 0.25, 0.5, 7.125, 8], 3, ["0", "0 – 4", "4 – 8"]),
    // Predictions fade to nothing; a density of one point does not, nor does a share of one half.
    (
      .natural, [0, 0, 0.01, 0.05, 0.3, 1, 1.2, 9, 10.5], 3, ["0 – 0.4", "0.4 – 5", "5 – 10.5"]
    ),
    (.natural, [-0.1, 0, 0.001, 0.02, 0.9, 1.1], 3, ["−0.1 – 0.05", "0.05 – 0.5", "0.5 – 1.1"]),
    (
      .natural, many, 3,
      ["0 – 0.4", "0.4 – 5", "5 – 10.5"]
    ),
    (.equal, [0, 0.001, 80], 3, ["0 – 0.4", "0.4 – 40", "40 – 80"]),
    (.natural, [0, 0.04, 0.08, 4, 4.4], 3, ["0", "0 – 2", "2 – 4.4"]),
    (.natural, [5, 5, 5], 7, ["5"]),
    (.natural, [.nan, .infinity], 7, ["all"]),
    (.natural, [-3, -0.5, 0, 1, 2, 9, 10.0001], 3, ["≤ 0", "0 – 6", "6 – 10.1"]),
    (.quantile, [1.5, 2, 3, 4, 5, 6], 3, ["1.5 – 2.5", "2.5 – 4.5", "4.5 – 6"]),
    (.quantile, [0.5, 1, 1, 1, 1, 2], 3, ["0.5 – 1.5", "1.5 – 2"]),
    (.equal, [0.5, 1, 10.5], 4, ["0.5 – 3", "3 – 5.5", "5.5 – 8", "8 – 10.5"]),
    (.equal, [-2.5, -1.5], 2, ["−2.5 – −2", "−2 – −1.5"]),
    (.natural, [12_345.678], 7, ["12,346"]),
    (.natural, [0, 3, 4, 25_000, 26_000], 3, ["0", "1 – 4", "5 – 26,000"]),
  ]

  @Test("Labels say what falls into a class", arguments: labels)
  func saysWhatFallsIn(
    method: Classification, values: [Double], count: Int, labels: [String]
  ) {
    let classes = method.classes(of: values, count: count)
    #expect((0..<classes.count).map(classes.label) == labels)
  }

  @Test("Where values lie close together, limits have few digits")
  func limitsAreShort() throws {
    let values = (0..<4000).map { 40 * pow(sin(Double($0)), 2) + 1e-4 * Double($0 % 7) }
    let classes = Classification.natural.classes(of: values, count: 7)
    #expect(classes.count == 7)
    for limit in classes.limits { #expect("\(limit)".count <= 4, "\(limit)") }
    // A value of many cells stays in its class, however short a limit would be beyond it.
    let tied = (0..<1000).map { Double($0) / 1000 } + Array(repeating: 0.50034, count: 480)
    let quantiles = Classification.quantile.classes(of: tied, count: 5)
    #expect(quantiles.limits.contains { abs($0 - 0.5006) < 3e-4 }, "\(quantiles.limits)")
    let top = (0..<800).map { Double($0) / 801 } + Array(repeating: 1.0, count: 200)
    #expect(Classification.quantile.classes(of: top, count: 5).limits.allSatisfy { $0 < 1 })
    // The least numbers there are.
    let tick = Double.leastNonzeroMagnitude
    let least = [tick, -tick, 2 * tick, -2 * tick, 4 * tick]
    #expect(Classification.natural.classes(of: least, isChange: true).count >= 1)
    // Most of it next to nothing, which must not make a limit of nothing.
    let tiny = (0..<4000).map { 100 * pow(10, -Double($0) / 400) }
    for method in Classification.allCases {
      let amounts = method.classes(of: tiny + [0, 0], count: 7)
      #expect(try #require(amounts.limits.first) <= 0.4 && amounts.limits.allSatisfy { $0 >= 0 })
      let change = method.classes(of: tiny + tiny.map { -$0 }, count: 7, isChange: true)
      #expect(change.limits.count == 6, "\(method): \(change.limits)")
    }
  }

  @Test("A value lies in the class whose limit is not below it")
  func limitsBelongBelow() {
    let classes = Classes(limits: [0, 1.5, 20])
    #expect([-1, 0, 0.1, 1.5, 1.6, 20, 21].map(classes.index) == [0, 0, 1, 1, 2, 2, 3])
    #expect((0..<4).map(classes.label) == ["≤ 0", "0 – 1.5", "1.5 – 20", "> 20"])
    #expect(classes.color(0).hex == "#ffffcc" && classes.color(3).hex == "#800026")
  }

  @Test("Classes of change have zero in the middle, which is neither blue nor red")
  func changeIsCentred() {
    let classes = Classification.quantile.classes(
      of: [-9, -4, -2, -1, 0.5, 1, 3, 30], count: 7, isChange: true)
    #expect(classes.count == 7 && classes.index(of: 0) == 3)
    #expect(classes.limits == classes.limits.reversed().map { -$0 })
    #expect(classes.color(3).hex == "#f7f7f7")
  }

  @Test("Limits that differ are labelled apart, also those of densities per square metre")
  func labelsSmallLimits() {
    let classes = Classes(limits: [7e-7, 1.8e-6, 3.7e-6, 4.1e-6], range: 1e-7...4.9e-6)
    let labels = (0..<classes.count).map(classes.label)
    #expect(
      labels == [
        "1e-07 – 7e-07", "7e-07 – 1.8e-06", "1.8e-06 – 3.7e-06", "3.7e-06 – 4.1e-06",
        "4.1e-06 – 4.9e-06",
      ])
    let close = Classes(limits: [5.000_000_1, 5.000_000_2])
    #expect(Set((0..<3).map(close.label)).count == 3)
  }
}

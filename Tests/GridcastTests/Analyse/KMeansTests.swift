import Foundation
import GridcastAnalyse
import GridcastBase
import GridcastJobs
import Testing

@Suite struct KMeansTests {
  /// The columns of fixtures/clusters/points.csv, by name.
  private func columns() throws -> [String: [Double]] {
    let text = try String(contentsOfFile: fixture("clusters/points.csv"), encoding: .utf8)
    let names = text.prefix { !$0.isNewline }.split(separator: ",").map(String.init)
    let rows = try fixtureRows("clusters/points.csv").map { $0.compactMap(Double.init) }
    return Dictionary(
      uniqueKeysWithValues: names.enumerated().map { index, name in
        (name, rows.map { $0[index] })
      })
  }

  private func points(_ columns: [String: [Double]]) throws -> [Point] {
    zip(columns["x"] ?? [], columns["y"] ?? []).map { Point(x: $0, y: $1) }
  }

  @Test("From equal starts assignment and inertia are scikit-learn's, with weights too")
  func matchesScikitLearn() throws {
    let columns = try columns()
    let points = try points(columns)
    let runs = try fixtureRows("clusters/runs.csv")
    #expect(runs.count == 6)
    for run in runs {
      let start = run[3].split(separator: " ").compactMap { Double($0) }
      let weighted = try WeightedPoints(
        points, weights: run[1] == "1" ? columns["weight"] : nil, subject: "test")
      let result = KMeans(
        weighted,
        startingAt: stride(from: 0, to: start.count, by: 2).map {
          Point(x: start[$0], y: start[$0 + 1])
        })
      let inertia = try #require(Double(run[2]))
      #expect(abs(result.inertia - inertia) <= 1e-9 * inertia, "\(run[0])")
      let labels = try #require(columns[run[0] + run[1]]).map { Int($0) }
      #expect(result.clusters == labels, "\(run[0]) \(run[1])")
      #expect(result.hasConverged)
      #expect((result.refillCount > 0) == (run[0] == "empty"))
    }
  }

  @Test("Silhouettes are scikit-learn's")
  func silhouettesMatchScikitLearn() throws {
    let columns = try columns()
    let labels = try #require(columns["spread0"]).map { Int($0) }
    let silhouettes = Silhouettes(try points(columns), clusters: labels, count: 6)
    let expected = try #require(columns["silhouette"])
    for (value, number) in zip(silhouettes.values, expected) { #expect(abs(value - number) < 1e-9) }
    let first = zip(labels, expected).filter { $0.0 == 0 }.map(\.1)
    let mean = first.reduce(0, +) / Double(first.count)
    #expect(abs((silhouettes.clusterMeans[0] ?? 9) - mean) < 1e-9)
  }

  @Test("A small cluster beside large ones has its silhouette, though few points are looked at")
  func smallClustersAreLookedAt() {
    var points = planted(2, each: 1000)
    points += [Point(x: 900_000, y: 3_800_000), Point(x: 900_010, y: 3_800_000)]
    let clusters = points.indices.map { $0 < 2000 ? $0 % 2 : 2 }
    let whole = Silhouettes(points, clusters: clusters, count: 3)
    #expect((whole.clusterMeans[2] ?? 0) > 0.999)
    let order = Array(points.indices)
    let some = Silhouettes(points, clusters: clusters, count: 3, order: order, size: 200)
    #expect(some.sample.count == 202 && some.values.count == 202)
    #expect((some.clusterMeans[2] ?? 0) > 0.999)
    // Two thousand points decide, not the two that were added.
    #expect(abs(some.mean - whole.mean) < 0.06)
    let least = Silhouettes(points, clusters: clusters, count: 3, order: order, size: 2)
    #expect(least.sample.count == 62)
    #expect(abs(least.mean - whole.mean) < 0.1)
  }

  /// Lloyd's iteration as its definition stands.
  private func plainLloyd(_ points: [Point], _ weights: [Double], _ start: [Point]) -> [Int] {
    var centers = start
    var labels: [Int] = []
    while true {
      let next = points.map { point in
        let squares = centers.map {
          (point.x - $0.x) * (point.x - $0.x) + (point.y - $0.y) * (point.y - $0.y)
        }
        return squares.indices.min { (squares[$0], $0) < (squares[$1], $1) } ?? 0
      }
      if next == labels { return labels }
      labels = next
      for cluster in centers.indices {
        let members = points.indices.filter { labels[$0] == cluster && weights[$0] > 0 }
        let weight = members.reduce(0) { $0 + weights[$1] }
        guard weight > 0 else { continue }
        centers[cluster] = Point(
          x: members.reduce(0) { $0 + weights[$1] * points[$1].x } / weight,
          y: members.reduce(0) { $0 + weights[$1] * points[$1].y } / weight)
      }
    }
  }

  @Test(
    "The bounds change no assignment, not even among ties on a lattice", arguments: [2, 3, 5, 9])
  func boundsAreExact(count: Int) throws {
    var random = RandomNumbers(seed: UInt64(count))
    var compared = 0
    for round in 0..<20 {
      // Whole numbers around 0, so that both ways compute the very same sums.
      let points = (0..<400).map { _ in
        Point(x: Double(random.below(17) - 8), y: Double(random.below(17) - 8))
      }
      let mirrored = points + points.map { Point(x: -$0.x, y: -$0.y) }
      let weights = mirrored.map { _ in Double(random.below(4)) }
      let start = mirrored.reduce(into: [Point]()) {
        if $0.count < count && !$0.contains($1) { $0.append($1) }
      }
      let result = KMeans(
        try WeightedPoints(mirrored, weights: weights, subject: "test"), startingAt: start)
      guard result.refillCount == 0 else { continue }
      compared += 1
      #expect(result.clusters == plainLloyd(mirrored, weights, start), "\(round)")
    }
    #expect(compared >= 15)
  }

  /// Points around some places on a ring.
  private func planted(_ count: Int, each: Int) -> [Point] {
    (0..<count * each).map { index in
      let angle = 2 * Double.pi * Double(index % count) / Double(count)
      // A sunflower around each place.
      let step = Double(index / count)
      let (radius, turn) = (300 * (step / Double(each)).squareRoot(), step * 2.399963)
      return Point(
        x: 500_000 + 2000 * cos(angle) + radius * cos(turn),
        y: 3_800_000 + 2000 * sin(angle) + radius * sin(turn))
    }
  }

  @Test("-k auto finds how many clusters were planted", arguments: [2, 3, 5, 8])
  func findsPlanted(count: Int) throws {
    let points = try WeightedPoints(planted(count, each: 40), subject: "test")
    let found = try KMeans.chosen(
      points, count: .best(2...10), sampleSize: 5000, settings: KMeans.Settings(), subject: "test")
    #expect(found.result.centers.count == count)
    #expect(found.trials.map(\.count) == Array(2...10))
    // The planted clusters go round: every point is in that of the point `count` before it.
    let labels = found.result.clusters
    #expect(labels.indices.dropFirst(count).allSatisfy { labels[$0] == labels[$0 - count] })
  }

  @Test("Clusters are numbered by falling weight, whatever the seed")
  func orderIsOfWeight() throws {
    var points = planted(3, each: 50)
    points += planted(3, each: 50).enumerated().filter { $0.offset % 3 == 1 }.map(\.element)
    let weighted = try WeightedPoints(points, subject: "test")
    let results = try (0..<5 as Range<UInt64>).map { seed in
      var settings = KMeans.Settings()
      settings.seed = seed
      return try KMeans(weighted, count: 3, settings: settings, subject: "test")
    }
    #expect(results.allSatisfy { $0.clusters == results[0].clusters })
    #expect(results[0].clusters[1] == 0)
    let summaries = results[0].summaries(of: weighted, silhouettes: nil)
    #expect(summaries.map(\.size) == [100, 50, 50])
    #expect(abs(summaries.reduce(0) { $0 + $1.inertiaShare } - 1) < 1e-12)
  }

  @Test("What cannot be clustered is told")
  func refusals() throws {
    let place = Point(x: 1, y: 2)
    let other = Point(x: 3, y: 2)
    let cases: [([Point], [Double]?, ClusterCount, String)] = [
      ([], nil, .exactly(1), "no points"), ([place, place], nil, .exactly(2), "in one place"),
      ([place, other, other], nil, .exactly(3), "2 different places"),
      ([place, other], [1, -1], .exactly(1), "point 2 has the weight -1"),
      ([place, other], [1, .nan], .exactly(1), "point 2 has the weight"),
      ([place, other], [0, 0], .exactly(1), "all weights are 0"),
      ([place, other], [1, 0], .exactly(2), "weight above 0 lie in one place"),
      ([place, place], nil, .best(2...5), "in one place"),
      ([place, other], nil, .exactly(0), "one cluster or more"),
    ]
    for (points, weights, count, words) in cases {
      let error = thrown {
        _ = try KMeans.chosen(
          try WeightedPoints(points, weights: weights, subject: "test"), count: count,
          sampleSize: 5000, settings: KMeans.Settings(), subject: "test")
      }
      #expect(error?.description.contains(words) == true, "\(words): \(error?.description ?? "")")
    }
  }
}

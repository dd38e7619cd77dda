import GridcastBase
import Testing

@Suite struct RandomNumbersTests {
  /// From the authors' C code, xoshiro256starstar.c with splitmix64.c, seeded with 42.
  @Test("The first numbers of a seed are those of the reference code")
  func matchesReference() {
    var random = RandomNumbers(seed: 42)
    #expect(
      (0..<3).map { _ in random.next() } == [
        1_546_998_764_402_558_742, 6_990_951_692_964_543_102, 12_544_586_762_248_559_009,
      ])
  }

  @Test("A permutation holds every number once")
  func permutes() {
    var random = RandomNumbers(seed: 1)
    #expect(random.permutation(1000).sorted() == Array(0..<1000))
  }

  @Test("Numbers below a bound are spread evenly")
  func isEven() {
    var random = RandomNumbers(seed: 9)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[random.below(7)] += 1 }
    // Six standard deviations of a binomial count around 10,000.
    #expect(counts.allSatisfy { abs($0 - 10_000) < 560 })
  }
}

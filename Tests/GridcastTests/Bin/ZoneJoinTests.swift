import Foundation
import GridcastBase
import GridcastBin
import GridcastFormats
import GridcastJobs
import Testing

@Suite struct ZoneJoinTests {
  private func zones(_ rings: [String]) -> String {
    let features = rings.enumerated().map { index, ring in
      #"{"type":"Feature","properties":{"name":"zone \#(index)"},"geometry":{"type":"Polygon","coordinates":[[\#(ring)]]}}"#
    }
    return #"{"type":"FeatureCollection","features":[\#(features.joined(separator: ","))]}"#
  }

  private func count(_ rings: [String], _ points: String) throws -> ZoneCounts {
    let folder = try TemporaryFolder()
    let zones = try folder.file("zones.geojson", zones(rings))
    let points = try folder.file("p.csv", "lon,lat,kind\n" + points)
    let counting = Counting(
      inputs: [Source(points)], cellSize: try CellSize("1km"), categorization: .field("kind"))
    return try counting.zoneCounts(Source(zones))
  }

  @Test("A point on a shared border is counted once, in the first zone")
  func sharedBorder() throws {
    let counts = try count(
      ["[0,0],[1,0],[1,1],[0,1],[0,0]", "[1,0],[2,0],[2,1],[1,1],[1,0]"],
      "1,0.5,a\n0.5,0.5,a\n1.5,0.5,b\n5,5,a\n")
    #expect(counts.tally.kept == 3)
    #expect(counts.tally.dropped("outside all zones") == 1)
    #expect(counts.zones.column("a")?.values == .integers([2, 0]))
    #expect(counts.zones.column("b")?.values == .integers([0, 1]))
    #expect(counts.zones.column("total")?.values == .integers([2, 1]))
    #expect(counts.zones.column("name")?.texts?.dictionary == ["zone 0", "zone 1"])
    #expect(counts.tally.notes.contains { $0.contains("more than one zone") })
  }

  @Test("An invalid zone is repaired and reported, and the others are counted")
  func repairsABowTie() throws {
    // A bow tie: both its wings are inside, what lies between them is not.
    let counts = try count(
      ["[0,0],[2,2],[2,0],[0,2],[0,0]", "[10,0],[11,0],[11,1],[10,1],[10,0]"],
      "0.2,1,a\n1.8,1,a\n1,1.8,a\n10.5,0.5,a\n")
    #expect(counts.zones.column("a")?.values == .integers([2, 1]))
    #expect(counts.tally.notes.contains { $0.contains("1 invalid polygon repaired") })
  }
}

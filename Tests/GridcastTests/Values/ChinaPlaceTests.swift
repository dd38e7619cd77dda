import Foundation
import GridcastBase
import Testing

/// The table of places in China, against the border and against positions that were read from maps.
@Suite struct ChinaPlaceTests {
  @Test("All places but those outside of the mainland lie within its border")
  func liesInside() {
    #expect(ChinaPlace.all.count > 370)
    let outside = ChinaPlace.all.filter { !Mainland.contains($0.position) }.map(\.name)
    #expect(
      Set(outside) == [
        "台湾", "台北", "新北", "桃园", "台中", "台南", "高雄", "基隆", "新竹", "嘉义", "香港", "澳门", "三沙",
      ])
  }

  @Test("Places lie where the table that was made by hand has those of their names")
  func agrees() throws {
    let rows = try fixtureRows("china-places.csv")
    var compared = 0
    for row in rows {
      // Two towns on the border are called as cities elsewhere.
      if ["Pingxiang", "Ji'an"].contains(row[0]) { continue }
      guard let place = ChinaPlace.all.first(where: { $0.latin == row[0] }),
        let x = Double(row[1]), let y = Double(row[2])
      else { continue }
      compared += 1
      #expect(
        abs(place.position.x - x) < 0.15 && abs(place.position.y - y) < 0.15,
        "\(place.name): \(place.position), not \(x), \(y)")
    }
    #expect(compared > 20)
  }

  @Test(
    "A text names the part and not the province before it, whatever kind stands behind",
    arguments: [
      ("渭南", "渭南", ""), ("陕西省渭南市 utm", "渭南", "utm"), ("渭南市临渭区", "渭南", ""),
      ("新疆维吾尔自治区", "新疆", ""), ("阿克苏地区 3度", "阿克苏", "3度"), ("青海海南", "海南", ""),
      ("utm 锡林郭勒盟", "锡林郭勒", "utm"), ("广西壮族自治区南宁市", "南宁", ""),
    ])
  func isNamed(text: String, name: String, rest: String) throws {
    let found = try #require(ChinaPlace.named(in: text))
    #expect(found.place.name == name && found.rest.trimmingCharacters(in: .whitespaces) == rest)
    #expect(ChinaPlace.named(in: "pseudo-mercator 投影") == nil)
  }
}

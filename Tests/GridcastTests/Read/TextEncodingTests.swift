import Foundation
import GridcastBase
import GridcastFiles
import GridcastFormats
import GridcastGeo
import GridcastWrite
import Testing

@Suite struct TextEncodingTests {
  @Test("A text that was cut off within a character is the same text as the one without it")
  func cutOffTexts() throws {
    let folder = try TemporaryFolder()
    let texts: [[UInt8]] = [[0xD6, 0xD0], [0xD6, 0xD0, 0xD6], Array("x".utf8)]
    let rows = texts.flatMap { $0 + Array(",109,34\n".utf8) }
    let table = try folder.file("a.csv", Array("name,lon,lat\n".utf8) + rows)
    let features = Features(
      shapes: Shapes(points: (0..<3).map { Point(x: Double($0), y: 0) }),
      columns: [Column(Field("name", .text), .texts(Texts(["abc", "defg", "x"])))],
      coordinateSystem: .wgs84)
    let shapes = "\(folder.path)/b.shp"
    let staging = Staging(overwrite: false)
    _ = try features.write(to: shapes, style: nil, staging: staging)
    try staging.commit()
    var bytes = try Data(contentsOf: URL(filePath: "\(folder.path)/b.dbf"))
    for (plain, text) in [("abc ", texts[0] + [32, 32]), ("defg", texts[1] + [32])] {
      let place = try #require(bytes.firstRange(of: Data(plain.utf8)))
      bytes.replaceSubrange(place, with: text)
    }
    try bytes.write(to: URL(filePath: "\(folder.path)/b.dbf"))
    for path in [table, shapes] {
      var source = Source(path)
      source.encoding = "GBK"
      let column = try #require(try readAll(source).columns.first { $0.field.name == "name" })
      guard case .texts(let texts) = column.values else {
        Issue.record("no texts in \(path)")
        continue
      }
      #expect(texts == Texts(["中", "中", "x"]) && texts.dictionary == ["中", "x"], "\(path)")
    }
  }

  /// A dBASE table of one text field, 20 bytes wide.
  private func table(field: [UInt8], _ values: [[UInt8]], driver: UInt8) -> [UInt8] {
    var bytes: [UInt8] = [3, 70, 1, 1, UInt8(values.count), 0, 0, 0, 65, 0, 21, 0]
    bytes += [UInt8](repeating: 0, count: 17) + [driver, 0, 0]
    bytes +=
      field + [UInt8](repeating: 0, count: 11 - field.count) + [UInt8(ascii: "C"), 0, 0, 0, 0, 20]
    bytes += [UInt8](repeating: 0, count: 15) + [0x0D]
    for value in values {
      bytes += [32] + value + [UInt8](repeating: 32, count: 20 - value.count)
    }
    return bytes + [0x1A]
  }

  // By Python's str.encode: 名称 and 商业区 in GBK, 名稱 and 商業區 in Big 5, Città and México in
  // Latin-1.
  private static let gbkName: [UInt8] = [0xC3, 0xFB, 0xB3, 0xC6]
  private static let gbk: [UInt8] = [0xC9, 0xCC, 0xD2, 0xB5, 0xC7, 0xF8]
  private static let big5Name: [UInt8] = [0xA6, 0x57, 0xBA, 0xD9]
  private static let big5: [UInt8] = [0xB0, 0xD3, 0xB7, 0x7E, 0xB0, 0xCF]
  private static let latin: [UInt8] = [0x4D, 0xE9, 0x78, 0x69, 0x63, 0x6F]

  static let tables: [(field: [UInt8], value: [UInt8], driver: UInt8, cpg: String?, text: String)] =
    [
      (gbkName, gbk, 0x4D, nil, "商业区"), (gbkName, gbk, 0x00, nil, "商业区"),
      // Written by many programs whatever the texts are in.
      (gbkName, gbk, 0x57, nil, "商业区"), (gbkName, gbk, 0x00, "GBK", "商业区"),
      (gbkName, gbk, 0x00, "936", "商业区"),
      // Declarations that the bytes contradict.
      (gbkName, gbk, 0x00, "UTF-8", "商业区"),
      (Array("名称".utf8), Array("商业区".utf8), 0x4D, nil, "商业区"),
      (Array("名称".utf8), Array("商业区".utf8), 0x57, nil, "商业区"),
      (Array("名称".utf8), Array("商业区".utf8), 0x00, "UTF-8", "商业区"),
      (big5Name, big5, 0x4F, nil, "商業區"), (big5Name, big5, 0x00, nil, "商業區"),
      (Array("name".utf8), latin, 0x57, nil, "México"),
      (Array("name".utf8), latin, 0x03, "ISO-8859-1", "México"),
      // Six characters of three bytes and two of a seventh, cut off by the field's width.
      (
        Array("name".utf8), Array("一二三四五六七".utf8.prefix(20)), 0x00, "UTF-8", "一二三四五六"
      ),
      (Array("name".utf8), Array("plain".utf8), 0x00, nil, "plain"),
    ]

  @Test("A table's texts are read whatever it says of itself", arguments: tables)
  func readsTables(field: [UInt8], value: [UInt8], driver: UInt8, cpg: String?, text: String) throws
  {
    let folder = try TemporaryFolder()
    let path = try folder.file("t.dbf", table(field: field, [value, value], driver: driver))
    if let cpg { _ = try folder.file("t.cpg", cpg) }
    let features = try readAll(Source(path))
    #expect(features.columns[0].texts?.dictionary == [text])
    #expect(["名称", "名稱", "name"].contains(features.columns[0].field.name))
  }

  @Test("The user's word overrules all")
  func takesTheUsersWord() throws {
    let folder = try TemporaryFolder()
    var source = Source(
      try folder.file("t.dbf", table(field: Self.gbkName, [Self.gbk], driver: 0x4D)))
    source.encoding = "latin1"
    #expect(try readAll(source).columns[0].texts?.dictionary == ["ÉÌÒµÇø"])
    let reader = try LayerReader(Source(source.path))
    #expect(reader.notes.contains { $0.contains("GB18030, by its language driver 0x4D") })
  }

  static let names: [(String, String)] = [
    ("utf8", "UTF-8"), ("65001", "UTF-8"), ("gbk", "GB18030"), ("GB2312", "GB18030"),
    ("CP936", "GB18030"), ("OEM 936", "GB18030"), ("big5", "BIG5"), ("950", "BIG5"),
    ("ANSI 1252", "CP1252"), ("1252", "CP1252"), ("ISO-8859-1", "ISO-8859-1"),
    ("88591", "ISO-8859-1"), ("ISO8859-15", "ISO-8859-15"), ("latin1", "ISO-8859-1"),
    ("KOI8-R", "KOI8-R"),
  ]

  @Test("Encodings are known by all their names", arguments: names)
  func knowsNames(name: String, standard: String) {
    #expect(TextEncoding.standardName(name) == standard)
  }
}

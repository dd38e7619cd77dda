import Foundation

/// Texts of which nothing tells the encoding; what is right is what was given to iconv(1).
extension TrapTests {
  /// Words of a language, and an encoding of them.
  private struct Words {
    let encoding: String
    let words: [String]
  }

  /// Encodings that their texts show.
  private static let shown = [
    Words(encoding: "GBK", words: ["临渭区", "北京茶馆", "书店", "学校"]),
    Words(encoding: "GBK", words: ["小寨"]), Words(encoding: "GBK", words: ["学校"]),
    Words(encoding: "GBK", words: ["鹏程酒店", "鑫源超市"]),
    Words(encoding: "GB18030", words: ["人民医院", "㐂乐面馆", "邮政储蓄银行"]),
    Words(encoding: "BIG5", words: ["臺北茶館", "書店國際", "高雄市"]),
    Words(encoding: "CP932", words: ["東京カフェ", "本屋ソ表", "横浜市"]),
    Words(encoding: "EUC-JP", words: ["東京カフェ", "セブンイレブン", "横浜市"]),
    Words(encoding: "CP949", words: ["서울카페", "책방", "학교", "국민은행"]),
    Words(encoding: "CP1252", words: ["Größe"]),
    Words(encoding: "CP1252", words: ["23.4° S.", "23.4° N.", "66.5° N.", "66.5° S."]),
    Words(encoding: "CP1252", words: ["12 m²", "7½"]),
    Words(encoding: "UTF-8", words: ["Größe"]),
    Words(encoding: "UTF-8", words: ["Ресторан", "Αθήνα"]),
    Words(encoding: "CP1252", words: ["Größe", "Café", "São Paulo", "México"]),
  ]

  /// Encodings of which others have their letters in the same bytes.
  private static let unsure = [
    Words(encoding: "CP1251", words: ["Ресторан", "Аптека №5", "Школа", "Детский сад"]),
    Words(encoding: "CP1251", words: ["Москва", "Кафе", "Школа"]),
    Words(encoding: "KOI8-R", words: ["Ресторан", "Аптека", "Больница", "Детский сад"]),
    Words(encoding: "CP866", words: ["Ресторан", "Аптека", "Больница", "Детский сад"]),
    Words(encoding: "ISO-8859-5", words: ["Ресторан", "Аптека", "Больница"]),
    Words(encoding: "CP1253", words: ["Αθήνα", "Πάτρα", "Καφέ"]),
    Words(encoding: "CP1255", words: ["ירושלים", "בית ספר", "בנק"]),
    Words(encoding: "CP1256", words: ["القاهرة", "مدرسة", "مقهى"]),
    Words(encoding: "CP874", words: ["กรุงเทพ", "ร้านกาแฟ", "โรงเรียน"]),
    Words(encoding: "CP874", words: ["ธนาคาร"]), Words(encoding: "CP874", words: ["ตลาด"]),
    Words(encoding: "CP1250", words: ["Łódź", "Kraków", "Żabka"]),
    Words(encoding: "CP1254", words: ["İstanbul", "Çarşı", "Kütüphane"]),
  ]

  private static func csv(_ words: [String]) -> String {
    "n,lon,lat\n" + words.map { "\($0),109.5,34.5\n" }.joined()
  }

  /// A .dbf of the words in their encoding, which a tool of ASCII's letters makes of a table in UTF-8.
  private static func tableMaker(_ item: Words) -> String {
    let words = item.words.map { "'\($0)'" }.joined(separator: ",")
    let python =
      "import struct;w=[x.encode('\(item.encoding)') for x in [\(words)]];"
      + "h=struct.pack('<BBBBIHH20x',3,124,1,1,len(w),65,21)+b'n'.ljust(11,bytes(1))+b'C'+bytes(4)+bytes([20,0])+bytes(14)+b'\\r';"
      + "open('t.dbf','wb').write(h+b''.join(b' '+x.ljust(20) for x in w)+b'\\x1a')"
    return "python3 -c \"\(python)\""
  }

  static let foundTexts: [Trap] =
    shown.flatMap { item in
      let found = item.encoding == "GBK" ? "GB18030" : item.encoding
      return [
        Trap(
          name: "A CSV in \(item.encoding): \(item.words[0])", files: ["u.csv": csv(item.words)],
          first: ["sh -c \"iconv -f UTF-8 -t \(item.encoding) u.csv > t.csv\""],
          command: "convert t.csv -o o.csv",
          says: item.encoding == "UTF-8" ? [] : ["texts are in \(found), by its bytes"],
          look: "cat o.csv", finds: item.words),
        Trap(
          name: "A table in \(item.encoding): \(item.words[0])", first: [tableMaker(item)],
          command: "convert t.dbf -o o.csv",
          says: item.encoding == "UTF-8" ? [] : ["texts are in \(found), by its bytes"],
          look: "cat o.csv", finds: item.words),
      ]
    }
    + unsure.flatMap { item in
      [
        Trap(
          name: "A CSV in \(item.encoding), unsaid: \(item.words[0])",
          files: ["u.csv": csv(item.words)],
          first: ["sh -c \"iconv -f UTF-8 -t \(item.encoding) u.csv > t.csv\""],
          command: "convert t.csv -o o.csv", code: 65,
          says: ["nothing tells in which encoding its texts are", "--encoding"]),
        Trap(
          name: "A CSV in \(item.encoding), said: \(item.words[0])",
          files: ["u.csv": csv(item.words)],
          first: ["sh -c \"iconv -f UTF-8 -t \(item.encoding) u.csv > t.csv\""],
          command: "convert t.csv --encoding \(item.encoding) -o o.csv", look: "cat o.csv",
          finds: item.words),
        Trap(
          name: "A table in \(item.encoding), unsaid: \(item.words[0])", first: [tableMaker(item)],
          command: "convert t.dbf -o o.csv", code: 65,
          says: ["nothing tells in which encoding its texts are", "--encoding"]),
        Trap(
          name: "A table in \(item.encoding), said: \(item.words[0])", first: [tableMaker(item)],
          command: "convert t.dbf --encoding \(item.encoding) -o o.csv", look: "cat o.csv",
          finds: item.words, lacks: ["\u{FFFD}"]),
      ]
    }
    + [
      Trap(
        name: "Info says so, too", first: [tableMaker(unsure[0])],
        command: "info t.dbf", code: 65, says: ["CP1251 would read", "--encoding"]),
      Trap(
        name: "A GeoJSON in an encoding that nothing tells",
        files: ["u.geojson": collection(point(#""n":"Ресторан","m":"Детский сад""#))],
        first: ["sh -c \"iconv -f UTF-8 -t CP1251 u.geojson > t.geojson\""],
        command: "convert t.geojson -o o.csv", code: 65,
        says: ["nothing tells in which encoding its texts are", "--encoding"]),
      Trap(
        name: "A line in GBK among lines in UTF-8 is a fault",
        bytes: [
          "t.csv": Array("名称,经度,纬度\n茶馆,109.5,34.5\n".utf8) + [0xCA, 0xE9, 0xB5, 0xEA]
            + Array(",109.6,34.6\n".utf8)
        ], command: "convert t.csv -o o.csv", code: 65,
        says: ["field '名称': 1 text not in UTF-8, read as GB18030", "--allow-loss"]),
      Trap(
        name: "A line in GBK among lines in UTF-8 is read where that is allowed",
        bytes: [
          "t.csv": Array("名称,经度,纬度\n茶馆,109.5,34.5\n".utf8) + [0xCA, 0xE9, 0xB5, 0xEA]
            + Array(",109.6,34.6\n".utf8)
        ], command: "convert t.csv -o o.csv --allow-loss", look: "cat o.csv",
        finds: ["109.5,34.5,茶馆", "109.6,34.6,书店"]),
      Trap(
        name:
          "A text that is none in the encoding that is told is a fault, and not half a character",
        files: ["t.cpg": "GBK"],
        bytes: [
          "t.dbf": table(
            [("s", "C", 20, 0)], [[[0xB1, 0xB1, 0xBE, 0xA9, 0xC9]], [Array("Bar".utf8)]])
        ], command: "convert t.dbf -o o.csv", code: 65,
        says: ["field 's': 1 text not in GB18030, read as far as it goes", "--allow-loss"]),
      Trap(
        name: "Columns of coordinates in Japanese", files: ["t.csv": "名,経度,緯度\n東京,139.7,35.6\n"],
        command: "convert t.csv -o o.geojson", says: ["coordinates from columns '経度' and '緯度'"],
        look: "ogrinfo -al -q o.geojson", finds: ["POINT (139.7 35.6)"]),
      Trap(
        name: "Columns of coordinates in Korean", files: ["t.csv": "이름,위도,경도\n서울,37.5,126.9\n"],
        command: "convert t.csv -o o.geojson", says: ["coordinates from columns '경도' and '위도'"],
        look: "ogrinfo -al -q o.geojson", finds: ["POINT (126.9 37.5)"]),
    ]
}

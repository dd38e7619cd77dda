import Foundation
import GridcastBase
import Testing

/// How messages come to be in another language.
@Suite struct CatalogueTests {
  @Test("A catalogue is read as gettext writes it")
  func reads() {
    let catalogue = Catalogue(
      po: #"""
        # a comment
        msgid ""
        msgstr ""
        "Language: zh_CN\n"

        msgid "%@ has no field '%@'"
        msgstr "%@ 没有字段“%@”"

        msgid ""
        "of two lines\n"
        "and a \"quote\""
        msgstr "两行"

        msgid "not yet translated"
        msgstr ""
        """#)
    #expect(
      catalogue.messages == [
        "%@ has no field '%@'": "%@ 没有字段“%@”", "of two lines\nand a \"quote\"": "两行",
      ])
  }

  @Test(
    "Values are put in by their order or their numbers",
    arguments: [
      ("%@ of %@", ["a", "b"], "a of b"), ("%2$@ 中的 %1$@", ["a", "b"], "b 中的 a"),
      ("100 % of %@", ["a"], "100 % of a"), ("%@", ["%@"], "%@"), ("%2$@", ["a", "b"], "b"),
      ("%3$@", ["a"], "%3$@"), ("none", ["a"], "none"),
    ])
  func fills(template: String, values: [String], words: String) {
    #expect(filled(template, values) == words)
  }

  private func filled(_ template: String, _ values: [String]) -> String {
    Catalogue.pieces(template, values.count).map { piece in
      switch piece {
      case .words(let words): String(words)
      case .value(let place): values[place]
      }
    }.joined()
  }

  @Test(
    "Where pieces meet, Chinese is set off from Latin words and numbers by one space, and not from Chinese",
    arguments: [
      (["每个单元格的", "business"], "每个单元格的 business"), (["182", "和", "334"], "182 和 334"),
      (["不优于 ", "线性回归"], "不优于线性回归"), (["1 个子图", " 已绘制到 ", "a.png"], "1 个子图已绘制到 a.png"),
      (["用", "--x 和 --y"], "用 --x 和 --y"), (["约", "−5", "米"], "约 −5 米"),
      (["占", "58 %", "的", "单元格"], "占 58 % 的单元格"), (["长 ", "20.7 km", "，"], "长 20.7 km，"),
      (["  ", "格式", "  ", "面"], "  格式  面"), (["“", "面", "”是", "1 2"], "“面”是 1 2"),
      (["北", "-", "东"], "北-东"), (["(", "EPSG:4326", ")", "的"], "(EPSG:4326)的"),
      (["范围 ", "/out/市 a/中"], "范围 /out/市 a/中"), (["", "面", ""], "面"), (["，", " 面"], "，面"),
      (["（r = 0.89）", " 最相关"], "（r = 0.89）最相关"), (["x.shp ", "（点）"], "x.shp（点）"),
      (["a", "；", " b"], "a；b"), (["，", "  面"], "，  面"), (["波段为 ", "“a”", " 中的"], "波段为“a”中的"),
    ])
  func joins(pieces: [String], words: String) {
    var joined = JoinedWords(isChinese: true)
    for piece in pieces { joined.append(piece) }
    #expect(joined.text == words)
    var english = JoinedWords(isChinese: false)
    for piece in pieces { english.append(piece) }
    #expect(english.text == pieces.joined())
  }

  @Test("The spaces that set off a Chinese name stay, and so does what is in it")
  func joinsNames() {
    var joined = JoinedWords(isChinese: true)
    joined.append("图层 ")
    joined.append("商店A 座", isName: true)
    joined.append(" 已写入 ")
    joined.append("市.gpkg", isName: true)
    #expect(joined.text == "图层 商店A 座 已写入 市.gpkg")
  }

  @Test(
    "A map calls the bands of a forecast in its language, also those of one of several functions",
    arguments: [
      ("observed", "观测值"), ("pred_oof", "折外预测值"), ("predicted", "预测值"), ("before", "之前"),
      ("change", "变化"), ("p05", "5 % 下限"), ("p95", "95 % 上限"), ("spread", "离散程度"),
      ("error", "误差"), ("business_predicted", "business：预测值"),
    ])
  func tellsBands(name: String, words: String) {
    #expect(ForecastBand.told(name)?.worded(for: .library, in: .chinese) == words)
    #expect(ForecastBand.told(name)?.english == name)
    #expect(ForecastBand.told("shop") == nil)
  }

  @Test("Every message of the catalogue takes no value that the English has not")
  func fits() throws {
    let catalogue = try #require(Catalogue.of(.chinese))
    #expect(catalogue.messages.count > 2000)
    for (english, words) in catalogue.messages {
      let count = english.components(separatedBy: "%@").count - 1
      let marks = (1...max(count, 1)).map { "<\($0)>" }
      let filled = filled(words, Array(marks.prefix(count)))
      #expect(!filled.contains("$@") && (count == 0 || !filled.contains("%@")), "\(english)")
    }
  }

  @Test("Counts, lists, steps and messages within messages are in the language of the whole")
  func nests() {
    let sentence: Sentence = "\(counted(3, "feature")) lost: \("without category" as Sentence)"
    #expect(sentence.worded(for: .library, in: .english) == "3 features lost: without category")
    let chinese = sentence.worded(for: .library, in: .chinese)
    #expect(chinese.contains("3 个要素") && !chinese.contains("category"))
    let step: Sentence = "\(.limitArea)"
    #expect(step.worded(for: .commandLine, in: .english) == "limit the area with --within")
    #expect(step.worded(for: .commandLine, in: .chinese).contains("--within"))
    #expect(!step.worded(for: .commandLine, in: .chinese).contains("limit"))
  }

  @Test("Sentences with the same words are the same, however they were made")
  func compares() {
    let name = "pois.shp"
    #expect(("\(name) is there" as Sentence) == Sentence(message: "pois.shp is there"))
    #expect(Set<Sentence>(["without category", Sentence(message: "without category")]).count == 1)
    let told: Sentence = "\(name): \(counted(2, "file")) left"
    #expect(told.without(prefix: name).worded(for: .library, in: .english) == "2 files left")
    #expect(told.without(prefix: "other") == told)
  }
}

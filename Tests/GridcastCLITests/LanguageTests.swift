import Foundation
import Testing

/// Whatever is told is told in the language that was asked for.
@Suite struct LanguageTests {
  private func hasChinese(_ text: String) -> Bool {
    text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
  }

  @Test(
    "The language is that of --lang, or else of the environment as POSIX orders it",
    arguments: [
      ("LANG=zh_CN.UTF-8", "", true), ("LANG=zh_CN", "", true),
      ("LC_ALL=zh_CN.UTF-8 LANG=C", "", true), ("LC_ALL=C LANG=zh_CN.UTF-8", "", false),
      ("LC_MESSAGES=zh_CN.UTF-8 LANG=en_US.UTF-8", "", true),
      ("LANG=C", "", false), ("LANG=de_DE.UTF-8", "", false), ("LANG=C", "--lang zh", true),
      ("LANG=C", "--lang=zh", true), ("LANG=zh_CN.UTF-8", "--lang en", false),
      ("LANG=C", "--lang zh_CN", true),
    ])
  func chooses(environment: String, option: String, isChinese: Bool) throws {
    let clean = ["-u", "LC_ALL", "-u", "LC_MESSAGES", "-u", "LANG"] + words(environment)
    let result = try run(
      "/usr/bin/env", clean + [gridcast] + words(option) + ["info", "/nowhere/x.shp"], in: "/tmp")
    #expect(result.code == 66)
    #expect(hasChinese(result.errors) == isChinese, "\(result.errors)")
    #expect(result.errors.contains("/nowhere/x.shp"))
  }

  @Test(
    "What an error is about is told in the language too, where it is no name",
    arguments: [
      ("convrt", "命令“convrt”"), ("formats xyzzy", "格式“xyzzy”"),
      ("fishnet --within a.shp --cell 1furlong -o x.shp", "单元格大小“1furlong”"),
      ("info /nowhere/x.shp", "/nowhere/x.shp："),
    ])
  func tellsSubjects(command: String, subject: String) throws {
    let result = try run(gridcast, ["--lang", "zh"] + words(command), in: "/tmp")
    #expect(result.errors.contains(subject), "\(result.errors)")
    let english = try run(gridcast, ["--lang", "en"] + words(command), in: "/tmp")
    #expect(!hasChinese(english.errors), "\(english.errors)")
  }

  @Test("A language without messages is refused with those there are")
  func refuses() throws {
    let result = try gridcast("info", "x.shp", "--lang", "fr")
    #expect(result.code == 64)
    #expect(result.errors.contains("en, zh"))
  }

  @Test("The help of every command is in Chinese, and no line of it is wider than 80 columns")
  func helps() throws {
    struct Command: Decodable { let command: [String] }
    struct Description: Decodable { let commands: [Command] }
    let description = try JSONDecoder().decode(
      Description.self, from: Data(try gridcast("describe", "--json").output.utf8))
    #expect(description.commands.count > 20)
    for command in description.commands {
      let result = try run(
        gridcast, ["--lang", "zh"] + command.command + ["--help"], in: "/tmp")
      #expect(result.code == 0)
      #expect(result.output.contains("用法"), "\(command.command)")
      for line in result.output.split(separator: "\n") {
        let isExample = line.contains("gridcast \(command.command[0])")
        let width = line.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x2E80 ? 2 : 1) }
        #expect(isExample || width <= 82, "\(command.command): \(line)")
      }
    }
  }

  @Test("Programs are told every text of the help in both languages")
  func describes() throws {
    let output = try gridcast("describe", "--json").output
    let description = try #require(
      try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
    var missing: [String] = []
    func look(_ value: Any) {
      if let texts = value as? [String: String], let english = texts["en"] {
        if !english.isEmpty, !hasChinese(texts["zh"] ?? "") { missing.append(english) }
      } else if let object = value as? [String: Any] {
        object.values.forEach(look)
      } else if let list = value as? [Any] {
        list.forEach(look)
      }
    }
    look(description)
    #expect(missing.isEmpty, "\(missing.count): \(missing.prefix(20))")
  }

  @Test("What is written does not depend on the language")
  func writesTheSame() throws {
    let folder = try TemporaryFolder()
    let points = try folder.file(
      "p.csv", "lon,lat,kind\n109.5,34.5,shop\n109.51,34.5,office\n,,x\n")
    for language in ["en", "zh"] {
      let result = try gridcast(
        "bin", points, "--category", "kind", "-o", "\(folder.path)/\(language).tif", "--cells",
        "\(folder.path)/\(language).csv", "--lang", language)
      #expect(result.code == 0, "\(result.errors)")
      #expect(hasChinese(result.output) == (language == "zh"), "\(result.output)")
    }
    for ending in ["tif", "csv"] {
      let both = ["en", "zh"].map {
        FileManager.default.contents(atPath: "\(folder.path)/\($0).\(ending)")
      }
      #expect(both[0] != nil && both[0] == both[1])
    }
  }
}

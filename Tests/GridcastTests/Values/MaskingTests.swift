import Foundation
import GridcastBase
import Testing

/// What of names, values and messages is not shown as it is.
@Suite struct MaskingTests {
  @Test(
    "A password is masked in whatever form a database is named, and nothing else is",
    arguments: [
      ("PG:host=h user=u password=secret dbname=d", "PG:host=h user=u password=… dbname=d"),
      ("PG:password='se cr\\'et' host=h", "PG:password=… host=h"),
      ("PG:password = secret host=h", "PG:password = … host=h"),
      ("PG:host=h PASSWORD=se\\ cret", "PG:host=h PASSWORD=…"),
      ("PG:postgresql://u:secret@h:5432/d", "PG:postgresql://u:…@h:5432/d"),
      ("postgres://u:se/cr@et@h/d?sslmode=require", "postgres://u:…@h/d?sslmode=require"),
      ("mongodb://u:se/cr@et@h/d?x=1", "mongodb://u:…@h/d?x=1"),
      ("mongodb+srv://u:secret@h/d", "mongodb+srv://u:…@h/d"),
      ("mongodb://u@h/d", "mongodb://u@h/d"),
      (
        "mongodb://h/d?tlsCertificateKeyFilePassword=secret",
        "mongodb://h/d?tlsCertificateKeyFilePassword=…"
      ),
      (
        "mongodb://h/d?authMechanismProperties=AWS_SESSION_TOKEN:secret",
        "mongodb://h/d?authMechanismProperties=…"
      ),
      ("PG:postgresql://h/d?user=u&password=secret", "PG:postgresql://h/d?user=u&password=…"),
      ("/vsicurl/https://u:secret@h/a.tif", "/vsicurl/https://u:…@h/a.tif"),
      ("https://h/a?access_token=S&f=1&apikey=S", "https://h/a?access_token=…&f=1&apikey=…"),
      ("https://h/a.tif?X-Amz-Signature=S&sig=S", "https://h/a.tif?X-Amz-Signature=…&sig=…"),
      ("WFS:https://h/ows?request=GetMap&key=S", "WFS:https://h/ows?request=GetMap&key=…"),
      ("OCI:bob/S3cret@db", "OCI:bob/…@db"), ("ODBC:bob/S3cret@db,t", "ODBC:bob/…@db,t"),
      ("https://h:8080/a@b.tif", "https://h:8080/a@b.tif"),
      ("password=…: it fails", "password=…: it fails"),
      (
        "password authentication failed for user \"u\"",
        "password authentication failed for user \"u\""
      ),
      ("a = b, 商业", "a = b, 商业"),
    ])
  func passwords(text: String, masked: String) {
    #expect(text.withoutPasswords == masked)
    #expect(masked.withoutPasswords == masked)
  }

  @Test("A library's words repeat no part of the password that the name of the database holds")
  func repeated() {
    let name = "PG:postgresql://u:seven/eight@h/d"
    let error = GridcastError(
      .unreadable, name, Sentence(message: "invalid integer value \"seven\" for port"))
    #expect(error.description == "PG:postgresql://u:…@h/d: invalid integer value \"…\" for port")
  }

  @Test("Passwords in JSON are masked, and what a terminal would obey is escaped; the rest stays")
  func json() throws {
    struct Value: Codable, Equatable {
      var name: String
      var number = 0.1
    }
    for (name, masked) in [
      ("PG:password='a\"\\'b c' x=1", "PG:password=… x=1"), ("a/b \"c\"\n", "a/b \"c\"\n"),
      ("\u{9B}31m\u{202E}\u{7F}\u{1B}", "\u{9B}31m\u{202E}\u{7F}\u{1B}"),
      ("postgresql://u:pw@h/d", "postgresql://u:…@h/d"),
    ] {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      let json = maskedJSON(
        String(decoding: try encoder.encode(Value(name: name)), as: UTF8.self))
      #expect(json.visible() == json)
      let read = try JSONDecoder().decode(Value.self, from: Data(json.utf8))
      #expect(read == Value(name: masked))
    }
  }

  @Test("What a terminal would obey is written out, in one line")
  func visible() {
    #expect("a\u{1B}[2J\u{9B}b\u{202E}c\u{7}".visible() == "a\\u{1B}[2J\\u{9B}b\\u{202E}c\\u{7}")
    #expect("a\nb\r\tc".visible() == "a b \tc")
    #expect("a\nb".visible(keepingLines: true) == "a\nb")
    #expect("商业, é, 👩‍👩‍👧".visible() == "商业, é, 👩‍👩‍👧")
  }

  @Test("A message is bounded in length, and says what was left out")
  func bounded() {
    let name = String(repeating: "a", count: 1_000_000)
    let error = GridcastError(.badData, name, "it has no field '\(name)'")
    #expect(error.description.count < 10_000)
    #expect(error.description.contains("characters left out"))
    #expect("short".bounded() == "short")
  }

  @Test("XML gets no character that it does not have")
  func xml() {
    #expect(
      "a\u{1}<\u{B}\u{FFFE}\u{1F600}\t\n".xmlEscaped == "a\u{FFFD}&lt;\u{FFFD}\u{FFFD}\u{1F600}\t\n"
    )
    #expect("商业\u{FF0C}".isWritableInXML && !"\u{1F}".isWritableInXML)
  }

  @Test(
    "Formulas are told from texts and numbers",
    arguments: [
      ("=cmd|'/C calc'!A0", true), ("+1+1", true), ("-x", true), ("@SUM(1)", true), ("\tx", true),
      ("\rx", true), ("＝1", true), ("-5.25", false), ("+7", false), ("-", true), ("a=b", false),
      ("", false),
      ("商业", false),
    ])
  func formulas(text: String, isFormula: Bool) {
    #expect(text.isFormula == isFormula)
    #expect(text.withoutFormula == (isFormula ? "'" + text : text))
  }
}
